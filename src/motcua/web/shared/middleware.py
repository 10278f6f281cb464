"""Around every request: who is asking, which headers protect the answer, and how refusals are shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.crypto import constant_time_compare

from motcua.core import clock
from motcua.core.errors import Forbidden, Refused
from motcua.people import queries
from motcua.people.models import Account
from motcua.people.rules import NOBODY
from motcua.records.storage import Lost, Unavailable
from motcua.web.shared import errors
from motcua.web.shared.access import Request

Respond = Callable[[HttpRequest], HttpResponse]
ACCOUNT_KEY = "account"
PROOF_KEY = "proof"
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
            if asked.account and not _still_proven(request, asked.account):
                asked.account, asked.who = None, NOBODY
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show a page where this person may not, or where somebody was faster, in another window or elsewhere; or where
        the store of files does not answer, or has lost one.
        """
        if isinstance(error, Unavailable):
            return errors.unavailable(request, error)
        if isinstance(error, Lost):
            return errors.lost(request)
        if isinstance(error, Refused):
            return errors.refused(request, error)
        return errors.forbidden(request, error) if isinstance(error, Forbidden) else None


def _still_proven(request: HttpRequest, account: Account) -> bool:
    """Return whether the password is still the one with which this session began."""
    proof = request.session.get(PROOF_KEY)
    return proof is None or constant_time_compare(proof, account.get_session_auth_hash())


class CompressMiddleware(GZipMiddleware):
    """Compresses pages; photos and PDF are compressed by themselves and keep their length.

    Who asks for the head alone gets no body: the server would drop it, and write a warning for each.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""
            return response
        kind = response.headers.get("Content-Type", "")
        worth = kind.startswith(("text/", "application/json", "application/geo+json"))
        return super().process_response(request, response) if worth else response


class LanguageMiddleware:
    """Vietnamese unless the person chose another language; what the browser prefers does not count.

    Many phones here are set to English by the shop that sold them.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SizeMiddleware:
    """Refuses a request larger than one file may be, before anything reads it.

    What nobody has read of any request is read and dropped, up to a bound: a browser that is cut off would show its
    own error, not our page.
    """

    allowance = 1024 * 1024
    patience = 200 * 1024 * 1024

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdigit() and int(size) > settings.MAX_UPLOAD + self.allowance:
            response = errors.too_big(request)
        else:
            response = self.respond(request)
        _drop_rest(request, self.patience)
        return response


def _drop_rest(request: HttpRequest, left: int) -> None:
    with suppress(OSError):  # the browser has gone
        while left > 0 and (chunk := request.read(min(left, 65536))):
            left -= len(chunk)


class HostMiddleware:
    """Answers only to the names of MOTCUA_HOSTS, on every page: Django asks only where an address is built."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises DisallowedHost, which is answered with 400
        return self.respond(request)


class StorableMiddleware:
    """Keeps from every page the one character that no text of PostgreSQL can hold, U+0000, which nobody types.

    No page has it in its address; from what was asked or sent it is left out, as an invisible character is.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *given: Any) -> None:
        """Look at what comes before the page does. Raises Http404 for an address that cannot be."""
        if "\0" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = cast(Any, _storable(request.GET))
        if request.method == "POST" and any("\0" in value for _name, held in request.POST.lists() for value in held):
            request.POST = cast(Any, _storable(request.POST))


def _storable(given: QueryDict) -> QueryDict:
    kept = given.copy()
    for name, values in given.lists():
        kept.setlist(name, [str(value).replace("\0", "") for value in values])
    return kept


class HeadersMiddleware:
    """Adds the content security policy: pages load nothing from elsewhere.

    What a signed-in person saw is not kept by the browser: the phone or the kiosk may be somebody else's.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> Any:
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        if getattr(request, "account", None):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
