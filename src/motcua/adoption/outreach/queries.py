"""Reading channels and messages, how often links were opened, and what was filed through them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from motcua.adoption.models.outreach import OutreachChannel, OutreachMessage, OutreachOpens
from motcua.adoption.outreach import rules
from motcua.filing.models import Dossier
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind

MOST = 200
_HOLDERS = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT, OfficeKind.SERVICE_CENTRE)


def channel(number: int) -> OutreachChannel | None:
    """Return a channel with its office; None when there is none. One statement."""
    return OutreachChannel.objects.select_related("office").filter(pk=number).first()


def channels(ids: Collection[int], *, open_only: bool = False) -> list[OutreachChannel]:
    """Return the channels of some offices and those below, open ones first, by office and name. One statement."""
    found = OutreachChannel.objects.filter(_below("office__path", ids)).select_related("office")
    shown = found.filter(closed_at=None) if open_only else found
    return sorted(shown, key=lambda one: (one.closed_at is not None, one.office.path, one.name, one.pk))


def message(key: str) -> OutreachMessage | None:
    """Return a message with channel, office and procedure; None when there is none. One statement at most."""
    found = OutreachMessage.objects.select_related("channel__office", "procedure")
    return found.filter(key=key).first() if rules.is_key(key) else None


def known(key: str) -> str:
    """Return the key of a message as it came with an address; "" for no message. One statement at most."""
    return key if rules.is_key(key) and OutreachMessage.objects.filter(key=key).exists() else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A message, how often its link was opened in all, and how many dossiers were filed through it."""

    message: OutreachMessage
    opens: int
    filed: int


def lines(ids: Collection[int]) -> list[Line]:
    """Return the latest messages of some offices and those below, the newest first. Two statements."""
    found = OutreachMessage.objects.filter(_below("channel__office__path", ids))
    shown = found.select_related("channel__office", "procedure").annotate(opens=Sum("days__opens"))
    rows: list[Any] = list(shown.order_by("-made_at", "-pk")[:MOST])
    filed = filed_through(row.key for row in rows)
    return [Line(row, row.opens or 0, filed.get(row.key, 0)) for row in rows]


@dataclass(frozen=True, slots=True)
class Sums:
    """A channel with how many of its messages were sent, opened and led to a dossier."""

    channel: OutreachChannel
    sent: int
    opens: int
    filed: int


def sums(ids: Collection[int]) -> list[Sums]:
    """Return the channels of some offices and those below with what came of them in all. Four statements."""
    found = channels(ids)
    numbers = [one.pk for one in found]
    sent = dict(
        OutreachMessage.objects.filter(channel__in=numbers, sent_on__isnull=False)
        .values_list("channel").annotate(many=Count("pk"))
    )  # fmt: skip
    opened = OutreachOpens.objects.filter(message__channel__in=numbers).values_list("message__channel")
    opens = dict(opened.annotate(many=Sum("opens")))
    keys = dict(OutreachMessage.objects.filter(channel__in=numbers).values_list("key", "channel"))
    filed: dict[int, int] = {}
    for key, many in filed_through(keys).items():
        filed[keys[key]] = filed.get(keys[key], 0) + many
    return [Sums(one, sent.get(one.pk, 0), opens.get(one.pk, 0), filed.get(one.pk, 0)) for one in found]


def filed_through(keys: Iterable[str]) -> dict[str, int]:
    """Return how many dossiers were filed through each of some messages, by key. One statement."""
    found = Dossier.objects.filter(via__in=list(keys)).values_list("via").annotate(many=Count("pk"))
    return dict(found.order_by())


def days(message: OutreachMessage) -> list[tuple[date, int]]:
    """Return (day, how often the link was opened), the newest first. One statement."""
    return list(OutreachOpens.objects.filter(message=message).order_by("-day").values_list("day", "opens"))


def holders(ids: Collection[int], *, on: date) -> list[Office]:
    """Return the offices among some and those below that may have channels. One statement."""
    return [office for office in offices.reached(ids, on=on) if office.kind in _HOLDERS]


def _below(path: str, ids: Collection[int]) -> Q:
    near = Q(pk__in=[])
    for office in ids:
        near |= Q(**{f"{path}__contains": f"/{int(office)}/"})
    return near
