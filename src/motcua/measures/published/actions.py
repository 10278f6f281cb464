"""Publishing a closed month, once; and anew only where somebody says so."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime

from django.db import transaction

from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.models import Subject
from motcua.journal.rules import Event
from motcua.measures.models import PublishedMonth
from motcua.measures.published import queries, rules
from motcua.measures.published.composing import Rows, compose
from motcua.people.models import Account
from motcua.people.rules import actor

_WORKER = "system:worker"


def publish_next(*, at: datetime) -> int:
    """Publish the oldest closed month that is not published yet; return how many months that were: 1 or 0."""
    month = queries.due(clock.local_day(at))
    if month is None:
        return 0
    _publish(month, _WORKER, at)
    return 1


def publish_again(*, month: date, by: Account | None, at: datetime) -> None:
    """Publish a month (any day of it) anew, as it is known now, in place of what was published of it.

    Whoever kept the former file can compare: for a month that was wrong, not for one that has grown. Raises Refused
    for one that is not closed.
    """
    first = month.replace(day=1)
    if not rules.closed(first, clock.local_day(at)):
        days = rules.CLOSED_AFTER.days
        raise Refused(
            Phrase("Tháng này chưa công bố được: phải qua %(days)s ngày sau khi hết tháng.", days=days), "month"
        )
    _publish(first, actor(by.id if by else None), at)


def _publish(month: date, by: str, at: datetime) -> None:
    tables = compose(month, on=clock.local_day(at))
    with transaction.atomic():
        for table, rows in tables.items():
            _keep(table, month, rows, by, at)


def _keep(table: str, month: date, rows: Rows, by: str, at: datetime) -> None:
    PublishedMonth.objects.update_or_create(
        table=table, month=f"{month:%Y-%m}", defaults={"day": clock.local_day(at), "rows": rows}
    )
    subject = f"open_data/{table}/{month:%Y-%m}"
    opens = not Subject.objects.filter(name=subject).exists()
    journal.append(Event(subject, "data_published", at, by, details={"digest": _digest(rows)}, opens=opens))


def _digest(rows: Rows) -> str:
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
