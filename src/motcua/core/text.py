"""Vietnamese text: one stored form (NFC, no invisible characters) and one folded form to search by."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [
        0x00AD,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2060,
        0xFEFF,
        *range(0x202A, 0x202F),
        *range(0xD800, 0xE000),  # halves of pairs: no database stores them
        *range(0xE000, 0xF900),
    ]
)
_SPACES = {0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x3000: " "}
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)} | {0x7F: None}
_CLEAN = _INVISIBLE | _SPACES | _CONTROLS
_STROKE = str.maketrans("đĐ", "dD")


def clean(text: str) -> str:
    """Return `text` in NFC without invisible, private-use and control characters; line breaks stay, as \\n."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()  # nearly every line that people type; the rest of the way takes ten times as long
    text = unicodedata.normalize("NFC", text.translate(_CLEAN))  # in this order: marks may stand behind what goes
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def one_line(text: str) -> str:
    """Return `clean(text)` on one line with single spaces."""
    text = clean(text)
    return text if text.isprintable() and "  " not in text else re.sub(r"\s+", " ", text)


def fold(text: str) -> str:
    """Return the search form: no marks, đ as d, lower case, letters and digits separated by single spaces."""
    bare = unicodedata.normalize("NFD", text.translate(_STROKE))
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+(?:\.[0-9]+)*", bare))


_WORKED_OUT = ("=", "+", "-", "@", "\t", "\r")


def as_cell(cell: object) -> object:
    """Return a cell of a CSV file; text that a spreadsheet would work out is made plain text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_WORKED_OUT) else cell
