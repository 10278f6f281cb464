"""Telling members of teams, who come to no desk, of their classes: invited, changed, cancelled."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from motcua.adoption.models.training import Attendance
from motcua.adoption.training import rules
from motcua.adoption.training.rules import ClassState
from motcua.core import canonical, clock
from motcua.correspondence import queries as correspondence
from motcua.correspondence import sending, texts
from motcua.correspondence.queries import Wanted
from motcua.correspondence.rules import Medium, not_before
from motcua.correspondence.sending import GatewayAway, Outgoing, RecipientRefused, Sender, Undelivered

_MEDIA = (Medium.EMAIL, Medium.SMS)
"""The chat application sends only texts that it approved before."""
_SALT = "motcua.adoption.training.telling"
log = logging.getLogger(__name__)


def tell_next(*, page: str, at: datetime, most: int = 50) -> int:
    """Tell the next members what they do not know yet of classes to come, by e-mail and text message as each wants to
    be told; return how many were told. `page` is the address of a person's own classes.

    Nothing is held in the database meanwhile. A process that dies between sending and noting sends once more, with the
    same identifier. What no sender takes now is tried again at the next call, until the class begins.
    """
    waiting = [seat for seat in _seats(at) if _news(seat)][:most]
    carriers = {medium: found for medium in _MEDIA if (found := _carrier(medium, at))}
    persons = [seat.account.person for seat in waiting if seat.account.person]
    wanted = correspondence.wanted_by(persons) if waiting and carriers else {}
    done = 0
    for seat in waiting:
        how = wanted.get(seat.account.person_id or 0)
        if how and _send(seat, how, carriers, page):
            Attendance.objects.filter(pk=seat.pk).update(told=_now(seat))
            done += 1
    return done


def _seats(at: datetime) -> list[Attendance]:
    rows = Attendance.objects.filter(
        invited=True, account__is_active=True, account__person__isnull=False,
        training_class__begins_at__gt=at, training_class__state__in=[ClassState.PLANNED, ClassState.CANCELLED],
    )  # fmt: skip
    return list(rows.select_related("account__person", "training_class__office").order_by("pk"))


def _now(seat: Attendance) -> str:
    """Return what there is to know of a class, in short: another one when day, hour, place or name change."""
    held = seat.training_class
    if held.state == ClassState.CANCELLED:
        return ClassState.CANCELLED.value
    return canonical.digest(f"{held.title} {clock.stamp(held.begins_at)} {held.place}")[:16]


def _news(seat: Attendance) -> bool:
    """Return whether a member is to be told: who was never invited by message hears of no cancelling."""
    return seat.told != _now(seat) and (bool(seat.told) or seat.training_class.state == ClassState.PLANNED)


def _carrier(medium: Medium, at: datetime) -> Sender | None:
    return sending.sender(medium) if not_before(medium, at, settings.QUIET_HOURS) <= at else None


def _send(seat: Attendance, how: Wanted, carriers: dict[Medium, Sender], page: str) -> bool:
    """Hand the news over on every medium that takes it now; return whether one did. One that is away is left alone."""
    held, local, sent = seat.training_class, clock.local(seat.training_class.begins_at), False
    title, words = rules.news(cancelled=held.state == ClassState.CANCELLED, again=bool(seat.told))
    said = words.format(
        title=held.title, when=f"{local:%H:%M} ngày {local:%d/%m/%Y}", place=held.place, office=held.office.name,
        page=page,
    )  # fmt: skip
    for medium in [one for one in how.media if one in carriers]:
        key = salted_hmac(_SALT, f"{seat.pk} {_now(seat)} {medium}", algorithm="sha256").hexdigest()[:40]
        plain = texts.unmarked(said) if medium is Medium.SMS else said
        try:
            carriers[medium].send(Outgoing(key, how.address(medium), plain, title))
            sent = True
        except GatewayAway:
            del carriers[medium]
        except RecipientRefused:
            continue
        except Undelivered as trouble:
            log.warning("class %s: %s", held.pk, trouble)
    return sent
