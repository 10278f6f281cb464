"""What the portal's names mean here, value by value. Everything in these records is invented."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from motcua.casework.rules import Status
from motcua.catalogue.rules import Channel
from motcua.core.clock import ZONE
from motcua.core.errors import Refused
from motcua.core.report import Notes, Rejected
from motcua.integrations.national_portal import payload, reading
from tests.factories import NOW

SAMPLE = Path(__file__).with_name("arrivals.json").read_bytes()
ITEM = json.loads(SAMPLE)["data"][0]


def read(**changes):
    notes = Notes()
    item = {name: value for name, value in {**ITEM, **changes}.items() if value is not None}
    return payload.read(item, notes, at=NOW), [name for name, _, _ in notes.found]


def test_a_whole_record_is_read_without_a_note():
    record, notes = read()
    assert notes == []
    assert (record.code, record.channel, record.status) == ("H27.9001-261120-0007", Channel.ONLINE, Status.NEW)
    assert record.submitted_at == datetime(2026, 11, 19, 20, 15, tzinfo=ZONE) and record.received_at is None
    assert record.claims.personal_id == "042190000012" and record.verified
    assert record.answers == {
        "applicant_name": "Lê Thị Mận", "applicant_personal_id": "042190000012", "contact_phone": "0912000111",
        "contact_email": "man@example.vn", "request_text": "Xin cấp giấy xác nhận",
    }  # fmt: skip
    assert [(paper.reference, paper.name, paper.link) for paper in record.papers] == [
        ("t1", "don.pdf", "https://example.vn/tep/t1"), ("t2", "anh.png", "https://example.vn/tep/t2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("MaHoSo", "", "không đúng mẫu"),
        ("MaHoSo", "H27.9001-261399-0001", "không đúng mẫu"),
        ("MaTTHC", "khai sinh", "không đúng mẫu"),
        ("KenhThucHien", "4", "chỉ có 1 trực tiếp"),
        ("TrangThaiHoSo", None, "từ 1 đến 10"),
        ("TrangThaiHoSo", "11", "từ 1 đến 10"),
        ("NgayNopHoSo", "19/11/2026", "yyyyMMddHHmmss"),
        ("NgayNopHoSo", "20261131201500", "yyyyMMddHHmmss"),
        ("NgayNopHoSo", "20301119201500", "ở tương lai"),
        ("NgayNopHoSo", "19991119201500", "quá xa"),
        ("NgayTiepNhan", "20261119080000", "tiếp nhận trước khi nộp"),
        ("ChuHoSo", " ", "không có tên chủ hồ sơ"),
    ],
)
def test_what_a_dossier_cannot_be_without_is_refused_at_its_field(field, value, says):
    with pytest.raises(Rejected, match=says) as refused:
        read(**{field: value})
    assert refused.value.field == field


@pytest.mark.parametrize("item", [None, 7, "text", ["list"], {}])
def test_what_is_no_record_is_refused(item):
    with pytest.raises(Rejected):
        payload.read(item, Notes(), at=NOW)


@pytest.mark.parametrize(
    ("changes", "noted"),
    [
        ({"SoDienThoai": "12"}, ["SoDienThoai"]),
        ({"Email": "man"}, ["Email"]),
        ({"KenhThucHien": None}, ["KenhThucHien"]),
        ({"NgayNopHoSo": None}, ["NgayNopHoSo"]),
        ({"NgayHenTra": "mai"}, ["NgayHenTra"]),
        ({"SoGiayToChuHoSo": "1", "DinhDanhCHS": None}, ["SoGiayToChuHoSo"]),
        ({"TaiLieuNop": "tệp"}, ["TaiLieuNop"]),
        (
            {"TaiLieuNop": [{"TenTepDinhKem": "a.pdf", "DuongDanTaiTepTin": "javascript:alert(1)"}]},
            ["DuongDanTaiTepTin"],
        ),
        ({"DanhSachHoSoBoSung": [7]}, ["DanhSachHoSoBoSung"]),
        ({"LoaiDoiTuong": "2"}, ["LoaiDoiTuong"]),
    ],
)
def test_what_is_doubtful_is_left_out_and_noted(changes, noted):
    assert read(**changes)[1] == noted


def test_a_missing_channel_is_direct_never_online():
    assert read(KenhThucHien=None)[0].channel is Channel.DIRECT
    assert read(KenhThucHien=1)[0].channel is Channel.DIRECT


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("H27.9001", ("H27.9001",)),
        ("000.00.31.H27", ("H27.31", "H27.9001")),
        ("000.12.31.h27", ("H27.31.12", "H27.9001")),
        ("Ủy ban nhân dân xã Vũ Quang", ("H27.9001",)),
        (None, ("H27.9001",)),
    ],
)
def test_the_office_is_the_one_named_else_the_one_in_the_code(said, codes):
    assert read(DonViXuLy=said)[0].offices == codes


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("1.001193", ("1.001193",)),
        ("1.012783.H27", ("1.012783.H27", "1.012783")),
        ("1.001193.000.00.00.H27", ("1.001193.000.00.00.H27", "1.001193")),
        ("2.000815.000.00.00.H55.02", ("2.000815.000.00.00.H55", "2.000815")),
        ("2.000815.01", ("2.000815",)),
    ],
)
def test_a_service_and_a_local_tail_lead_to_the_procedure(said, codes):
    assert read(MaTTHC=said)[0].procedures == codes


def test_only_completed_supplements_count():
    listed = [{"HoSoBoSungId": "b1", "NgayTiepNhanBoSung": "20261120080000"}, {"HoSoBoSungId": "b2"}]
    assert read(DanhSachHoSoBoSung=listed)[0].supplements == (("b1", datetime(2026, 11, 20, 8, tzinfo=ZONE)),)


def test_a_deleted_paper_and_half_a_letter_do_no_harm():
    listed = [{"TenTepDinhKem": "a.pdf", "IsDeleted": "True"}, {"TenTepDinhKem": "b\ud800.pdf"}]
    assert [paper.name for paper in read(TaiLieuNop=listed)[0].papers] == ["b.pdf"]


LINE = json.dumps(ITEM).encode()


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (SAMPLE, [1, 2, 3]),
        (b"[" + LINE + b"," + LINE + b"]", [1, 2]),
        (LINE, [1]),
        (b"\xef\xbb\xbf" + LINE + b"\n\nnot json\n" + LINE, [1, 3, 4]),
        (b'{"data": [' + LINE + b"]}\n" + LINE, [1, 2]),
    ],
)
def test_an_array_an_envelope_and_lines_are_taken_apart(content, rows):
    assert [number for number, _ in reading.items(content)] == rows


@pytest.mark.parametrize("content", [b"", b" \n", b"PK\x03\x04", b"[]", b'{"data": []}', b"\xff\xfe"])
def test_a_file_without_a_record_is_refused(content):
    with pytest.raises(Refused):
        reading.items(content)
