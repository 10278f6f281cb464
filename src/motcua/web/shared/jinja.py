"""The Jinja2 environment of every page: translations, addresses, and how values are shown to people."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import StrictUndefined

from motcua.casework.rules import Status
from motcua.core import clock, money
from motcua.core.errors import Phrase
from motcua.web.shared import banner, navigation, words
from motcua.web.shared.templating import SpokenEnvironment

_TONES = {
    Status.NEW: "new",
    Status.RECEIVED: "active",
    Status.REFUSED: "bad",
    Status.IN_PROGRESS: "active",
    Status.SUPPLEMENT_ASKED: "wait",
    Status.PAYMENT_ASKED: "wait",
    Status.WITHDRAWN: "",
    Status.STOPPED: "bad",
    Status.FINISHED: "good",
    Status.RETURNED: "good",
}


def environment(language: str = settings.LANGUAGE_CODE, **options: Any) -> SpokenEnvironment:
    """Build the environment of a language. An unknown variable is an error, never an empty place on a page."""
    made = SpokenEnvironment(**{**options, "undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n"]})
    made.language = language
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"static": cache(static), "url": _url, "language": get_language, "day_parts": day_parts}
    made.globals |= {"simulated": banner.simulated, "province": _province, "places": navigation.places}
    made.filters |= {"day": show_day, "moment": show_moment, "money": money.show, "number": words.number(language)}
    made.filters |= {"tone": show_tone, "status_name": show_status, "said": said}
    made.filters |= {name: getattr(words, name) for name in ("weekday", "weekday_of", "size", "sheets", "limit", "fee")}
    made.trim_blocks = made.lstrip_blocks = True
    return made


def show_day(value: date | datetime | None) -> str:
    """Return a date as people write it, such as "05/11/2026"; "" for None."""
    if isinstance(value, datetime):
        value = clock.local_day(value)
    return f"{value:%d/%m/%Y}" if value else ""


def show_moment(value: datetime | None) -> str:
    """Return a time of day and date, such as "17:20, 05/11/2026"; "" for None."""
    if value is None:
        return ""
    local = clock.local(value)
    return f"{local.hour:02}:{local.minute:02}, {local.day:02}/{local.month:02}/{local.year:04}"


def show_status(status: int) -> str:
    """Return the name of a national status in the language of the page."""
    return gettext(str(Status(status).label))


def said(message: str) -> str:
    """Return a refusal in the language of the page, as it is when it has no translation.

    Unlike `_` it takes no values: a per cent sign in what somebody typed is only a per cent sign.
    """
    if isinstance(message, Phrase):
        return gettext(message.words) % {name: _said_value(value) for name, value in message.values.items()}
    return gettext(message) if message else ""


def _said_value(value: object) -> object:
    return said(value) if isinstance(value, Phrase) else value


def show_tone(status: int) -> str:
    """Return the tone in which the tag of a national status is shown; "" is neutral."""
    return _TONES[Status(status)]


def day_parts(value: date | str | None) -> tuple[str, str, str]:
    """Return what three inputs (day, month, year) show for a date, "dd/mm/yyyy", a year alone, or half a date."""
    typed = show_day(value) if isinstance(value, date) else value or ""
    if "/" not in typed:
        return "", "", typed
    day, month, year = [*typed.split("/"), "", ""][:3]
    return day, month, year


def _province() -> str:
    return str(settings.PROVINCE)


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs) if args or kwargs else navigation.address(name)
