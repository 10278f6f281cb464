"""Addresses of ours as the world types them: they go into QR codes and onto papers."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def look_up(code: str) -> str:
    """Return where everybody sees how far a dossier is."""
    return str(settings.ADDRESS) + reverse("look_up_code", args=[code])


def dossier(code: str) -> str:
    """Return where a citizen sees her own dossier."""
    return str(settings.ADDRESS) + reverse("my_dossier", args=[code])


def rating(token: str) -> str:
    """Return where whoever has this token says how it went."""
    return str(settings.ADDRESS) + reverse("rate", args=[token])


def verify(token: str) -> str:
    """Return where everybody sees that a paper is genuine."""
    return str(settings.ADDRESS) + reverse("verify_paper", args=[token])


def invitation(token: str) -> str:
    """Return where a person who is invited to a guided filing begins."""
    return str(settings.ADDRESS) + reverse("invitation", args=[token])


def invitation_code() -> str:
    """Return where the code of an invitation is typed, as short as it can be said."""
    return str(settings.ADDRESS) + reverse("invitation_code_typed")


def short_link(key: str) -> str:
    """Return the link of an outreach message, as short as it can be read out."""
    return str(settings.ADDRESS) + reverse("short_link", args=[key])


def page(name: str) -> str:
    """Return the address of a page that has no parts."""
    return str(settings.ADDRESS) + reverse(name)
