"""The key by which a person is known again where neither her name nor her number is kept."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac


def of(personal_id: str | None) -> str:
    """Return the keyed digest of a personal number (64 hexadecimal digits), "" for none.

    Nobody without our secret can work out whose it is, though there are few personal numbers.
    """
    if not personal_id:
        return ""
    return salted_hmac("motcua.people.keys", personal_id, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
