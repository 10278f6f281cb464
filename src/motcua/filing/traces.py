"""Traces of where dossiers were filed: kept for a while, as digests under a key of the month, never in the journal."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.catalogue import forms
from motcua.core import clock
from motcua.filing.models import Dossier, Trace, TraceKey


@transaction.atomic
def keep(*, dossier: Dossier, device: str, office: str, kiosk: bool, days: int, at: datetime) -> None:
    """Keep from which device (its cookie, "": none) and office network ("": none) a dossier was filed, for some days.

    With 0 days nothing is kept. Told again it changes nothing. At a kiosk the device is everybody's, and left out. The
    address itself is kept in no form.
    """
    if days <= 0:
        return
    day = clock.local_day(at)
    key = TraceKey.objects.get_or_create(month=f"{day:%Y-%m}")[0].secret
    Trace.objects.get_or_create(
        dossier=dossier,
        defaults={
            "day": day, "kiosk": kiosk, "office": office, "kept_until": day + timedelta(days),
            "device": "" if kiosk else _digest(key, "device", device),
            "phone": _digest(key, "phone", contact_phone(dossier.version.form, dossier.answers)),
        },
    )  # fmt: skip


def clear(*, at: datetime) -> int:
    """Remove traces whose time is over, and the keys of months of which none is left; return how many traces."""
    today = clock.local_day(at)
    gone: int = Trace.objects.filter(kept_until__lt=today).delete()[0]
    days = Trace.objects.values_list("day", flat=True).distinct()
    TraceKey.objects.exclude(month__in={f"{day:%Y-%m}" for day in (*days, today)}).delete()
    return gone


def contact_phone(form: Mapping[str, Any] | None, answers: Mapping[str, Any]) -> str:
    """Return the digits of the telephone number that was given for contact, as within the country; "" for none."""
    fields = [field for page in forms.form_of(form).pages for field in page.fields if field.type == "phone"]
    given = next((str(answers[field.key]) for field in fields if answers.get(field.key)), "")
    digits = re.sub(r"\D", "", given)
    return "0" + digits[2:] if digits.startswith("84") and len(digits) > 10 else digits


def _digest(key: str, kind: str, value: str) -> str:
    """Return a digest that only whoever has the month's key and the server's own secret can make; "" of nothing."""
    secret = f"{settings.SECRET_KEY} {key}".encode()
    return hmac.new(secret, f"{kind} {value}".encode(), hashlib.sha256).hexdigest()[:32] if value else ""
