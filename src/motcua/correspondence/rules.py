"""Occasions of messages, ways to send them, when to try again, what is masked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import TextChoices

from motcua.core import canonical, clock


class Medium(TextChoices):
    """A way to reach a person (kênh nhắn tin)."""

    EMAIL = "email", "Thư điện tử"
    SMS = "sms", "Tin nhắn điện thoại"
    CHAT = "chat", "Ứng dụng nhắn tin"


class Occasion(TextChoices):
    """What a message is about (dịp nhắn tin)."""

    SUBMITTED = "submitted", "Đã nộp trực tuyến"
    ACCEPTED = "accepted", "Đã tiếp nhận, có ngày hẹn"
    REFUSED = "refused", "Không được tiếp nhận"
    SUPPLEMENT_ASKED = "supplement_asked", "Cần bổ sung giấy tờ"
    SUPPLEMENT_NEAR = "supplement_near", "Sắp hết hạn bổ sung"
    SUPPLEMENTED = "supplemented", "Đã nhận giấy tờ bổ sung"
    PAYMENT_ASKED = "payment_asked", "Cần nộp tiền"
    CLOCK_STOPPED = "clock_stopped", "Tạm dừng tính thời hạn"
    CLOCK_RESUMED = "clock_resumed", "Tính tiếp thời hạn"
    STOPPED = "stopped", "Dừng giải quyết"
    RESUMED = "resumed", "Giải quyết tiếp"
    APOLOGISED = "apologised", "Xin lỗi và hẹn lại"
    APPROVED = "approved", "Đã có kết quả"
    RETURNED = "returned", "Đã trả kết quả"
    WITHDRAWN = "withdrawn", "Đã rút hồ sơ"
    QUESTION_ASKED = "question_asked", "Cơ quan hỏi"
    QUESTION_ANSWERED = "question_answered", "Cơ quan đã trả lời câu hỏi"


class MessageState(TextChoices):
    """What became of a message (tình trạng tin)."""

    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    REFUSED = "refused", "Không nhận được"
    EXPIRED = "expired", "Quá lâu, không gửi nữa"
    NO_SENDER = "no_sender", "Chưa gửi: chưa có kênh gửi"


class Satisfaction(TextChoices):
    """How it went, in the three words that the province uses (mức độ hài lòng)."""

    VERY_SATISFIED = "very_satisfied", "Rất hài lòng"
    SATISFIED = "satisfied", "Hài lòng"
    NOT_SATISFIED = "not_satisfied", "Không hài lòng"


READER = "correspondence"
DOSSIERS = "dossier/"
LONGEST = 2000
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
KEPT_TRYING = timedelta(days=7)
"""A message that could not be sent for so long, or an entry that is read so late, is of no use any more."""
LEASE = timedelta(minutes=1)
"""How long a message belongs to the process that took it; a process that died in between sends it again after that."""
NEAR = timedelta(days=3)
_BY_KIND = {str(one): one for one in Occasion if one is not Occasion.SUPPLEMENT_NEAR}
_ASLEEP = (Medium.SMS, Medium.CHAT)


def occasion(kind: str, details: Mapping[str, Any]) -> Occasion | None:
    """Return what an entry of the journal is to her whose dossier it is about; None when she is told nothing.

    Her own question is no occasion, and her own answer neither.
    """
    return None if details.get("by_filer") else _BY_KIND.get(kind)


def key(salt: str, subject: str, number: int, medium: str, more: str = "") -> str:
    """Return the identifier of the one message that an entry makes on a medium, 40 hexadecimal digits.

    However often it is made or sent, it is this one; `salt` is the dossier's, so that nobody outside can work it out.
    """
    return canonical.digest(f"{salt} {subject} {number} {medium} {more}")[:40]


def pause(attempts: int) -> timedelta:
    """Return how long a message rests after so many attempts: a minute, then doubled each time up to six hours."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 12)
    return min(SHORTEST_PAUSE * doubled, LONGEST_PAUSE)


def not_before(medium: str, at: datetime, quiet: tuple[time, time] | None) -> datetime:
    """Return when a message made at `at` may go: what makes a phone ring waits until the quiet hours are over.

    `quiet` is (first, last) as wall-clock times of Viet Nam, the last one outside; the stretch may pass midnight.
    """
    if quiet is None or medium not in _ASLEEP:
        return at
    local, (first, last) = clock.local(at), quiet
    now = local.time()
    over_night = first > last
    if not ((now >= first or now < last) if over_night else first <= now < last):
        return at
    day = local.date() + timedelta(1) if over_night and now >= first else local.date()
    return clock.at(day, last)


def masked(address: str) -> str:
    """Return an address as it may be shown on a case: "09•••••111", "m•••@example.vn"."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}•••@{host}"
    return f"{address[:2]}•••••{address[-3:]}" if len(address) > 6 else "•••"
