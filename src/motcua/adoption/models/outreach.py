"""Channels, what was sent through them, and how often its links were opened."""

from __future__ import annotations

from django.db import models

from motcua.adoption.outreach.rules import ChannelKind
from motcua.catalogue.models import Procedure
from motcua.offices.models import Office
from motcua.people.models import Account


class OutreachChannel(models.Model):
    """A channel through which an office reaches many people (kênh truyền thông), until `closed_at`."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ChannelKind.choices)
    name = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class OutreachMessage(models.Model):
    """Something said through a channel (tin truyền thông), with a short link of its own.

    The link leads to its `procedure` or, without one, to the first page; `key` is its last part. `sent_on` is null
    until it was sent, put up or read out.
    """

    channel = models.ForeignKey(OutreachChannel, models.PROTECT, related_name="messages")
    key = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=160)
    words = models.TextField(blank=True)
    procedure = models.ForeignKey(Procedure, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.key


class OutreachOpens(models.Model):
    """How often the link of a message was opened on a day (lượt mở liên kết): a number, and nothing about anybody."""

    message = models.ForeignKey(OutreachMessage, models.PROTECT, related_name="days")
    day = models.DateField()
    opens = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["message", "day"], name="one_counter_of_a_message_and_day")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.day} {self.opens}"
