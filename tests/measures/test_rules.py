"""What counts as an online dossier, in each definition, and what an entry changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.core.ratio import Ratio
from motcua.journal import rules as journal
from motcua.measures.counting import COLUMNS, SERVICE_COLUMNS, changes, columns, keys, seen, service_positions
from motcua.measures.indicators import INDICATORS, version_on
from motcua.measures.rules import (
    ALL_PROCEDURES,
    DEFINITIONS,
    FULL_SERVICE,
    NATIONAL_766,
    ONLINE_ENABLED,
    Counted,
    Seen,
    Standing,
    figure,
    judge,
    pieces,
    ranks,
)
from motcua.measures.states import State
from tests.measures.cases import FACTS, facts, on

ALL = (ALL_PROCEDURES, ONLINE_ENABLED, FULL_SERVICE, NATIONAL_766)


def _seen_only(moved):
    return {key: count for key, count in moved.items() if isinstance(key[3], Seen)}


def _figure(definition, **given):
    found = seen(facts(**given))
    return figure(definition, columns({found: 1} if found else {}, "2026-11-20"))


def _stands(**given):
    """For each definition "a" (above and below), "b" (below only) or "-" (not counted)."""
    figures = [_figure(definition, **given) for definition in ALL]
    return "".join("a" if each.numerator else "b" if each.denominator else "-" for each in figures)


@pytest.mark.parametrize(
    ("given_facts", "expected"),
    [
        ({}, "aaab"),  # online, full, the result is a document and not yet issued as a file
        ({"electronic_result": True}, "aaaa"),
        ({"result_required": False}, "aaaa"),
        ({"result_required": False, "service_level": "partial"}, "aa-a"),
        ({"result_required": False, "service_level": "none"}, "a--a"),
        ({"channel": 1}, "bbbb"),
        ({"channel": None}, "bbbb"),  # a missing channel is direct
        ({"channel": 9}, "bbbb"),
        ({"channel": 1, "service_level": "partial"}, "bb-b"),
        ({"channel": 1, "service_level": "none"}, "b--b"),
        ({"channel": 3}, "b--b"),  # by post: not in the definitions of procedures offered online
        ({"channel": 3, "service_level": "partial"}, "b--b"),
        ({"received_at": None, "status": 1}, "----"),
        ({"received_at": None, "status": 3}, "----"),
        ({"received_at": None, "status": 5}, "----"),  # more was asked for before acceptance
        ({"status": 3, "electronic_result": True}, "a--a"),  # received, then not accepted
        ({"status": 1, "electronic_result": True}, "---a"),
        ({"status": 7, "electronic_result": True}, "aaaa"),
        ({"status": 10, "electronic_result": True, "help": None}, "aaaa"),
    ],
)
def test_a_dossier_counts_as_each_definition_says(given_facts, expected):
    assert _stands(**given_facts) == expected


@pytest.mark.parametrize(
    ("helped", "kept"), [("self", "by_self"), ("helped", "helped"), ("unknown", "unknown"), (None, "unknown")]
)
def test_online_by_oneself_helped_and_unknown_are_told_apart(helped, kept):
    found = _figure(ALL_PROCEDURES, help=helped)
    assert (found.by_self, found.helped, found.unknown) == tuple(
        int(name == kept) for name in ("by_self", "helped", "unknown")
    )


def test_a_simulated_dossier_is_known_as_such():
    assert _figure(ALL_PROCEDURES, simulated=True).simulated == 1
    assert _figure(ALL_PROCEDURES).simulated == 0


_ANY_DOSSIER = st.builds(
    Seen, st.sampled_from(Channel), st.sampled_from(ServiceLevel), st.sampled_from(["self", "helped", "unknown"]),
    st.booleans(), st.sampled_from(Standing), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans(),
    st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", "satisfied", "not_satisfied"]),
)  # fmt: skip


@given(_ANY_DOSSIER)
def test_whoever_opens_a_figure_is_told_what_its_counters_counted(dossier):
    counted = columns({dossier: 1}, "2026-11-20")
    for definition in ALL:
        found, verdict = figure(definition, counted), judge(definition, dossier)
        expected = (int(verdict.counted is Counted.ABOVE), int(verdict.counted is not Counted.OUT))
        assert (found.numerator, found.denominator) == expected, definition.name
        assert bool(verdict.reason) == (verdict.counted is not Counted.ABOVE)


@given(_ANY_DOSSIER)
def test_the_further_indicators_count_as_they_tell(dossier):
    names = {SERVICE_COLUMNS[position] for position in service_positions(dossier)}
    for (definition,) in INDICATORS.values():
        verdict = (
            judge(definition, dossier) if definition.name not in DEFINITIONS and definition.of == "dossiers" else None
        )
        if verdict:
            assert (f"{definition.stem}_below" in names) == (verdict.counted is not Counted.OUT)
        if verdict and not definition.span and not definition.rule:
            assert (f"{definition.stem}_above" in names) == (verdict.counted is Counted.ABOVE)


@pytest.mark.parametrize(
    ("definition", "given_facts", "counted", "reason"),
    [
        (ALL_PROCEDURES, {}, "above", ""),
        (ALL_PROCEDURES, {"channel": 1}, "below", "Không nộp trực tuyến."),
        (ALL_PROCEDURES, {"received_at": None}, "out", "Hồ sơ chưa từng được tiếp nhận nên không tính ở đâu."),
        (ONLINE_ENABLED, {"channel": 3, "service_level": "none"}, "out", "Nộp qua bưu chính công ích."),
        (ONLINE_ENABLED, {"service_level": "none"}, "out", "Ngày nộp, nơi giải quyết chưa cung cấp trực tuyến."),
        (FULL_SERVICE, {"status": 3}, "out", "Không được tiếp nhận, hoặc còn mới đăng ký."),
        (NATIONAL_766, {}, "below", "Chưa có kết quả điện tử, dù thủ tục trả kết quả là giấy tờ."),
    ],
)
def test_a_dossier_that_does_not_count_has_its_reason(definition, given_facts, counted, reason):
    assert judge(definition, seen(facts(**given_facts))) == (counted, reason)


def test_the_version_of_an_indicator_is_that_of_the_day():
    now = replace(NATIONAL_766, valid_to=date(2026, 12, 31))
    later = replace(NATIONAL_766, version=2, valid_from=date(2027, 1, 1))
    among = (now, later)
    assert version_on("national_766", date(2026, 12, 31), among) is now
    assert version_on("national_766", date(2027, 1, 1), among) is later
    assert (now.stem, later.stem) == ("national_766", "national_766_v2")
    with pytest.raises(LookupError):
        version_on("national_766", date(2022, 6, 22), among)
    with pytest.raises(LookupError):
        version_on("national_767", date(2026, 1, 1))


@pytest.mark.parametrize("versions", INDICATORS.values(), ids=lambda each: each[0].name)
def test_versions_follow_one_another_without_a_gap(versions):
    assert [each.version for each in versions] == list(range(1, len(versions) + 1))
    for former, later in pairwise(versions):
        assert former.valid_to is not None and former.valid_to + timedelta(1) == later.valid_from
    assert versions[-1].valid_to is None


def test_the_tables_have_a_column_for_every_part_of_every_definition():
    from motcua.measures.models import DayTally, MonthTally, ServiceDay, ServiceMonth

    assert len(COLUMNS) == 4 * len(DEFINITIONS) + 1
    for table, names in (
        (DayTally, COLUMNS),
        (MonthTally, COLUMNS),
        (ServiceDay, SERVICE_COLUMNS),
        (ServiceMonth, SERVICE_COLUMNS),
    ):
        held = [field.name for field in table._meta.concrete_fields if field.get_internal_type() == "BigIntegerField"]
        assert held == list(names)


def test_a_dossier_is_kept_with_everything_that_a_definition_asks():
    from motcua.measures.models import DossierFacts

    assert {field.name for field in DossierFacts._meta.concrete_fields} == set(State._fields)
    assert set(Seen._fields) - {"late"} <= set(State._fields)


def test_opening_already_received_adds_one_on_both_axes():
    assert _seen_only(changes(1, {"facts": facts(received_office="H27.40")})) == {
        ("competent", "H27.31", "2024-05-06", seen(facts())): 1,
        ("received", "H27.40", "2024-05-06", seen(facts())): 1,
    }


def test_a_submission_that_is_not_received_changes_nothing():
    assert changes(1, {"facts": facts(status=1, received_at=None, received_office=None)}) == {}


def test_acceptance_counts_on_the_day_of_receipt():
    body = {"facts": facts(), "was": {"status": 1, "received_at": None, "received_office": None}}
    assert {key[2]: count for key, count in _seen_only(changes(2, body)).items()} == {"2024-05-06": 1}


def test_a_late_electronic_result_changes_the_day_of_receipt():
    body = {"facts": facts(status=9, electronic_result=True), "was": {"status": 4, "electronic_result": False}}
    moved = {key[3].proven: count for key, count in _seen_only(changes(9, body)).items() if key[0] == "competent"}
    assert moved == {False: -1, True: 1}


def test_a_correction_of_office_moves_the_dossier():
    body = {"facts": facts(competent_office="H27.32"), "was": {"competent_office": "H27.31"}}
    assert {key[:2]: count for key, count in _seen_only(changes(4, body)).items()} == {
        ("competent", "H27.31"): -1,
        ("competent", "H27.32"): 1,
    }


def test_a_day_of_receipt_is_the_local_day():
    assert {key[2] for key in keys(facts(received_at=on("2024-12-31", 23)))} == {"2024-12-31"}


_ANY = st.fixed_dictionaries(
    {
        "finished_at": st.sampled_from([None, on("2024-05-10")]),
        "due_at": st.sampled_from([None, on("2024-05-08"), on("2024-05-12")]),
        "requests": st.sampled_from([[], [[on("2024-05-07"), None]], [[on("2024-05-07"), on("2024-05-09")]]]),
        "satisfaction": st.sampled_from([None, "satisfied", "not_satisfied"]),
        "digitised": st.sampled_from([True, False, None]),
        "channel": st.sampled_from([1, 2, 3, None, 7]),
        "service_level": st.sampled_from(["full", "partial", "none", None]),
        "help": st.sampled_from(["self", "helped", "unknown", None]),
        "status": st.integers(1, 10),
        "received_at": st.sampled_from([None, on("2024-05-06"), on("2024-05-07")]),
        "competent_office": st.sampled_from(["H27.31", "H27.32", None]),
        "received_office": st.sampled_from(["H27.31", "H27.40", None]),
        "result_required": st.booleans(),
        "electronic_result": st.booleans(),
        "simulated": st.booleans(),
    }
)


@given(st.lists(_ANY, min_size=1, max_size=6))
def test_changes_add_up_to_the_last_state_whatever_happened_between(states):
    summed, before = {}, {}
    for number, state in enumerate(states, 1):
        now = FACTS | state
        for key, count in changes(number, {"facts": now, "was": journal.changed(before, now)}).items():
            summed[key] = summed.get(key, 0) + count
        before = now
    assert {key: count for key, count in summed.items() if count} == keys(before)


@given(_ANY)
def test_only_what_is_shown_to_be_online_counts_online(state):
    found = seen(state)
    assert (found is not None and found.channel == 2) == (state["received_at"] is not None and state["channel"] == 2)


def test_ranks_are_exact_and_ties_share_one():
    ratios = [Ratio(2, 3), Ratio(666666667, 1000000000), Ratio(4, 6), Ratio(0, 0), Ratio(1, 3), Ratio(0, 5)]
    assert ranks(ratios) == [2, 1, 2, None, 4, 5]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2024-01-01", "2024-12-31", [("month", "2024-01", "2024-12")]),
        ("2024-02-01", "2024-02-29", [("month", "2024-02", "2024-02")]),
        ("2024-02-01", "2024-02-28", [("day", "2024-02-01", "2024-02-28")]),
        ("2024-05-06", "2024-05-06", [("day", "2024-05-06", "2024-05-06")]),
        ("2024-01-15", "2024-02-10", [("day", "2024-01-15", "2024-02-10")]),
        (
            "2023-12-31", "2024-03-01",
            [("month", "2024-01", "2024-02"), ("day", "2023-12-31", "2023-12-31"), ("day", "2024-03-01", "2024-03-01")],
        ),
        ("2024-11-30", "2024-12-31", [("month", "2024-12", "2024-12"), ("day", "2024-11-30", "2024-11-30")]),
    ],
)  # fmt: skip
def test_a_period_is_whole_months_and_the_days_around_them(first, last, expected):
    assert pieces(date.fromisoformat(first), date.fromisoformat(last)) == expected
