"""Giving a target, and sharing one out among the offices below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction

from motcua.adoption.models import Target
from motcua.adoption.targets import queries, rules
from motcua.adoption.targets.rules import ShareRule
from motcua.core import clock, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.core.ratio import Ratio
from motcua.journal import actions as journal
from motcua.journal.models import Subject
from motcua.journal.rules import Event, changed
from motcua.measures.actions import foretell
from motcua.measures.rules import Definition
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import actor

FASTER = Phrase("Vừa có người giao chỉ tiêu này. Hãy tải lại trang, xem chỉ tiêu mới rồi làm tiếp.")


@transaction.atomic
def give(
    *, office: Office, year: int, indicator: str, rate: Fraction, by: Account, at: datetime, source: str = "",
    seen: int | None = None,
) -> Target:  # fmt: skip
    """Give an office its target of a year by a named definition, from the office above it (a province: from itself).

    `source` names the decision. One that is in force already is replaced and stays to be seen. Raises Refused at the
    field: over 100 %, a year that is over, an unknown indicator, an office that ended; and when the target in force is
    no longer the one that was `seen` (its id, 0: there was none).
    """
    today = clock.local_day(at)
    definition = _definition(indicator)
    rules.refuse_rate(rate, "rate")
    rules.refuse_year(year, today)
    refuse_ended(office, year, today)
    now = _locked(office, year, indicator)
    if seen is not None and seen != (now.pk if now else 0):
        raise Refused(FASTER)
    above = office.parent or office
    return _set(now, office, year, definition, rate, {"given_by": above, "source": text.one_line(source)}, by, at)


@transaction.atomic
def share(
    *, target: Target, rule: ShareRule, by: Account, at: datetime, rates: Mapping[str, Fraction] | None = None
) -> list[Target]:
    """Share a target out among what is directly below its office, and return the new targets.

    By EQUAL and VOLUME as `rules.share_out` has it; by HAND with `rates` by office code, which together must reach the
    target over the dossiers of the months before. Raises Refused when there is nobody below or the target is no longer
    in force, Invalid at "rate-CODE" for an office without a rate and at "rule" for a sum that falls short.
    """
    today = clock.local_day(at)
    held = Target.objects.select_for_update(of=("self",)).select_related("office").get(pk=target.pk)
    if held.replaced_at:
        raise Refused(FASTER)
    rules.refuse_year(held.year, today)
    refuse_ended(held.office, held.year, today)
    definition = _definition(held.indicator)
    children, shares = shares_of(held, rule, rates, today=today)
    given: dict[str, Any] = {"given_by": held.office, "above": held, "rule": rule}
    return [
        _set(_locked(child, held.year, held.indicator), child, held.year, definition, shares[child.code], given, by, at)
        for child in children
    ]


def shares_of(
    target: Target, rule: ShareRule, rates: Mapping[str, Fraction] | None = None, *, today: date
) -> tuple[list[Office], dict[str, Fraction]]:
    """Return who would get a part, and which, without writing anything. Errors as in `share`."""
    children = queries.below(target.office, target.year, today=today)
    if not children:
        raise Refused("Cơ quan này không có đơn vị nào bên dưới để chia chỉ tiêu.", "rule")
    definition = _definition(target.indicator)
    adds_up = not rules.counts_procedures(definition)
    if rule is ShareRule.VOLUME and not adds_up:
        raise Refused("Chỉ tiêu này đếm thủ tục, không chia theo số hồ sơ được: chọn cách chia khác.", "rule")
    parts = queries.parts(children, definition, today=today, under=target.office.path)
    if rule is not ShareRule.HAND:
        return children, rules.share_out(rule, target.rate, parts)
    given = rates or {}
    errors: dict[str, str] = {
        f"rate-{child.code}": Phrase("Nhập tỷ lệ cho cơ quan này.") for child in children if child.code not in given
    }
    for code, rate in given.items():
        try:
            rules.refuse_rate(rate, f"rate-{code}")
        except Refused as refused:
            errors[refused.field] = refused.message
    if errors:
        raise Invalid(errors)
    missing = rules.missing_by_hand(target.rate, given, parts) if adds_up else 0
    if missing:
        raise Invalid({"rule": Phrase(
            "Cộng lại còn thiếu %(count)s hồ sơ so với chỉ tiêu chung: tăng tỷ lệ ở một số cơ quan.",
            count=missing,
        )})  # fmt: skip
    return children, dict(given)


def foretell_next(*, on: date) -> int:
    """Foretell how the year ends for the offices of one tier with a target of one kind; return for how many.

    0: every target has the forecast of the day. For a worker that calls it again and again.
    """
    found = queries.next_to_foretell(on)
    if found is None:
        return 0
    indicator, tier, wanted = found
    return foretell(definition=rules.AIMS[indicator], tier=tier, wanted=wanted, on=on)


def refuse_ended(office: Office, year: int, today: date) -> None:
    """Raise Refused, naming who took over, for an office that has ended, or will have before the year."""
    if rules.ended(office.valid_to, year, today):
        after = ", ".join(link.successor.short_name for link in offices.successors(office))
        raise Refused(
            Phrase("%(office)s kết thúc hoạt động ngày %(day)s: giao cho cơ quan tiếp nhận công việc (%(after)s).",
                   office=office.short_name, day=f"{office.valid_to:%d/%m/%Y}", after=after or "–"),
        )  # fmt: skip


def _definition(indicator: str) -> Definition:
    if indicator not in rules.AIMS:
        raise Refused("Chọn một chỉ tiêu trong danh sách.")
    return rules.AIMS[indicator]


def _locked(office: Office, year: int, indicator: str) -> Target | None:
    found = Target.objects.select_for_update(of=("self",)).select_related("office", "given_by")
    return found.filter(office=office, year=year, indicator=indicator, replaced_at=None).first()


def _set(
    now: Target | None, office: Office, year: int, definition: Definition, rate: Fraction, given: dict[str, Any],
    by: Account, at: datetime,
) -> Target:  # fmt: skip
    if now:
        Target.objects.filter(pk=now.pk).update(replaced_at=at)
    try:
        with transaction.atomic():
            made = Target.objects.create(
                office=office, year=year, indicator=definition.name, version=definition.version,
                numerator=rate.numerator, denominator=rate.denominator, set_by=by, set_at=at, **given,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(FASTER) from None
    facts = _facts(made)
    name = rules.subject(year, office.code, definition.name)
    was = changed(_facts(now), facts) if now else {}
    opens = now is None and not Subject.objects.filter(name=name).exists()
    journal.append(Event(name, "target_set", at, actor(by.pk), facts=facts, was=was, opens=opens))
    return made


def _facts(target: Target) -> dict[str, Any]:
    return {
        "year": target.year, "office": target.office.code, "indicator": target.indicator, "version": target.version,
        "numerator": target.numerator, "denominator": target.denominator, "given_by": target.given_by.code,
        "rule": target.rule, "target": target.pk, "above": target.above_id,
        "percent": Ratio(target.numerator, target.denominator).percent(),
    }  # fmt: skip
