"""Entering figures from outside, one on a page or many from a file, and withdrawing one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.core import canonical, clock
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.core.report import Report
from motcua.core.text import one_line
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.measures.models import OutsideFigure
from motcua.measures.outside import reading, rules
from motcua.measures.outside.rules import Entered, OutsideKind
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import actor

FASTER = Phrase("Vừa có người nhập số này. Hãy tải lại trang, xem số mới rồi làm tiếp.")


@transaction.atomic
def enter(*, entered: Entered, by: Account | None, at: datetime) -> tuple[OutsideFigure, str]:
    """Enter a figure; return it, and whether that was "created", "changed" or "unchanged".

    Another for the same kind, indicator, office and days replaces it; the same again changes nothing. Raises Invalid
    with a message per field: as `rules.checked`, and for an office that is unknown or was not in those days.
    """
    checked = rules.checked(entered, today=clock.local_day(at))
    office = _office(checked)
    return _store(checked, office, by, at)


@transaction.atomic
def withdraw(*, figure: OutsideFigure, by: Account, at: datetime) -> None:
    """Take a figure back that should not have been entered; it stays to be seen. Raises Refused when it is gone."""
    if not OutsideFigure.objects.filter(pk=figure.pk, replaced_at=None).update(replaced_at=at):
        raise Refused("Số này đã được thay hoặc bỏ rồi. Hãy tải lại trang.")
    facts = _facts(figure)
    gone = facts | {"withdrawn": True}
    journal.append(
        Event(_subject(figure), "outside_figure_withdrawn", at, actor(by.pk), facts=gone, was=changed(facts, gone))
    )


@transaction.atomic
def import_rows(*, content: bytes, by: Account | None, at: datetime) -> Report:
    """Enter every good row of a CSV or Excel file; return a report with what is wrong in which row.

    The same figure twice with the same values counts once; with others the later row is rejected. Safe to repeat.
    Raises Refused (field "file") for a file that is no such table.
    """
    report, seen = Report(), dict[Any, Entered]()
    found = reading.rows(content, office_of=office_finder(), today=clock.local_day(at))
    for row in found.rows:
        report.rows += 1
        if row.entered is None:
            report.rejected += 1
            _note(report, row.number, row.errors, found.named)
            continue
        before = seen.setdefault(row.entered.key, row.entered)
        try:
            if before != row.entered:
                raise Invalid(
                    {"value": Phrase("Một dòng trên của tệp đã ghi số khác cho đúng chỉ tiêu, cơ quan, kỳ này.")}
                )
            office = _office(row.entered)
        except Invalid as invalid:
            report.rejected += 1
            _note(report, row.number, invalid.errors, found.named)
            continue
        _, did = _store(row.entered, office, by, at)
        setattr(report, did, getattr(report, did) + 1)
    return report


def office_finder() -> Callable[[str], str]:
    """Return what finds the code of an office by its code or a name that no other has; "" for none."""
    known: dict[str, str] = {}

    def find(words: str) -> str:
        if words not in known:
            found = _best(offices.ever_named(words), words)
            known[words] = found.code if found else ""
        return known[words]

    return find


def _best(found: Sequence[Office], words: str) -> Office | None:
    """Return the only office found, or the only one with exactly that name."""
    exact = [each for each in found if each.short_name.casefold() == one_line(words).casefold()]
    one = exact if len(exact) == 1 else found
    return one[0] if len(one) == 1 else None


def _note(report: Report, number: int, errors: Mapping[str, Any], named: Mapping[str, str]) -> None:
    for field, problem in errors.items():
        report.notes.append(
            {"row": number, "code": "", "field": named[field], "problem": problem, "done": "không nhập"}
        )  # fmt: skip


def _office(entered: Entered) -> Office | None:
    if entered.kind is OutsideKind.NATIONAL:
        return None
    office = offices.office(entered.office)
    if office is None:
        raise Invalid({"office": Phrase("Không có cơ quan mã «%(code)s».", code=entered.office)})
    if (office.valid_to and office.valid_to < entered.first) or (
        office.valid_from and office.valid_from > entered.last
    ):
        after = ", ".join(link.successor.short_name for link in offices.successors(office))
        said = Phrase("Trong kỳ này %(office)s chưa có, hoặc đã kết thúc. Cơ quan kế tục: %(after)s.",
                      office=office.short_name, after=after or "–")  # fmt: skip
        raise Invalid({"office": said})
    return office


def _store(entered: Entered, office: Office | None, by: Account | None, at: datetime) -> tuple[OutsideFigure, str]:
    assert entered.value is not None
    same = {"kind": entered.kind, "indicator": entered.indicator, "office": office}
    known = OutsideFigure.objects.filter(**same, first=entered.first, last=entered.last)
    now = known.filter(replaced_at=None).select_for_update(of=("self",)).first()
    made = OutsideFigure(
        **same, first=entered.first, last=entered.last, value=entered.value, numerator=entered.numerator,
        denominator=entered.denominator, source=one_line(entered.source), read_on=entered.read_on,
        public=entered.public, entered_by=by, entered_at=at,
    )  # fmt: skip
    facts = _facts(made)
    last = now or known.order_by("-id").first()
    before = _facts(last) | {"withdrawn": now is None} if last else None
    if now and before == facts:
        return now, "unchanged"
    if now:
        OutsideFigure.objects.filter(pk=now.pk).update(replaced_at=at)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(FASTER) from None
    was = changed(before, facts) if before else {}
    told = actor(by.pk if by else None)
    journal.append(
        Event(_subject(made), "outside_figure_entered", at, told, facts=facts, was=was, opens=before is None)
    )
    return made, "changed" if now else "created"


def _subject(figure: OutsideFigure) -> str:
    office = figure.office.code if figure.office else "-"
    return f"outside/{figure.kind}/{figure.indicator}/{office}/{figure.first}/{figure.last}"


def _facts(figure: OutsideFigure) -> dict[str, Any]:
    return {
        "kind": str(figure.kind), "indicator": figure.indicator, "office": figure.office and figure.office.code,
        "from": figure.first.isoformat(), "to": figure.last.isoformat(), "value": f"{figure.value:.4f}",
        "numerator": figure.numerator, "denominator": figure.denominator, "read_on": figure.read_on.isoformat(),
        "public": figure.public, "source_digest": canonical.digest(figure.source), "withdrawn": False,
    }  # fmt: skip
