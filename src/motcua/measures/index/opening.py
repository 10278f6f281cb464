"""What a row of the 766 index counts besides dossiers: procedures, petitions, and why each counts or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from motcua.catalogue.rules import ServiceLevel
from motcua.core import clock
from motcua.core.errors import Phrase
from motcua.correspondence.petitions import queries as petitions
from motcua.measures import naming
from motcua.measures import petitions as counting
from motcua.measures.index import queries
from motcua.measures.index.queries import Index
from motcua.measures.others import PETITIONS_ON_TIME, PETITIONS_SATISFIED
from motcua.measures.rules import SliceBy, judge


class Behind(NamedTuple):
    """Something behind a row, and in words why it is not counted ("" when it is).

    A procedure has a `name`; a petition the `office` that has it (a code) and the day on which it came.
    """

    code: str
    reason: str
    name: str = ""
    office: str = ""
    day: date | None = None


PETITION_ROWS = {"5.2": PETITIONS_ON_TIME, "5.3": PETITIONS_SATISFIED}
"""By which definition a row counts petitions."""
NOT_ONLINE = Phrase("Chưa cung cấp trực tuyến.")
NOT_VERIFIED = Phrase("Trong kỳ chưa có hồ sơ nào của người nộp được định danh điện tử xác thực.")
NOT_TOLD = Phrase("Không hồ sơ nào trong kỳ cho biết người nộp có được định danh điện tử hay không.")
BROUGHT_UP = Phrase("Có phản ánh về hồ sơ này.")
BOTH = Phrase("Có phản ánh về hồ sơ này, và người nộp đánh giá chưa hài lòng.")


def behind(index: Index, row: str) -> list[Behind]:
    """Return what is behind a row, what does not count first; [] for a row that opens down to dossiers, or has no data.

    Of row 5.4 the dossiers with a petition; those that are late or disliked open as figures. Six statements at most.
    """
    found = _KINDS[row](index, row) if row in _KINDS else []
    return sorted(found, key=lambda one: (not one.reason, one.name or one.code))


def _procedures(index: Index, row: str) -> list[Behind]:
    known = queries.facts(index.office, index.first, index.last, index.on)
    if row == "1.3":
        reasons = {
            code: Phrase("Thiếu: %(parts)s.", parts=_listed(part.lacks)) if part.lacks else ""
            for code, part in known.parts.items()
        }  # fmt: skip
    elif row == "3.1":
        reasons = {code: NOT_ONLINE if level is ServiceLevel.NONE else "" for code, level in known.levels.items()}
    else:
        said = {True: "", False: NOT_VERIFIED, None: NOT_TOLD}
        reasons = {code: said[used.verified] for code, used in known.used.items()}
    names = naming.names(SliceBy.PROCEDURE, reasons.keys(), on=index.on)
    return [Behind(code, reason, names.get(code, code)) for code, reason in reasons.items()]


def _listed(parts: Sequence[str]) -> Phrase:
    """Return some words one after another, each to be said in the language of the page."""
    named = {f"part{number}": part for number, part in enumerate(parts)}
    words = ", ".join(f"%({name})s" for name in named)
    return Phrase(words, **named)


def _petitions(index: Index, row: str) -> list[Behind]:
    found = []
    for one in petitions.brought(index.first, index.on, under=index.office.path):
        reason = judge(PETITION_ROWS[row], counting.heard(one, index.on)).reason
        found.append(Behind(one.code, reason, office=one.office, day=clock.local_day(one.course.received_at)))
    return found


def _troubled(index: Index, row: str) -> list[Behind]:
    found = petitions.troubled(index.first, index.on, under=index.office.path)
    return [Behind(code, BOTH if disliked else BROUGHT_UP) for code, disliked in found.items()]


_KINDS: dict[str, Callable[[Index, str], list[Behind]]] = {
    "1.3": _procedures, "3.1": _procedures, "4.5a": _procedures, "5.2": _petitions, "5.3": _petitions,
    "5.4": _troubled,
}  # fmt: skip
OPENS = frozenset(_KINDS)
"""The rows that open by a page of their own."""
