"""The 766 index: hand-worked cases for every row, a recount from the journal, parameters, the command."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from click.testing import CliRunner

from motcua.catalogue import actions as catalogue
from motcua.catalogue.actions import Level
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.correspondence.petitions import actions as petitions
from motcua.journal.models import Entry
from motcua.measures import actions as counters
from motcua.measures import queries as figures
from motcua.measures.index import actions, parameters, queries, rules
from motcua.measures.index.profile import PROFILES, profile_on
from motcua.measures.index.rules import Stands, Told
from motcua.measures.outside import actions as outside
from motcua.measures.outside.rules import Entered, OutsideKind
from motcua.measures.service_queries import figure_of
from motcua.offices.models import Office
from motcua.site.command import main
from tests.conftest import REPOSITORY
from tests.factories import NOW, make_case, make_officer, make_version
from tests.measures import histories
from tests.measures.cases import caught_up, on
from tests.petitions import make_petition
from tests.recount import index_rows
from tests.recount.export import lines as exported

with (REPOSITORY / "tests" / "measures" / "index_cases.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))
(PROFILE,) = PROFILES
LAST = date(2024, 12, 31)
STANDS = {"counted": Stands.COUNTED, "empty": Stands.EMPTY, "no data": Stands.NO_DATA, "exempt": Stands.EXEMPT}


def _half_up(number, places):
    scale = 10**places
    return Fraction(int(number * scale + Fraction(1, 2)), scale)


def _worked(text):
    """Read "6 × 77.78 / 100 = 4.6668 → 4.67" and check every step of it; return what stands at its end."""
    formula, exact, rounded = re.fullmatch(r"(.+?) = ([\d.]+) → ([\d.]+)(?: %| giờ)?", text).groups()
    value, operation = Fraction(1), "×"
    for part in formula.split():
        if part in "×/":
            operation = part
        else:
            value = value * Fraction(part) if operation == "×" else value / Fraction(part)
    assert abs(value - Fraction(exact)) <= Fraction(1, 2_000_000), text
    return value, Fraction(rounded)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['row']} {case['numerator']}/{case['denominator']}")
def test_a_row_has_the_points_that_were_worked_out_by_hand(case):
    given = dict(part.strip().split("=") for part in case["parameters"].split(";") if part)
    factor, known = given.pop("1.4", None), {}
    row = PROFILE.row(case["row"])
    if case["numerator"]:
        known[row.id] = Told(int(case["numerator"]), int(case["denominator"]))
    if factor:
        known["1.4"] = Told(*(int(part) for part in factor.split("/")))
    scored = rules.score_all(PROFILE, known, given, commune=case["tier"] == "commune")
    (found,) = [one for one in scored if one.row.id == row.id]
    assert found.points == (Decimal(case["points"]) if case["points"] else None)
    assert found.stands is STANDS[case["stands"]]
    assert (found.points is None) <= bool(found.note)
    if case["share"] and not row.informs:
        exact, share = _worked(case["share"])
        earned, rounded = _worked(case["arithmetic"])
        assert _half_up(exact, 2) == share and earned == row.maximum * share / 100 / found.full_at
        assert rounded == min(row.maximum, _half_up(earned, 2)) or rounded == row.maximum < earned
        assert Fraction(case["points"]) == rounded and found.share.percent() == f"{float(share):.2f}"
    elif case["share"]:
        assert case["share"].partition("→ ")[2].replace(".", ",") in found.note


def test_the_table_works_every_row_at_least_three_times_and_once_with_nothing_to_count():
    assert {case["row"] for case in CASES} == {row.id for row in PROFILE.rows}
    for row in PROFILE.rows:
        mine = [case for case in CASES if case["row"] == row.id]
        assert len(mine) >= 3 and any(case["stands"] == "empty" for case in mine), row.id
        assert (row.outside) == any(case["stands"] == "no data" for case in mine) or row.id == "3.3", row.id


def test_the_maxima_are_those_of_the_source_and_sum_to_a_hundred():
    assert sum(row.maximum for row in PROFILE.rows) == PROFILE.maximum == 100
    assert {row.id: row.maximum for row in PROFILE.rows} == index_rows.MAXIMA
    assert [group.maximum for group in PROFILE.groups] == [18, 20, 12, 10, 18, 22]
    assert {row.id: row.full_at for row in PROFILE.rows if row.full_at != 1} == {
        **index_rows.FULL, "3.5": Fraction(4, 5), "3.5b": Fraction(4, 5),
    }  # fmt: skip
    assert {row.id: row.empty for row in PROFILE.rows if row.empty is not None} == {"5.2": 6, "5.3": 6, "5.4": 0}


def test_what_nobody_knows_earns_nothing_and_says_so():
    scored = rules.score_all(PROFILE, {}, {})
    assert all(one.points is None and "Chưa có dữ liệu" in one.note for one in scored)
    assert rules.total(scored) is None


def test_numbers_from_outside_hold_in_the_rows_that_only_the_portal_knows_and_only_there():
    told = {row: Told(1, 2, "Cổng Dịch vụ công quốc gia", date(2026, 11, 2)) for row in ("1.4", "2.1", "3.6")}
    scored = {one.row.id: one for one in rules.score_all(PROFILE, {"3.6": Told(1, 4)}, {}, outside=told)}
    assert (scored["1.4"].points, scored["2.1"].points, scored["3.6"].points) == (3, None, 3)
    assert scored["1.4"].note == "Nguồn: Cổng Dịch vụ công quốc gia, ngày 02/11/2026."


@pytest.mark.parametrize(
    ("row", "told", "over", "expected"),
    [
        # 25 % of 50 %: 3 points; 4 points from 33.33 % on: (1 + k) / (4 + k) ≥ 0.33325 from k = 1 (40 %)
        ("3.3", Told(1, 4), False, (1, Decimal(1), 8)),
        # 50 %: 3 points; 4 from 66.67 % on, which 67 of 100 are the first to reach: 17 more
        ("4.1", Told(50, 100), True, (17, Decimal(1), None)),
        # 95 %: 5.7 points; only 0.3 are missing
        ("4.1", Told(95, 100), False, (5, Decimal("0.3"), None)),
        # 90 %: 18 points; 19 from 95 % on: (90 + k) / (100 + k) ≥ 0.94995 k = 100 (189/199 is 94.97 %)
        ("2.1", Told(90, 100), False, (100, Decimal(1), 30)),
        ("2.1", Told(90, 100), True, None),
        ("2.1", Told(100, 100), False, None),
        ("4.2", Told(0, 0), False, None),
        ("5.2", Told(1, 2), False, None),
        # 50 %: 3 points; 4 from 66.67 % on: (2 + k) / (4 + k) from k = 2 (66.67 %)
        ("3.6", Told(2, 4), False, (2, Decimal(1), 15)),
        # 25 %: 1 point; 2 from 50 % on: (1 + k) / (4 + k) from k = 2
        ("4.4", Told(1, 4), False, (2, Decimal(1), 15)),
        # 40 %: 1 point; 2 from 80 % on, 4 of 5
        ("3.5", Told(2, 5), False, (2, Decimal(1), None)),
        ("3.5b", Told(2, 5), False, (2, Decimal(1), None)),
        ("3.5b", Told(2, 5), True, None),
        ("2.2", Told(3600, 1), False, None),
    ],
)
def test_what_would_earn_the_next_point_is_told_in_plain_numbers(row, told, over, expected):
    scored = rules.score_all(PROFILE, {row: told}, {})
    steps = rules.next_steps(scored, elapsed=30, left=-1 if over else 40)
    assert [(step.count, step.gain, step.days) for step in steps] == ([expected] if expected else [])


def test_the_least_to_do_for_a_point_stands_first():
    scored = rules.score_all(PROFILE, {"2.1": Told(90, 100), "4.1": Told(50, 100), "3.2": Told(1, 8)}, {})
    assert [step.scored.row.id for step in rules.next_steps(scored, elapsed=30, left=40)] == ["3.2", "4.1", "2.1"]
    late = rules.next_steps(rules.score_all(PROFILE, {"3.3": Told(1, 40), "4.1": Told(0, 400)}, {}), elapsed=30, left=2)
    assert [(step.scored.row.id, step.count, step.days) for step in late] == [("4.1", 67, None), ("3.3", 4, 3)]
    synced = rules.score_all(PROFILE, {"3.3": Told(1, 4), "1.4": Told(1, 2)}, {"synced_3.3": "yes"})
    (step,) = rules.next_steps(synced, elapsed=4, left=2)
    assert (step.count, step.gain) == (2, 1)  # 12.5 %: 1.5 points; 2/5/2 = 20 %: 2.4; 3/6/2 = 25 %: 3 points


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("full_at_4.2", "80", "80"), ("full_at_4.2", " 080,50 % ", "80.5"), ("full_at_4.2", "100", "100"),
        ("full_at_4.2", "0", None), ("full_at_4.2", "100,5", None), ("full_at_4.2", "", None), ("full_at_4.2", "٨٠", None),
        ("full_at_4.2", "=80", None), ("synced_3.3", "yes", "yes"), ("synced_3.3", "có", None),
        ("not_for_communes", "3.1, 1.1", "1.1 3.1"), ("not_for_communes", "", ""), ("not_for_communes", "9.9", None),
    ],
)  # fmt: skip
def test_a_value_of_a_parameter_is_read_as_people_type_it(name, typed, kept):
    parameter = PROFILE.parameter(name)
    if kept is not None:
        assert parameters.read_value(parameter, typed, PROFILE) == kept
        return
    with pytest.raises(Refused) as refusal:
        parameters.read_value(parameter, typed, PROFILE)
    assert refusal.value.field == "value"


def test_before_the_decision_there_is_no_index():
    assert profile_on(date(2022, 6, 23)) is PROFILE
    with pytest.raises(Refused):
        profile_on(date(2022, 6, 22))


# ------------------------------------------------------------------------------------------------ with a database

TIERS = {
    "1.000": ["district", "commune"], "1.001": ["district"], "1.002": ["commune"], "1.003": ["district", "province"],
    "1.004": ["district"], "1.005": ["commune", "province"],
}  # fmt: skip
WHOLE = {"steps": "Nộp, nhận", "audience": "Công dân", "competent_agency": "UBND"}
LACKING = {"1.001", "1.002"}


def _at(day, hour=9):
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=clock.ZONE)


@pytest.fixture
def told(filing, offices):
    """A hundred dossiers, some real ones with petitions about them, levels of procedures at several offices."""
    histories.tell(filing, offices, dossiers=100)
    versions = {}
    for code, tiers in TIERS.items():
        parts = {**WHOLE, **({"steps": ""} if code == "1.001" else {})}
        papers = () if code == "1.002" else (("Đơn", False),)
        versions[code] = make_version(code=code, authority_tiers=tiers, papers=papers, **parts)
    levels = [
        ("1.000", "H27", "full"), ("1.001", "H27", "partial"), ("1.002", "H27", "none"), ("1.003", "H27", "full"),
        ("1.005", "H27", "none"), ("1.001", "H27.32", "none"), ("1.002", "H27.31.20", "full"), ("1.004", "H27.31", "none"),
    ]  # fmt: skip
    day = date(2024, 1, 1)
    rows = [Level(versions[code].procedure, offices[at], level, day) for code, at, level in levels]
    catalogue.set_levels(rows, by="account:1", at=_at("2024-01-02"))
    here, there = offices["H27.31.20"], offices["H27.32.20"]
    cases = [
        make_case(status, version=versions["1.000"], office=here, at=_at(f"2024-05-{number + 6:02}"))
        for number, status in enumerate(("received", "returned", "received"))
    ]
    make_petition(here, "published", at=_at("2024-05-20"), dossier=cases[0].dossier.code)
    disliked = make_petition(
        there, "answered", at=_at("2024-05-21"), withheld="personal", dossier=cases[1].dossier.code
    )
    petitions.rate(petition=disliked, answer="not_satisfied", by=None, at=_at("2024-05-30"))
    make_petition(here, at=_at("2024-06-03"))
    make_petition(here, at=_at("2024-08-05"), dossier=cases[0].dossier.code)
    return exported()


def _numbers(index):
    return {one.row.id: one.told and (one.told.numerator, one.told.denominator) for one in index.rows}


PERIODS = [("2024-05-01", "2024-05-31"), ("2024-04-01", "2024-06-30"), ("2024-01-01", "2024-12-31")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rolled", [0, 10_000])
def test_the_index_of_every_office_equals_a_recount_of_the_journal(told, rolled):
    if rolled:
        counters.roll_up(rolled)
    paths = list(Office.objects.values_list("code", "path", "tier"))
    below = {code: [other for other, path, _ in paths if path.startswith(top)] for code, top, _ in paths}
    tiers = {code: tier for code, _, tier in paths}
    compared = 0
    for office in ("H27", "H27.31", "H27.31.20", "H27.32", "H27.32.20"):
        tier = None if office == "H27" else tiers[office]
        for first, last in PERIODS:
            found = queries.index_of(*map(date.fromisoformat, (first, last)), office=office, today=date(2026, 1, 1))
            known = index_rows.numbers(
                told, office, first, last, below=below, tiers=TIERS, tier=tier, lacking=LACKING
            )  # fmt: skip
            assert _numbers(found) == {row: known.get(row) for row in index_rows.MAXIMA}, (office, first)
            by_hand = {row: index_rows.points(row, known.get(row), tier == "commune") for row in index_rows.MAXIMA}
            assert {one.row.id: one.points for one in found.rows} == by_hand, (office, first)
            assert found.points == sum(points for points in by_hand.values() if points is not None)
            compared += sum(sum(known[row]) for row in known)
    assert compared > 1000


@pytest.mark.django_db(transaction=True)
def test_rows_are_the_indicators_and_service_levels_of_the_same_office(told):
    first, last = date(2024, 1, 1), LAST
    found = _numbers(queries.index_of(first, last, office="H27.31", today=LAST))
    for row, name in {
        "2.1": "on_time",
        "3.2": "services_with_filings",
        "3.3": "national_766",
        "4.2": "digitised_dossiers",
    }.items():
        amount = figure_of(name, first, last, office="H27.31").total[1]
        assert found[row] == (amount.numerator, amount.denominator), row
    levels = figures.service_levels(last, office="H27.31", tier="district")
    assert found["3.1"] == (levels.total - levels.counts["none"], levels.total)
    (whole,) = [one for one in queries.index_of(first, last, today=LAST).rows if one.row.id == "3.1"]
    assert whole.told.denominator == figures.service_levels(last).total


@pytest.mark.django_db
def test_an_office_without_anything_has_no_points_but_those_that_the_source_gives(offices):
    found = queries.index_of(date(2024, 1, 1), LAST, office="H27.10", today=LAST)
    assert {one.row.id: one.points for one in found.rows if one.points is not None} == {"5.4": 0}
    assert (found.points, found.maximum, found.known) == (0, 100, 6)
    assert all(one.note for one in found.rows)


def _of(office="H27.31", last=LAST):
    found = queries.index_of(date(2024, 1, 1), last, office=office, today=date(2026, 1, 1))
    return {one.row.id: one for one in found.rows}


@pytest.mark.django_db
def test_no_petition_earns_points_only_where_petitions_are_kept_here(offices, controller, filing):
    filing.opened(due_at=on("2024-05-08"))
    assert [_of()[row].stands for row in ("5.2", "5.3", "5.4")] == [Stands.NO_DATA] * 3  # nobody was asked, either
    _set(controller, "petitions_here", "yes", date(2024, 7, 1))
    assert (_of()["5.2"].points, _of()["5.3"].stands) == (6, Stands.EMPTY)
    _set(controller, "petitions_here", "if_any", date(2024, 7, 1), at=_at("2026-11-21"))
    assert _of()["5.2"].points is None
    make_petition(offices["H27.32.20"], at=_at("2024-06-03"))
    assert (_of()["5.2"].points, _of(last=date(2024, 6, 1))["5.2"].points) == (6, None)
    assert _of("H27.32")["5.2"].told.denominator == 1
    _set(controller, "petitions_here", "no", date(2024, 7, 1), at=_at("2026-11-22"))
    assert _of("H27.32")["5.2"].points is None


@pytest.mark.django_db
def test_who_is_content_is_counted_of_what_can_be_late_and_only_where_somebody_was_asked(offices, filing):
    for answer, due in (
        ("satisfied", on("2024-05-08")),
        ("not_satisfied", None),
        (None, on("2024-05-08")),
        (None, None),
    ):
        ended = {"status": 9, "finished_at": on("2024-05-07")}
        filing.opened(due_at=due, satisfaction=answer, **ended)
    scored = _of()["5.4"]
    assert (scored.told.numerator, scored.told.denominator) == (1, 2) and "2 hồ sơ" in str(scored.note)


@pytest.mark.django_db
def test_a_commune_has_all_points_of_what_does_not_apply_to_it_and_the_page_can_say_how_many(offices):
    found = queries.index_of(date(2024, 1, 1), LAST, office="H27.31.20", today=LAST)
    assert (found.given, found.points) == (16, 16)
    assert all("tham số" in one.note for one in found.rows if one.stands is Stands.EXEMPT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("dossiers", "elsewhere"), [(1, 0), (20, 2)])
def test_the_index_takes_ten_statements_and_three_more_at_most_while_entries_wait(
    filing, offices, django_assert_num_queries, dossiers, elsewhere
):
    histories.tell(filing, offices, dossiers=dossiers)
    for number in range(dossiers // 5):
        make_version(offered_by=offices["H27"])
        make_petition(offices["H27.31.20"], at=_at(f"2024-05-0{number + 6}"))
    given = {"office": "H27.31", "today": LAST}
    no_petition = int(dossiers < 5)
    with django_assert_num_queries(11 + elsewhere + no_petition):
        queries.index_of(date(2024, 1, 1), LAST, **given)
    caught_up()
    with django_assert_num_queries(10 + no_petition):
        queries.index_of(date(2024, 1, 1), LAST, **given)


@pytest.fixture
def controller(offices):
    return make_officer(offices["H27"])


def _set(controller, name, value, day, source="Công văn 12", at=None):
    return actions.set_parameter(
        name=name, value=value, valid_from=day, source=source, by=controller, at=at or _at("2026-11-20")
    )  # fmt: skip


@pytest.mark.django_db
def test_a_parameter_holds_from_its_day_on_and_the_one_set_last_wins(controller):
    _set(controller, "full_at_4.2", "80", date(2024, 7, 1))
    _set(controller, "full_at_4.2", "90", date(2025, 1, 1), at=_at("2026-11-21"))
    _set(controller, "full_at_4.2", "85", date(2024, 7, 1), at=_at("2026-11-22"))
    days = (date(2024, 6, 30), date(2024, 7, 1), date(2025, 1, 1))
    assert [[one.value for one in queries.held_on(day).values()] for day in days] == [[], ["85"], ["90"]]
    entries = Entry.objects.filter(subject__startswith="index/")
    assert [json.loads(entry.body)["facts"]["value"] for entry in entries.order_by("id")] == ["80", "90", "85"]
    assert "Công văn" not in "".join(entries.values_list("body", flat=True))


@pytest.mark.django_db
def test_the_same_value_again_changes_nothing(controller):
    made = [_set(controller, "synced_3.3", "yes", date(2024, 7, 1)) for _ in range(2)]
    assert made[0] == made[1] and len(queries.history("synced_3.3")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"value": "0"}, {"value"}),
        ({"value": "x", "day": None, "source": "  "}, {"value", "valid_from", "source"}),
        ({"day": date(2022, 1, 1)}, {"valid_from"}),
        ({"source": "a" * 201}, {"source"}),
    ],
)
def test_what_is_missing_or_wrong_about_a_parameter_is_told_at_its_field(controller, given, fields):
    asked = {"value": "80", "day": date(2024, 7, 1), "source": "Công văn", **given}
    with pytest.raises(Invalid) as refusal:
        _set(controller, "full_at_4.2", **asked)
    assert refusal.value.errors.keys() == fields


def _run(*words, ok=True):
    result = CliRunner().invoke(main, ["figures", "index-766", *words])
    assert (result.exit_code == 0) is ok and "Traceback" not in result.output, result.output
    return result.stdout if ok else result.stderr


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_the_index_in_three_forms(told):
    period = ("--from", "2024-01-01", "--to", "31/12/2024")
    printed = json.loads(_run(*period, "--format", "json"))
    assert list(printed) == ["office", "from", "to", "rows", "total"] and printed["office"] == "H27"
    assert (printed["from"], printed["to"]) == ("2024-01-01", "2024-12-31")
    assert all(
        list(row) == ["id", "name", "numerator", "denominator", "points", "maximum", "note"] for row in printed["rows"]
    )
    assert all(row["points"] is not None or row["note"] for row in printed["rows"])
    found = queries.index_of(date(2024, 1, 1), LAST, today=date(2026, 1, 1))
    assert [row["points"] for row in printed["rows"]] == [one.points and float(one.points) for one in found.rows]
    assert printed["total"] == {"points": float(found.points), "maximum": 100}
    rows = list(csv.DictReader(io.StringIO(_run(*period, "--office", "H27.31", "--format", "csv"))))
    assert len(rows) == 23 and rows[0]["office"] == "H27.31" and rows[-1]["maximum"] == "100"
    table = _run(*period)
    assert (
        "Tổng" in table
        and "QĐ-TTg" in table
        and "mô phỏng" in table
        and "Tỷ lệ đạt điểm tối đa của dòng 4.2: 100 %" in table
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "2024-12-01", "--to", "2024-01-01"), "Ngày đầu kỳ"),
        (("--from", "2020-01-01", "--to", "2020-12-31"), "Bộ chỉ số 766 có từ ngày 23/06/2022"),
        (("--office", "H99", "--to", "2024-12-31"), "Không có cơ quan mã «H99»"),
        (("--format", "pdf"), "Không có dạng in «pdf»"),
    ],
)
def test_the_command_says_in_vietnamese_what_is_wrong(offices, words, says):
    assert says in _run(*words, ok=False)


@pytest.mark.django_db
def test_the_command_takes_the_last_day_that_there_is(offices):
    assert json.loads(_run("--from", "9999-01-01", "--to", "9999-12-31", "--format", "json"))["total"]["points"] == 0


@pytest.mark.django_db(transaction=True)
def test_what_the_portal_says_of_the_same_days_is_scored_in_the_rows_that_only_it_knows(told):
    first = date(2024, 1, 1)
    given = {"source": "Cổng Dịch vụ công quốc gia", "read_on": date(2025, 1, 9), "value": Decimal(75)}

    def entered(row, last=LAST, **numbers):
        outside.enter(
            entered=Entered(OutsideKind.PORTAL, row, "H27.31", first, last, **given, **numbers), by=None, at=NOW
        )

    entered("1.4", numerator=30, denominator=40)
    entered("5.2", numerator=6, denominator=8)
    entered("5.3", numerator=3, denominator=4)
    entered("5.4", numerator=60, denominator=80)
    entered("3.5")  # a share alone is no number of procedures
    entered("1.1", last=date(2024, 6, 30), numerator=3, denominator=4)
    found = queries.index_of(first, LAST, office="H27.31", today=LAST)
    scored = {one.row.id: one for one in found.rows}
    assert (scored["1.4"].points, scored["1.4"].told.numerator) == (Decimal("4.5"), 30)
    assert any("09/01/2025" in str(note) for note in scored["1.4"].notes)
    assert [scored[row].points for row in ("5.2", "5.3", "5.4")] == [Decimal("4.5"), Decimal("4.5"), 5]
    assert all("09/01/2025" in scored[row].note for row in ("5.2", "5.3", "5.4"))
    assert scored["3.5"].points is None and scored["1.1"].points is None
