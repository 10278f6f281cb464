"""Signing officers in by password, without telling who exists."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.contrib.auth.hashers import make_password

from motcua.core import text
from motcua.core.errors import Phrase, Refused
from motcua.people import attempts, rules
from motcua.people.models import Account


def sign_in_officer(*, username: str, password: str, address: str, at: datetime) -> Account:
    """Return the officer whose name and password these are. `address` is where the request comes from.

    Raises Refused in the same words and after the same work whether or not the name exists. After too many wrong
    passwords even the right one is refused until `rules.WINDOW` has passed. Not inside a transaction of the caller:
    the attempt is stored before the password is looked at.
    """
    name, password = text.one_line(username).lower(), unicodedata.normalize("NFC", password)
    pair = attempts.digest("pair", f"{name}\n{address}")
    limits = {
        pair: rules.PAIR_LIMIT,
        attempts.digest("name", name): rules.NAME_LIMIT,
        attempts.digest("address", address): rules.ADDRESS_LIMIT,
    }
    reserved = attempts.reserve(limits, at=at)
    if reserved is None:
        minutes = int(rules.WINDOW.total_seconds() // 60)
        raise Refused(
            Phrase(
                "Đã nhập sai nhiều lần. Hãy chờ %(minutes)s phút rồi thử lại, hoặc nhờ quản trị đặt lại mật khẩu.",
                minutes=minutes,
            )
        )
    account = Account.objects.filter(username=name, person=None, is_active=True).first()
    if account is None:
        make_password(password)  # as slow as for a name that exists
    if account is None or not account.check_password(password):
        attempts.forget_old(at=at)
        raise Refused(
            "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt.", "password"
        )
    attempts.forgive(reserved, pair)
    Account.objects.filter(id=account.id).update(last_login=at)
    return account
