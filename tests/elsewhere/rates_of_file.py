"""The online-filing rates of an export of another system, computed from the file. Shares no code with the product."""

from __future__ import annotations

import csv
import datetime as dt
import io
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
    rows = [(number, row) for number, row in rows_of(content) if any(clean(cell) for cell in row)]
    start = next(at for at, (_number, row) in enumerate(rows) if any(clean(cell) == "Mã hồ sơ" for cell in row))
    found, unusable = {}, 0
    for _number, row in rows[start + 2 :]:
        row = [*row, *[""] * (14 - len(row))]
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
        ends = [end for end in (day(row[8]), day(row[9])) if end and end.date() >= received.date()]
        latest = max([received, *ends])
        state = (
            office, clean(row[2]), f"{received:%Y-%m-%d}", channel, bare(clean(row[12])) == "co",
            DONE[bare(clean(row[11]))],
        )  # fmt: skip
        if code not in found or latest >= found[code][0]:
            found[code] = latest, state
    return {code: state for code, (_latest, state) in found.items()}, unusable


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
