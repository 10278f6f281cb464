"""A brake on guessing that holds across processes: an attempt is counted before it is made, and forgiven when right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from motcua.people import queries, rules
from motcua.people.models import FailedAttempt

_KEPT = timedelta(days=1)


def digest(kind: str, value: str) -> str:
    """Return under what the attempts of one kind are counted: people type passwords into the wrong field."""
    return salted_hmac(
        f"motcua.people.attempts.{kind}", value, secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()


def reserve(limits: Mapping[str, int], *, at: datetime) -> list[int] | None:
    """Count one more attempt under each digest of `limits`; return its rows, None when a limit is reached already.

    In one transaction of its own, which others about the same digests wait for: of many who try at the same moment no
    more than the limit go on, and those who are turned away leave nothing behind that would keep the door shut longer.
    What is not taken back by `forgive` counts as failed for `rules.WINDOW`, also when the process ends before it knows.
    """
    with transaction.atomic(durable=True):
        _take_turns(limits)
        if rules.locked_out(queries.failed_attempts(list(limits), since=at - rules.WINDOW), limits):
            return None
        made = FailedAttempt.objects.bulk_create([FailedAttempt(digest=one, at=at) for one in limits])
    return [attempt.pk for attempt in made]


def forgive(reserved: Iterable[int], *digests: str) -> None:
    """Take back an attempt that was right, and whatever failed before it under these digests."""
    FailedAttempt.objects.filter(id__in=list(reserved)).delete()
    FailedAttempt.objects.filter(digest__in=digests).delete()


def forget_old(*, at: datetime) -> None:
    """Remove what no longer counts."""
    FailedAttempt.objects.filter(at__lt=at - _KEPT).delete()


def _take_turns(digests: Iterable[str]) -> None:
    # SQLite has one writer anyway. In the same order everywhere, so that two never wait for each other.
    if connection.vendor == "postgresql":
        keys = sorted(int.from_bytes(bytes.fromhex(one)[:8], signed=True) for one in digests)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) key", [keys])
