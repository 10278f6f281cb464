"""Which column of an export means what, and making a record of a row. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from motcua.casework.rules import Status
from motcua.catalogue.rules import Channel
from motcua.core.errors import Phrase, Refused
from motcua.core.report import Notes, Rejected
from motcua.core.text import fold
from motcua.elsewhere import rules, values
from motcua.elsewhere.rules import Line, Record
from motcua.elsewhere.sheets import Table

EARLIEST = 2000
AHEAD = timedelta(minutes=10)  # clocks of two systems differ


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column may mean: its name here, its words, whether it must be there, and usual headings."""

    name: str
    label: str
    required: bool
    usual: tuple[str, ...]


FIELDS = (
    Field("code", Phrase("Mã hồ sơ"), True, ("ma ho so", "so ho so", "ma hs", "ma so ho so", "so bien nhan")),
    Field("procedure", Phrase("Thủ tục (mã hoặc tên)"), True, (
        "ma thu tuc", "ma tthc", "thu tuc", "ten thu tuc", "ten tthc", "tthc", "thu tuc hanh chinh",
    )),
    Field("office", Phrase("Cơ quan giải quyết (mã hoặc tên)"), True, (
        "don vi xu ly", "co quan giai quyet", "co quan thuc hien", "don vi giai quyet", "co quan xu ly", "don vi",
        "co quan", "ma don vi", "ma co quan",
    )),
    Field("channel", Phrase("Kênh nộp"), True, (
        "kenh thuc hien", "hinh thuc nop", "kenh tiep nhan", "hinh thuc tiep nhan", "kenh nop", "cach thuc nop", "kenh",
    )),
    Field("received", Phrase("Ngày tiếp nhận"), True, (
        "ngay tiep nhan", "thoi gian tiep nhan", "thoi diem tiep nhan", "ngay nhan", "ngay nhan ho so", "tiep nhan",
    )),
    Field("status", Phrase("Trạng thái"), False, ("trang thai", "trang thai ho so", "tinh trang", "tinh trang ho so")),
    Field("submitted", Phrase("Ngày nộp"), False, ("ngay nop", "ngay nop ho so", "thoi gian nop", "nop ho so")),
    Field("due", Phrase("Ngày hẹn trả"), False, (
        "ngay hen tra", "han tra", "ngay hen", "han giai quyet", "ngay hen tra ket qua", "han xu ly", "hen tra",
    )),
    Field("finished", Phrase("Ngày xử lý xong"), False, (
        "ngay ket thuc", "ngay xu ly xong", "ngay hoan thanh", "ngay ket thuc xu ly", "ngay co ket qua", "xu ly xong",
    )),
    Field("returned", Phrase("Ngày trả kết quả"), False, (
        "ngay tra", "ngay tra ket qua", "thoi gian tra", "tra ket qua",
    )),
    Field("electronic_result", Phrase("Kết quả điện tử (có, không, hoặc đường dẫn)"), False, (
        "ket qua dien tu", "tep ket qua", "ban dien tu", "duong dan ket qua", "ket qua so", "file ket qua",
    )),
    Field("counter", Phrase("Nơi tiếp nhận (mã hoặc tên)"), False, (
        "noi tiep nhan", "don vi tiep nhan", "bo phan tiep nhan", "co quan tiep nhan",
    )),
    Field("verified", Phrase("Đã xác thực định danh điện tử (có, không)"), False, (
        "xac thuc vneid", "dinh danh dien tu", "xac thuc dinh danh", "tai khoan xac thuc", "vneid",
    )),
    Field("digitised", Phrase("Đã số hóa thành phần hồ sơ (có, không)"), False, (
        "so hoa", "da so hoa", "so hoa ho so", "so hoa thanh phan",
    )),
    Field("fee", Phrase("Phí, lệ phí (số tiền)"), False, ("phi le phi", "le phi", "tong le phi")),
    Field("place", Phrase("Nơi ở của người nộp (mã hoặc tên xã)"), False, (
        "xa phuong", "noi o", "noi cu tru", "dia ban", "xa phuong thi tran", "xa cu", "xa phuong cu", "dia ban cu",
    )),
    Field("satisfaction", Phrase("Mức độ hài lòng"), False, (
        "muc do hai long", "hai long", "danh gia", "ket qua danh gia",
    )),
    Field("paid_online", Phrase("Đã nộp phí, lệ phí trực tuyến (có, không)"), False, (
        "thanh toan truc tuyen", "nop phi truc tuyen", "da thanh toan truc tuyen",
    )),
    Field("shared", Phrase("Có giấy tờ lấy từ kho dữ liệu quốc gia (có, không)"), False, (
        "khai thac du lieu", "lay tu kho du lieu", "du lieu chia se",
    )),
    Field("person", Phrase("Số định danh người nộp (chỉ giữ dấu vết có khóa)"), False, (
        "so dinh danh", "so dinh danh ca nhan", "so cccd", "cccd", "so dinh danh nguoi nop", "so giay to nguoi nop",
    )),
)  # fmt: skip
LABELS = {field.name: field.label for field in FIELDS}
YES_OR_NO = ("verified", "digitised", "paid_online", "shared")
"""Fields whose column says yes or no, or nothing: then it is not known."""
SPOKEN = ("channel", "status", "office")
"""Fields whose words may need a table: what this source calls a channel, a status, an office."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the columns of a source are read: field → heading, and for some fields folded words → what they mean here."""

    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """Return field → heading for every field that a heading plainly names.

    A heading belongs to the field whose usual words fit it best; of several headings of a field the one with the words
    that stand first there: a code rather than a name.
    """
    offers: dict[str, list[tuple[int, int, int, str]]] = {}
    for place, heading in enumerate(headings):
        said = fold(heading)
        fit, _length, order, name = max(
            (_fit(said, usual), len(usual), -order, field.name)
            for field in FIELDS for order, usual in enumerate(field.usual)
        )  # fmt: skip
        if fit:
            offers.setdefault(name, []).append((fit, order, -place, heading))
    return {field.name: max(offers[field.name])[-1] for field in FIELDS if field.name in offers}


def _fit(said: str, usual: str) -> int:
    """How well a heading is a usual one: wholly, as its own end (under a merged cell), somewhere inside, or not."""
    if said == usual:
        return 3
    if f" {said} ".endswith(f" {usual} "):
        return 2
    return int(f" {usual} " in f" {said} ")


def known(headings: Sequence[str]) -> int:
    """Return how many fields these headings plainly name."""
    return len(guessed(headings))


def fits(columns: Mapping[str, str], headings: Sequence[str]) -> int:
    """Return how many columns of a mapping are among the headings."""
    return len(set(columns.values()) & set(headings))


def check(columns: Mapping[str, str], headings: Sequence[str]) -> dict[str, str]:
    """Return what is wrong with a choice of columns, by field: nothing where it can be used."""
    missing = [field for field in FIELDS if field.required and not columns.get(field.name)]
    errors: dict[str, str] = {field.name: Phrase("Chọn cột cho «%(field)s».", field=field.label) for field in missing}
    times = Counter(heading for heading in columns.values() if heading)
    for name, heading in columns.items():
        if heading and heading not in headings:
            errors[name] = Phrase("Tệp này không có cột «%(heading)s». Chọn cột khác.", heading=heading)
        elif times[heading] > 1:
            errors[name] = Phrase("Cột «%(heading)s» được chọn cho hai mục. Mỗi cột dùng một lần.", heading=heading)
    return errors


def spoken(table: Table, columns: Mapping[str, str], name: str) -> Counter[str]:
    """Return how often each text stands in the column of a field, in rows that have a code."""
    if columns.get(name) not in table.headings or columns.get("code") not in table.headings:
        return Counter()
    place, code = (table.headings.index(columns[each]) for each in (name, "code"))
    rows = (row for _number, row in table.rows if max(place, code) < len(row))
    return Counter(values.words(row[place]) for row in rows if rules.is_code(_bare_code(row[code])))


def samples(table: Table) -> dict[str, str]:
    """Return heading → the first text that stands in its column, for every column that has a heading."""
    found = dict.fromkeys(filter(None, table.headings), "")
    for place, heading in enumerate(table.headings):
        if heading:
            cells = (values.words(row[place]) for _number, row in table.rows[:50] if place < len(row))
            found[heading] = next(filter(None, cells), "")[:40]
    return found


def first_rows(table: Table, columns: Mapping[str, str], most: int) -> list[tuple[int, list[str]]]:
    """Return (number, texts in the order of `columns`) of the first rows, as they stand in the file."""
    places = [table.headings.index(heading) if heading in table.headings else 0 for heading in columns.values()]
    return [
        (number, [values.words(row[place]) if place < len(row) else "" for place in places])
        for number, row in table.rows[:most]
    ]


def lines(table: Table, mapping: Reading, *, at: datetime) -> list[Line]:
    """Return what the rows of a table say; `at` is now: what lies ahead of it is no day of receipt.

    Raises Refused (field "file") where a column of the mapping is missing, or for more than MOST_ROWS rows.
    """
    missing = [heading for heading in mapping.columns.values() if heading not in table.headings]
    if missing:
        listed = ", ".join(f"«{heading}»" for heading in missing)
        raise Refused(
            Phrase("Tệp không có cột %(headings)s mà nguồn này đã ghép: xem lại tệp, hoặc ghép lại.", headings=listed),
            "file",
        )
    if len(table.rows) > rules.MOST_ROWS:
        raise Refused(Phrase("Tệp có trên %(most)s dòng: hãy chia thành nhiều tệp.", most=rules.MOST_ROWS), "file")
    places = {name: table.headings.index(heading) for name, heading in mapping.columns.items()}
    ticks = _ticked((row for _number, row in table.rows), places)
    found = [_line(number, row, _Columns(places, mapping, ticks), at) for number, row in table.rows]
    rules.settle(found)
    return found


class _Columns(NamedTuple):
    """Where the columns of a table are, how they are read, and which of them are ticked."""

    places: Mapping[str, int]
    mapping: Reading
    ticks: frozenset[str]


def _line(number: int, row: Sequence[Any], columns: _Columns, at: datetime) -> Line:
    cells = {name: row[place] if place < len(row) else "" for name, place in columns.places.items()}
    line = Line(number, values.words(cells["code"])[:60].upper(), None)
    try:
        line.code = _code(line.code, row)
        line.record = _record(line.code, cells, columns, line.notes, at)
    except Rejected as wrong:
        line.notes.found = [(wrong.field, wrong.problem, wrong.done)]
    return line


def _bare_code(cell: Any) -> str:
    return values.words(cell)[:60].upper().replace(" ", "")


def _code(said: str, row: Sequence[Any]) -> str:
    code = _bare_code(said)
    if code and rules.is_code(code):
        return code
    first = fold(next((text for text in map(values.words, row) if text), ""))
    if first.split(" ")[0] in ("tong", "cong") or first.startswith("tong"):
        raise Rejected("code", "dòng tổng cộng, không phải hồ sơ")
    if not code:
        raise Rejected("code", "không có mã hồ sơ")
    raise Rejected("code", f"«{said}» không phải mã hồ sơ; xem lại nơi xuất tệp")


def _record(code: str, cells: Mapping[str, Any], columns: _Columns, notes: Notes, at: datetime) -> Record:
    mapping, ticks = columns.mapping, columns.ticks
    received = _needed(cells, "received", at)
    others = {name: _moment(cells, name, notes, at) for name in ("submitted", "finished", "returned")}
    due = _moment(cells, "due", notes, None)
    others = _in_order(received, others, notes)
    status = _status(cells, mapping, received, others)
    if received is None and others["submitted"] is None:
        raise Rejected("received", "không ghi ngày tiếp nhận, cũng không ghi ngày nộp")
    procedure, office = values.words(cells["procedure"]), values.words(cells["office"])
    if not procedure or not office:
        raise Rejected("office" if procedure else "procedure", "ô để trống; xem lại nơi xuất tệp")
    return Record(
        code=code, procedure=(procedure,), office=(mapping.words.get("office", {}).get(fold(office), office),),
        channel=_channel(cells, mapping, notes), status=status, submitted_at=others["submitted"], received_at=received,
        due_at=due, finished_at=others["finished"], returned_at=others["returned"],
        electronic_result=values.holds(cells.get("electronic_result")), counter=values.words(cells.get("counter")),
        verified=_known(cells, "verified", ticks), digitised=_known(cells, "digitised", ticks),
        fee_due=values.amount(cells.get("fee")) > 0 or None, place=values.words(cells.get("place")),
        satisfaction=_satisfaction(cells, notes),
        paid_online=_known(cells, "paid_online", ticks), shared=_known(cells, "shared", ticks),
        person=values.personal_id(cells.get("person")), ended_unread=notes.about("finished", "returned"),
    )  # fmt: skip


def _needed(cells: Mapping[str, Any], name: str, at: datetime) -> datetime | None:
    """A moment without which the dossier would be counted elsewhere or not at all: what cannot be read rejects it."""
    try:
        found = values.moment(cells.get(name))
    except ValueError:
        raise Rejected(
            name,
            f"«{values.words(cells[name])}» không đọc được là ngày: cần ngày/tháng/năm hoặc năm-tháng-ngày",
        ) from None
    if found is not None and (found > at + AHEAD or found.year < EARLIEST):
        raise Rejected(name, f"ngày {found:%d/%m/%Y} ở tương lai hoặc quá xa; xem lại nơi xuất tệp")
    return found


def _moment(cells: Mapping[str, Any], name: str, notes: Notes, at: datetime | None) -> datetime | None:
    try:
        found = values.moment(cells.get(name))
    except ValueError:
        notes.add(name, f"«{values.words(cells[name])}» không đọc được là ngày")
        return None
    if found is not None and (found.year < EARLIEST or (at is not None and found > at + AHEAD)):
        notes.add(name, f"ngày {found:%d/%m/%Y} ở tương lai hoặc quá xa")
        return None
    return found


def _in_order(
    received: datetime | None, others: dict[str, datetime | None], notes: Notes
) -> dict[str, datetime | None]:
    """Leave out what cannot be: filed after receipt, finished or returned on a day before it. Days decide."""
    if received is None:
        return others
    kept = dict(others)
    for name, wrong in (("submitted", "sau"), ("finished", "trước"), ("returned", "trước")):
        moment = others[name]
        if moment is None:
            continue
        if (moment.date() > received.date()) if name == "submitted" else (moment.date() < received.date()):
            notes.add(name, f"ngày {moment:%d/%m/%Y} {wrong} ngày tiếp nhận {received:%d/%m/%Y}")
            kept[name] = None
    return kept


def _channel(cells: Mapping[str, Any], mapping: Reading, notes: Notes) -> Channel:
    said = values.words(cells["channel"])
    word = fold(said)
    if not word:
        notes.add("channel", "không ghi kênh nộp", "tính là nộp trực tiếp, như Bộ chỉ số 766")
        return Channel.DIRECT
    given = mapping.words.get("channel", {}).get(word)
    if given:
        return Channel(int(given))
    if word not in values.CHANNELS:
        raise Rejected("channel", f"kênh nộp «{said}» chưa biết là kênh nào: chọn ở trang ghép cột, rồi nhập lại")
    return values.CHANNELS[word]


def _status(
    cells: Mapping[str, Any], mapping: Reading, received: datetime | None, others: Mapping[str, datetime | None]
) -> Status:
    said = values.words(cells.get("status"))
    word = fold(said)
    if not word:
        return _by_days(received, others)
    given = mapping.words.get("status", {}).get(word)
    if given:
        return Status(int(given))
    if word not in values.STATUSES:
        raise Rejected("status", f"trạng thái «{said}» chưa biết là gì: chọn ở trang ghép cột, rồi nhập lại")
    return values.STATUSES[word]


def _satisfaction(cells: Mapping[str, Any], notes: Notes) -> str:
    said = values.words(cells.get("satisfaction"))
    if fold(said) and fold(said) not in values.SATISFACTIONS:
        notes.add("satisfaction", f"«{said}» chưa biết là mức độ hài lòng nào")
    return values.SATISFACTIONS.get(fold(said), "")


def _known(cells: Mapping[str, Any], name: str, ticks: frozenset[str]) -> bool | None:
    """What a cell says, yes or no; None for one that does not tell. An empty one says no in a column of ticks."""
    return values.answer(cells.get(name), empty=False if name in ticks else None)


def _ticked(rows: Iterable[Sequence[Any]], places: Mapping[str, int]) -> frozenset[str]:
    """Return the columns of yes and no in which somebody says yes and nobody no: there, an empty cell means no."""
    said: dict[str, set[str]] = {name: set() for name in YES_OR_NO if name in places}
    for row in rows:
        for name, found in said.items():
            if places[name] < len(row):
                found.add(values.words(row[places[name]]))
    answers = {name: {values.answer(text, empty=None) for text in found} for name, found in said.items()}
    return frozenset(name for name, found in answers.items() if True in found and False not in found)


def _by_days(received: datetime | None, others: Mapping[str, datetime | None]) -> Status:
    """The status of a row that names none: as far as its days go."""
    if others["returned"]:
        return Status.RETURNED
    if others["finished"]:
        return Status.FINISHED
    return Status.IN_PROGRESS if received else Status.NEW


def unknown_words(name: str, said: Iterable[str]) -> list[str]:
    """Return the texts of a channel or status column that nobody can read yet, in their own order."""
    usual = frozenset(values.CHANNELS if name == "channel" else values.STATUSES)
    return [text for text in said if fold(text) and fold(text) not in usual]
