"""The code by which an officer or member of a team has her help recorded: read out today, good for today, no key."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from motcua.core import clock, text
from motcua.core.errors import Refused
from motcua.people import attempts, queries, rules
from motcua.people.models import Account

_DIGITS = 9


def code(account_id: int, day: date) -> str:
    """Return an officer's code of a day, "482 913 057"; nobody without our secret can work it out."""
    told = salted_hmac("motcua.people.helping", f"{account_id} {day}", secret=settings.SECRET_KEY, algorithm="sha256")
    digits = f"{int.from_bytes(told.digest()) % 10**_DIGITS:0{_DIGITS}}"
    return " ".join(digits[start : start + 3] for start in range(0, _DIGITS, 3))


def helper(*, typed: str, asked_by: Account, at: datetime) -> Account:
    """Return the officer whose code of today was typed, with spaces or without.

    Raises Refused (field "helper") in the same words whatever is wrong with the code, and after a few wrong ones in
    `rules.WINDOW` also for a right one. Two officers who happen to have one code today are nobody. Not inside a
    transaction of the caller.
    """
    day, digits = clock.local_day(at), re.sub(r"[\s.-]", "", text.one_line(typed))
    counted = attempts.digest("helper", str(asked_by.pk))
    reserved = attempts.reserve({counted: rules.HELPER_LIMIT}, at=at)
    if reserved is None:
        raise Refused(
            "Đã nhập sai mã nhiều lần. Hãy để trống ô này rồi đi tiếp, hoặc chờ 15 phút rồi nhập lại.", "helper"
        )
    found = [one for one in queries.on_duty(on=day) if code(one, day).replace(" ", "") == digits]
    if len(found) != 1:
        attempts.forget_old(at=at)
        raise Refused(
            "Mã hỗ trợ không đúng, hoặc không phải mã của hôm nay. Hỏi lại người hỗ trợ, hoặc để trống.", "helper"
        )
    attempts.forgive(reserved, counted)
    return Account.objects.get(id=found[0])
