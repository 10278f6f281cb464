"""A small province with levels, and exports of another system about it."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import xlsxwriter

from motcua.catalogue.rules import ServiceLevel
from motcua.core import clock
from motcua.elsewhere import actions, mapping, queries, sheets, sources
from motcua.elsewhere.rules import Way
from motcua.filing.rules import System
from motcua.offices.models import Office
from motcua.simulation import exports
from tests.factories import make_version
from tests.measures.cases import province

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.ZONE)
LEVELS = {"1.990001": "full", "1.990002": "partial", "1.990003": "none", "2.990004": "full"}
HEADS = ("Mã hồ sơ", "Mã TTHC", "Đơn vị xử lý", "Ngày tiếp nhận", "Kênh", "Trạng thái", "Ngày kết thúc")
NAMES = dict(zip(("code", "procedure", "office", "received", "channel", "status", "finished"), HEADS, strict=True))


def make_province():
    """Return the offices by code; four procedures have a level for the whole province."""
    offices = province()
    for code, level in LEVELS.items():
        make_version(code=code, name=f"Thủ tục {code}", offered_by=offices["H27"], level=ServiceLevel(level))
    return offices


def export(rows, seed=1):
    """Return a dirty export about the year 2024, with its truth."""
    bodies = [
        exports.Body(*row) for row in Office.objects.exclude(parent=None).order_by("code")
        .values_list("code", "name", "short_name", "valid_from", "valid_to")
    ]  # fmt: skip
    named = [(code, f"Thủ tục {code}") for code in LEVELS]
    return exports.make(
        rows, seed=seed, offices=bodies, procedures=named, first=date(2024, 1, 1), last=date(2024, 12, 31)
    )


def text_file(*rows, heads=HEADS, separator=";"):
    """Return a CSV file of these rows under the usual headings."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([heads, *rows])
    return out.getvalue().encode()


def workbook(sheets_of):
    """Return a workbook with these rows by the name of their sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        for name, rows in sheets_of.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()


def import_(content, *, source="gate", columns=None, words=None, at=NOW, way=Way.NEWER, most=2000, by=None):
    """Import a whole file and return its run."""
    held = None
    if not sheets.is_json(content):
        found = sources.table(content, None)
        held = actions.save_mapping(
            source=source, columns=columns or mapping.guessed(found.headings), words=words or {},
            headings=found.headings, by=by, at=at,
        )  # fmt: skip
    lines = sources.lines(content, held, at=at)
    run = actions.begin(
        content=None, digest="d", file_name="file", source=source, system=System.OTHER, by=by, at=at, mapping=held
    )
    reference = queries.reference()
    while run.state == "running":
        run = actions.go_on(run=run, lines=lines, reference=reference, at=at, way=way, most=most)
    return run


def told(run):
    """Return {row: (outcome, [(field, problem, done)])} of a run."""
    whole = queries.run(run.key, whole=True)
    return {row: (outcome, [tuple(one) for one in notes]) for row, _code, outcome, notes in queries.told(whole)}


def counts(run):
    return run.created, run.changed, run.unchanged, run.rejected
