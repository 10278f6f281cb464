"""The link by which somebody says, without signing in, how it went: it opens that one question and nothing else."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_TOKEN = re.compile(r"([0-9]{1,18})-([0-9a-f]{32})")


def token(case_id: int) -> str:
    """Return the token of a case's question; nobody without our secret can work it out."""
    made = salted_hmac("motcua.correspondence.ratings", str(case_id), secret=settings.SECRET_KEY, algorithm="sha256")
    return f"{case_id}-{made.hexdigest()[:32]}"


def case_id(typed: str) -> int | None:
    """Return the case to whose question a token leads; None for a token that is not ours."""
    found = _TOKEN.fullmatch(typed)
    if found is None or not constant_time_compare(token(int(found[1])), typed):
        return None
    return int(found[1])
