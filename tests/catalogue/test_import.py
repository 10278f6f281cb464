"""Importing records: versions open and close, counts add up, nothing is imported twice."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from motcua.catalogue import actions, queries
from motcua.catalogue.models import Fee, FilingWay, Paper, Procedure, ProcedureVersion
from motcua.core.errors import Refused
from motcua.core.report import Report
from motcua.journal import queries as journal_queries
from motcua.journal.models import Entry
from tests.catalogue.samples import a_record, lines

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def import_(content: list[bytes], on: date, at: datetime) -> Report:
    return actions.import_records(content, valid_from=on, by="system:import", at=at)


def counts(report: Report) -> tuple[int, ...]:
    return report.rows, report.created, report.changed, report.unchanged, report.rejected


def test_each_row_becomes_a_procedure_with_a_version_and_an_entry(today: date, now: datetime) -> None:
    report = import_(lines(a_record(), a_record("1.000002.H27", "Cấp giấy khác")), today, now)
    assert counts(report) == (2, 2, 0, 0, 0)
    version = queries.version_on("1.000001", today)
    assert version is not None and (version.number, version.valid_from, version.valid_to) == (1, today, None)
    assert queries.version_on("1.000001", today - DAY) is None
    entries = Entry.objects.filter(subject="procedure/1.000001")
    assert [(entry.kind, entry.number) for entry in entries] == [("published", 1)]
    assert json.loads(entries[0].body)["details"]["digest"] == version.digest


def test_a_second_run_changes_nothing(today: date, now: datetime) -> None:
    content = lines(a_record(), a_record("1.000002"))
    import_(content, today, now)
    before = Entry.objects.count()
    assert counts(import_(content, today + DAY, now + DAY)) == (2, 0, 0, 2, 0)
    assert (Entry.objects.count(), ProcedureVersion.objects.count()) == (before, 2)


def test_a_changed_record_opens_a_version_and_keeps_the_old(today: date, now: datetime) -> None:
    import_(lines(a_record(steps="cũ")), today, now)
    report = import_(lines(a_record(steps="mới")), today + 10 * DAY, now)
    assert counts(report) == (1, 0, 1, 0, 0)
    old, new = queries.version_on("1.000001", today + 9 * DAY), queries.version_on("1.000001", today + 10 * DAY)
    assert old is not None and new is not None
    assert (old.steps, old.valid_to, new.steps, new.number) == ("cũ", today + 9 * DAY, "mới", 2)
    assert Paper.objects.filter(version=old).count() == Paper.objects.filter(version=new).count() == 1
    assert list(Entry.objects.filter(subject="procedure/1.000001").values_list("kind", flat=True).order_by("number")) == ["published", "revised"]  # fmt: skip


def test_a_record_changed_twice_on_one_day_leaves_the_last_in_force_and_loses_none(today: date, now: datetime) -> None:
    for steps in ("một", "hai"):
        import_(lines(a_record(steps=steps)), today, now)
    version = queries.version_on("1.000001", today)
    assert version is not None and version.steps == "hai"
    first = ProcedureVersion.objects.get(number=1)
    assert (first.steps, first.valid_to) == ("một", today - DAY)
    assert queries.version_on("1.000001", today - DAY) is None


def test_a_later_version_is_not_overruled_by_an_earlier_date(today: date, now: datetime) -> None:
    import_(lines(a_record(steps="mới")), today, now)
    report = import_(lines(a_record(steps="cũ")), today - 30 * DAY, now)
    assert counts(report) == (1, 0, 0, 0, 1)
    assert "đã có phiên bản" in report.notes[0]["problem"]
    assert ProcedureVersion.objects.count() == 1


def test_the_same_code_twice_in_a_file_the_first_wins(today: date, now: datetime) -> None:
    report = import_(lines(a_record(name="Một"), a_record("1.000002"), a_record(name="Hai")), today, now)
    assert counts(report) == (3, 2, 0, 0, 1)
    version = queries.version_on("1.000001", today)
    assert version is not None and version.name == "Một"
    (note,) = report.notes
    assert (note["row"], note["code"], note["field"], note["done"]) == (3, "1.000001", "code", "không nhập dòng này")


def test_broken_rows_are_noted_and_the_rest_goes_in(today: date, now: datetime) -> None:
    content = [b"{broken\n", b"\n", *lines([1], {"name": "x"}, a_record()), b"\xff\xfe\n"]
    report = import_(content, today, now)
    assert counts(report) == (5, 1, 0, 0, 4)
    assert [note["row"] for note in report.notes] == [1, 3, 4, 6]
    assert all(set(note) == {"row", "code", "field", "problem", "done"} for note in report.notes)


def test_a_procedure_that_the_journal_does_not_know_is_opened_by_its_next_entry(today: date, now: datetime) -> None:
    procedure = Procedure.objects.create(code="1.000001", simulated=True)
    assert counts(import_(lines(a_record()), today, now)) == (1, 1, 0, 0, 0)
    assert ProcedureVersion.objects.get(procedure=procedure).number == 1
    assert list(journal_queries.findings()) == []


def test_a_json_array_is_read_like_lines(today: date, now: datetime) -> None:
    content = json.dumps([a_record(), a_record("1.000002"), 3], indent=1).encode().splitlines(keepends=True)
    assert counts(import_(content, today, now)) == (3, 2, 0, 0, 1)


@pytest.mark.parametrize("content", [[], [b"\n", b"  \n"], [b"ma,ten\n", b"1.0,khai sinh\n"], [b"PK\x03\x04\x00\xff"]])
def test_an_empty_file_or_one_that_is_no_json_is_refused(content: list[bytes], today: date, now: datetime) -> None:
    with pytest.raises(Refused, match="Tệp"):
        import_(content, today, now)
    assert not Procedure.objects.exists() and not Entry.objects.exists()


def test_form_rules_keywords_and_a_silent_records_limit_are_taken_over(today: date, now: datetime) -> None:
    form = {"title": "Tờ khai", "pages": [{"key": "p", "title": "Trang", "fields": [{"key": "a", "label": "A"}]}]}
    import_(lines(a_record(form=form, rules={"same_day_until": "15:00"}, keywords="giấy dân dã")), today, now)
    channels = [{"channel": "in_person", "time_limit": "3", "fees": [], "description": ""}]
    report = import_(lines(a_record(channels=channels)), today + DAY, now)
    version = queries.version_on("1.000001", today + DAY)
    assert version is not None and (version.form, version.rules) == (form, {"same_day_until": "15:00"})
    assert [hit.code for hit in queries.find("giấy dân dã", on=today + DAY)] == ["1.000001"]
    way = FilingWay.objects.get(version=version)
    assert (way.limit_amount, way.limit_unit, way.limit_text) == (3, "working_day", "3")
    assert any("giữ thời hạn của phiên bản trước" in note["done"] for note in report.notes)
    assert counts(import_(lines(a_record(channels=channels)), today + 2 * DAY, now)) == (1, 0, 0, 1, 0)


def test_another_number_is_not_replaced_by_the_former_limit(today: date, now: datetime) -> None:
    import_(lines(a_record()), today, now)
    channels = [{"channel": "in_person", "time_limit": "5", "fees": [], "description": ""}]
    import_(lines(a_record(channels=channels)), today + DAY, now)
    version = queries.version_on("1.000001", today + DAY)
    assert version is not None and queries.limits(version.id, 1) == []


def test_a_faulty_form_is_noted_and_left_out(today: date, now: datetime) -> None:
    report = import_(lines(a_record(form={"title": "Không trang"})), today, now)
    assert counts(report)[1] == 1 and report.notes[0]["field"] == "form"
    version = queries.version_on("1.000001", today)
    assert version is not None and version.form is None


def test_number_of_statements_does_not_grow_with_the_rows(today: date, now: datetime, django_assert_max_num_queries: Any) -> None:  # fmt: skip
    with django_assert_max_num_queries(40):
        import_(lines(*(a_record(f"1.{number:06d}") for number in range(1, 51))), today, now)


def test_detail_takes_three_statements(today: date, now: datetime, django_assert_num_queries: Any) -> None:
    many = [{"name": f"Giấy {n}", "originals": n % 2, "copies": 0} for n in range(50)]
    channels = a_record()["channels"] * 50
    import_(lines(a_record(), a_record("1.000002", papers=many, channels=channels)), today, now)
    for code, papers, ways in (("1.000001", 1, 1), ("1.000002", 25, 50)):
        version = queries.version_on(code, today)
        assert version is not None
        with django_assert_num_queries(3):
            detail = queries.detail(version)
        assert (len(detail.papers), len(detail.ways)) == (papers, ways)
        assert all(way.fees[0].amount == 10_000 for way in detail.ways)
    assert len(detail.notes) == 25


def test_the_whole_real_file_goes_in_once(shared: Path, today: date, now: datetime) -> None:
    content = (shared / "procedures.jsonl").read_bytes().splitlines(keepends=True)
    actions.load_shipped(at=now)
    report = import_(content, today, now)
    filled = sum(bool(line.strip()) for line in content)
    assert report.rows == filled == report.created + report.changed + report.unchanged + report.rejected
    assert report.created > 2500 and report.changed >= 10
    assert ProcedureVersion.objects.filter(valid_from=today).count() == report.created + report.changed
    assert not FilingWay.objects.filter(limit_amount__isnull=False, limit_unit=None).exists()
    assert not Fee.objects.filter(amount__gt=0, amount__lt=1000).exists()
    assert {"time_limit", "fees", "papers", "name", "text"} <= {note["field"] for note in report.notes}
    second = import_(content, today, now)
    assert counts(second) == (filled, 0, 0, report.created + report.changed + report.unchanged, report.rejected)
    assert queries.find("dang ky khai sinh", on=today)[0].code == "1.001193"
    assert queries.find("đăng ký khai sinh", on=today)[0].code == "1.001193"
    version = queries.version_on("1.001193", today)
    assert version is not None and version.form and version.rules == {"same_day_until": "15:00"}


@pytest.mark.django_db
def test_a_channel_that_the_record_does_not_speak_of_has_the_direct_limit(today: date, now: datetime) -> None:
    ways = [
        {"channel": "in_person", "time_limit": "5 Ngày làm việc", "fees": [], "description": ""},
        {"channel": "post", "time_limit": "Không quy định", "fees": [], "description": ""},
    ]
    import_(lines(a_record(channels=ways)), today, now)
    version = queries.version_on("1.000001", today)
    assert version is not None
    assert [queries.limits(version.id, channel) for channel in (1, 2, 3)] == [
        [(5, "working_day")], [(5, "working_day")], []
    ]  # fmt: skip
