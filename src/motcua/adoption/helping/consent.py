"""The one-time code by which somebody agrees that the help for her is recorded: sent to her own phone, read out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from motcua.core import ids
from motcua.core.errors import Refused
from motcua.correspondence import sending
from motcua.correspondence.rules import Medium
from motcua.correspondence.sending import Outgoing, Undelivered
from motcua.people import attempts, numbers
from motcua.people.models import Account

OPEN_FOR = timedelta(minutes=10)
_DIGITS, _SENT, _SENT_BY_ONE, _TRIES = 6, 3, 20, 5
_SALT = "motcua.adoption.helping.consent"
_WORDS = (
    "Ma dong y ghi nhan ho tro nop ho so: {code}. Chi doc ma nay cho nguoi dang ho tro neu ban dong y. "
    "Ma het han sau 10 phut."
)


def can_send() -> bool:
    """Return whether a code can be sent to a phone here."""
    return sending.has(Medium.SMS)


def send(*, phone: str, about: str, by: Account, at: datetime) -> str:
    """Send a code to a phone and return a token that holds it sealed, with what it is `about`; nothing is kept.

    Raises Refused (field "phone") for a wrong number, after a few codes to one phone or many by one member, and when
    none goes out.
    """
    number = numbers.check_phone(phone, field="phone")
    limits = {attempts.digest("consent", number): _SENT, attempts.digest("consent by", str(by.pk)): _SENT_BY_ONE}
    if attempts.reserve(limits, at=at) is None:
        raise Refused("Đã gửi mã nhiều lần. Chờ 15 phút, hoặc chọn cách đồng ý khác.", "phone")
    carrier = sending.sender(Medium.SMS)
    code = ids.digits(_DIGITS)
    try:
        if carrier is None:
            raise Undelivered
        carrier.send(Outgoing(ids.token(), number, _WORDS.format(code=code)))
    except Undelivered:
        raise Refused("Không gửi được mã đến số này. Xem lại số, hoặc chọn cách đồng ý khác.", "phone") from None
    sealed: dict[str, Any] = {"until": (at + OPEN_FOR).timestamp(), "code": _sealed(code, about, by)}
    return signing.dumps(sealed, salt=_SALT)


def check(*, token: str, typed: str, about: str, by: Account, at: datetime) -> None:
    """Raise Refused (field "code") unless a code was typed that was sent for just this, a few minutes ago."""
    counted = attempts.digest("consent code", f"{by.pk} {about}")
    reserved = attempts.reserve({counted: _TRIES}, at=at)
    if reserved is None:
        raise Refused("Đã nhập sai mã nhiều lần. Chờ 15 phút, hoặc chọn cách đồng ý khác.", "code")
    try:
        sealed = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        sealed = {"until": 0, "code": ""}
    digits = "".join(one for one in typed if one.isdigit())
    if sealed["until"] < at.timestamp() or not constant_time_compare(sealed["code"], _sealed(digits, about, by)):
        raise Refused("Mã không đúng hoặc đã quá 10 phút. Xem lại 6 chữ số trong tin nhắn.", "code")
    attempts.forgive(reserved, counted)


def _sealed(code: str, about: str, by: Account) -> str:
    told = f"{code} {about} {by.pk}"
    return salted_hmac(_SALT, told, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
