"""What help is, with whose consent it is recorded, and which dossier a record of help belongs to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import TextChoices

from motcua.core import clock
from motcua.core.errors import Phrase

READER = "helping"
DOSSIERS = "dossier/"
DIGITS = 8
LONGEST_EVENING = timedelta(hours=12)
BEFORE, AFTER = timedelta(days=3), timedelta(days=1)
"""How long before it was filed, and how long after, the help for a dossier may have been recorded."""
_BOOK_AHEAD = timedelta(days=120)
LONGEST_PLACE = 120
_A_NUMBER = re.compile(r"\d(?:[\s.-]?\d){7}")
"""Eight digits and more are no place: a telephone, or the number of a person."""


class HelpKind(TextChoices):
    """With what somebody was helped (việc được hỗ trợ)."""

    ACCOUNT = "account", "Mở tài khoản định danh điện tử"
    FILING = "filing", "Nộp hồ sơ trực tuyến"
    PAYING = "paying", "Nộp tiền trực tuyến"


class Consent(TextChoices):
    """How somebody agreed that the help for her is recorded (hình thức đồng ý)."""

    SCREEN = "screen", "Tự bấm đồng ý trên màn hình"
    CODE = "code", "Đọc mã gửi về điện thoại của mình"
    PAPER = "paper", "Ký phiếu, có người làm chứng"


class Told(NamedTuple):
    """What a member writes down about one person whom she helps; the number is checked already, "" for none."""

    kind: str
    system: str = ""
    procedure: str = ""
    personal_id: str = ""
    consent: str = ""
    consent_paper: str = ""
    booked_on: date | None = None
    booked_time: time | None = None
    booked_place: str = ""


class Time(NamedTuple):
    """A record of help or a dossier, with when it was recorded or filed."""

    key: str
    at: datetime


def errors(told: Told, systems: Iterable[str], *, at: datetime) -> dict[str, str]:
    """Return what is wrong with a record of help, by field; `systems` are where somebody may file or pay."""
    found: dict[str, str] = {}
    if told.kind not in HelpKind.values:
        found["kind"] = Phrase("Chọn việc bạn vừa hỗ trợ.")
    if told.kind in (HelpKind.FILING, HelpKind.PAYING) and told.system not in systems:
        found["system"] = Phrase("Chọn nơi người dân nộp.")
    if told.kind == HelpKind.FILING:
        if not told.procedure:
            found["procedure"] = Phrase("Chọn thủ tục trong danh sách.")
        if not told.personal_id:
            found["personal_id"] = Phrase("Nhập số định danh 12 chữ số, để nối với hồ sơ khi hồ sơ về.")
    if told.personal_id and told.consent not in Consent.values:
        found["consent"] = Phrase("Người dân phải đồng ý thì mới ghi. Không đồng ý thì không ghi lượt này.")
    if told.consent == Consent.PAPER and not told.consent_paper:
        found["consent_paper"] = Phrase("Ghi số phiếu đồng ý mà người dân đã ký.")
    if len(told.consent_paper) > 40:
        found["consent_paper"] = Phrase("Số phiếu tối đa 40 ký tự.")
    today = clock.local_day(at)
    if told.booked_on is not None and not today <= told.booked_on <= today + _BOOK_AHEAD:
        found["booked"] = Phrase("Ngày hẹn phải từ hôm nay đến 120 ngày tới.")
    return found | _booking_errors(told)


def _booking_errors(told: Told) -> dict[str, str]:
    if told.booked_on is None:
        wanted = told.booked_time is not None or bool(told.booked_place)
        return {"booked": Phrase("Nhập ngày hẹn, hoặc để trống cả giờ và nơi hẹn.")} if wanted else {}
    if not told.booked_place:
        return {"booked_place": Phrase("Ghi nơi hẹn, ví dụ «Công an xã Mai Hoa».")}
    if len(told.booked_place) > LONGEST_PLACE or _A_NUMBER.search(told.booked_place):
        return {
            "booked_place": Phrase(
                "Chỉ ghi nơi hẹn, tối đa 120 ký tự; không ghi tên, số định danh hay điện thoại của ai."
            )
        }
    return {}


def nearest(about: Time, among: Iterable[Time], *, filed: bool) -> Time | None:
    """Return which of some others belongs to a dossier (`filed`) or to a record of help: the nearest in time.

    Help is recorded on the days before the filing (the fee was paid later, there was no signal) or a day after it. Of
    two as near as each other the earlier one counts.
    """

    def apart(other: Time) -> timedelta:
        return about.at - other.at if filed else other.at - about.at

    fit = [other for other in among if -AFTER <= apart(other) <= BEFORE]
    return min(fit, key=lambda other: (abs(apart(other)), other.at, other.key), default=None)


def hour(at: datetime) -> datetime:
    """Return the full hour of a moment: what is told of a filing without leading to it."""
    return at.replace(minute=0, second=0, microsecond=0)


def subject(number: int) -> str:
    """Return the journal subject of a record of help."""
    return f"help/{number}"


def evening(number: int) -> str:
    """Return the journal subject of an evening."""
    return f"evening/{number}"
