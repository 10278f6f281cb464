"""Dossiers that were filed on the national portal become cases here: once, with their code. All of it is invented."""

from __future__ import annotations

import io
import json
import os
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from motcua.casework import actions, queries
from motcua.casework.deadlines import counting, explaining
from motcua.casework.models import Case, CaseSearch, CaseStep
from motcua.casework.rules import Status
from motcua.core import clock
from motcua.filing import queries as filing
from motcua.filing.models import Attachment, LinkedPaper
from motcua.filing.rules import Help
from motcua.integrations.national_portal import arrivals, folder
from motcua.integrations.national_portal.papers import beside
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.offices import actions as offices
from motcua.offices.rules import OfficeKind
from motcua.people.actions import sign_in_citizen
from motcua.people.identity import Claims
from motcua.people.models import Person
from motcua.people.rules import Role
from motcua.site import worker
from motcua.site.command import main
from tests.factories import NOW, make_citizen, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).with_name("arrivals.json").read_bytes()
FIRST, SECOND, THIRD = json.loads(SAMPLE)["data"]
CODE = FIRST["MaHoSo"]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def office():
    made = make_office(code="H27.9001")
    make_version(code="1.990001", offered_by=made)
    return made


@pytest.fixture
def officer(office):
    return make_officer(office, *Role)


def take(*items, at=NOW, where=None):
    content = json.dumps({"data": list(items)}).encode()
    return arrivals.take(content, at=at, **({"beside": beside(where)} if where else {}))


def counts(report):
    return report.created, report.changed, report.unchanged, report.rejected


def case_of(code=CODE):
    return queries.by_code(code)


def kinds(case):
    return list(
        Entry.objects.filter(subject=f"dossier/{case.dossier.code}").order_by("number").values_list("kind", flat=True)
    )


def test_the_sample_gives_two_cases_and_says_what_to_do_about_the_third():
    report = arrivals.take(SAMPLE, at=NOW)
    assert (report.rows, *counts(report)) == (3, 2, 0, 0, 1)
    new, received = case_of(), case_of(SECOND["MaHoSo"])
    assert (new.status, new.received_at, new.accept_by) == (
        Status.NEW, None, counting.accept_by(new.competent_office, NOW)
    )  # fmt: skip
    facts = json.loads(Entry.objects.get(subject=f"dossier/{CODE}").body)["facts"]
    assert (facts["system"], facts["channel"], facts["help"]) == ("national_portal", 2, Help.UNKNOWN)
    assert (received.status, received.dossier.channel, received.dossier.applicant) == (Status.RECEIVED, 3, None)
    assert f"{clock.local(received.received_at):%d/%m %H:%M}" == "19/11 09:30"
    noted = {(note["row"], note["field"]): note for note in report.notes}
    assert noted[3, "MaTTHC"]["code"] == THIRD["MaHoSo"]
    assert "motcua import procedures" in noted[3, "MaTTHC"]["problem"]
    assert noted[2, "NgayHenTra"]["done"] == "giữ hạn theo quy tắc ở đây"
    assert list(findings()) == [] and list(queries.mismatches()) == []


def test_the_same_file_again_changes_nothing():
    arrivals.take(SAMPLE, at=NOW)
    before = Entry.objects.count(), Person.objects.count(), CaseStep.objects.count()
    again = arrivals.take(SAMPLE, at=NOW + timedelta(1))
    assert counts(again) == (0, 0, 2, 1)
    assert (Entry.objects.count(), Person.objects.count(), CaseStep.objects.count()) == before


def test_the_counter_has_its_time_from_the_arrival_and_the_page_says_so():
    take(FIRST)
    case = case_of()
    said = [step["says"] for step in explaining.acceptance(case, []).steps]
    assert said[0] == "Đến hệ thống này lúc 09:00 thứ Sáu, 20/11/2026."
    assert said[-1] == "Trả lời chậm nhất: 09:00 thứ Hai, 23/11/2026."


def test_what_was_received_there_before_is_told_by_the_calendar_of_its_arrival(office):
    def close(day, at):
        offices.set_special_day(
            office=office, day=date(2026, 11, day), kind="off", name="Lụt", decision="QĐ", by="x", at=at
        )

    close(23, NOW - timedelta(hours=1))
    take(SECOND)
    close(25, NOW + timedelta(hours=1))
    told = explaining.resolution(case_of(SECOND["MaHoSo"]))
    assert told.steps[-1]["says"] == "Hẹn trả kết quả: 17:00 thứ Năm, 26/11/2026."
    assert told.today is not None and any("Lụt" in one["says"] for one in told.steps)


def test_a_person_is_found_by_her_number_and_sees_the_dossier_where_her_e_id_was_checked():
    claims = Claims("Lê Thị Mận", personal_id="042190000012")
    citizen = sign_in_citizen(issuer="https://id.example.vn", subject="1", at=NOW, claims=claims)
    take(FIRST)
    dossier = case_of().dossier
    assert (dossier.applicant_id, dossier.filer_id) == (citizen.person_id, citizen.pk)
    citizen.person.refresh_from_db()
    assert citizen.person.phone == "0912000111"
    (told,) = Entry.objects.filter(subject=f"account/{citizen.pk}", kind="facts_updated")
    assert json.loads(told.body)["details"] == {"changed": ["email", "phone"]}
    take({**FIRST, "MaHoSo": "G22.99-261120-000001", "TaiKhoanDuocXacThucVoiVNeID": "0"})
    assert case_of("G22.99-261120-000001").dossier.filer_id is None


def test_a_number_that_is_known_under_another_name_joins_nobody():
    citizen = make_citizen(full_name="Trần Thị Bưởi")
    Person.objects.filter(pk=citizen.person_id).update(personal_id="042190000012", full_name="Trần Thị Bưởi")
    for changes in ({}, {"TrichYeuHoSo": "Khác"}):
        report = take({**FIRST, **changes})
        assert [note["field"] for note in report.notes] == ["SoGiayToChuHoSo"]
    dossier = case_of().dossier
    assert (dossier.applicant.full_name, dossier.applicant.personal_id, dossier.filer_id) == ("Lê Thị Mận", None, None)
    assert Person.objects.count() == 2


def test_a_changed_record_changes_a_dossier_that_nobody_has_accepted(officer):
    take(FIRST)
    seen = case_of()
    report = take({**FIRST, "TrichYeuHoSo": "Xin hai bản", "ChuHoSo": "Lê Thị Mơ"}, at=NOW + timedelta(hours=1))
    case = case_of()
    assert counts(report) == (0, 1, 0, 0) and kinds(case) == ["submitted", "arrival_updated"]
    assert case.dossier.answers["request_text"] == "Xin hai bản"
    assert {"le", "thi", "mo"} <= set(CaseSearch.objects.get(case=case).words.split())
    assert filing.form_of_dossier(case.dossier).pages[0].fields[0].key == "applicant_name"
    with pytest.raises(Exception, match="tải lại trang"):
        actions.accept(case=seen, by=officer, at=NOW + timedelta(hours=2), seen=1)
    assert list(queries.mismatches()) == []


def test_a_record_about_a_case_under_way_is_reported_and_not_applied(officer):
    take(FIRST)
    actions.accept(case=case_of(), by=officer, at=NOW)
    for changes in ({"TrichYeuHoSo": "Khác"}, {"TrangThaiHoSo": "7"}, {"TrangThaiHoSo": "9"}):
        report = take({**FIRST, **changes}, at=NOW + timedelta(1))
        assert counts(report) == (0, 0, 1, 0) and len(report.notes) == 1
    assert "đã rút" in take({**FIRST, "TrangThaiHoSo": "7"}).notes[0]["problem"]
    assert case_of().dossier.answers["request_text"] == FIRST["TrichYeuHoSo"]
    assert kinds(case_of()) == ["submitted", "accepted"]


def test_what_was_handed_in_there_on_request_is_a_supplement_here_once(officer, tmp_path):
    take(FIRST)
    case = actions.accept(case=case_of(), by=officer, at=NOW)
    case = actions.ask_supplement(case=case, reason="Thiếu", by=officer, at=NOW + timedelta(hours=1))
    (tmp_path / CODE).mkdir()
    (tmp_path / CODE / "them.pdf").write_bytes(PDF)

    def sent(moment, name="b1"):
        more = {"TepDinhKemId": "t3", "TenTepDinhKem": "them.pdf"}
        listed = [{"HoSoBoSungId": name, "NgayTiepNhanBoSung": moment}]
        return {**FIRST, "TaiLieuNop": [*FIRST["TaiLieuNop"], more], "DanhSachHoSoBoSung": listed}

    given = {"at": NOW + timedelta(days=3), "where": tmp_path / "x.json"}
    assert counts(take(sent("20261120090000"), **given)) == (0, 0, 1, 0)
    for expected in ((0, 1, 0, 0), (0, 0, 1, 0)):
        assert counts(take(sent("20261120140000"), **given)) == expected
    case = case_of()
    assert (case.status, kinds(case)[-1]) == (Status.RECEIVED, "supplemented")
    assert Attachment.objects.get(dossier=case.dossier).document.name == "them.pdf"
    assert list(findings()) == [] and list(queries.mismatches()) == []


def test_papers_that_lie_beside_are_attached_others_are_named_and_may_come_later(tmp_path):
    file = tmp_path / "tep.json"
    (tmp_path / "tep" / CODE).mkdir(parents=True)
    (tmp_path / "tep" / CODE / "don.pdf").write_bytes(PDF)
    take(FIRST, where=file)
    case = case_of()
    assert [one.name for one in filing.linked_papers(case.dossier) if one.document is None] == ["anh.png"]
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    (tmp_path / "anh.png").write_bytes(picture.getvalue())
    assert counts(take(FIRST, where=file)) == (0, 1, 0, 0) and counts(take(FIRST, where=file)) == (0, 0, 1, 0)
    assert Attachment.objects.filter(dossier=case.dossier).count() == 2 and kinds(case)[-1] == "papers_fetched"
    assert list(queries.mismatches()) == []


def test_a_file_that_two_records_name_or_that_lies_elsewhere_is_nobodys(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "don.pdf").write_bytes(PDF)
    (tmp_path / "in" / "anh.png").write_bytes(b"MZ")
    (tmp_path / "in" / "lien.pdf").symlink_to(tmp_path / "don.pdf")
    stolen = [{"TepDinhKemId": "s", "TenTepDinhKem": "../don.pdf"}, {"TepDinhKemId": "l", "TenTepDinhKem": "lien.pdf"}]
    other = {**FIRST, "MaHoSo": "H27.9001-261120-0099", "TaiLieuNop": FIRST["TaiLieuNop"][1:] + stolen}
    take(FIRST, other, where=tmp_path / "in" / "x.json")
    report = take({**other, "MaHoSo": "H27.9001-261120-0100"}, where=tmp_path / "in" / "x.json")
    assert not LinkedPaper.objects.filter(document__isnull=False).exists()
    assert [note["field"] for note in report.notes] == ["TaiLieuNop"]  # an executable called .png


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"DonViXuLy": "H27.8888", "MaHoSo": "H27.8888-261120-0001"}, "DonViXuLy", "motcua offices"),
        ({"DonViXuLy": "H27.9002"}, "DonViXuLy", "không hoạt động"),
        ({"DonViXuLy": "H27.9003"}, "DonViXuLy", "không giải quyết"),
        ({"TrangThaiHoSo": "4"}, "TrangThaiHoSo", "chỉ nhận hồ sơ mới đăng ký"),
        ({"TrangThaiHoSo": "2"}, "NgayTiepNhan", "không ghi lúc nào"),
        ({"NgayNopHoSo": "20190101080000"}, "MaTTHC", "01/01/2019"),
    ],
)
def test_what_has_no_place_here_is_rejected_and_the_rest_goes_on(changes, field, says, office):
    make_office(code="H27.9002", valid_to=NOW.date() - timedelta(30))
    make_office(code="H27.9003", kind=OfficeKind.DIVISION)
    report = take({**FIRST, **changes}, {**FIRST, "MaHoSo": "H27.9001-261120-0011"}, "no record")
    assert counts(report) == (1, 0, 0, 2)
    assert (report.notes[0]["field"], report.notes[0]["done"]) == (field, "không nhập dòng này")
    assert says in report.notes[0]["problem"]


def test_a_counter_receives_for_the_committee_above_it(office):
    counter = make_office(office, code="H27.9001.1", kind=OfficeKind.COUNTER)
    take({**SECOND, "DonViXuLy": "H27.9001.1"})
    case = case_of(SECOND["MaHoSo"])
    assert (case.competent_office, case.received_office) == (office, counter)


def test_a_folder_is_emptied_once_into_done_and_failed(tmp_path):
    def put(name, *items):
        (tmp_path / name).write_text(json.dumps(list(items)), "utf-8")

    put("1.json", FIRST)
    (tmp_path / "1" / CODE).mkdir(parents=True)
    (tmp_path / "1" / CODE / "don.pdf").write_bytes(PDF)
    put("2.json", THIRD)
    (tmp_path / "3.jsonl").write_bytes(b"")
    (tmp_path / ".hidden.json").write_bytes(SAMPLE)
    assert folder.take(tmp_path, at=NOW, settled=60) == []
    with folder._alone(tmp_path):
        assert folder.take(tmp_path, at=NOW) == []
    taken = folder.take(tmp_path, at=NOW)
    assert [str(one.path.relative_to(tmp_path)) for one in taken] == ["done/1.json", "failed/2.json", "failed/3.jsonl"]
    assert json.loads((tmp_path / "failed" / "2.report.json").read_text("utf-8"))["rejected"] == 1
    assert (tmp_path / "done" / "1" / CODE / "don.pdf").exists() and Case.objects.count() == 1
    put("1.json", FIRST)
    assert [str(one.path.relative_to(tmp_path)) for one in folder.take(tmp_path, at=NOW)] == ["done/1-2.json"]


def test_the_command_takes_a_file_or_a_folder_and_writes_a_report(tmp_path):
    file = tmp_path / "x.json"
    file.write_bytes(json.dumps([{**FIRST, "NgayNopHoSo": "20251119201500"}, THIRD]).encode())
    done = CliRunner().invoke(main, ["import", "arrivals", str(file), "--report", str(tmp_path / "r.txt")])
    assert done.exit_code == 0 and "không nhập dòng này" in done.output
    assert json.loads((tmp_path / "r.txt").read_text("utf-8"))["created"] == 1
    again = CliRunner().invoke(main, ["import", "arrivals", str(tmp_path), "--report", str(tmp_path / "r.txt")])
    assert again.exit_code == 0 and "failed/x.json" in again.output
    told = json.loads((tmp_path / "r.txt").read_text("utf-8"))
    assert (told["unchanged"], told["notes"][0]["file"]) == (1, "x.json")
    assert [one["file"] for one in told["files"]] == ["x.json"] and told["files"][0]["rejected"] == 1
    (tmp_path / "a.json").write_text(json.dumps([THIRD]), "utf-8")
    (tmp_path / "b.json").write_text("", "utf-8")
    two = CliRunner().invoke(main, ["import", "arrivals", str(tmp_path), "--report", str(tmp_path / "r.txt")])
    assert "a.json, dòng 1" in two.output and "Tất cả" in two.output and two.output.count("b.json") >= 2
    told = json.loads((tmp_path / "r.txt").read_text("utf-8"))
    assert [(one["file"], one["rows"], bool(one["problem"])) for one in told["files"]] == [
        ("a.json", 1, False), ("b.json", 0, True),
    ]  # fmt: skip
    assert json.loads((tmp_path / "failed" / "a.report.json").read_text("utf-8"))["file"] == "a.json"
    empty = tmp_path / "empty.json"
    empty.touch()
    assert "Tệp trống" in CliRunner().invoke(main, ["import", "arrivals", str(empty)]).output


def test_the_worker_watches_the_folder_that_a_setting_names(tmp_path, settings):
    settings.ARRIVALS = None
    assert "arrivals" not in worker.readers()
    settings.ARRIVALS = tmp_path
    for name, age in (("old.json", 60), ("fresh.json", 0)):
        (tmp_path / name).write_bytes(json.dumps([{**FIRST, "NgayNopHoSo": "20251119201500"}]).encode())
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    assert worker.readers()["arrivals"]() == 0
    assert sorted(path.name for path in tmp_path.glob("*.json")) == ["fresh.json"] and case_of() is not None
