"""How a citizen wants to be told what happens to her dossiers, and where."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Invalid
from motcua.correspondence import actions, queries, sending
from motcua.correspondence.rules import Medium
from motcua.people.rules import Ability
from motcua.web.shared.access import Request, page


@page(Ability.SEE_OWN, methods=("GET", "HEAD", "POST"))
def contact(request: Request) -> HttpResponseBase:
    """Show how she is told, and take another choice."""
    account = request.account
    assert account is not None and account.person is not None
    # What nothing is sent by cannot be chosen, but for the two that every province has.
    media = [one for one in Medium if one is not Medium.CHAT or sending.has(one)]
    wanted, errors = queries.wanted(account.person), {}
    given = {"email": wanted.email, "phone": wanted.phone}
    chosen = [str(one) for one in wanted.media]
    if request.method == "POST":
        given = {name: request.POST.get(name, "")[:254] for name in given}
        chosen = [one for one in request.POST.getlist("media") if one in media]
        try:
            actions.choose(account=account, media=[Medium(one) for one in chosen], at=clock.now(), **given)
            return redirect(reverse("my_contact") + "?done=1")
        except Invalid as invalid:
            errors = invalid.errors
    context = {
        "media": [(one, _(sending.name(one))) for one in media], "chosen": chosen, "given": given, "errors": errors,
        "done": "done" in request.GET and not errors,
    }  # fmt: skip
    return render(request, "portal/contact.html", context, status=422 if errors else 200)
