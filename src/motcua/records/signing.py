"""What this room asks of a signer; `integrations/signing` answers it, settings choose which."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.core.errors import Refused

FIELD = "Motcua"
"""Name of the signature field of what is signed here; further ones carry a number behind it."""


class SigningRefused(Refused):
    """A file was not signed; the message (Vietnamese) says why and what to do. Nothing was changed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "result")


class Signer(Protocol):
    """Signs PDF files in the name of offices (chữ ký số của cơ quan)."""

    def has_key(self, office: str) -> bool:
        """Return whether the office with this code has a key. Raises SigningRefused when that cannot be found out."""
        ...

    def sign(self, content: bytes, *, office: str, at: datetime, reason: str, location: str) -> bytes:
        """Return the PDF with a PAdES signature appended. Raises SigningRefused.

        `reason` and `location` are shown by readers of PDF: what for, and the address that verifies it.
        """
        ...


def signer() -> Signer | None:
    """Return the signer that settings.SIGNER names: a dotted path to a function without arguments; None for ""."""
    if not settings.SIGNER:
        return None
    made: Signer = import_string(settings.SIGNER)()
    return made
