"""What the portal calls things (the item of `DongBoHoSoMC`), and what they are called here. Pure.

docs/arrivals.md holds the table of names. What cannot be used is either refused, when the dossier would be another one
without it, or left out with a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from motcua.casework.rules import Status
from motcua.catalogue.rules import Channel
from motcua.core import canonical, clock, text
from motcua.core.errors import Refused
from motcua.core.report import Notes, Rejected
from motcua.filing.rules import parse_code
from motcua.people.identity import Claims
from motcua.people.numbers import check_personal_id, check_phone

_LONGEST_NAME, _LONGEST_SUMMARY, _LONGEST_LINK, _LONGEST_PAPER = 120, 1000, 2000, 300
_EARLIEST = 2000
_AHEAD = timedelta(minutes=10)  # clocks of two systems differ
_PROCEDURE = re.compile(r"(?P<base>[0-9]\.[0-9]{6})(?P<tail>(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2})?(?:\.[GH][0-9]{2})?)")
_SERVICE = re.compile(r"\.[0-9]{2}$")
_OLD_OFFICE = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([GH][0-9]{2})")
_OFFICE = re.compile(r"[GH][0-9]{2}(?:\.[0-9]+){0,3}")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the record: the portal's id, its name and where the portal keeps it ("" without a usable link)."""

    reference: str
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Record:
    """A dossier as the portal tells of it, in our words.

    `procedures` and `offices` are codes to look for, the likeliest first. `claims` are None for an organisation.
    `supplements` are (id, when it was handed in) of those that the citizen has completed. `digest` covers the item as
    it came.
    """

    code: str
    procedures: tuple[str, ...]
    offices: tuple[str, ...]
    channel: Channel
    status: Status
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    claims: Claims | None
    verified: bool
    answers: dict[str, str]
    papers: tuple[Paper, ...]
    supplements: tuple[tuple[str, datetime], ...]
    digest: str


def code_of(item: Any) -> str:
    """Return the code that an item names, for the report; "" without one."""
    return words(item, "MaHoSo", 60) if isinstance(item, Mapping) else ""


def read(item: Any, notes: Notes, *, at: datetime) -> Record:
    """Return what an item says; findings go to `notes`, `at` is now. Raises Rejected."""
    if not isinstance(item, Mapping):
        raise Rejected("line", "dòng không phải một đối tượng JSON")
    code = _code(item)
    submitted_at, received_at = _times(item, notes, at)
    claims, answers = _owner(item, notes)
    return Record(
        code=code, procedures=procedures(item), offices=offices(item, code), channel=channel(item, notes),
        status=status(item), submitted_at=submitted_at, received_at=received_at,
        due_at=usable_moment(item, "NgayHenTra", notes), claims=claims,
        verified=words(item, "TaiKhoanDuocXacThucVoiVNeID", 5) == "1", answers=answers, papers=_papers(item, notes),
        supplements=_supplements(item, notes), digest=_digest(item),
    )  # fmt: skip


def paper_names(item: Any) -> list[str]:
    """Return the names of files that an item gives its papers, whatever else is wrong with it."""
    papers = item.get("TaiLieuNop") if isinstance(item, Mapping) else None
    listed = papers if isinstance(papers, list) else []
    return [words(each, "TenTepDinhKem", _LONGEST_PAPER) for each in listed if isinstance(each, Mapping)]


def _code(item: Mapping[str, Any]) -> str:
    code = words(item, "MaHoSo", 60).upper()
    if parse_code(code) is None:
        raise Rejected(
            "MaHoSo", f"mã hồ sơ «{code}» không đúng mẫu «mã cơ quan-năm tháng ngày-số thứ tự»; xem lại nơi gửi"
        )
    return code


def procedures(item: Mapping[str, Any]) -> tuple[str, ...]:
    code = words(item, "MaTTHC", 40)
    bare = code if _PROCEDURE.fullmatch(code) else _SERVICE.sub("", code)
    found = _PROCEDURE.fullmatch(bare)
    if found is None:
        raise Rejected("MaTTHC", f"mã thủ tục «{code}» không đúng mẫu như 1.001193; xem lại nơi gửi")
    return tuple(dict.fromkeys((bare, found["base"])))


def offices(item: Mapping[str, Any], code: str) -> tuple[str, ...]:
    """The codes of the office that resolves it: as the record says it, else the one in the code of the dossier."""
    said = words(item, "DonViXuLy", 300).upper()
    found = [_new_form(said)] if _OFFICE.fullmatch(said) or _OLD_OFFICE.fullmatch(said) else []
    return tuple(dict.fromkeys([*found, _new_form(code.partition("-")[0])]))


def _new_form(code: str) -> str:
    """Return an agency code in the form of today: "000.00.31.H27" was "H27.31"."""
    old = _OLD_OFFICE.fullmatch(code)
    if old is None:
        return code
    parts = [str(int(part)) for part in (old[3], old[2], old[1]) if int(part)]
    return ".".join([old[4], *parts])


def channel(item: Mapping[str, Any], notes: Notes) -> Channel:
    said = words(item, "KenhThucHien", 10)
    if said == "":
        notes.add("KenhThucHien", "không ghi kênh thực hiện", "tính là nộp trực tiếp, như Bộ chỉ số 766")
        return Channel.DIRECT
    if said not in {str(int(channel)) for channel in Channel}:
        raise Rejected("KenhThucHien", f"kênh «{said}» không có: chỉ có 1 trực tiếp, 2 trực tuyến, 3 bưu chính")
    return Channel(int(said))


def status(item: Mapping[str, Any]) -> Status:
    said = words(item, "TrangThaiHoSo", 10)
    if said not in {str(int(status)) for status in Status}:
        raise Rejected("TrangThaiHoSo", f"trạng thái «{said}» không có: cần một số từ 1 đến 10")
    return Status(int(said))


def _times(item: Mapping[str, Any], notes: Notes, at: datetime) -> tuple[datetime, datetime | None]:
    submitted, received = (moment(item, name) for name in ("NgayNopHoSo", "NgayTiepNhan"))
    for name, when in (("NgayNopHoSo", submitted), ("NgayTiepNhan", received)):
        if when is not None and (when > at + _AHEAD or when.year < _EARLIEST):
            raise Rejected(name, f"thời điểm {when:%H:%M %d/%m/%Y} ở tương lai hoặc quá xa; xem lại nơi gửi")
    if submitted and received and received < submitted:
        raise Rejected("NgayTiepNhan", "tiếp nhận trước khi nộp; xem lại nơi gửi")
    if submitted is None:
        notes.add("NgayNopHoSo", "không ghi lúc nộp", "lấy lúc tiếp nhận" if received else "lấy lúc bản tin đến")
    return min(submitted or received or at, at), received and min(received, at)


def moment(item: Mapping[str, Any], name: str) -> datetime | None:
    said = words(item, name, 40)
    if not said:
        return None
    try:
        if not (len(said) == 14 and said.isascii() and said.isdigit()):
            raise ValueError
        return datetime.strptime(said, "%Y%m%d%H%M%S").replace(tzinfo=clock.ZONE)
    except ValueError:
        raise Rejected(name, f"thời điểm «{said}» không đọc được: cần yyyyMMddHHmmss") from None


def usable_moment(item: Mapping[str, Any], name: str, notes: Notes) -> datetime | None:
    try:
        return moment(item, name)
    except Rejected as wrong:
        notes.add(name, wrong.problem)
        return None


def _owner(item: Mapping[str, Any], notes: Notes) -> tuple[Claims | None, dict[str, str]]:
    name = words(item, "ChuHoSo", _LONGEST_NAME)
    if not name:
        raise Rejected("ChuHoSo", "không có tên chủ hồ sơ; xem lại nơi gửi")
    phone = _checked(check_phone, item, "SoDienThoai", notes)
    email = _email(item, notes)
    asked = words(item, "TrichYeuHoSo", _LONGEST_SUMMARY) or words(item, "TenTTHC", _LONGEST_SUMMARY)
    answers = {"applicant_name": name, "contact_phone": phone, "contact_email": email, "request_text": asked}
    if words(item, "LoaiDoiTuong", 5) in ("2", "3", "4"):
        number = words(item, "SoGiayToChuHoSo", 40)
        notes.add("LoaiDoiTuong", "chủ hồ sơ là tổ chức", "ghi tên và số giấy tờ trong nội dung khai")
        said = {**answers, "request_text": "\n".join(filter(None, [asked, number and f"Số giấy tờ: {number}"]))}
        return None, {key: value for key, value in said.items() if value}
    number = personal_id(item)
    if not number:
        notes.add("SoGiayToChuHoSo", "không có số định danh 12 chữ số", "chủ hồ sơ được ghi theo tên, không nối với ai")
    claims = Claims(full_name=name, personal_id=number, phone=phone, email=email)
    return claims, {key: value for key, value in {**answers, "applicant_personal_id": number}.items() if value}


def personal_id(item: Mapping[str, Any]) -> str:
    listed = item.get("DinhDanhCHS")
    said = [
        words(each, "SoDinhDanh", 40) for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, Mapping) and words(each, "LoaiDinhDanh", 5) == "1"
    ]  # fmt: skip
    for value in [*said, words(item, "SoGiayToChuHoSo", 40)]:
        try:
            return check_personal_id(value)
        except Refused:
            continue
    return ""


def _email(item: Mapping[str, Any], notes: Notes) -> str:
    said = words(item, "Email", 254)
    if said and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", said):
        notes.add("Email", "thư điện tử không đúng")
        return ""
    return said


def _checked(check: Callable[[str], str], item: Mapping[str, Any], name: str, notes: Notes) -> str:
    said = words(item, name, 40)
    try:
        return check(said) if said else ""
    except Refused as refused:
        notes.add(name, refused.message)
        return ""


def _papers(item: Mapping[str, Any], notes: Notes) -> tuple[Paper, ...]:
    found: dict[str, Paper] = {}
    for each in _listed(item, "TaiLieuNop", notes):
        name = words(each, "TenTepDinhKem", _LONGEST_PAPER)
        if not name or words(each, "IsDeleted", 5).lower() in ("1", "true"):
            continue
        link = words(each, "DuongDanTaiTepTin", _LONGEST_LINK)
        if link and not _is_web(link):
            notes.add("DuongDanTaiTepTin", f"đường dẫn của «{name}» không phải địa chỉ web")
            link = ""
        reference = words(each, "TepDinhKemId", 100) or canonical.digest(name)
        found[reference] = Paper(reference, name, link)
    return tuple(found.values())


def _supplements(item: Mapping[str, Any], notes: Notes) -> tuple[tuple[str, datetime], ...]:
    found = []
    for each in _listed(item, "DanhSachHoSoBoSung", notes):
        handed_in = usable_moment(each, "NgayTiepNhanBoSung", notes)
        if handed_in is not None:
            found.append((words(each, "HoSoBoSungId", 100) or clock.stamp(handed_in), handed_in))
    return tuple(found)


def _listed(item: Mapping[str, Any], name: str, notes: Notes) -> Iterator[Mapping[str, Any]]:
    listed = item.get(name) or []
    if not isinstance(listed, list):
        notes.add(name, "không phải một danh sách")
        return
    for each in listed:
        if isinstance(each, Mapping):
            yield each
        else:
            notes.add(name, "có phần không phải một đối tượng")


def _is_web(link: str) -> bool:
    try:
        found = urlsplit(link)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and bool(found.hostname)


def words(item: Mapping[str, Any], name: str, longest: int) -> str:
    """Return a value as one line; numbers as their digits, anything else as nothing."""
    value = item.get(name)
    if isinstance(value, bool):
        return str(value)
    return text.one_line(str(value))[:longest] if isinstance(value, str | int) else ""


def _digest(item: Mapping[str, Any]) -> str:
    try:
        return canonical.digest(canonical.dumps(dict(item)).encode("utf-8", "surrogatepass"))
    except RecursionError:
        raise Rejected("line", "bản tin lồng quá sâu") from None
