"""Around every request: who is asking, which headers protect the answer, and how refusals are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from motcua.core import clock
from motcua.core.errors import Forbidden
from motcua.people import queries
from motcua.people.rules import NOBODY
from motcua.web.shared.access import Request

Respond = Callable[[HttpRequest], HttpResponse]
ACCOUNT_KEY = "account"
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)


class PeopleMiddleware:
    """Sets `request.who` and `request.account`; one statement beside the session, none for visitors."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(Request, request)
        asked.account, asked.who = None, NOBODY
        account_id = request.session.get(ACCOUNT_KEY)
        if account_id:
            asked.account, asked.who = queries.signed_in(account_id, on=clock.local_day(clock.now()))
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show a 403 page where a view found that this person may not."""
        from motcua.web.shared.errors import forbidden

        return forbidden(request, error) if isinstance(error, Forbidden) else None


class HeadersMiddleware:
    """Adds the content security policy; pages load nothing from elsewhere."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> Any:
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        return response
