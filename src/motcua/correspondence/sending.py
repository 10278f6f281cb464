"""What this room asks of whoever carries messages; `integrations` answers it, settings choose which, one a medium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.core.errors import Refused
from motcua.correspondence.rules import Medium


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be carried. `key` is the same at every attempt; `reference` and `values` serve where only texts that
    the provider has approved are sent, `title` is the subject of an e-mail.
    """

    key: str
    address: str
    words: str
    title: str = ""
    reference: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class Undelivered(Exception):
    """The message did not go now; the words (Vietnamese) say why, for officers. It is tried again later."""


class GatewayAway(Undelivered):
    """Nothing goes through this sender at the moment: not reached, over its limit, or it does not know us."""


class RecipientRefused(Undelivered):
    """The message will never go there: a number or address that does not exist, or that wants nothing of us."""


class Sender(Protocol):
    """Carries messages on one medium (kênh gửi tin)."""

    name: str
    """How people call it on pages; "" for the name of the medium."""

    def send(self, message: Outgoing) -> str:
        """Hand the message over and return the carrier's number for it, "" for none; within less than `rules.LEASE`.

        Handed over twice it may arrive twice, with one identifier. Raises Undelivered.
        """
        ...


def sender(medium: Medium) -> Sender | None:
    """Return the sender that settings.SENDERS names for a medium, a dotted path to a function without arguments.

    None where it names none. Raises Refused, with the setting to mend, when it is not configured in full.
    """
    path = settings.SENDERS.get(str(medium), "")
    if not path:
        return None
    try:
        made: Sender = import_string(path)()
    except (ImportError, AttributeError, TypeError) as error:
        raise Refused(f"MOTCUA_{medium.name}_SENDER={path}: không tìm thấy hàm này.") from error
    return made


def check() -> None:
    """Raise Refused when a sender that settings name is not there or not configured in full."""
    for medium in Medium:
        sender(medium)


def has(medium: Medium) -> bool:
    """Return whether settings name a sender for a medium."""
    return bool(settings.SENDERS.get(str(medium)))


def name(medium: Medium) -> str:
    """Return how people call a medium: by its sender, or in general where there is none that could be used."""
    try:
        found = sender(medium)
    except Refused:
        found = None
    return (found.name if found else "") or str(medium.label)
