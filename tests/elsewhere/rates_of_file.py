"""The figures of an export of another system, computed from the file itself. Shares no code with the product."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import unicodedata
import zipfile
from xml.etree import ElementTree

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ONLINE, POST = {"truc tuyen", "qua mang", "2"}, {"buu chinh cong ich", "3"}
DIRECT = {"truc tiep", "nop truc tiep", "1", ""}
DONE = {"da xu ly xong": 9, "da tra ket qua": 10, "dang xu ly": 4}


def rows_of(content):
    """Return rows of cells as (number in the file, [text or number])."""
    if content[:2] == b"PK":
        return list(_xlsx(content))
    return list(enumerate(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"), 1))


def _xlsx(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")):
                shared.append("".join(part.text or "" for part in item.iter(NAMESPACE + "t")))
        for _event, row in ElementTree.iterparse(book.open("xl/worksheets/sheet1.xml")):
            if row.tag != NAMESPACE + "row":
                continue
            cells = []
            for cell in row:
                letters = re.match("[A-Z]+", cell.get("r"))[0]
                place = 0
                for letter in letters:
                    place = place * 26 + ord(letter) - 64
                value = cell.findtext(NAMESPACE + "v") or ""
                cells += [""] * (place - len(cells))
                cells[place - 1] = shared[int(value)] if cell.get("t") == "s" else float(value) if value else ""
            yield int(row.get("r")), cells
            row.clear()


def clean(cell):
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else str(cell)
    text = unicodedata.normalize("NFC", cell).replace("\u00a0", " ").replace("\u200b", "").strip()
    return text[2:-1] if text.startswith('="') else text


def bare(text):
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(each for each in text if not unicodedata.combining(each)).lower()


def day(cell):
    """Return "YYYY-MM-DD" and the sortable moment of a cell; None for no day."""
    text = clean(cell)
    if text in ("", "-", "NULL"):
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        found = dt.datetime(1899, 12, 30) + dt.timedelta(days=float(text))  # noqa: DTZ001
        return (found + dt.timedelta(milliseconds=500)).replace(microsecond=0)
    for form in (
        "%d/%m/%Y %H:%M:%S",
        "%d-%m-%Y %H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y%m%d%H%M%S",
        "%H:%M %d/%m/%Y",
        "%d/%m/%Y %H:%M",
    ):
        try:
            return dt.datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(text)


def states(content, office_names):
    """Return {code: (office, procedure, day, channel, file, status)} and how many rows say nothing that counts.

    `office_names` is {bare name: code}. Of several rows of one code that with the latest moment counts, else the last.
    """
    if content[:1] == b"[":
        return _records(json.loads(content), office_names)
    rows = [(number, row) for number, row in rows_of(content) if any(clean(cell) for cell in row)]
    start = next(at for at, (_number, row) in enumerate(rows) if any(clean(cell) == "Mã hồ sơ" for cell in row))
    found, unusable = {}, 0
    for _number, row in rows[start + 2 :]:
        row = [*row, *[""] * (20 - len(row))]
        code = clean(row[1]).upper()
        try:
            if not re.fullmatch(r"H27[0-9.]*-\d{6}-\d{4,}", code):
                raise ValueError(code)
            received = day(row[6])
            if received is None:
                raise ValueError("no day of receipt")
            word = bare(clean(row[10]))
            channel = 2 if word in ONLINE else 3 if word in POST else 1
            assert channel != 1 or word in DIRECT, word
            office = clean(row[4])
            office = (
                office if office.startswith("H27") else office_names[bare(office).replace("uy ban nhan dan", "ubnd")]
            )
        except ValueError:
            unusable += 1
            continue
        told = [day(row[at]) for at in (5, 7, 8, 9)]
        ends = [end for end in told[2:] if end and end.date() >= received.date()]
        latest = max([received, *ends])
        state = (
            office, clean(row[2]), f"{received:%Y-%m-%d}", channel, bare(clean(row[12])) == "co",
            DONE[bare(clean(row[11]))],
        )  # fmt: skip
        if code not in found or latest >= found[code][0]:
            found[code] = latest, state, _more(received, told, row)
    return (
        {code: state for code, (_latest, state, _) in found.items()},
        unusable,
        {code: more for code, (*_, more) in found.items()},
    )


def _records(items, office_names):
    """The same of records of the exchange."""
    found, unusable = {}, 0
    names = ("NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra")
    for item in items:
        code = str(item.get("MaHoSo", "")).strip().upper()
        if not re.fullmatch(r"H27[0-9.]*-\d{6}-\d{4,}", code) or not _is_moment(item["NgayTiepNhan"]):
            unusable += 1
            continue
        filed, received, due, *ends = (_moment(item[name]) if item.get(name) else None for name in names)
        kept = [end if end and end.date() >= received.date() else None for end in ends]
        channel = int(item.get("KenhThucHien") or 1)
        office = item["DonViXuLy"]
        office = office if office.startswith("H27") else office_names[bare(office).replace("uy ban nhan dan", "ubnd")]
        results, papers = item.get("DanhSachGiayToKetQua", ()), item.get("TaiLieuNop", ())
        file = any(each.get("MaGiayToKetQua") and each.get("DuongDanTepTinKetQua") for each in results)
        state = office, item["MaTTHC"], f"{received:%Y-%m-%d}", channel, file, int(item["TrangThaiHoSo"])
        more = {
            "filed": filed, "received": received, "due": due, "finished": kept[0], "returned": kept[1],
            "unread": ends != kept, "digitised": _flag(item, "HoSoCoThanhPhanSoHoa"), "satisfied": None,
            "verified": _flag(item, "TaiKhoanDuocXacThucVoiVNeID"), "paid": _flag(item, "DuocThanhToanTrucTuyen", "12", "03"),
            "fee": any(int(each["Gia"]) for each in item.get("DanhSachLePhi", ())),
            "shared": next((_flag(each, "DuocLayTuKhoDMQG") for each in papers), None),
            "reused": next((_flag(each, "DuocTaiSuDung", "12", "0") for each in papers), None),
        }  # fmt: skip
        latest = max([received, *(end for end in kept if end)])
        if code not in found or latest >= found[code][0]:
            found[code] = latest, state, more
    return {code: one[1] for code, one in found.items()}, unusable, {code: one[2] for code, one in found.items()}


def _is_moment(text):
    return bool(re.fullmatch(r"\d{14}", text))


def _moment(text):
    return dt.datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007


def _flag(item, name, yes="1", no="0"):
    said = str(item.get(name) if item.get(name) not in ("", None) else "?")
    return True if said in yes else False if said in no else None


_YES, _NO = {"co", "roi", "x"}, {"khong", "chua"}
_ANSWERS = {"rat hai long": True, "hai long": True, "khong hai long": False, "chua hai long": False}


def _said(cell, empty):
    word = bare(clean(cell))
    return True if word in _YES else False if word in _NO else empty if word == "" else None


def _more(received, told, row):
    """Return what a row says besides: moments, whether its end is told, yes and no (None: not told)."""
    filed, due, finished, returned = told
    finished, returned = (each if each and each.date() >= received.date() else None for each in (finished, returned))
    return {
        "filed": filed, "received": received, "due": due, "finished": finished, "returned": returned,
        "unread": told[2:] != [finished, returned], "digitised": _said(row[14], None), "verified": _said(row[15], False),
        "fee": int(re.sub(r"\D", "", clean(row[16])) or 0) > 0, "paid": _said(row[17], None),
        "shared": _said(row[18], None), "reused": None, "satisfied": _ANSWERS.get(bare(clean(row[19]))),
    }  # fmt: skip


def rates(found, definition, first, last, levels):
    """Return {office: [numerator, denominator]} of the dossiers received from first to last; levels by procedure."""
    offices = {}
    for office, procedure, received, channel, file, _status in found.values():
        if not first <= received <= last:
            continue
        level = levels.get(procedure, "none")
        if definition == "online_enabled" and (level == "none" or channel == 3):
            continue
        if definition == "full_service" and (level != "full" or channel == 3):
            continue
        pair = offices.setdefault(office, [0, 0])
        pair[1] += 1
        pair[0] += channel == 2 and (file or definition != "national_766")
    return offices


FURTHER = (
    "on_time", "digitised_dossiers", "electronic_results", "reuse", "results_as_files", "population_data", "satisfaction",
    "online_payment", "shared_data", "time_to_accept", "time_to_finish", "time_to_return",
)  # fmt: skip


def further(found, more, name, first, last):
    """Return {office: [numerator, denominator]} of another indicator, being late as seen at the end of `last`."""
    offices = {}
    for code, (office, _procedure, received, channel, file, status) in found.items():
        if first <= received <= last:
            numbers = _stands(name, channel, file, status, more[code], last)
            pair = offices.setdefault(office, [0, 0])
            if numbers is not None:
                pair[0] += numbers
                pair[1] += 1
    return {office: pair for office, pair in offices.items() if pair[1]}


def _stands(name, channel, file, status, more, last):
    """Return what a dossier adds above the line, None where it is not below it."""
    done = status in (9, 10) and more["finished"] is not None
    if name == "on_time":
        return _in_time(status, more, last)
    if name == "electronic_results":
        return int(file)
    if name == "results_as_files":
        return int(file) if done else None
    if name == "online_payment":
        return int(more["paid"]) if more["fee"] and more["paid"] is not None else None
    asked = {
        "digitised_dossiers": "digitised",
        "population_data": "verified",
        "shared_data": "shared",
        "satisfaction": "satisfied",
        "reuse": "reused",
    }
    if name in asked:
        told = more[asked[name]]
        return None if told is None else int(told and (file or name != "digitised_dossiers"))
    if name == "time_to_accept":
        return _took(more["filed"], more["received"]) if channel == 2 and more["filed"] != more["received"] else None
    if name == "time_to_finish":
        return _took(more["received"], more["finished"]) if done else None
    return _took(more["finished"], more["returned"]) if done and status == 10 and more["returned"] else None


def _in_time(status, more, last):
    due, end = more["due"], more["finished"] or more["returned"]
    late = due is not None and end is not None and end.date() > due.date()
    untold = more["finished"] is None and (
        more["unread"] and (late or due is None) if more["returned"] else more["unread"] or status != 4
    )
    if due is None or untold:
        return None
    return int(not late if end and f"{end:%Y-%m-%d}" <= last else f"{due:%Y-%m-%d}" >= last)


def _took(start, end):
    """Return the whole seconds between two moments; None where one has a day only."""
    if start is None or end is None or dt.time() in (start.time(), end.time()):
        return None
    return max(0, int((end - start).total_seconds()))


def used(found, levels, first, last):
    """Return how many of the procedures that are offered online were filed so, and how many are offered."""
    offered = {code for code, level in levels.items() if level != "none"}
    filed = {
        procedure
        for _office, procedure, received, channel, *_ in found.values()
        if channel == 2 and first <= received <= last
    }
    return len(offered & filed), len(offered)
