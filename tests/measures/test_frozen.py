"""A report that was issued stays as it was; beside it stands what the figures say now, and the dossiers between."""

from __future__ import annotations

import json
import random
import zipfile
from datetime import date, datetime

import pypdf
import pytest
from django.db import connection

from motcua.core import canonical, clock
from motcua.core.errors import Refused
from motcua.journal.models import Entry
from motcua.measures import actions as measures
from motcua.measures.frozen import actions, comparing, document, queries, rules
from motcua.measures.frozen.rules import ReportKind
from motcua.measures.indicators import INDICATORS
from motcua.measures.models import Report
from motcua.measures.rules import Countable, Counted
from motcua.offices.models import Office
from motcua.people.rules import Role
from motcua.records import queries as records
from motcua.records import signatures
from tests.elsewhere import samples
from tests.factories import make_officer
from tests.integrations.keys import make_key
from tests.measures import histories
from tests.measures.cases import on
from tests.petitions import make_petition
from tests.recount import dossiers as recount
from tests.recount import export
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MAY = (date(2024, 5, 1), date(2024, 5, 31))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)


@pytest.fixture
def told(filing, offices):
    """May in the district: four dossiers, three of them online, one still open and due in the month."""
    later = on("2024-06-20")
    filing.opened(competent_office="H27.31", due_at=on("2024-05-20"))
    filing.opened(competent_office="H27.31.20", help="helped", finished_at=on("2024-05-08"), status=9, due_at=later)
    filing.opened(competent_office="H27.31.21", channel=1, received_at=on("2024-05-09"), due_at=later)
    filing.opened(competent_office="H27.31", received_at=on("2024-05-10"), simulated=True, due_at=later)
    filing.opened(competent_office="H27.32", received_at=on("2024-05-10"))
    filing.opened(competent_office="H27.31", received_at=on("2024-04-30"))
    filing.opened(competent_office="H27.31", received_at=on("2023-05-02"), channel=1)
    filing.at = at("2024-06-01 08:00")
    return filing


@pytest.fixture
def leader(offices):
    return make_officer(offices["H27.31"], Role.LEADER)


def drafted(office, leader, when="2024-06-03 10:00", kind=ReportKind.MONTH, days=MAY):
    return actions.draft(kind=kind, office=office, first=days[0], last=days[1], by=leader, at=at(when))


def issued(draft, leader, when="2024-06-03 11:00", reason="", issuer=None):
    return actions.issue(
        report=draft, issuer=issuer or draft.office, reason=reason, by=leader, at=at(when),
        verify_url=lambda token: f"https://x/{token}",
    )  # fmt: skip


def line(report, indicator, table="whole", office="H27.31"):
    lines = [rules.read(each) for each in queries.content(report)["tables"][table]]
    (found,) = [each for each in lines if each.indicator == indicator and each.office == office]
    return found


def pair(compared, indicator):
    (found,) = [each for each in compared.tables["whole"] if each.sent.indicator == indicator]
    return found


def test_a_report_holds_the_numbers_of_its_moment_with_what_it_was_counted_by(told, offices, leader):
    report = drafted(offices["H27.31"], leader)
    content = queries.content(report)
    assert report.digest == canonical.digest(canonical.dumps(content))
    assert content["title"] == "Báo cáo hồ sơ trực tuyến tháng 5 năm 2024"
    online = line(report, "all_procedures")
    assert (online.counts, online.on) == ((3, 4, 1, 2, 1, 0), "2024-05-31")
    assert line(report, "on_time").counts[:2] == (3, 4)
    assert line(report, "all_procedures", "before").counts[:2] == (0, 1)
    assert line(report, "all_procedures", "offices", "H27.31.21").counts[:2] == (0, 1)
    assert {each["name"]: each["version"] for each in content["definitions"]}["on_time"] == 1
    assert content["horizon"]["entry_id"] == Entry.objects.filter(subject__startswith="dossier/").latest("id").id
    months = [rules.read(each) for each in content["tables"]["months"]]
    assert [(each.first, each.numerator, each.denominator) for each in months][-2:] == [
        ("2024-04-01", 1, 1), ("2024-05-01", 3, 4),
    ]  # fmt: skip
    assert len(months) == len(content["tables"]["months_before"]) == 12


@pytest.mark.parametrize("rolled", [0, 10_000])
def test_a_late_correction_and_a_late_import_stand_between_what_was_sent_and_now(told, offices, leader, rolled):
    report = issued(drafted(offices["H27.31"], leader), leader)
    first, second = list(told.known)[:2]
    told.at = at("2024-06-05 09:00")
    told.went_on(first, "corrected", channel=1, help="unknown")
    told.went_on(second, "returned", returned_at=on("2024-06-05"), status=10)  # changes no rate of May
    told.went_on(list(told.known)[5], "corrected", received_at=on("2024-05-01"))  # out of April into May
    told.opened("recorded", code="X-1", competent_office="H27.31.20", received_at=on("2024-05-11"), channel=1)
    if rolled:
        measures.roll_up(rolled)
    compared = comparing.compare(report)
    online = pair(compared, "all_procedures")
    assert (online.sent.counts[:2], online.now.counts[:2]) == ((3, 4), (3, 6))
    assert compared.unexplained == []
    moved = {change.code: {one.definition.name: one for one in change.moved} for change in compared.changes}
    assert {first, "X-1", list(told.known)[5]} <= moved.keys()
    gone = moved[first]["all_procedures"]
    assert (gone.was.counted, gone.now.counted) == (Counted.ABOVE, Counted.BELOW)
    assert gone.now.reason == "Không nộp trực tuyến."
    (corrected,) = [change for change in compared.changes if change.code == first]
    assert corrected.facts["channel"] == (2, 1)
    assert [each.kind for each in corrected.told] == ["corrected"]
    assert moved["X-1"]["all_procedures"].was is None
    assert [change.new for change in compared.changes if change.code == "X-1"] == [True]
    assert moved[second].keys() == {"time_to_return"}  # only that is another
    assert comparing.compare(report).tables["whole"][0].sent.counts == online.sent.counts  # and looking changes nothing


def _whole(states, office, first, last):
    """Numerator and denominator of every indicator of an office by plain loops that share no code with the product."""
    paths = dict(Office.objects.values_list("code", "path"))
    below = [code for code, path in paths.items() if path.startswith(paths[office])]
    found = {}
    for name, (definition,) in INDICATORS.items():
        if definition.of is not Countable.DOSSIERS:
            continue
        found[name] = tuple(recount.together(recount.counted(states, name, first, last, last), below))
    return found


@pytest.mark.parametrize("rolled", [0, 10_000])
def test_what_was_sent_and_the_dossiers_between_make_what_is_now_whatever_happened(filing, offices, leader, rolled):
    period = ("2024-03-01", "2024-08-31")
    histories.tell(filing, offices, dossiers=70)
    report = drafted(offices["H27.31"], leader, "2025-04-01 08:00", ReportKind.YEAR, _days(period))
    sent = _whole(export.Journal(export.lines()).last("dossier"), "H27.31", *period)
    filing.at = at("2025-04-01 09:00")
    chance, places = random.Random(7), ["H27.31", "H27.31.20", "H27.32"]
    for code in chance.sample(sorted(filing.known), 40):
        filing.went_on(code, "corrected", **chance.choice([
            {"channel": 1, "help": "unknown"}, {"received_at": None}, {"received_at": on("2024-08-30")},
            {"competent_office": chance.choice(places)}, {"finished_at": on("2025-04-01"), "status": 9},
            {"satisfaction": "not_satisfied", "electronic_result": True}, {"due_at": on("2024-03-02"), "digitised": True},
            {"received_at": on("2024-09-01"), "simulated": True},
        ]))  # fmt: skip
    for number in range(10):
        filing.opened("recorded", code=f"X-{number}", competent_office=chance.choice(places),
                      received_at=on(chance.choice(["2024-03-01", "2024-08-31", "2024-09-01"])))  # fmt: skip
    if rolled:
        measures.roll_up(rolled)
    compared = comparing.compare(report)
    told = {each.sent.indicator: each for each in compared.tables["whole"]}
    assert {name: each.sent.counts[:2] for name, each in told.items()} == sent
    now = _whole(export.Journal(export.lines()).last("dossier"), "H27.31", *period)
    assert {name: each.now.counts[:2] for name, each in told.items()} == now
    assert sum(sent[name] != now[name] for name in now) > 6
    assert compared.unexplained == []
    assert len(compared.changes) > 10


def _days(texts):
    return tuple(map(date.fromisoformat, texts))


@pytest.mark.parametrize("changed", [1, 30])
def test_comparing_takes_the_same_statements_for_one_change_and_for_thirty(
    filing, offices, leader, changed, django_assert_max_num_queries
):
    codes = [filing.opened(competent_office="H27.31") for _ in range(30)]
    filing.at = at("2024-06-01 08:00")
    report = queries.report(drafted(offices["H27.31"], leader).key)
    for code in codes[:changed]:
        filing.went_on(code, "corrected", channel=1)
    with django_assert_max_num_queries(37):
        assert len(comparing.compare(report).changes) == changed


def test_an_issuer_with_a_key_signs_what_it_issues(told, offices, leader, tmp_path, settings):
    settings.HOME, settings.TRUST = tmp_path, tmp_path / "trust"
    make_key(tmp_path, "H27.31", at=at("2024-01-01"))
    report = issued(drafted(offices["H27.31"], leader), leader)
    assert report.signed
    with records.open_content(report.paper.document) as file:
        assert signatures.verifies(file.read())


def test_a_late_file_of_another_system_stands_between_too(db):
    """By the importer itself: new dossiers, one whose state changed, one of another month."""
    offices, row = samples.make_province(), ["1.990001", "H27.31", "06/05/2024"]
    leader = make_officer(offices["H27.31"], Role.LEADER)
    first = ["H27.31-240506-0001", *row, "Trực tiếp", "Đang xử lý", ""]
    samples.import_(samples.text_file(first), at=samples.NOW)
    days = (date(2024, 5, 1), date(2024, 5, 31))
    report = issued(drafted(offices["H27.31"], leader, "2026-11-20 10:00", days=days), leader, "2026-11-20 10:30")
    late = [
        [*first[:5], "Đã trả kết quả", "09/05/2024"], ["H27.31-240506-0002", *row, "Trực tuyến", "Đang xử lý", ""],
        ["H27.31-240506-0003", *row[:2], "06/06/2024", "Trực tuyến", "Đang xử lý", ""],
    ]  # fmt: skip
    samples.import_(samples.text_file(*late), at=at("2026-11-21 09:00"))
    compared = comparing.compare(report)
    online = pair(compared, "all_procedures")
    assert (online.sent.counts[:2], online.now.counts[:2]) == ((0, 1), (1, 2))
    assert {change.code: (change.new, [each.kind for each in change.told]) for change in compared.changes} == {
        "H27.31-240506-0001": (False, ["recorded_again"]), "H27.31-240506-0002": (True, ["recorded"]),
    }  # fmt: skip
    assert compared.unexplained == []


def test_what_counts_at_an_office_that_had_ended_before_the_period_stands_between_too(told, offices, leader):
    Office.objects.filter(code="H27.31.20").update(valid_to=date(2024, 4, 30))
    report = issued(drafted(offices["H27.31"], leader), leader)
    told.at = at("2024-06-05 09:00")
    told.opened("recorded", code="X-1", competent_office="H27.31.20", received_at=on("2024-05-11"), channel=1)
    compared = comparing.compare(report)
    assert ([change.code for change in compared.changes], compared.unexplained) == (["X-1"], [])


def test_nothing_stands_between_when_nothing_came(told, offices, leader):
    compared = comparing.compare(issued(drafted(offices["H27.31"], leader), leader))
    assert (compared.differs, compared.changes, compared.unexplained) == (False, [], [])


def test_an_issued_report_is_kept_signed_for_and_told_in_the_journal(told, offices, leader):
    report = issued(drafted(offices["H27.31"], leader), leader)
    assert not report.signed
    entry = Entry.objects.get(subject=f"report/{report.key}")
    details = json.loads(entry.body)["details"]
    assert (entry.kind, entry.actor) == ("report_issued", f"account:{leader.pk}")
    assert (details["content"], details["document"]) == (report.digest, report.paper.document.digest)
    assert details["as_of"] == "2024-06-03T10:00:00.000000+07:00"
    assert leader.full_name not in entry.body
    with records.open_content(report.paper.document) as file:
        words = " ".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    words = " ".join(words.split())
    for said in ("Báo cáo hồ sơ trực tuyến tháng 5 năm 2024", "75,00 %", "10:00:00 ngày 03/06/2024", report.digest[:20],
                 "Có số liệu mô phỏng: 1 hồ sơ", "Tất cả thủ tục (all_procedures, bản 1)", leader.full_name):  # fmt: skip
        assert said in words
    with pytest.raises(Refused, match="đã được phát hành"):
        issued(report, leader)
    with pytest.raises(Refused, match="đã được phát hành"):
        actions.discard(report=report)


def test_a_reissue_replaces_and_both_stay(told, offices, leader):
    old = issued(drafted(offices["H27.31"], leader), leader)
    told.went_on(next(iter(told.known)), "corrected", channel=1)
    new = drafted(offices["H27.31"], leader, "2024-06-10 08:00")
    with pytest.raises(Refused, match="Ghi lý do") as refused:
        issued(new, leader, "2024-06-10 09:00")
    assert refused.value.field == "reason"
    new = issued(new, leader, "2024-06-10 09:00", reason="Đính chính kênh nộp")
    assert (new.replaces, queries.report(old.key).replaced_by) == (old, new)
    assert [line(each, "all_procedures").numerator for each in (queries.report(old.key), new)] == [3, 2]
    assert queries.in_force(new, offices["H27.31"]) == new
    above = drafted(offices["H27.31"], leader, "2024-06-11 08:00")
    assert issued(above, leader, "2024-06-11 09:00", issuer=offices["H27"]).replaces is None  # of another office
    assert not comparing.compare(new).differs
    assert comparing.compare(old).differs


def test_there_is_one_draft_of_a_period_and_a_newer_one_takes_its_place(told, offices, leader):
    first = drafted(offices["H27.31"], leader)
    drafted(offices["H27.31"], leader, "2024-06-04 10:00")
    assert Report.objects.count() == 1
    with pytest.raises(Refused, match="Bản nháp này"):
        issued(first, leader)


@pytest.mark.parametrize(
    ("office", "days", "words", "field"),
    [
        ("H27.31", ("2024-07-01", "2024-07-31"), "chưa bắt đầu", "period"),
        ("H27.31", ("2025-07-01", "2025-07-31"), "đã kết thúc hoạt động ngày 30/06/2025", "office"),
        ("H27.31", ("2024-05-31", "2024-05-01"), "trước hoặc bằng", "period"),
        ("H27.31", ("2017-05-01", "2017-05-31"), "Chưa có cách tính nào", "period"),
        ("H27.31", ("2022-05-31", "2024-05-01"), "dài nhất là một năm", "period"),
    ],
)
def test_a_report_that_cannot_be_is_refused_at_its_field(offices, leader, office, days, words, field):
    when = "2025-08-01 08:00" if field == "office" else "2024-06-03 08:00"
    with pytest.raises(Refused, match=words) as refused:
        drafted(offices[office], leader, when, days=[date.fromisoformat(day) for day in days])
    assert refused.value.field == field


def test_a_period_that_is_not_over_says_to_which_day_it_counts(told, offices, leader):
    report = drafted(offices["H27.31"], leader, "2024-05-09 12:00")
    assert queries.content(report)["title"].endswith("(tính đến 09/05/2024)")
    assert line(report, "on_time").on == "2024-05-09"
    assert line(report, "all_procedures").denominator == 3


def test_an_indicator_that_was_not_defined_yet_has_no_line(offices, leader):
    days = (date(2020, 5, 1), date(2020, 5, 31))
    whole = queries.content(drafted(offices["H27.31"], leader, days=days))["tables"]["whole"]
    assert [each["indicator"] for each in whole] == ["all_procedures"]


def test_an_office_without_dossiers_has_no_rate(offices, leader, tmp_path):
    report = drafted(offices["H27.32.20"], leader)
    assert line(report, "all_procedures", office="H27.32.20").denominator == 0
    document.workbook(report, tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        assert b"all_procedures" in book.read("xl/worksheets/sheet1.xml")
        assert "xl/charts/chart1.xml" in book.namelist()
    assert b"%PDF" in document.pdf(report, issuer=report.office, signer=None, reason="", link="", at=at("2024-06-03"))


def test_the_bulletin_is_a_report_of_any_days(told, offices, leader):
    days = (date(2024, 5, 6), date(2024, 5, 9))
    report = issued(drafted(offices["H27"], leader, kind=ReportKind.BULLETIN, days=days), leader)
    content = queries.content(report)
    assert content["title"] == "Bản tin hồ sơ trực tuyến từ 06/05/2024 đến 09/05/2024"
    assert content["tables"].keys() == {"whole", "before", "offices"}
    assert "2 hồ sơ nộp trực tuyến" in content["sentences"][0]
    assert {each["office"] for each in content["tables"]["offices"]} == {"H27.31", "H27.32"}  # the tier of that time


def test_numbers_and_position_are_read_in_one_snapshot(told, offices, leader):
    """What is committed while a report is composed is in neither."""

    def meanwhile(execute, sql, given, many, context):
        if "measures_monthtally" in sql and "Y-1" not in told.known:
            (outcome,) = at_once([lambda: told.opened(code="Y-1", competent_office="H27.31")])
            assert outcome == "Y-1"
        return execute(sql, given, many, context)

    with connection.execute_wrapper(meanwhile):
        report = drafted(offices["H27.31"], leader)
    assert line(report, "all_procedures").denominator == 4
    compared = comparing.compare(report)
    assert [change.code for change in compared.changes] == ["Y-1"]
    assert compared.unexplained == []


def test_a_petition_that_is_entered_late_stands_between_and_an_older_report_still_opens(told, offices, leader):
    here = offices["H27.31"]
    make_petition(here, "published", at=at("2024-05-06 09:00"))
    heard = make_petition(here, "published", at=at("2024-05-07 09:00"))
    report = issued(drafted(here, leader), leader)
    again = make_petition(
        here, at=at("2024-06-04 09:00"), received_at=at("2024-05-30 09:00"), repeat_of=heard.code
    )  # fmt: skip
    compared = comparing.compare(report)
    rows = {sent.name: (sent.counts[:3], now.counts[:3]) for sent, now in compared.further}
    assert rows["petitions_on_time"] == (("100.00", 2, 2), ("100.00", 3, 3))
    assert rows["petitions_satisfied"] == (("100.00", 2, 2), ("66.67", 2, 3))
    assert rows["index_766"][0] != rows["index_766"][1] and rows["step_time"] == ((None, 0, 0),) * 2
    assert compared.petitions == [(heard.code, (True, True), (True, False)), (again.code, None, (True, True))]
    assert compared.differs and not compared.lines_differ
    content = queries.content(report)
    del content["further"]
    older = Report(content=canonical.dumps(content), kind=report.kind, office=here)
    assert comparing.compare(older).further == [] and document.pdf(
        older, issuer=here, signer=None, reason="", link="", at=at("2024-06-03 10:00")
    )
