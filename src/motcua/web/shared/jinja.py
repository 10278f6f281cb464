"""The Jinja2 environment of every page: translations, addresses, and how values are shown to people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined

from motcua.core import clock, money


def environment(**options: Any) -> Environment:
    """Build the environment. An unknown variable is an error, never an empty place on a page."""
    made = Environment(**{**options, "undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n"]})
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"static": static, "url": _url, "language": get_language}
    made.filters |= {"day": show_day, "moment": show_moment, "money": money.show, "number": show_number}
    made.trim_blocks = made.lstrip_blocks = True
    return made


def show_day(value: date | datetime | None) -> str:
    """Return a date as people write it, such as "05/11/2026"; "" for None."""
    if isinstance(value, datetime):
        value = clock.local_day(value)
    return f"{value:%d/%m/%Y}" if value else ""


def show_moment(value: datetime | None) -> str:
    """Return a time of day and date, such as "17:20, 05/11/2026"; "" for None."""
    return f"{clock.local(value):%H:%M, %d/%m/%Y}" if value else ""


def show_number(value: int) -> str:
    """Return a whole number with dots between thousands."""
    return f"{value:,}".replace(",", ".")


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
