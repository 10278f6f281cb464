"""The register of a period as a workbook (.xlsx), and the entries that tell who looked at the data of persons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.casework.lists import register
from motcua.casework.lists.register import Line, Wanted
from motcua.core.errors import Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.models import Subject
from motcua.journal.rules import Event
from motcua.people.models import Account
from motcua.people.rules import Who, actor, subject
from motcua.records import registers, spreadsheet
from motcua.records.spreadsheet import MOST_ROWS

_FORM = tuple(column.head for column in registers.REGISTER_COLUMNS if column.head != "Ký nhận")
_WIDTHS = (24, 40, 6, 26, 36, 28, 17, 17, 17, 24)
_MORE = (("Kênh nộp", 16), ("Xử lý xong", 17), ("Quá hạn", 9), ("Cán bộ thụ lý", 24))


def write(
    path: Path, *, who: Who, wanted: Wanted, about: Sequence[tuple[str, str]], said: Callable[[str], str], by: Account,
    at: datetime,
) -> int:  # fmt: skip
    """Write the cases of the register that `who` may see and that are wanted to `path`, the oldest first, and return
    how many; one entry tells that it was done.

    The columns are those of the form, then a few more; `about` stands above them, `said` puts words into the reader's
    language. Raises Refused (field "first") for more than MOST_ROWS.
    """
    columns = [(said(name), width) for name, width in zip(_FORM, _WIDTHS, strict=True)]
    columns += [(said(name), width) for name, width in _MORE]
    lines = register.every(who, wanted, at=at, most=MOST_ROWS + 1)
    count = spreadsheet.write(
        path, title=said("Sổ theo dõi hồ sơ"), about=about, columns=columns,
        rows=(_row(line, said) for line in islice(lines, MOST_ROWS + 1)),
    )  # fmt: skip
    if count > MOST_ROWS:
        words = Phrase("Có trên %(most)s hồ sơ. Hãy chọn kỳ ngắn hơn hoặc lọc thêm rồi tải lại.", most=MOST_ROWS)
        raise Refused(words, "first")
    _tell(by, "register_exported", at, {"rows": count})
    return count


def look_up(*, by: Account, at: datetime) -> None:
    """Record that an officer looked for the dossiers of a person by her number. The number itself is nowhere."""
    _tell(by, "person_looked_up", at, {})


def _row(line: Line, said: Callable[[str], str]) -> Sequence[Any]:
    contact = "; ".join(part for part in (line.address, line.phone) if part)
    return (
        line.code, line.procedure, 1, line.applicant, contact, line.office, line.received_at, line.due_at,
        line.returned_at, said(str(line.status.label)), said(str(line.channel.label)), line.finished_at,
        said("Có") if line.late else "", line.officer,
    )  # fmt: skip


@transaction.atomic
def _tell(by: Account, kind: str, at: datetime, details: dict[str, Any]) -> None:
    """Write an entry under the officer's account, which has entries since it was made."""
    Account.objects.select_for_update(no_key=True).get(id=by.pk)
    name = subject(by.pk)
    opens = not Subject.objects.filter(name=name).exists()
    journal.append(Event(name, kind, at, actor(by.pk), details=details, opens=opens))
