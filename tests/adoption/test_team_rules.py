"""Terms, leaders, the self-check: tables without a database."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from motcua.adoption.helping import rules as helping
from motcua.adoption.helping.rules import Consent, HelpKind, Time, Told
from motcua.adoption.teams import rules
from motcua.adoption.teams.rules import Held, Term
from motcua.core.clock import ZONE

A, B, C, D = (date(2026, month, 1) for month in (1, 4, 7, 10))
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        (Term(A, B), Term(C, D), False), (Term(A, B), Term(B, C), True), (Term(A), Term(C, D), True),
        (Term(C), Term(A, B), False), (Term(A, D), Term(B, C), True), (Term(B, C), Term(A, D), True),
    ],
)  # fmt: skip
def test_terms_overlap_when_they_share_a_day(first, second, overlap):
    assert first.overlaps(second) is second.overlaps(first) is overlap


@pytest.mark.parametrize(
    ("person", "term", "leads", "field"),
    [
        (1, Term(B, C), False, "from"),  # she is there already
        (1, Term(D), False, ""),  # her first term is over then
        (2, Term(B), True, "leads"),  # another leads then
        (2, Term(B), False, ""),
        (2, Term(D), True, ""),  # nobody leads any more
        (2, Term(C, B), False, "to"),
        (2, Term(date(2025, 12, 31)), False, "from"),  # before the team was formed
    ],
)
def test_a_person_has_one_term_at_a_time_and_a_team_one_leader(person, term, leads, field):
    held = [Held(1, True, Term(A, date(2026, 9, 30)))]
    assert "".join(rules.term_errors(person, term, Term(A), held, leads=leads)) == field


@pytest.mark.parametrize(
    ("village", "decision", "term", "fields"),
    [
        ("Thôn 3", "125/QĐ-UBND", Term(A), []),
        ("", "", None, ["village", "decision", "from"]),
        ("=1+1", "1/QĐ", Term(A), ["village"]),
        ("Thôn 3", "125", Term(D), ["from"]),  # the office has ended by then
        ("Thôn 3", "125", Term(date(2019, 1, 1)), ["from"]),
        ("Thôn 3", "125", Term(B, A), ["to"]),
    ],
)
def test_a_team_is_formed_while_its_office_is_in_being(village, decision, term, fields):
    assert list(rules.team_errors(village, decision, term, Term(date(2020, 1, 1), C))) == fields


def test_who_belongs_to_a_team_is_told_by_her_last_day():
    assert rules.helps_until([Term(A, B), Term(A, D)], C) == D
    assert rules.helps_until([Term(A)], C) == rules.FOR_GOOD
    assert rules.helps_until([Term(A, B)], C) is None
    assert rules.helps_until([Term(C, D)], A) == D  # she may learn before she begins


def test_the_self_check_asks_well_and_nobody_passes_who_would_take_a_secret():
    check = rules.check()
    assert all(len(one.answers) >= 3 and 0 <= one.right < len(one.answers) and one.why for one in check.questions)
    right = {one.key: one.right for one in check.questions}
    assert rules.passes(check, rules.wrong(check, right))
    for one in check.questions:
        missed = rules.wrong(check, right | {one.key: None})
        assert missed == [one] and rules.passes(check, missed) is not one.must
    assert not rules.passes(check, rules.wrong(check, {}))


ACCOUNT = Told(HelpKind.ACCOUNT)
BOOKED = ACCOUNT._replace(booked_on=NOW.date(), booked_time=time(8, 30), booked_place="Công an xã, thôn 12, quốc lộ 15")
FILING = Told(HelpKind.FILING, "national_portal", "1.001193", "042190000012", Consent.SCREEN)


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        (ACCOUNT, []),
        (BOOKED, []),
        (BOOKED._replace(booked_on=NOW.date() - timedelta(1)), ["booked"]),
        (BOOKED._replace(booked_on=None), ["booked"]),
        (ACCOUNT._replace(booked_on=NOW.date()), ["booked_place"]),
        (BOOKED._replace(booked_place="Công an xã, gặp 0912 000 111"), ["booked_place"]),
        (BOOKED._replace(booked_place="x" * 121), ["booked_place"]),
        (FILING, []),
        (FILING._replace(consent=""), ["consent"]),
        (FILING._replace(consent=Consent.PAPER), ["consent_paper"]),
        (FILING._replace(consent=Consent.PAPER, consent_paper="12/2026"), []),
        (FILING._replace(personal_id="", procedure=""), ["procedure", "personal_id"]),
        (FILING._replace(system="motcua"), ["system"]),
        (Told(HelpKind.PAYING, "national_portal"), []),
        (Told("cooking"), ["kind"]),
    ],
)
def test_what_is_recorded_of_help_needs_what_its_kind_needs(told, fields):
    assert list(helping.errors(told, ["national_portal", "other"], at=NOW)) == fields


@pytest.mark.parametrize(
    ("hours", "chosen"),
    [((1, 5), "0"), ((-2, 5), "0"), ((-30, 5), "1"), ((80, 71), "1"), ((80, -25), None), ((3, 3), "0"), ((), None)],
)
def test_a_dossier_belongs_to_the_nearest_help_of_the_days_around_it(hours, chosen):
    """Hours from the help to the filing: up to three days, or one day backwards."""
    helps = [Time(str(number), NOW - timedelta(hours=each)) for number, each in enumerate(hours)]
    found = helping.nearest(Time("dossier", NOW), helps, filed=True)
    assert (found and found.key) == chosen
    if found:
        back = helping.nearest(found, [Time("dossier", NOW)], filed=False)
        assert back and back.key == "dossier"
