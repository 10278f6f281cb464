"""Signing officers in by password, with a brake on guessing that holds across processes."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.crypto import salted_hmac

from motcua.core import text
from motcua.core.errors import Refused
from motcua.people import queries, rules
from motcua.people.models import Account, SignInFailure

_KEPT = timedelta(days=1)


def sign_in_officer(*, username: str, password: str, address: str, at: datetime) -> Account:
    """Return the officer whose name and password these are. `address` is where the request comes from.

    Raises Refused without telling whether the name exists. After too many wrong passwords even the right one is
    refused until `rules.WINDOW` has passed. Each failure is stored at once, outside any transaction of the caller.
    """
    name, password = text.one_line(username).lower(), unicodedata.normalize("NFC", password)
    digests = [_digest("pair", f"{name}\n{address}"), _digest("name", name), _digest("address", address)]
    failures = queries.sign_in_failures(digests, since=at - rules.WINDOW)
    if rules.locked_out(*(failures.get(digest, 0) for digest in digests)):
        minutes = int(rules.WINDOW.total_seconds() // 60)
        raise Refused(f"Đã nhập sai nhiều lần. Hãy chờ {minutes} phút rồi thử lại, hoặc nhờ quản trị đặt lại mật khẩu.")
    account = Account.objects.filter(username=name, person=None, is_active=True).first()
    if account is None:
        make_password(password)  # as slow as for a name that exists
    if account is None or not account.check_password(password):
        SignInFailure.objects.filter(at__lt=at - _KEPT).delete()
        SignInFailure.objects.bulk_create([SignInFailure(digest=digest, at=at) for digest in digests])
        raise Refused(
            "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt.", "password"
        )
    SignInFailure.objects.filter(digest=digests[0]).delete()
    Account.objects.filter(id=account.id).update(last_login=at)
    return account


def _digest(kind: str, value: str) -> str:
    return salted_hmac(
        f"motcua.people.passwords.{kind}", value, secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()
