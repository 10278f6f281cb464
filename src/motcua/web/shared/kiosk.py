"""A kiosk: a browser that many people use, one after the other, each in a session of her own that ends for sure.

What an officer left open in the same browser stays as it is, under a cookie that nothing reads while the kiosk is open.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from motcua.people.rules import NOBODY

IDLE_SECONDS, FAREWELL_SECONDS = 300, 60
COOKIE, SESSION_COOKIE = "kiosk", "kiosk_session"
_SALT = "motcua.kiosk"
_SHARED_FOR, _DEDICATED_FOR = 60 * 60 * 8, 60 * 60 * 24 * 30


@dataclass(frozen=True, slots=True)
class Kiosk:
    """What this browser is: the name of the office where it stands, and the account that opened it.

    `shared`: it is an officer's own machine, turned to a citizen for a while, with the officer's session below. `pin`:
    it is the phone of a member of a community team, who takes it back by a code of hers; this is the code, sealed.
    """

    office: str
    opened_by: int
    shared: bool = False
    pin: str = ""

    @property
    def lasts(self) -> int:
        """For how many seconds it stays one."""
        return _SHARED_FOR if self.shared else _DEDICATED_FOR


def of(request: HttpRequest) -> Kiosk | None:
    """Return the kiosk that a request comes from; None for any other browser."""
    found: Kiosk | None = getattr(request, "kiosk", None)
    return found


def sealed(account_id: int, pin: str) -> str:
    """Return what is kept of the code by which a member takes her phone back."""
    return salted_hmac(_SALT, f"{account_id} {pin}", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def open_here(response: HttpResponseBase, kiosk: Kiosk) -> None:
    """Make the browser that gets this answer a kiosk."""
    value = signing.dumps(asdict(kiosk), salt=_SALT)
    response.set_cookie(
        COOKIE, value, max_age=kiosk.lasts, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
    response.delete_cookie(SESSION_COOKIE)


def close_here(response: HttpResponseBase, kiosk: Kiosk, *, by: int) -> None:
    """Make it an ordinary browser again; a session that another officer than `by` left below it goes, too."""
    response.delete_cookie(COOKIE)
    response.delete_cookie(SESSION_COOKIE)
    if by != kiosk.opened_by:
        response.delete_cookie(settings.SESSION_COOKIE_NAME)


def end_session(request: Any) -> None:
    """Sign out whoever is at the kiosk, and forget what she left."""
    request.session.flush()
    request.account, request.who = None, NOBODY


class KioskSessionMiddleware(SessionMiddleware):
    """Django's sessions; at a kiosk under a cookie of its own, and over IDLE_SECONDS after the last request."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the session of the request, at a kiosk that of the kiosk."""
        request.kiosk = _read(request)  # type: ignore[attr-defined]
        if of(request):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
            if key := request.COOKIES.get(SESSION_COOKIE):
                request.COOKIES[settings.SESSION_COOKIE_NAME] = key
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep the session; at a kiosk it lives from request to request, under the kiosk's cookie."""
        at_kiosk = of(request) is not None
        if at_kiosk and not request.session.is_empty():
            request.session.set_expiry(IDLE_SECONDS)
        # What the view itself said about the officer's cookie stands.
        meant = response.cookies.pop(settings.SESSION_COOKIE_NAME, None) if at_kiosk else None
        answer = super().process_response(request, response)
        morsel = answer.cookies.pop(settings.SESSION_COOKIE_NAME, None) if at_kiosk else None
        if morsel is not None and SESSION_COOKIE not in answer.cookies:
            morsel.set(SESSION_COOKIE, morsel.value, morsel.coded_value)
            answer.cookies[SESSION_COOKIE] = morsel
        if meant is not None:
            answer.cookies[settings.SESSION_COOKIE_NAME] = meant
        return answer


def _read(request: HttpRequest) -> Kiosk | None:
    if COOKIE not in request.COOKIES:
        return None
    try:
        return Kiosk(**signing.loads(request.COOKIES[COOKIE], salt=_SALT, max_age=_DEDICATED_FOR))
    except (signing.BadSignature, TypeError):
        return None
