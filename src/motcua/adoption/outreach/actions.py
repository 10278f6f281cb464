"""Opening and closing a channel, writing a message, saying that it was sent, counting that its link was opened."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from motcua.adoption.effects import actions as effects
from motcua.adoption.effects.rules import ActionKind
from motcua.adoption.models.outreach import OutreachChannel, OutreachMessage, OutreachOpens
from motcua.adoption.outreach import queries, rules
from motcua.adoption.outreach.rules import Text
from motcua.catalogue import queries as catalogue
from motcua.core import clock, ids, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import actor

_TWICE = timedelta(minutes=10)
_TABLE = OutreachOpens._meta.db_table
_COUNT = (
    f"INSERT INTO {_TABLE} (message_id, day, opens) VALUES (%s, %s, 1) "
    f"ON CONFLICT (message_id, day) DO UPDATE SET opens = {_TABLE}.opens + 1"
)


@transaction.atomic
def open_channel(*, office: Office | None, kind: str, name: str, by: Account, at: datetime) -> OutreachChannel:
    """Write down a channel of an office. Raises Invalid by field: office, kind, name (also one that it has already)."""
    name = text.one_line(name)
    errors = rules.channel_errors(kind, name)
    if office is None:
        errors["office"] = Phrase("Chọn cơ quan có kênh này.")
    elif OutreachChannel.objects.filter(office=office, kind=kind, name=name, closed_at=None).exists():
        errors["name"] = Phrase("Kênh này đã có trong danh sách.")
    if errors or office is None:
        raise Invalid(errors)
    made = OutreachChannel.objects.create(office=office, kind=kind, name=name)
    _record(f"channel/{made.pk}", "channel_opened", _of_channel(made), by, at, opens=True)
    return made


@transaction.atomic
def close_channel(*, channel: OutreachChannel, by: Account, at: datetime) -> OutreachChannel:
    """Close a channel: nothing new is written for it, its links go on. Closed twice it closes once."""
    held = OutreachChannel.objects.select_for_update(of=("self",)).select_related("office").get(pk=channel.pk)
    if held.closed_at is None:
        held.closed_at = at
        held.save(update_fields=["closed_at"])
        _record(f"channel/{held.pk}", "channel_closed", _of_channel(held), by, at)
    return held


@transaction.atomic
def write(*, channel: OutreachChannel | None, said: Text, by: Account, at: datetime) -> OutreachMessage:
    """Write a message for a channel; it has a short link from now on.

    Sent twice within a few minutes it is one. Raises Invalid by field.
    """
    said = Text(text.one_line(said.title), text.clean(said.words), text.one_line(said.code))
    version = catalogue.version_on(said.code, clock.local_day(at)) if said.code else None
    errors = rules.text_errors(said, known=version is not None)
    if channel is None or channel.closed_at is not None:
        errors["channel"] = Phrase("Chọn một kênh còn dùng.")
    if errors or channel is None:
        raise Invalid(errors)
    procedure = version.procedure if version else None
    same = {"channel": channel, "title": said.title, "words": said.words, "procedure": procedure, "made_by": by}
    if known := OutreachMessage.objects.filter(**same, made_at__gt=at - _TWICE).first():
        return known
    made = OutreachMessage.objects.create(
        channel=channel, key=_free_key(), title=said.title, words=said.words,
        procedure=procedure, made_by=by, made_at=at,
    )  # fmt: skip
    _record(rules.subject(made.key), "message_written", _of_message(made), by, at, opens=True)
    return made


@transaction.atomic
def mark_sent(*, message: OutreachMessage, on: date | None, by: Account, at: datetime) -> OutreachMessage:
    """Say on which day a message was sent, put up or read out; said again it corrects the day.

    The office of the channel was reached that day. Raises Refused (field "sent_on") for a day that cannot be.
    """
    related = ("channel__office", "procedure")
    held = OutreachMessage.objects.select_for_update(of=("self",)).select_related(*related).get(pk=message.pk)
    if wrong := rules.sent_error(on, clock.local_day(at)):
        raise Refused(wrong, "sent_on")
    assert on is not None
    before = held.sent_on
    if before == on:
        return held
    held.sent_on = on
    held.save(update_fields=["sent_on"])
    was = {"sent_on": before.isoformat() if before else None}
    subject = rules.subject(held.key)
    _record(subject, "message_sent", _of_message(held), by, at, was=was)
    effects.happened(kind=ActionKind.OUTREACH, source=subject, offices=[held.channel.office], on=on, by=by, at=at)
    return held


def count_open(*, message: OutreachMessage, at: datetime) -> None:
    """Count that the link of a message was opened: one more on that day, whoever it was. One statement."""
    day = connection.ops.adapt_datefield_value(clock.local_day(at))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [message.pk, day])


def _free_key() -> str:
    while True:
        key = ids.short(rules.KEY_LENGTH)
        if not queries.known(key):
            return key


def _of_channel(channel: OutreachChannel) -> dict[str, Any]:
    return {"office": channel.office.code, "kind": str(channel.kind), "open": channel.closed_at is None}


def _of_message(message: OutreachMessage) -> dict[str, Any]:
    return {
        "office": message.channel.office.code, "channel": message.channel_id, "kind": str(message.channel.kind),
        "procedure": message.procedure.code if message.procedure else None,
        "sent_on": message.sent_on.isoformat() if message.sent_on else None,
    }  # fmt: skip


def _record(
    subject: str, kind: str, facts: dict[str, Any], by: Account, at: datetime, *, opens: bool = False,
    was: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    facts = facts | {"simulated": by.simulated}
    journal.append(Event(subject, kind, at, actor(by.pk), facts=facts, was=was or {}, opens=opens))
