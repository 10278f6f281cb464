"""How values of the domain are said to people: sizes, sheets of paper, limits, fees, days of the week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.catalogue.models import Fee, FilingWay, Paper
from motcua.catalogue.rules import LimitUnit
from motcua.core import clock, money
from motcua.core.text import fold

_DAYS = [
    gettext_lazy("thứ Hai"), gettext_lazy("thứ Ba"), gettext_lazy("thứ Tư"), gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"), gettext_lazy("thứ Bảy"), gettext_lazy("Chủ nhật"),
]  # fmt: skip

_NUMBERS: dict[str, Callable[[int], str]] = {
    "vi": lambda value: f"{value:,}".replace(",", "."),
    "en": lambda value: f"{value:,}",
}


def number(language: str | None) -> Callable[[int], str]:
    """Return how a language writes a whole number: "12.345", in English "12,345"."""
    return _NUMBERS[language or settings.LANGUAGE_CODE]


def weekday(moment: datetime) -> str:
    """Return a moment with its day of the week, such as "17:00, thứ Tư, 25/11/2026"."""
    local = clock.local(moment)
    return f"{local:%H:%M}, {_DAYS[local.weekday()]}, {local:%d/%m/%Y}"


def weekday_of(day: date) -> str:
    """Return a day with its day of the week, such as "thứ Tư, 25/11/2026"."""
    return f"{_DAYS[day.weekday()]}, {day:%d/%m/%Y}"


def size(octets: int) -> str:
    """Return the size of a file, such as "340 KB" or "2,4 MB"."""
    if octets < 1024 * 1024:
        return f"{max(1, round(octets / 1024))} KB"
    return f"{octets / (1024 * 1024):.1f} MB".replace(".", ",")


def sheets(paper: Paper) -> str:
    """Return how many originals and copies are asked for; "" for a note."""
    parts = []
    if paper.originals:
        parts.append(_("%(count)s bản chính") % {"count": paper.originals})
    if paper.copies:
        parts.append(_("%(count)s bản sao") % {"count": paper.copies})
    return ", ".join(parts)


def limit(way: FilingWay) -> str:
    """Return the time limit of a way to file in words; what the record says when no number can be trusted."""
    if way.limit_amount is None or way.limit_unit is None:
        return way.limit_text or _("chưa nhập thời hạn")
    if way.limit_amount == 0:
        return _("trong ngày")
    return f"{way.limit_amount} {_(str(LimitUnit(way.limit_unit).label)).lower()}"


def fee(one: Fee) -> str:
    """Return a fee in words; an amount that is not known is never shown as nothing to pay."""
    if one.amount is None:
        said = one.text if fold(one.text) not in ("", "khong co thong tin") else ""
        return _("chưa nhập mức phí") + (f" («{said}»)" if said else "")
    return _("không thu phí") if one.amount == 0 else money.show(one.amount)
