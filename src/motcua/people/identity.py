"""What this room asks of an identity provider; `integrations/identity` answers it, settings choose which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.core.errors import Refused


class IdentityRefused(Refused):
    """The provider did not vouch for the person; the message (Vietnamese) says what to do."""


class IdentityUnreachable(IdentityRefused):
    """The provider did not answer, or not understandably; trying again later may help."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What an identity provider vouches for about a person. Empty text and None mean: it did not say.

    `personal_id` has 12 digits, `gender` is a value of `people.rules.Gender`, `level` the level of the e-ID.
    """

    full_name: str
    personal_id: str = ""
    birth_date: date | None = None
    gender: str = ""
    phone: str = ""
    email: str = ""
    residence: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as one provider knows her: `subject` is stable within `issuer`."""

    issuer: str
    subject: str
    claims: Claims


@dataclass(frozen=True, slots=True)
class Start:
    """Where to send the person, and what to keep in her session, under `state`, until she comes back."""

    url: str
    state: str
    kept: dict[str, str]


class IdentityProvider(Protocol):
    """An electronic identity provider (nhà cung cấp định danh điện tử)."""

    def start(self, redirect_uri: str, *, at: datetime) -> Start:
        """Begin a sign-in. Raises IdentityUnreachable."""
        ...

    def finish(self, params: Mapping[str, str], kept: Mapping[str, str], *, at: datetime) -> Identity:
        """Return the person for the parameters that came back. Raises IdentityRefused, IdentityUnreachable."""
        ...

    def sign_out_url(self, back_to: str, *, at: datetime) -> str:
        """Return the address that ends the session at the provider too; "" when it has none or does not answer."""
        ...


def provider() -> IdentityProvider:
    """Return the provider that settings.IDENTITY names: a dotted path to a function without arguments."""
    made: IdentityProvider = import_string(settings.IDENTITY)()
    return made
