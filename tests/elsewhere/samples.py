"""A small province with levels, and exports of another system about it."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from random import Random

import xlsxwriter

from motcua.catalogue.rules import ServiceLevel
from motcua.core import clock
from motcua.elsewhere import actions, mapping, queries, sheets, sources
from motcua.elsewhere.rules import Way
from motcua.filing.rules import System
from motcua.offices.models import Office
from motcua.simulation import exports
from tests.factories import make_version
from tests.measures.cases import province

from . import rates_of_file

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.ZONE)
LEVELS = {"1.990001": "full", "1.990002": "partial", "1.990003": "none", "2.990004": "full"}
HEADS = ("Mã hồ sơ", "Mã TTHC", "Đơn vị xử lý", "Ngày tiếp nhận", "Kênh", "Trạng thái", "Ngày kết thúc")
NAMES = dict(zip(("code", "procedure", "office", "received", "channel", "status", "finished"), HEADS, strict=True))


def make_province():
    """Return the offices by code; four procedures have a level for the whole province."""
    offices = province()
    for code, level in LEVELS.items():
        make_version(code=code, name=f"Thủ tục {code}", offered_by=offices["H27"], level=ServiceLevel(level))
    return offices


FURTHER = ("Số hóa hồ sơ", "Định danh điện tử", "Lệ phí", "Thanh toán trực tuyến", "Dữ liệu chia sẻ", "Mức độ hài lòng")
_ANSWERS = ("Có", "có", "Rồi", "Không", "Chưa", "", "không rõ", "-")
_SAID = (
    _ANSWERS, ("x", "x", "X", "", "?"), (20000, "20.000", "15,000 đ", "50.000 đồng", "0", "", "miễn"), _ANSWERS, _ANSWERS,
    ("Rất hài lòng", "Hài lòng", "HÀI LÒNG", "Không hài lòng", "Chưa hài lòng", "", "", "Bình thường"),
)  # fmt: skip


def export(rows, seed=1):
    """Return a dirty export about the year 2024, with its truth, and columns that tell of more than online filing.

    What these say is drawn from the rest of a row, so that a row that stands twice says the same twice.
    """
    bodies = [
        exports.Body(*row) for row in Office.objects.exclude(parent=None).order_by("code")
        .values_list("code", "name", "short_name", "valid_from", "valid_to")
    ]  # fmt: skip
    named = [(code, f"Thủ tục {code}") for code in LEVELS]
    made = exports.make(
        rows, seed=seed, offices=bodies, procedures=named, first=date(2024, 1, 1), last=date(2024, 12, 31)
    )
    for row in made.rows:
        draw = Random(repr(row))
        row += [draw.choice(words) if row[6] else "" for words in _SAID]
    made.head = (*exports.HEAD, *((name, "") for name in FURTHER))
    return made


_MOMENTS = {"NgayNopHoSo": 5, "NgayTiepNhan": 6, "NgayHenTra": 7, "NgayKetThucXuLy": 8, "NgayTra": 9}
_STATUSES = {"dang xu ly": "4", "da xu ly xong": 9, "da tra ket qua": "10"}
_CHANNELS = {"truc tiep": "1", "nop truc tiep": 1, "1": "1", "truc tuyen": 2, "qua mang": "2", "2": "2"}


def as_records(made):
    """Return an export as JSON records of the exchange, as dirty; what is not told is left out in several ways."""
    return json.dumps([_record(row) for row in made.rows if any(row)], ensure_ascii=False).encode()


def _record(row):
    draw, code = Random(repr(row)), rates_of_file.clean(row[1])
    if not row[6]:
        return {"MaHoSo": code, "GhiChu": row[13]}
    made = {"MaHoSo": draw.choice((code, code.lower(), f" {code} ")), "MaTTHC": row[2], "DonViXuLy": row[4],
            "TrangThaiHoSo": _STATUSES[rates_of_file.bare(row[11])]}  # fmt: skip
    if word := rates_of_file.bare(row[10]):
        made["KenhThucHien"] = _CHANNELS.get(word, "3")
    for name, place in _MOMENTS.items():
        cell = row[place]
        try:
            found = cell if isinstance(cell, datetime) else rates_of_file.day(str(cell))
            made |= {name: f"{found:%Y%m%d%H%M%S}"} if found else draw.choice(({}, {name: ""}, {name: None}))
        except ValueError:
            made[name] = cell
    result = {"MaGiayToKetQua": "G1", "DuongDanTepTinKetQua": "https://x.example/1"}
    made["DanhSachGiayToKetQua"] = (
        [result] if row[12] == "Có" else draw.choice(([], [result | {"DuongDanTepTinKetQua": ""}]))
    )
    for name, said in (
        ("HoSoCoThanhPhanSoHoa", "01"),
        ("TaiKhoanDuocXacThucVoiVNeID", "01"),
        ("DuocThanhToanTrucTuyen", "0123"),
    ):
        made |= draw.choice(({}, {name: draw.choice(said)}, {name: int(draw.choice(said))}, {name: ""}))
    made["DanhSachLePhi"] = [{"Gia": gia} for gia in draw.choice(((), ("0",), (20000,), ("15000", "0")))]
    made["TaiLieuNop"] = draw.choice(
        ([], [{"DuocTaiSuDung": draw.choice("012"), "DuocLayTuKhoDMQG": draw.choice("01")}])
    )
    return made


def text_file(*rows, heads=HEADS, separator=";"):
    """Return a CSV file of these rows under the usual headings."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([heads, *rows])
    return out.getvalue().encode()


def workbook(sheets_of):
    """Return a workbook with these rows by the name of their sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        for name, rows in sheets_of.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()


def import_(content, *, source="gate", columns=None, words=None, at=NOW, way=Way.NEWER, most=2000, by=None):
    """Import a whole file and return its run."""
    held = None
    if not sheets.is_json(content):
        found = sources.table(content, None)
        held = actions.save_mapping(
            source=source, columns=columns or mapping.guessed(found.headings), words=words or {},
            headings=found.headings, by=by, at=at,
        )  # fmt: skip
    lines = sources.lines(content, held, at=at)
    run = actions.begin(
        content=None, digest="d", file_name="file", source=source, system=System.OTHER, by=by, at=at, mapping=held
    )
    reference = queries.reference()
    while run.state == "running":
        run = actions.go_on(run=run, lines=lines, reference=reference, at=at, way=way, most=most)
    return run


def told(run):
    """Return {row: (outcome, [(field, problem, done)])} of a run."""
    whole = queries.run(run.key, whole=True)
    return {row: (outcome, [tuple(one) for one in notes]) for row, _code, outcome, notes in queries.told(whole)}


def counts(run):
    return run.created, run.changed, run.unchanged, run.rejected
