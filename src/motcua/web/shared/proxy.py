"""What the server in front of us tells about a request, and from whom we believe it."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_TOLD = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR")


class ProxyMiddleware:
    """Drops X-Forwarded-Proto and X-Forwarded-For unless they come from a front server of MOTCUA_PROXIES.

    Stands first: whether the request came by https and from which address is asked by all that follow. Without an
    https address of our own there is no front server, and nobody is believed.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = [name for name in _TOLD if name in request.META]
        if told and not (settings.SECURE and _in_front(str(request.META.get("REMOTE_ADDR", "")))):
            for name in told:
                del request.META[name]
        return self.respond(request)


def address(request: HttpRequest) -> str:
    """Return where a request comes from: the last address that no front server of ours has.

    What stands before it in X-Forwarded-For was written by whoever asks, and may be made up.
    """
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    way = [step for step in map(str.strip, told) if step] + [str(request.META.get("REMOTE_ADDR", ""))]
    return next((step for step in reversed(way) if not _in_front(step)), way[0])


def _in_front(peer: str) -> bool:
    try:
        found = ip_address(peer)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in settings.PROXIES)
