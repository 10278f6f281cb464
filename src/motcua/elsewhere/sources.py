"""From a file to its rows: a table by its mapping, records of the exchange by the reader that the settings name."""

from __future__ import annotations

import gzip
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.elsewhere import mapping, queries, sheets
from motcua.elsewhere.mapping import Reading
from motcua.elsewhere.models import DossierMapping, ImportRun
from motcua.elsewhere.rules import Line
from motcua.elsewhere.sheets import Table


def content_of(run: ImportRun) -> bytes:
    """Return the file of an import that waits or goes on."""
    whole = queries.run(run.key, whole=True)
    assert whole is not None and whole.content is not None
    return gzip.decompress(bytes(whole.content))


def table(content: bytes, held: DossierMapping | None, sheet: str = "") -> Table:
    """Return the table in a file: under the headings of a mapping, else under those that are usual.

    `sheet` is that of a workbook, "" for the usual one. Raises Refused (field "file" or "sheet").
    """
    rows = sheets.read(content, sheet)
    if held is None:
        return sheets.headed(rows, mapping.known)
    columns = held.columns
    return sheets.headed(rows, lambda headings: mapping.fits(columns, headings))


def lines(content: bytes, held: DossierMapping | None, *, at: datetime, sheet: str = "") -> list[Line]:
    """Return the rows of a file, settled among each other. Raises Refused as `table` does."""
    if held is None:
        found: list[Line] = import_string(settings.RECORD_READER)(content, at=at)
        return found
    return mapping.lines(table(content, held, sheet), Reading(held.columns, held.words), at=at)
