"""The pages of a kiosk: its first page, which signs out whoever was there, opening and closing it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.people import attempts, passwords, queries
from motcua.people.identity import provider
from motcua.people.rules import OPENING_LIMIT, Ability
from motcua.web.shared import kiosk, proxy
from motcua.web.shared.access import Request, page

_POSTS = ("GET", "HEAD", "POST")


@never_cache
@page(Ability.BROWSE)
def home(request: Request) -> HttpResponse:
    """Begin: nobody is signed in here. Coming back from a filing ends the session here and at the e-ID, too."""
    here = kiosk.of(request)
    if here is None:
        return render(request, "shared/kiosk_closed.html")
    ended = request.account is not None or "end" in request.GET
    kiosk.end_session(request)
    back_to = request.build_absolute_uri(reverse("kiosk"))
    elsewhere = provider().sign_out_url(back_to, at=clock.now()) if ended else ""
    begin = "shared/kiosk_back.html" if here.pin else "shared/kiosk.html"
    answer: HttpResponse = redirect(elsewhere) if elsewhere else render(request, begin, {"errors": {}})
    if ended:
        answer.headers["Clear-Site-Data"] = '"cache"'
        if here.pin or not here.shared:
            answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


@never_cache
@page(Ability.BROWSE)
def stay(request: Request) -> HttpResponse:
    """Tell the script whether the session still lives; asking lets it live on."""
    return HttpResponse(status=204 if request.account else 205)


@page(Ability.HELP, methods=_POSTS)
def open_kiosk(request: Request) -> HttpResponse:
    """Let an officer make this machine a kiosk for good; she is signed out of it."""
    assert request.account is not None
    places = queries.workplaces(request.account.pk, on=clock.local_day(clock.now()))
    errors: dict[str, str] = {}
    if request.method == "POST":
        chosen = {one.code: one.name for one in places}
        name = chosen.get(request.POST.get("place", "")) or (places[0].name if len(places) == 1 else "")
        if name:
            opened = kiosk.Kiosk(name, request.account.pk)
            request.session.flush()
            answer = redirect("kiosk")
            kiosk.open_here(answer, opened)
            return answer
        errors = {"place": _("Chọn nơi đặt máy.")}
    context = {"workplaces": [(one.code, one.name) for one in places], "errors": errors}
    return render(request, "shared/kiosk_open.html", context, status=422 if errors else 200)


@never_cache
@sensitive_post_parameters("password")
@page(Ability.BROWSE, methods=_POSTS)
def close_kiosk(request: Request) -> HttpResponse:
    """Let an officer, by her password, make the machine an ordinary one again."""
    here = kiosk.of(request)
    if here is None:
        return redirect("kiosk")
    kiosk.end_session(request)
    if here.pin:
        return _take_back(request, here)
    sent: Any = request.POST
    username, errors = sent.get("username", "")[:80], {}
    if request.method == "POST":
        try:
            account = passwords.sign_in_officer(
                username=username, password=sent.get("password", "")[:200], address=proxy.address(request),
                at=clock.now(),
            )  # fmt: skip
            answer = redirect("/")
            kiosk.close_here(answer, here, by=account.pk)
            return answer
        except Refused as refused:
            errors = {refused.field: refused.message}
    context = {"errors": errors, "username": username, "kiosk": here}
    return render(request, "shared/kiosk_close.html", context, status=422 if errors else 200)


def _take_back(request: Request, here: kiosk.Kiosk) -> HttpResponse:
    """Give a member of a team her phone back for the code that she chose; who has forgotten it signs in anew."""
    if request.method == "POST" and "forgotten" in request.POST:
        answer = redirect("sign_in")
        kiosk.close_here(answer, here, by=0)
        return answer
    errors: dict[str, str] = {}
    if request.method == "POST":
        counted = attempts.digest("kiosk", str(here.opened_by))
        reserved = attempts.reserve({counted: OPENING_LIMIT}, at=clock.now())
        if reserved is None:
            errors = {"pin": _("Đã nhập sai nhiều lần. Chờ 15 phút, hoặc đăng nhập lại.")}
        elif constant_time_compare(kiosk.sealed(here.opened_by, request.POST.get("pin", "")[:20].strip()), here.pin):
            attempts.forgive(reserved, counted)
            answer = redirect("field")
            kiosk.close_here(answer, here, by=here.opened_by)
            return answer
        else:
            errors = {"pin": _("Mã chưa đúng. Nhập 4 chữ số bạn đã chọn khi bắt đầu buổi.")}
    return render(request, "shared/kiosk_back.html", {"errors": errors}, status=422 if errors else 200)
