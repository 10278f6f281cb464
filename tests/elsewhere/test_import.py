"""Each dossier of another system is counted once, changed where its state changed, and never where it is a case here."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import transaction

from motcua.casework import actions as casework
from motcua.core.errors import Invalid, Refused
from motcua.elsewhere import actions, following, mapping, queries, sources
from motcua.elsewhere.models import DossierMapping, ImportRun, RecordedDossier
from motcua.elsewhere.rules import ImportState, Way
from motcua.filing.rules import System
from motcua.integrations.national_portal import arrivals, recorded
from motcua.journal import actions as journal
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from motcua.journal.rules import Event
from motcua.measures import queries as figures
from motcua.measures.index.queries import index_of
from motcua.measures.service_queries import figure_of
from motcua.offices.models import OfficeSuccession, Place
from tests.factories import make_draft, make_officer, make_version

from .samples import HEADS, NAMES, NOW, counts, import_, make_province, text_file, told

pytestmark = pytest.mark.django_db
CODE = "H27.31-240506-0001"
GOOD = [CODE, "1.990001", "H27.31", "06/05/2024", "Trực tuyến", "Đang xử lý", ""]
ITEM = {
    "MaHoSo": CODE, "MaTTHC": "1.990001", "DonViXuLy": "UBND Huyện Vũ Quang", "KenhThucHien": "2", "TrangThaiHoSo": "10",
    "NgayNopHoSo": "20240505230000", "NgayTiepNhan": "20240506083000", "NgayKetThucXuLy": "20240507100000",
    "NgayTra": "20240508100000", "ChuHoSo": "Lê Thị Thử",
    "DanhSachGiayToKetQua": [{"MaGiayToKetQua": "KQ", "DuongDanTepTinKetQua": "https://x.example/kq.pdf"}],
    "TaiKhoanDuocXacThucVoiVNeID": "1", "TaiLieuNop": [{"DuocSoHoa": "1", "DuocLayTuKhoDMQG": "0"}], "DanhSachLePhi": [{"Gia": "8000"}],
    "DuocThanhToanTrucTuyen": "2",
}  # fmt: skip


@pytest.fixture(autouse=True)
def offices():
    return make_province()


def rows(*changes):
    return text_file(*[[change.get(name, good) for name, good in zip(NAMES, GOOD, strict=True)] for change in changes])


def entries(code=CODE):
    found = Entry.objects.filter(subject=f"dossier/{code}").order_by("number")
    return [(entry.kind, json.loads(entry.body)) for entry in found]


def rate(name="all_procedures"):
    from motcua.measures.rules import DEFINITIONS

    found = figures.online_rate(DEFINITIONS[name], date(2024, 1, 1), date(2024, 12, 31)).total.figure
    return found.numerator, found.denominator


def test_an_entry_carries_the_whole_state_marked_with_its_system_of_record_and_nothing_of_a_person():
    run = import_(json.dumps([ITEM]).encode(), source="exchange")
    ((kind, body),) = entries()
    assert kind == "recorded"
    assert body["facts"] == {
        "competent_office": "H27.31", "received_office": "H27.31", "procedure": "1.990001", "version": 1,
        "service_level": "full", "channel": 2, "help": "unknown", "status": 10, "system": "other", "simulated": False,
        "submitted_at": "2024-05-05T23:00:00.000000+07:00", "received_at": "2024-05-06T08:30:00.000000+07:00",
        "due_at": None, "finished_at": "2024-05-07T10:00:00.000000+07:00",
        "returned_at": "2024-05-08T10:00:00.000000+07:00", "result_required": True, "electronic_result": True, "reused": None,
        "place": None, "officer": None, "division": None, "in_person": None, "fee_due": True, "digitised": True,
        "verified": True, "ended_at": None, "stopped_at": None, "judged_due_at": None,
        "longest_at": "2024-05-09T17:00:00.000000+07:00",
        "end_untold": False, "requests": [],
        "satisfaction": None, "paid_online": True, "shared": False, "via": None, "for_staff": None, "staff_office": None,
    }  # fmt: skip
    assert body["details"] == {"source": "exchange", "run": run.key, "row": 1}
    assert not any("Lê Thị" in entry.body for entry in Entry.objects.all())
    assert [rate(name) for name in ("all_procedures", "full_service", "national_766")] == [(1, 1)] * 3


def test_an_export_may_tell_of_the_e_id_the_files_the_fee_the_commune_and_how_satisfied_she_was():
    Place.objects.create(code="18313", name="Đức Lĩnh", full_name="Xã Đức Lĩnh", level="commune", valid_to="2025-06-30")
    heads = (*HEADS, "Xác thực VNeID", "Số hóa", "Lệ phí", "Xã, phường", "Mức độ hài lòng")
    import_(text_file(
        (*GOOD, "Có", "x", "15.000 đ", "xã Đức Lĩnh", "Rất hài lòng"),
        (CODE[:-1] + "2", *GOOD[1:], "không", "", "0", "18313", "Chưa hài lòng"),
        (CODE[:-1] + "3", *GOOD[1:], "", "Không", "", "Xã Lạ", "Tạm được"), heads=heads,
    ))  # fmt: skip
    names = ("verified", "digitised", "fee_due", "place", "satisfaction")
    states = [entries(CODE[:-1] + number)[0][1] for number in "123"]
    assert [tuple(body["facts"][name] for name in names) for body in states] == [
        (True, True, True, "18313", "very_satisfied"), (False, None, None, "18313", "not_satisfied"),
        (None, False, None, None, None),
    ]  # fmt: skip
    assert figure_of("satisfaction", date(2024, 1, 1), date(2024, 12, 31)).total[1].value() == "50.00"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["Có", "không", "", "không rõ", "-"], [True, False, None, None, None]),
        (["x", "", "", "?"], [True, False, False, None]),  # a column of ticks: who did not tick said no
        (["", "", "NULL"], [None, None, None]),
        (["chưa", "", "0"], [False, None, False]),
    ],
)
def test_an_empty_cell_is_no_where_people_only_tick_and_not_known_where_they_say_no(cells, told):
    names = [f"H27.31-240506-{number:04}" for number in range(len(cells))]
    content = text_file(
        *((name, *GOOD[1:], cell) for name, cell in zip(names, cells, strict=True)), heads=(*HEADS, "Số hóa")
    )
    table = sources.table(content, None)
    lines = mapping.lines(table, mapping.Reading(mapping.guessed(table.headings), {}), at=NOW)
    assert [line.record.digitised for line in lines] == told


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, (None, None, None)),
        ({"TaiKhoanDuocXacThucVoiVNeID": "0", "HoSoCoThanhPhanSoHoa": "0", "TaiLieuNop": [{"DuocTaiSuDung": 0}]}, (False, False, 0)),
        ({"TaiKhoanDuocXacThucVoiVNeID": 1, "TaiLieuNop": [{"DuocSoHoa": "1", "DuocTaiSuDung": "2"}, {}]}, (True, True, 1)),
        ({"TaiKhoanDuocXacThucVoiVNeID": "", "TaiLieuNop": [{"DuocSoHoa": ""}, {"DuocSoHoa": "0"}]}, (None, False, None)),
    ],
)  # fmt: skip
def test_a_record_of_the_exchange_says_yes_or_no_or_nothing(more, told):
    bare = {
        name: ITEM[name] for name in ("MaHoSo", "MaTTHC", "DonViXuLy", "KenhThucHien", "TrangThaiHoSo", "NgayTiepNhan")
    }
    (line,) = recorded.lines(json.dumps([bare | more]).encode(), at=NOW)
    assert (line.record.verified, line.record.digitised, line.record.reused) == told


def _row(row_id):
    (found,) = [
        one
        for one in index_of(date(2024, 1, 1), date(2024, 12, 31), today=date(2026, 1, 1)).rows
        if one.row.id == row_id
    ]
    return found.told and (found.told.numerator, found.told.denominator), found.points, found.note


def test_of_what_no_source_tells_the_index_has_no_data_and_says_of_how_many():
    import_(rows({}, {"code": "H27.31-240506-0002", "procedure": "1.990002"}))
    for row_id in ("4.2", "4.3", "4.5b"):
        told, points, note = _row(row_id)
        assert (told, points) == (None, None) and "Chưa có dữ liệu. " in note and "2 hồ sơ" in note, row_id
    told, points, note = _row("4.5a")
    assert (told, points) == (None, None) and "2 thủ tục" in note
    heads = (*HEADS, "Xác thực VNeID", "Số hóa")
    import_(text_file((CODE[:-1] + "3", *GOOD[1:], "Có", "Không"), heads=heads), source="other")
    assert _row("4.2")[:2] == ((0, 1), 0) and "2 hồ sơ" in _row("4.2")[2]
    assert _row("4.5b")[:2] == ((1, 1), 2) and _row("4.5a")[:2] == ((1, 1), 2) and "1 thủ tục" in _row("4.5a")[2]


def test_what_was_recorded_as_no_before_stays_no_until_the_file_is_imported_again():
    import_(rows({}))
    kept = Entry.objects.get(subject=f"dossier/{CODE}")
    Entry.objects.filter(pk=kept.pk).update(
        body=kept.body.replace('"digitised":null', '"digitised":false').replace('"verified":null,', "")
    )
    RecordedDossier.objects.update(digest="of the words of that time")
    assert _row("4.2")[0] == (0, 1) == _row("4.5b")[0]
    assert counts(import_(rows({}))) == (0, 1, 0, 0)
    assert entries()[1][1]["was"] == {"digitised": False, "verified": False}
    assert _row("4.2")[0] is None and _row("4.5b")[0] is None


def test_a_doubtful_commune_or_answer_is_noted_and_the_row_goes_in():
    heads = (*HEADS, "Nơi ở", "Đánh giá")
    run = import_(text_file((*GOOD, "Xã Lạ", "Tạm được"), heads=heads))
    ((outcome, notes),) = told(run).values()
    assert outcome == "created" and {field for field, _, _ in notes} >= {"place", "satisfaction"}


def test_a_changed_state_is_a_further_entry_and_the_same_file_again_is_none():
    import_(rows({}))
    again = import_(rows({"status": "Đã trả kết quả", "finished": "09/05/2024"}), at=NOW + timedelta(1))
    assert counts(again) == (0, 1, 0, 0)
    kind, body = entries()[1]
    assert (kind, body["was"]) == ("recorded_again", {"status": 4, "finished_at": None})
    assert counts(import_(rows({"status": "Đã trả kết quả", "finished": "09/05/2024"}))) == (0, 0, 1, 0)
    assert len(entries()) == 2 and rate() == (1, 1) and list(findings()) == []


def test_what_was_imported_by_mistake_is_counted_no_more_until_it_is_imported_again():
    import_(rows({}))
    assert counts(import_(rows({}, {"code": "H27.31-240506-0002"}), way=Way.DROP)) == (0, 1, 1, 0)
    kind, body = entries()[1]
    assert (kind, body["was"]["received_office"], rate()) == ("record_dropped", "H27.31", (0, 0))
    assert counts(import_(rows({}), way=Way.DROP)) == (0, 0, 1, 0)
    assert counts(import_(rows({}))) == (0, 1, 0, 0) and rate() == (1, 1) and list(findings()) == []


def test_who_helped_is_known_here_and_stays_when_the_export_changes():
    import_(rows({}))
    facts = entries()[0][1]["facts"]
    with transaction.atomic():
        told_here = Event(
            f"dossier/{CODE}", "helped", NOW, "x", facts=facts | {"help": "helped"}, was={"help": "unknown"}
        )
        journal.append(told_here)
    assert counts(import_(rows({}))) == (0, 0, 1, 0)
    import_(rows({"status": "Đã trả kết quả"}))
    assert entries()[-1][1]["facts"]["help"] == "helped"
    assert entries()[-1][1]["was"] == {"status": 4, "end_untold": False}, "over, nobody tells since when"


def test_an_older_file_takes_nothing_back_unless_told_to():
    import_(rows({"status": "Đã trả kết quả", "finished": "09/05/2024"}))
    run = import_(rows({}))
    assert counts(run) == (0, 0, 1, 0) and "tệp cũ hơn" in told(run)[2][1][0][1]
    assert counts(import_(rows({}), way=Way.ANY)) == (0, 1, 0, 0)


def test_a_correction_moves_the_dossier_from_its_old_day_to_its_new_one():
    import_(rows({}))
    import_(rows({"received": "07/05/2024", "channel": "Trực tiếp"}))
    days = [figures.tallied(day, day) for day in (date(2024, 5, 6), date(2024, 5, 7))]
    assert [day.get("H27.31", {}).get("all_procedures_below", 0) for day in days] == [0, 1] and rate() == (0, 1)


def test_what_is_a_case_here_is_not_counted_again(offices):
    commune = offices["H27.31.20"]
    version = make_version(offered_by=offices["H27"])
    draft = make_draft(version, office=commune, at=NOW.replace(year=2024))
    case = casework.register(draft=draft, by=draft.account, at=NOW.replace(year=2024))
    code = case.dossier.code
    run = import_(rows({"code": code, "office": "H27.31.20"}))
    assert counts(run) == (0, 0, 1, 0) and "giải quyết ở đây" in told(run)[2][1][0][1]
    assert [kind for kind, _ in entries(code)] == ["submitted"]


def test_what_was_recorded_does_not_arrive_again_from_the_portal(offices):
    offices["H27.31"].tier = "commune"
    offices["H27.31"].save(update_fields=["tier"])
    import_(rows({}))
    report = arrivals.take(json.dumps([ITEM | {"TrangThaiHoSo": "1", "NgayTiepNhan": ""}]).encode(), at=NOW)
    assert (report.created, report.rejected) == (0, 1)
    assert "hệ thống khác" in report.notes[0]["problem"] and len(entries()) == 1


def test_our_own_numbers_pass_over_a_code_that_was_recorded(offices):
    commune = offices["H27.31.20"]
    import_(rows({"code": "H27.31.20-240507-0001", "office": "H27.31.20", "received": "07/05/2024"}))
    draft = make_draft(make_version(offered_by=offices["H27"]), office=commune, at=NOW.replace(2024, 5, 7))
    case = casework.register(draft=draft, by=draft.account, at=NOW.replace(2024, 5, 7))
    assert case.dossier.code == "H27.31.20-240507-0002"
    assert Entry.objects.filter(subject="number/H27.31.20-240507-0001", kind="passed_over").count() == 1
    assert list(findings()) == []


def test_a_code_belongs_to_the_source_that_told_of_it_first():
    import_(rows({}))
    run = import_(rows({"channel": "Trực tiếp"}), source="other-gate")
    assert counts(run) == (0, 0, 0, 1) and "«gate»" in told(run)[2][1][0][1]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"office": "Huyện Không Có"}, "office", "không có cơ quan"),
        ({"received": "01/07/2025"}, "office", "không hoạt động ngày 01/07/2025; nay là Huyện Hương Khê"),
        ({"office": "Xã trùng tên"}, "office", "có thể là"),
    ],
)  # fmt: skip
def test_an_office_must_be_one_that_was_there(offices, change, field, said):
    OfficeSuccession.objects.create(predecessor=offices["H27.31"], successor=offices["H27.32"], extent="whole")
    for code in ("H27.31.20", "H27.31.21"):
        offices[code].short_name = "Xã trùng tên"
        offices[code].save(update_fields=["short_name"])
    run = import_(rows(change))
    assert counts(run) == (0, 0, 0, 1)
    ((where, problem, _done),) = told(run)[2][1]
    assert where == field and said in problem


@pytest.mark.parametrize("called", ["H27.31", "000.00.31.H27", "UBND huyện Vũ Quang", "HUYỆN VŨ QUANG", "h27.31"])
def test_an_office_is_known_by_code_or_by_name(called):
    import_(rows({"office": called}))
    assert entries()[0][1]["facts"]["competent_office"] == "H27.31"


def test_an_unknown_procedure_is_counted_without_a_level_until_it_is_known(offices):
    content = rows({"procedure": "9.999999 - Chưa có"})
    run = import_(content)
    assert "không có trong danh mục" in told(run)[2][1][0][1]
    assert entries()[0][1]["facts"]["service_level"] == "none"
    assert [rate(name) for name in ("all_procedures", "online_enabled")] == [(1, 1), (0, 0)]
    make_version(code="9.999999", offered_by=offices["H27"])
    assert counts(import_(content)) == (0, 1, 0, 0) and rate("online_enabled") == (1, 1)


def test_what_was_never_received_is_kept_and_counts_nowhere():
    item = {**ITEM, "NgayTiepNhan": "", "TrangThaiHoSo": "1", "NgayKetThucXuLy": "", "NgayTra": ""}
    import_(json.dumps([item]).encode())
    assert entries()[0][1]["facts"]["received_office"] is None and rate() == (0, 0)


def test_bad_records_of_the_exchange_are_reported_and_the_rest_goes_in():
    bad = [7, {"MaHoSo": "x"}, ITEM | {"MaHoSo": "H27.31-240506-0009", "TrangThaiHoSo": "12"}]
    run = import_(json.dumps([ITEM, *bad]).encode())
    assert counts(run) == (1, 0, 0, 3)
    assert [told(run)[row][1][0][0] for row in (2, 3, 4)] == ["line", "MaHoSo", "TrangThaiHoSo"]


def test_an_import_goes_on_where_it_stopped_and_tells_of_every_row_once():
    codes = [f"H27.31-240506-{number:04d}" for number in range(1, 8)]
    run = import_(rows(*({"code": code} for code in codes)), most=3)
    assert (run.state, run.rows, run.done, counts(run)) == (ImportState.DONE, 7, 7, (7, 0, 0, 0))
    assert list(told(run)) == list(range(2, 9))
    entry = Entry.objects.get(subject=f"import/{run.key}")
    assert json.loads(entry.body)["details"]["created"] == 7


def test_a_part_that_fails_leaves_nothing_of_itself():
    held = actions.save_mapping(
        source="gate", columns=NAMES, words={}, headings=list(NAMES.values()), by=None, at=NOW
    )  # fmt: skip
    run = _sent(None, None)
    lines = sources.lines(rows({}), held, at=NOW)
    with pytest.raises(RuntimeError), transaction.atomic():
        assert actions.go_on(run=run, lines=lines, reference=queries.reference(), at=NOW).done == 1
        raise RuntimeError
    assert (ImportRun.objects.get().done, RecordedDossier.objects.count(), entries()) == (0, 0, [])


def test_the_number_of_statements_does_not_grow_with_the_rows(django_assert_max_num_queries):
    import_(rows({}))  # the mapping is there
    codes = [f"H27.31-240506-{number:04d}" for number in range(10, 410)]
    with django_assert_max_num_queries(60):
        import_(rows(*({"code": code} for code in codes)))


def _sent(content, by, name="export.csv"):
    return actions.begin(
        content=content, digest="d", file_name=name, source="gate", system=System.OTHER, by=by, at=NOW
    )  # fmt: skip


def test_the_worker_goes_on_with_what_a_page_began_and_says_why_it_cannot(offices):
    officer = make_officer(offices["H27"], "administrator")
    import_(rows({"code": "H27.31-240506-0077"}))
    held = queries.mapping("gate")
    good, bad = _sent(rows({}), officer), _sent(b"a;b;c\n1;2;3", officer)
    for run in (good, bad):
        actions.start(run=run, mapping=held, at=NOW)
    while following.follow(at=NOW):
        pass
    good, bad = (queries.run(run.key, whole=True) for run in (good, bad))
    assert (good.state, good.created, good.content) == ("done", 1, None)
    assert bad.state == "failed" and "Không thấy dòng tiêu đề" in bad.problem and bad.content is None
    assert Entry.objects.get(subject=f"dossier/{CODE}").actor == f"account:{officer.pk}"


def test_a_file_that_nobody_imports_is_forgotten():
    old = _sent(rows({}), None)
    ImportRun.objects.filter(pk=old.pk).update(started_at=NOW - timedelta(8))
    new = _sent(rows({}), None)
    actions.forget(at=NOW)
    assert list(ImportRun.objects.values_list("key", flat=True)) == [new.key]
    actions.discard(run=new)
    assert not ImportRun.objects.exists()


def test_a_mapping_that_changes_is_a_new_version():
    for words in ({}, {}, {"channel": {"fax": "3"}}):
        actions.save_mapping(source="gate", columns=NAMES, words=words, headings=list(NAMES.values()), by=None, at=NOW)
    assert list(DossierMapping.objects.values_list("number", flat=True)) == [1, 2]
    with pytest.raises(Invalid):
        actions.save_mapping(source="gate", columns={}, words={}, headings=[], by=None, at=NOW)
    with pytest.raises(Refused):
        actions.save_mapping(source="", columns=NAMES, words={}, headings=list(NAMES.values()), by=None, at=NOW)


def test_nothing_of_other_systems_is_a_case():
    import_(rows({}))
    from motcua.casework.models import Case

    assert RecordedDossier.objects.count() == 1 and not Case.objects.exists()
