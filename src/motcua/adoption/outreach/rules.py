"""What channels and messages are, what may stand in them, and what counts as an opened link. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import TextChoices

from motcua.core.errors import Phrase

KEY_LENGTH = 7
_KEY = re.compile(r"[a-z2-9]{7}")
LONGEST_NAME, LONGEST_TITLE, LONGEST = 120, 160, 3000
EARLIEST = timedelta(366)
"""How long ago what is written down may have been sent."""
_MACHINES = re.compile(r"bot\b|bot/|crawl|spider|preview|facebookexternalhit|curl|wget|python|headless", re.IGNORECASE)


class ChannelKind(TextChoices):
    """A way to reach many people (loại kênh truyền thông)."""

    SOCIAL_PAGE = "social_page", "Trang mạng xã hội"
    GROUP = "group", "Nhóm của thôn, tổ dân phố"
    LOUDSPEAKER = "loudspeaker", "Loa truyền thanh"
    LEAFLET = "leaflet", "Tờ rơi, áp phích có mã QR"
    MEETING = "meeting", "Họp thôn, sinh hoạt đoàn thể"


class Text(NamedTuple):
    """What a message says: `code` of the procedure to which its link leads, "" for the first page."""

    title: str
    words: str
    code: str = ""


def is_key(typed: str) -> bool:
    """Return whether something could be the key of a message."""
    return bool(_KEY.fullmatch(typed))


def channel_errors(kind: str, name: str) -> dict[str, str]:
    """Return what is wrong with a channel, by field."""
    errors: dict[str, str] = {}
    if kind not in ChannelKind.values:
        errors["kind"] = Phrase("Chọn loại kênh.")
    if not name:
        errors["name"] = Phrase("Ghi tên kênh, ví dụ «Zalo thôn Đông» hoặc «Loa xóm 3».")
    elif len(name) > LONGEST_NAME:
        errors["name"] = Phrase("Rút còn tối đa %(most)s ký tự.", most=LONGEST_NAME)
    return errors


def text_errors(text: Text, *, known: bool) -> dict[str, str]:
    """Return what is wrong with a message, by field; `known` says whether its procedure is in force."""
    errors: dict[str, str] = {}
    if not text.title:
        errors["title"] = Phrase("Ghi tin nói về việc gì, ví dụ «Nộp hồ sơ khai sinh tại nhà».")
    elif len(text.title) > LONGEST_TITLE:
        errors["title"] = Phrase("Rút còn tối đa %(most)s ký tự.", most=LONGEST_TITLE)
    if len(text.words) > LONGEST:
        errors["words"] = Phrase("Rút còn tối đa %(most)s ký tự.", most=LONGEST)
    if text.code and not known:
        errors["procedure"] = Phrase("Không có thủ tục này. Xem lại mã, hoặc để trống.")
    return errors


def sent_error(day: date | None, today: date) -> str:
    """Return what is wrong with the day on which a message went out, "" for nothing."""
    if day is None:
        return Phrase("Nhập ngày đã gửi, đã phát.")
    if not today - EARLIEST <= day <= today:
        return Phrase("Ngày gửi phải trong một năm qua và không sau hôm nay.")
    return ""


def is_a_person(agent: str, purpose: str) -> bool:
    """Return whether opening a link counts: not when a machine looks for a picture of it, or fetches it in advance."""
    return bool(agent) and not _MACHINES.search(agent) and "prefetch" not in purpose and "preview" not in purpose


def subject(key: str) -> str:
    """Return the journal subject of a message."""
    return f"outreach/{key}"
