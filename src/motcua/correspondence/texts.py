"""Texts with places to fill in: which places there are, what is wrong with a text, how long it is on a phone. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from motcua.core import text
from motcua.core.errors import Phrase
from motcua.correspondence.rules import Medium, Occasion

PLACES = {
    "code": "mã hồ sơ", "status": "trạng thái", "office": "cơ quan", "link": "đường dẫn", "province": "tỉnh",
    "due": "ngày hẹn", "until": "hạn bổ sung", "new_due": "ngày hẹn lại", "rating": "đường dẫn đánh giá",
}  # fmt: skip
"""What a text may ask for: our name for it, and the words that stand between braces. Nothing of a person's is there."""
_EVERYWHERE = ("code", "status", "office", "link", "province")
_ONLY = {
    Occasion.ACCEPTED: ("due",), Occasion.SUPPLEMENTED: ("due",), Occasion.CLOCK_RESUMED: ("due",),
    Occasion.RESUMED: ("due",), Occasion.SUPPLEMENT_ASKED: ("until",), Occasion.SUPPLEMENT_NEAR: ("until",),
    Occasion.APOLOGISED: ("due", "new_due"), Occasion.RETURNED: ("rating",),
}  # fmt: skip
MOST = {Medium.EMAIL: 4000, Medium.SMS: 459, Medium.CHAT: 400}
"""Characters that a text may have: three parts of a text message, what chat applications take, a page of e-mail."""
LONGEST_TITLE = 150
_PLACE = re.compile(r"\{([^{}]*)\}")
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, slots=True)
class Length:
    """A text as a phone network counts it: characters, and the messages that it is sent and paid as."""

    characters: int
    parts: int
    marks: bool


def places(occasion: Occasion) -> tuple[str, ...]:
    """Return our names of the places that a text for an occasion may have."""
    return (*_EVERYWHERE, *_ONLY.get(occasion, ()))


def wrong(words: str, occasion: Occasion, medium: Medium) -> str:
    """Return what to mend in a text (Vietnamese), "" when nothing: unknown places, braces left open, its length."""
    known = {PLACES[name] for name in places(occasion)}
    for found in _PLACE.findall(words):
        if text.one_line(found) not in known:
            return Phrase(
                "«{%(name)s}» không dùng được ở đây. Chỉ dùng: %(known)s.",
                name=found, known=", ".join(f"{{{PLACES[name]}}}" for name in places(occasion)),
            )  # fmt: skip
    if re.search(r"[{}]", _PLACE.sub("", words)):
        return Phrase("Có dấu ngoặc nhọn chưa đóng hoặc thừa. Viết như {mã hồ sơ}.")
    most = MOST[medium]
    if len(words) > most:
        return Phrase("Quá dài: tối đa %(count)s ký tự. Hãy viết gọn lại.", count=most)
    return ""


def fill(words: str, values: Mapping[str, str]) -> str:
    """Return a text with what its places ask for, by our names; a place without a value stays as it is."""
    ours = {words: name for name, words in PLACES.items()}
    return _PLACE.sub(lambda found: values.get(ours.get(text.one_line(found[1]), ""), found[0]), words)


def asked(words: str) -> Iterator[str]:
    """Yield our names of the places that a text has."""
    ours = {words: name for name, words in PLACES.items()}
    yield from (ours[name] for found in _PLACE.findall(words) if (name := text.one_line(found)) in ours)


def unmarked(words: str) -> str:
    """Return a text without the marks of Vietnamese; case and punctuation stay, and so do places not filled in yet."""
    parts = re.split(r"(\{[^{}]*\})", words)
    return "".join(part if place % 2 else _bare(part) for place, part in enumerate(parts))


def _bare(words: str) -> str:
    plain = unicodedata.normalize("NFD", words.translate(str.maketrans("đĐ–—“”•", 'dD--""*')).replace("…", "..."))
    return unicodedata.normalize("NFC", "".join(one for one in plain if not unicodedata.combining(one)))


def length(words: str) -> Length:
    """Return how a phone network counts a text: 160 characters (153 of several parts), with marks 70 (67)."""
    if all(one in _BASIC or one in _TWO for one in words):
        count = sum(2 if one in _TWO else 1 for one in words)
        return Length(count, 1 if count <= 160 else -(-count // 153), marks=False)
    count = len(words.encode("utf-16-le")) // 2
    return Length(count, 1 if count <= 70 else -(-count // 67), marks=True)
