"""From where somebody files, as far as it is kept at all: a cookie of the browser, and the networks of offices."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address
from typing import TypeVar

from django.conf import settings
from django.http.response import HttpResponseBase

from motcua.core import ids
from motcua.filing import traces
from motcua.filing.models import Dossier
from motcua.web.shared import kiosk, proxy
from motcua.web.shared.access import Request

COOKIE = "device"
_DAYS = 31
Answer = TypeVar("Answer", bound=HttpResponseBase)


def mark(request: Request, answer: Answer) -> Answer:
    """Give the browser of somebody who begins to file a random mark, where traces are kept; none at a kiosk."""
    if settings.TRACE_DAYS and not kiosk.of(request) and COOKIE not in request.COOKIES:
        answer.set_cookie(
            COOKIE, ids.token(), max_age=_DAYS * 86400, httponly=True, samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE), path="/",
        )  # fmt: skip
    return answer


def keep(request: Request, dossier: Dossier, *, at: datetime) -> None:
    """Keep the trace of a dossier that was just sent, where traces are kept."""
    if not settings.TRACE_DAYS:
        return
    traces.keep(
        dossier=dossier, device=request.COOKIES.get(COOKIE, "")[:64], office=_office(request), at=at,
        kiosk=kiosk.of(request) is not None, days=settings.TRACE_DAYS,
    )  # fmt: skip


def _office(request: Request) -> str:
    """Return the code of the office whose own network a request comes from; "" for any other."""
    try:
        told = ip_address(proxy.address(request))
    except ValueError:
        return ""
    told = getattr(told, "ipv4_mapped", None) or told
    return next((code for network, code in settings.OFFICE_NETWORKS if told in network), "")
