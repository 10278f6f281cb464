"""Figures from outside: what may be entered, by whom it is replaced, which stands beside ours, and why it differs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from click.testing import CliRunner

from motcua.core.errors import Invalid, Refused
from motcua.journal.models import Entry
from motcua.measures import actions as counters
from motcua.measures.models import OutsideFigure
from motcua.measures.outside import actions, differences, queries, rules
from motcua.measures.outside.differences import Days, Reason
from motcua.measures.outside.rules import Entered, OutsideKind
from motcua.site.command import main
from tests.measures.cases import on

DAY = date.fromisoformat
AT = datetime(2024, 12, 1, 3, tzinfo=UTC)
YEAR = (DAY("2024-01-01"), DAY("2024-10-31"))


def entered(**given):
    return Entered(**{
        "kind": OutsideKind.PORTAL, "indicator": "all_procedures", "office": "H27", "first": YEAR[0], "last": YEAR[1],
        "source": "Cổng DVCQG", "read_on": DAY("2024-11-05"), "value": Decimal("72.5"), **given,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"value": Decimal("100.01")}, {"value"}),
        ({"value": None}, {"value"}),
        ({"value": Decimal(999_999), "indicator": "time_to_finish"}, {"value"}),
        ({"value": None, "numerator": 3}, {"denominator"}),
        ({"value": None, "denominator": 3}, {"numerator"}),
        ({"value": None, "numerator": 4, "denominator": 3}, {"numerator"}),
        ({"value": None, "numerator": 0, "denominator": 0}, {"numerator"}),
        ({"value": Decimal("72.5"), "numerator": 2, "denominator": 3}, {"value"}),
        ({"indicator": "time_to_finish", "numerator": 2, "denominator": 3}, {"numerator"}),
        ({"first": DAY("2024-11-01")}, {"first"}),
        ({"first": DAY("2004-11-01")}, {"first"}),
        ({"last": DAY("2024-11-06")}, {"last"}),
        ({"read_on": DAY("2025-01-01")}, {"read_on"}),
        ({"source": "", "value": Decimal(101)}, {"source", "value"}),
        ({"source": "x" * 301}, {"source"}),
    ],
)
def test_what_cannot_be_is_refused_at_its_fields(given, fields):
    with pytest.raises(Invalid) as invalid:
        rules.checked(entered(**given), today=DAY("2024-12-01"))
    assert invalid.value.errors.keys() == fields


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"value": Decimal("66.7"), "numerator": 2, "denominator": 3}, "66.6667"),
        ({"value": None, "numerator": 0, "denominator": 3}, "0.0000"),
        ({"value": Decimal("450.25"), "indicator": "time_to_finish"}, "450.2500"),
    ],
)
def test_the_value_follows_from_its_terms_and_hours_have_no_hundred(given, value):
    assert str(rules.checked(entered(**given), today=DAY("2024-12-01")).value) == value


@pytest.mark.parametrize(
    ("text", "value"), [("72,5", "72.5"), (" 72.5 % ", "72.5"), ("", None), ("0", "0"), ("100", "100")]
)
def test_a_share_is_read_as_people_write_it(text, value):
    assert rules.read_value(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("text", ["-1", "=1+1", "bảy mươi", "1e5", "NaN", "72,5,1", "1.234,5"])
def test_what_is_no_number_is_refused(text):
    for reader in (rules.read_value, lambda given: rules.read_count(given, "numerator")):
        with pytest.raises(Refused):
            reader(text)


def test_an_indicator_is_named_by_name_number_or_title():
    assert [rules.known(text) for text in ("3.3", "national_766", "cap ket qua dien tu", "3.33", "")] == [
        "3.3", "national_766", "electronic_results", "", "",
    ]  # fmt: skip


@pytest.mark.django_db
def test_another_figure_for_the_same_replaces_it_the_same_changes_nothing_and_the_journal_tells_both(offices):
    first, did = actions.enter(entered=entered(), by=None, at=AT)
    assert did == "created"
    assert actions.enter(entered=entered(), by=None, at=AT) == (first, "unchanged")
    second, did = actions.enter(entered=entered(value=Decimal(73), public=True), by=None, at=AT)
    assert did == "changed" and [each.pk for each in queries.in_force()] == [second.pk]
    assert [each.pk for each in queries.earlier(second)] == [first.pk]
    told = [json.loads(entry.body) for entry in Entry.objects.filter(subject__startswith="outside/").order_by("number")]
    assert [body["was"] for body in told[1:]] == [{"value": "72.5000", "public": False}]
    assert "Cổng DVCQG" not in json.dumps(told, ensure_ascii=False)


@pytest.mark.django_db
def test_a_withdrawn_figure_is_gone_once_and_can_be_entered_again(offices):
    from tests.factories import make_officer

    figure, _ = actions.enter(entered=entered(), by=None, at=AT)
    officer = make_officer(offices["H27"])
    actions.withdraw(figure=figure, by=officer, at=AT)
    with pytest.raises(Refused):
        actions.withdraw(figure=figure, by=officer, at=AT)
    assert queries.in_force() == []
    assert actions.enter(entered=entered(), by=officer, at=AT)[1] == "created"
    last = Entry.objects.filter(subject__startswith="outside/").order_by("-number").first()
    assert json.loads(last.body)["was"] == {"withdrawn": True}


@pytest.mark.django_db
def test_an_office_that_is_unknown_or_was_not_then_is_refused(offices):
    for office in ("H99", "H27.31"):
        with pytest.raises(Invalid) as invalid:
            late = {"first": DAY("2025-07-01"), "last": DAY("2025-07-31"), "read_on": DAY("2025-08-01")}
            actions.enter(entered=entered(office=office, **late), by=None, at=datetime(2025, 9, 1, tzinfo=UTC))
        assert invalid.value.errors.keys() == {"office"}


FILE = """Loại;Chỉ tiêu;Cơ quan;Từ ngày;Đến ngày;Giá trị;Tử số;Mẫu số;Nguồn;Ngày đọc;Công khai
cả nước;national_766;;01/01/2024;31/10/2024;61,2;;;Báo cáo;05/11/2024;có
portal;3.3;H27;2024-01-01;2024-10-31;;29;40;Cổng;05/11/2024;
portal;3.3;Sở Tư pháp;01/01/2024;31/10/2024;50;;;Cổng;05/11/2024;không
portal;3.3;H27;01/01/2024;31/10/2024;71;;;Cổng;05/11/2024;không
cả nước;national_766;;01/01/2024;31/10/2024;61,2;;;Báo cáo;05/11/2024;có
portal;3.3;Xã Không Có;01/01/2024;31/10/2024;=1+1;;;Cổng;05/11/2024;không
thôn;9.9;;32/01/2024;31/10/2024;61;;;;05/11/2024;có lẽ
cả nước;3.3;H27;01/01/2024;31/10/2024;101;;;Cổng;05/11/2024;x

"""


@pytest.mark.django_db
def test_a_file_goes_in_row_by_row_each_bad_one_reported_and_again_changes_nothing(offices):
    report = actions.import_rows(content=FILE.encode(), by=None, at=AT)
    assert (report.rows, report.created, report.unchanged, report.rejected) == (8, 3, 1, 4)
    assert [(note["row"], note["field"]) for note in report.notes] == [
        (5, "Giá trị"), (7, "Cơ quan"), (7, "Giá trị"), (8, "Loại"), (8, "Chỉ tiêu"), (8, "Từ ngày"),
        (8, "Công khai"), (9, "Cơ quan"), (9, "Giá trị"),
    ]  # fmt: skip
    again = actions.import_rows(content=FILE.encode("utf-16"), by=None, at=AT)
    assert (again.created, again.changed, again.unchanged, again.rejected) == (0, 0, 4, 4)
    assert OutsideFigure.objects.count() == 3
    for content in (b"", b"a,b\n1,2\n", b"kind,indicator,office,value\n", b"\x00\x01"):
        with pytest.raises(Refused) as refused:
            actions.import_rows(content=content, by=None, at=AT)
        assert refused.value.field == "file"


def _best(name, office, first, last, kind=OutsideKind.PORTAL):
    return next((each for each in queries.beside([name], [office], first, last) if each.kind == kind), None)


@pytest.mark.django_db
def test_the_longest_latest_period_within_stands_beside_ours(offices):
    def put(first, last, value, **more):
        given = {"first": DAY(first), "last": DAY(last), "value": Decimal(value), "read_on": DAY(last), **more}
        return actions.enter(entered=entered(indicator="3.3", **given), by=None, at=AT)[0]

    march = put("2024-03-01", "2024-03-31", 1)
    put("2024-02-01", "2024-02-29", 2)
    half = put("2024-01-01", "2024-06-30", 3)
    put("2023-12-01", "2024-10-31", 4)
    country = put("2024-01-01", "2024-09-30", 5, kind=OutsideKind.NATIONAL, office="", public=True)
    assert _best("national_766", "H27", *YEAR) == half
    assert _best("3.3", "H27", DAY("2024-02-10"), DAY("2024-05-01")) == march
    assert _best("3.3", "H27.31", *YEAR) is None
    assert _best("3.3", "H27.31", *YEAR, kind=OutsideKind.NATIONAL) == country
    assert queries.beside(["national_766"], ["H27"], *YEAR) == [half, country]
    assert queries.beside(["national_766"], ["H27"], *YEAR, public=True) == [country]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rolled", [0, 4, 100])
def test_a_difference_names_what_we_would_say_otherwise(offices, filing, rolled):
    day = datetime(2024, 10, 31, 8, tzinfo=UTC)
    filing.at = day
    filing.opened(channel=2, received_at=on("2024-01-02"), submitted_at=on("2023-12-30"))
    filing.opened(channel=2, system="other", received_office="H27.32")
    filing.opened(channel=1, system="ministry", service_level="none", competent_office="H27.32", received_office=None)
    filing.opened(channel=None)
    changed = filing.opened(channel=1)
    filing.opened("submitted", received_at=None, received_office=None, submitted_at=on("2024-10-30"), status=1)
    filing.at = datetime(2024, 11, 20, 8, tzinfo=UTC)
    filing.went_on(changed, "corrected", channel=2)
    filing.opened(channel=1)
    if rolled:
        counters.roll_up(rolled)
    figure, _ = actions.enter(entered=entered(value=Decimal(40)), by=None, at=AT)
    found = differences.opened(figure, today=DAY("2024-12-01"))
    assert (found.ours.numerator, found.ours.denominator, found.points) == (3, 6, Decimal(-10))
    told = {(each.reason, each.name): each for each in found.others}
    numbers = {key: (each.amount.numerator, each.amount.denominator, each.count) for key, each in told.items()}
    assert numbers == {
        (Reason.DEFINITION, "online_enabled"): (3, 5, None), (Reason.DEFINITION, "full_service"): (3, 5, None),
        (Reason.DEFINITION, "national_766"): (0, 6, None), (Reason.AXIS, "received"): (3, 5, None),
        (Reason.KNOWN, "2024-11-05"): (2, 5, None), (Reason.SYSTEM, "other"): (2, 5, 1),
        (Reason.SYSTEM, "ministry"): (3, 5, 1), (Reason.CHANNEL, "1"): (3, 5, 1),
    }  # fmt: skip
    assert [key for key, each in told.items() if each.closer(found.ours, figure.value)] == [
        (Reason.KNOWN, "2024-11-05"), (Reason.SYSTEM, "other"),
    ]  # fmt: skip
    assert found.days == Days(submitted_before=1, received_after=1, told_later=1, changed_later=1)


@pytest.mark.django_db
def test_the_country_is_beside_the_province_and_a_row_that_we_do_not_count_has_no_ours(offices, filing):
    filing.opened(channel=2, result_required=False)
    country, _ = actions.enter(entered=entered(kind=OutsideKind.NATIONAL, office="", indicator="3.3"), by=None, at=AT)
    found = differences.opened(country, today=DAY("2024-12-01"))
    assert (found.ours.denominator, found.days, len(found.others)) == (1, None, 3)
    row, _ = actions.enter(entered=entered(indicator="1.4"), by=None, at=AT)
    assert differences.opened(row, today=DAY("2024-12-01")).ours is None


@pytest.mark.django_db
def test_the_command_imports_a_file_and_tells_what_did_not_go_in(offices, tmp_path):
    file = tmp_path / "figures.csv"
    file.write_text(FILE, encoding="utf-8")
    run = CliRunner().invoke(main, ["import", "outside", str(file), "--report", str(tmp_path / "report.json")])
    assert run.exit_code == 0 and "dòng 9" in run.output, run.output
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["created"], report["rejected"]) == (3, 4)
    file.write_text("", encoding="utf-8")
    run = CliRunner().invoke(main, ["import", "outside", str(file)])
    assert run.exit_code == 1 and "Tệp trống" in run.output
