"""Who may open a page: every view is wrapped by `page`, which asks the one function that decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from motcua.core.errors import Forbidden
from motcua.people.models import Account
from motcua.people.rules import Ability, Thing, Who, may, needs_sign_in
from motcua.web.shared import errors, kiosk


class Request(HttpRequest):
    """A request with the person who makes it: `who` for rules, `account` (None for a visitor) for actions."""

    who: Who
    account: Account | None


KEPT = "interrupted"
_AT_A_KIOSK = (Ability.BROWSE, Ability.FILE, Ability.SEE_OWN)
_OF_CITIZENS = (Ability.FILE, Ability.SEE_OWN, Ability.LEARN_TO_ASSIST, Ability.ASSIST)
_MOST_KEPT = 20_000
View = Callable[..., HttpResponseBase]


def page(ability: Ability, *, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Open the view only to those who have `ability` in general; the view asks `check` about one thing.

    A visitor without an account is led to sign in: officers' pages to the officers' door, others to the e-ID. At a
    kiosk she begins anew where the last person typed something or looked at something of her own.
    Raises Forbidden (shown as 403) for a person who is known but may not.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            asked = cast(Request, request)
            if request.method not in methods:
                return errors.not_opened(asked, methods)
            if kiosk.of(asked) and _begins_anew(asked, ability, kwargs):
                return redirect("kiosk")
            if not may(asked.who, ability):
                if needs_sign_in(asked.who):
                    # What a member of a team typed is about somebody else, who has gone by the time she is back.
                    if request.method == "POST" and "GET" in methods and ability is not Ability.ASSIST:
                        _keep_typed(asked)
                    door = "sign_in" if ability in _OF_CITIZENS else "officer_sign_in"
                    return redirect(f"{reverse(door)}?{urlencode({'next': _page_of(request, methods)})}")
                raise Forbidden
            return view(asked, *args, **kwargs)

        opened.ability = ability  # type: ignore[attr-defined]
        opened.methods = methods  # type: ignore[attr-defined]
        return opened

    return wrap


def _begins_anew(request: Request, ability: Ability, about: dict[str, Any]) -> bool:
    if ability not in _AT_A_KIOSK:
        return True
    own = "key" in about or "token" in about or (bool(about) and ability is Ability.SEE_OWN)
    return not may(request.who, ability) and (own or request.method == "POST")


def _page_of(request: HttpRequest, methods: tuple[str, ...]) -> str:
    """Return the page to come back to: this one, or the one whose button led here when this is only an action."""
    if "GET" in methods:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    same_site = came_from.netloc == request.get_host()
    return came_from._replace(scheme="", netloc="", fragment="").geturl() if same_site else "/"


def check(request: Request, ability: Ability, thing: Thing) -> None:
    """Raise Forbidden unless the person has `ability` about `thing`."""
    if not may(request.who, ability, thing):
        raise Forbidden


def interrupted(request: Request) -> dict[str, str] | None:
    """Return, once, what was typed on this page when the session had ended; None when nothing was kept."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    return dict(kept["typed"])


def _keep_typed(request: Request) -> None:
    """Keep what a person typed on a page whose session ended, until she has signed in again.

    It is shown again only at the same address, which only its owner can open.
    """
    typed = {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    if sum(map(len, typed.values())) <= _MOST_KEPT:
        request.session[KEPT] = {"path": request.path, "typed": typed}
