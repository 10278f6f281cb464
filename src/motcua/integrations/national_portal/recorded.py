"""Records of the exchange (the item of `DongBoHoSoMC`) about dossiers that another system keeps. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from motcua.core.errors import Refused
from motcua.core.report import Notes, Rejected
from motcua.elsewhere import rules, values
from motcua.elsewhere.rules import Line, Record
from motcua.elsewhere.sheets import LARGEST
from motcua.integrations.national_portal import payload, reading

_AHEAD = timedelta(minutes=10)
_EARLIEST = 2000
_TIMES = {"submitted_at": "NgayNopHoSo", "finished_at": "NgayKetThucXuLy", "returned_at": "NgayTra"}


def lines(content: bytes, *, at: datetime) -> list[Line]:
    """Return what the records of a file say, settled among each other; `at` is now. Raises Refused (field "file")."""
    items = reading.items(content, largest=LARGEST)
    if len(items) > rules.MOST_ROWS:
        raise Refused(f"Tệp có trên {rules.MOST_ROWS} hồ sơ: hãy chia thành nhiều tệp.", "file")
    found = [_line(number, item, at) for number, item in items]
    rules.settle(found)
    return found


def _line(number: int, item: Any, at: datetime) -> Line:
    line = Line(number, payload.code_of(item).upper(), None)
    try:
        if isinstance(item, reading.Unreadable):
            raise Rejected("line", item)
        if not isinstance(item, Mapping):
            raise Rejected("line", "dòng không phải một đối tượng JSON")
        if not rules.is_code(line.code):
            raise Rejected("MaHoSo", f"«{line.code}» không phải mã hồ sơ; xem lại nơi gửi")
        line.record = _record(item, line.code, line.notes, at)
    except Rejected as wrong:
        line.notes.found = [(wrong.field, wrong.problem, wrong.done)]
    return line


def _record(item: Mapping[str, Any], code: str, notes: Notes, at: datetime) -> Record:
    received = payload.moment(item, "NgayTiepNhan")
    if received is not None and (received > at + _AHEAD or received.year < _EARLIEST):
        raise Rejected("NgayTiepNhan", f"thời điểm {received:%H:%M %d/%m/%Y} ở tương lai hoặc quá xa; xem lại nơi gửi")
    others = {name: _moment(item, foreign, received, notes, at) for name, foreign in _TIMES.items()}
    ended_unread = notes.about("NgayKetThucXuLy", "NgayTra")
    if received is None and others["submitted_at"] is None:
        raise Rejected("NgayTiepNhan", "không ghi lúc tiếp nhận, cũng không ghi lúc nộp")
    named = payload.words(item, "DonViXuLy", 300)
    return Record(
        code=code, procedure=payload.procedures(item),
        office=tuple(dict.fromkeys(filter(None, (named, *payload.offices(item, code))))),
        channel=payload.channel(item, notes), status=payload.status(item), received_at=received,
        due_at=payload.usable_moment(item, "NgayHenTra", notes), submitted_at=others["submitted_at"],
        finished_at=others["finished_at"], returned_at=others["returned_at"],
        electronic_result=_has_file(item), reused=_reused(item), person=payload.personal_id(item),
        verified=_told((payload.words(item, "TaiKhoanDuocXacThucVoiVNeID", 5),)), digitised=_digitised(item),
        fee_due=_fee_due(item), paid_online=_paid_online(item), shared=_shared(item),
        ended_unread=ended_unread,
    )  # fmt: skip


def _moment(
    item: Mapping[str, Any], name: str, received: datetime | None, notes: Notes, at: datetime
) -> datetime | None:
    """A moment that only counts where it can be: not to come, and on the right side of the receipt."""
    found = payload.usable_moment(item, name, notes)
    if found is None:
        return None
    filed = name == "NgayNopHoSo"
    if found > at + _AHEAD or found.year < _EARLIEST:
        notes.add(name, f"thời điểm {found:%H:%M %d/%m/%Y} ở tương lai hoặc quá xa")
        return None
    if received is not None and ((found.date() > received.date()) if filed else (found.date() < received.date())):
        notes.add(name, f"ngày {found:%d/%m/%Y} {'sau' if filed else 'trước'} ngày tiếp nhận {received:%d/%m/%Y}")
        return None
    return found


def _has_file(item: Mapping[str, Any]) -> bool:
    """Whether a result was issued as a file: the 766 index asks for its code and its link."""
    return any(
        payload.words(each, "MaGiayToKetQua", 200) and payload.words(each, "DuongDanTepTinKetQua", 2000)
        for each in _listed(item, "DanhSachGiayToKetQua")
    )


def _told(said: Iterable[str]) -> bool | None:
    """Whether any of some flags is 1; None where none is 1 or 0."""
    flags = set(said)
    return "1" in flags if flags & {"0", "1"} else None


def _reused(item: Mapping[str, Any]) -> int | None:
    """How many papers were used again; None where no paper says so or the contrary."""
    said = [payload.words(each, "DuocTaiSuDung", 5) for each in _listed(item, "TaiLieuNop")]
    return sum(each in ("1", "2") for each in said) if {"0", "1", "2"}.intersection(said) else None


def _digitised(item: Mapping[str, Any]) -> bool | None:
    """Whether a paper of the dossier is there as a file: the dossier says so, or one of its papers."""
    papers = [payload.words(each, "DuocSoHoa", 5) for each in _listed(item, "TaiLieuNop")]
    return _told((payload.words(item, "HoSoCoThanhPhanSoHoa", 5), *papers))


def _fee_due(item: Mapping[str, Any]) -> bool | None:
    """Whether a fee is told; none told, or an amount of nought, says nothing."""
    return any(values.amount(each.get("Gia")) > 0 for each in _listed(item, "DanhSachLePhi")) or None


def _paid_online(item: Mapping[str, Any]) -> bool | None:
    """Whether it was paid on the national or a ministry's or province's gateway; None where the record is silent."""
    said = payload.words(item, "DuocThanhToanTrucTuyen", 5)
    return said in ("1", "2") if said in ("0", "1", "2", "3") else None


def _shared(item: Mapping[str, Any]) -> bool | None:
    """Whether a paper came from a national source; None where no paper says so or the contrary."""
    return _told(payload.words(each, "DuocLayTuKhoDMQG", 5) for each in _listed(item, "TaiLieuNop"))


def _listed(item: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    listed = item.get(name)
    return [each for each in (listed if isinstance(listed, list) else []) if isinstance(each, Mapping)]
