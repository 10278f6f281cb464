"""Taking a list of teams and their members from a workbook or CSV file, a row a member, with a report per row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.adoption.models.teams import CommunityTeam
from motcua.adoption.teams import actions, queries
from motcua.adoption.teams.actions import Member
from motcua.adoption.teams.rules import Term
from motcua.core import clock
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.core.report import Report
from motcua.core.text import fold
from motcua.elsewhere import sheets, values
from motcua.offices.models import Office
from motcua.people.models import Account

MOST_ROWS = 5000
LARGEST = 5 * 1024 * 1024
_HEADS: Mapping[str, tuple[str, ...]] = {
    "office": ("don vi", "co quan", "xa phuong", "xa", "ma don vi", "ubnd"),
    "village": ("thon to dan pho", "thon", "to dan pho", "ten to", "ban", "thon ban to dan pho", "khu dan cu"),
    "decision": ("so quyet dinh", "quyet dinh"),
    "from": ("tu ngay", "ngay quyet dinh", "ngay bat dau", "hieu luc tu"),
    "to": ("den ngay", "ngay ket thuc"),
    "name": ("ho va ten", "ho ten"),
    "number": ("so dinh danh", "so dinh danh ca nhan", "cccd", "so cccd", "can cuoc"),
    "leads": ("chuc vu", "vai tro", "chuc danh"),
    "young": ("doan vien", "la doan vien"),
}
REQUIRED = ("village", "decision", "from", "name", "number")
_LABELS = {
    "village": "Thôn, tổ dân phố", "decision": "Số quyết định", "from": "Từ ngày", "name": "Họ và tên",
    "number": "Số định danh",
}  # fmt: skip


def take(*, content: bytes, among: Sequence[Office], by: Account, at: datetime) -> Report:
    """Take the rows of a file: each names a member of a team of one of the offices `among`; missing teams are formed.

    A file without a column of offices is about the only office there is. A row that was taken before is unchanged. Rows
    do not hinder each other. Raises Refused (field "file") for a file that cannot be read.
    """
    if len(content) > LARGEST:
        raise Refused("Tệp quá lớn: tối đa 5 MB.", "file")
    cells_read = sheets.read(content)
    try:
        table = sheets.headed(cells_read, lambda headings: len(_columns(headings)))
    except Refused:
        names = ", ".join(_LABELS.values())
        raise Refused(Phrase("Không thấy dòng tiêu đề có các cột: %(names)s.", names=names), "file") from None
    places = _columns(table.headings)
    missing = [_LABELS[name] for name in REQUIRED if name not in places]
    if "office" not in places and len(among) != 1:
        missing.insert(0, "Đơn vị")
    if missing:
        raise Refused(Phrase("Tệp thiếu cột: %(columns)s.", columns=", ".join(missing)), "file")
    if len(table.rows) > MOST_ROWS:
        raise Refused(Phrase("Tệp có trên %(most)s dòng: hãy chia thành nhiều tệp.", most=MOST_ROWS), "file")
    report = Report()
    by_name = _by_name(among)
    for number, row in table.rows:
        cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        if not any(values.words(cell) for cell in cells.values()):
            continue
        report.rows += 1
        try:
            with transaction.atomic():
                new = _row(cells, by_name, among, by, at)
        except Refused as refused:
            report.reject(number, _called(cells), refused.field, refused.message)
        except Invalid as invalid:
            field, message = next(iter(invalid.errors.items()))
            report.reject(number, _called(cells), field, message)
        else:
            report.created += new
            report.unchanged += not new
    return report


def _row(
    cells: Mapping[str, Any], by_name: Mapping[str, Office], among: Sequence[Office], by: Account, at: datetime
) -> bool:
    """Take one row and return whether it said anything new. Raises Refused, Invalid."""
    said = {name: values.words(cell) for name, cell in cells.items()}
    office = among[0] if "office" not in said else by_name.get(fold(said["office"]))
    if office is None:
        raise Refused(Phrase("Không có đơn vị «%(office)s» trong phạm vi của bạn.", office=said["office"]), "office")
    first, last = _day(cells, "from"), _day(cells, "to")
    if first is None:
        raise Refused("Không ghi ngày bắt đầu.", "from")
    term = Term(first.date(), last.date() if last else None)
    team = queries.team_of(office, said["village"], term.first) or actions.form_team(
        office=office, village=said["village"], decision=said["decision"], term=Term(term.first), by=by, at=at
    )
    number = values.personal_id(cells["number"])
    if _known(team, number, term):
        return False
    leads = fold(said.get("leads", "")) in ("to truong", "truong", "doi truong", "nhom truong", "x")
    young = values.holds(cells.get("young"))
    member = Member(said["name"], number or said["number"], term, leads, young)
    actions.name_member(team=team, member=member, by=by, at=at)
    return True


def _known(team: CommunityTeam, number: str, term: Term) -> bool:
    return any(
        one.person.personal_id == number and one.valid_from == term.first for one in queries.members(team)
    )  # fmt: skip


def _day(cells: Mapping[str, Any], name: str) -> datetime | None:
    try:
        found = values.moment(cells.get(name))
    except ValueError:
        raise Refused("Không đọc được là ngày: cần ngày/tháng/năm.", name) from None
    return clock.local(found) if found else None


def _called(cells: Mapping[str, Any]) -> str:
    return values.words(cells.get("village"))[:60]


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Return where the columns are whose headings are known, whole words of them."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        said = fold(heading)
        name = next((name for name, usual in _HEADS.items() if said in usual), "")
        if name:
            found.setdefault(name, place)
    return found


def _by_name(among: Sequence[Office]) -> dict[str, Office]:
    names: dict[str, Office] = {}
    for office in among:
        for said in (office.code, office.name, office.short_name):
            names.setdefault(fold(said), office)
    return names
