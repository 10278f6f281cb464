"""Every address of the product: who it is for, what it is about, and what it needs to be asked for.

A new page adds its line to `ADDRESSES`; tests/house/test_access.py fails until it does, and when the page is open to
others than the line says.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from motcua.casework import actions as casework
from motcua.casework.models import Case
from motcua.catalogue.forms import form_of
from motcua.filing import actions as filing
from motcua.filing.models import Attachment, Draft
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import Ability, Role, Thing
from motcua.records.models import Document, OfficialPaper
from tests.factories import (
    NOW,
    make_case,
    make_citizen,
    make_draft,
    make_office,
    make_officer,
    make_paper,
    make_version,
)

PUBLIC, OWN, OFFICE = "everybody's", "the citizen's own", "of an office"


@dataclass(frozen=True)
class Person:
    """Somebody who asks: a visitor, a citizen, or an officer with one role here, above or elsewhere."""

    name: str
    account: Account | None = None
    role: Role | None = None
    where: str = ""


@dataclass
class World:
    """Two communes of one province, a citizen with a draft and cases in one of them, and everybody who may ask."""

    province: Office
    here: Office
    elsewhere: Office
    citizen: Account
    draft: Draft
    attachment: Attachment
    handed_in: Document
    cases: dict[str, Case]
    paper: OfficialPaper
    people: list[Person] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.cases["new"].dossier.code

    def thing(self, about: str) -> Thing | None:
        """Return what a page of this kind is about, as the rules see it; None for a page about nothing in particular."""
        if about == OWN:
            return Thing(owner_id=self.citizen.pk)
        return Thing(offices=frozenset({self.province.pk, self.here.pk})) if about == OFFICE else None


def make_world() -> World:
    """Make the world by the actions of the rooms themselves."""
    province = make_office(tier="province", code="H27")
    here, elsewhere = make_office(province), make_office(province)
    citizen = make_citizen()
    posting = {"key": "posting", "name": "Niêm yết", "legal_basis": "Điều 1"}
    version = make_version(offered_by=province, rules={"clock_stops": [posting]})
    draft, sent = (make_draft(version, office=here, account=citizen) for _ in range(2))
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "PNG")
    attachment, kept = (
        filing.attach(draft=each, content=picture.getvalue(), name="ảnh.png", paper_position=None, by=citizen, at=NOW)
        for each in (draft, sent)
    )
    everything = make_officer(here, Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)
    cases = {
        status: make_case(status, officer=everything, version=version, office=here, account=citizen)
        for status in ("received", "in_progress", "proposed", "finished", "returned")
    }
    cases |= _waiting(version, here, citizen, everything)
    cases["new"] = casework.register(draft=sent, by=citizen, at=NOW)
    paper = make_paper(cases["received"])
    world = World(province, here, elsewhere, citizen, draft, attachment, kept.document, cases, paper)
    world.people = [Person("visitor"), Person("citizen", citizen), Person("another citizen", make_citizen())]
    for where, office in (("here", here), ("above", province), ("elsewhere", elsewhere)):
        world.people += [Person(f"{role} {where}", make_officer(office, role), role, where) for role in Role]
    return world


def _waiting(version: Any, here: Office, citizen: Account, by: Account) -> dict[str, Case]:
    """Cases whose clock stands still: asked to pay, stopped, paused for a reason that the version names."""
    given = {"by": by, "at": NOW}
    cases = [make_case("in_progress", officer=by, version=version, office=here, account=citizen) for _ in range(3)]
    return {
        "payment_asked": casework.ask_payment(case=cases[0], reason="Phí", amount=5000, **given),
        "stopped": casework.stop(case=cases[1], reason="Tranh chấp", basis="Điều 1", **given),
        "paused": casework.pause(case=cases[2], reason="posting", **given),
    }


@dataclass(frozen=True)
class Address:
    """One address: its general ability, what it is about, and the ability that this thing takes (if another).

    `kwargs` go into the address, `sent` into its form. It is asked for with those of `methods` that the view takes.
    """

    name: str
    ability: Ability
    about: str = PUBLIC
    thing_ability: Ability | None = None
    kwargs: Callable[[World], dict[str, Any]] = lambda world: {}
    sent: Callable[[World], dict[str, Any]] = lambda world: {}
    methods: tuple[str, ...] = ("GET", "POST")


def _draft(name: str, /, **more: Callable[[World], Any]) -> Address:
    return Address(
        name, Ability.FILE, OWN, kwargs=lambda w: {"key": w.draft.key} | {key: value(w) for key, value in more.items()}
    )


def _own(name: str, /, **more: Callable[[World], Any]) -> Address:
    return Address(
        name, Ability.SEE_OWN, OWN, kwargs=lambda w: {"code": w.code} | {key: value(w) for key, value in more.items()}
    )


def _public(name: str, /, **kwargs: Callable[[World], Any]) -> Address:
    return Address(name, Ability.BROWSE, kwargs=lambda w: {key: value(w) for key, value in kwargs.items()})


def _move(move: str, status: str, ability: Ability) -> Address:
    def kwargs(world: World) -> dict[str, Any]:
        from motcua.web.desk.views import SLUGS

        return {"code": world.cases[status].dossier.code, "step": SLUGS[move]}

    return Address("desk_move", Ability.SEE_CASE, OFFICE, ability, kwargs)


ADDRESSES = [
    # everybody
    *(_public(name) for name in ("home", "search", "look_up", "public_figures", "public_figures_csv")),
    *(_public(name) for name in ("sign_in", "signed_in", "sign_out", "officer_sign_in", "language", "components")),
    *(_public(name, code=lambda w: w.draft.version.procedure.code) for name in ("procedure", "choose_office")),
    _public("look_up_code", code=lambda w: w.code),
    _public("verify_paper", token=lambda w: w.paper.token),
    # citizens
    Address("start_draft", Ability.FILE, kwargs=lambda w: {"code": w.draft.version.procedure.code}),
    *(_draft(name) for name in ("draft", "attachments", "helped", "check_answers", "send", "sent", "discard")),
    _draft("form_page", name=lambda w: form_of(w.draft.version.form).pages[0].key),
    _draft("attach_part"),
    _draft("remove_attachment", attachment_id=lambda w: w.attachment.pk),
    _draft("draft_document", document=lambda w: w.attachment.document.key),
    Address("my_dossiers", Ability.SEE_OWN),
    *(_own(name) for name in ("my_dossier", "acknowledgement", "supplement", "withdraw")),
    _own("official_paper", code=lambda w: w.cases["received"].dossier.code, number=lambda w: 2),
    _own("my_document", document=lambda w: w.handed_in.key),
    # officers at the desk
    Address("helper_code", Ability.HELP),
    Address("deputy", Ability.NAME_DEPUTY),
    Address("desk_queue", Ability.SEE_DESK),
    Address("desk_bulk", Ability.SEE_DESK, sent=lambda w: {"move": "accept", "case": w.code}),
    Address("desk_bulk_run", Ability.SEE_DESK, kwargs=lambda w: {"key": "x"}),
    Address("register", Ability.SEE_REGISTER, methods=("GET",)),
    Address("register", Ability.SEE_REGISTER, OFFICE, sent=lambda w: {"office": w.here.code}, methods=("POST",)),
    Address("register_excel", Ability.SEE_REGISTER),
    Address("desk_case", Ability.SEE_CASE, OFFICE, kwargs=lambda w: {"code": w.code}),
    Address("desk_paper", Ability.SEE_CASE, OFFICE, kwargs=lambda w: {"code": w.code, "entry": 1}),
    Address("desk_control_slip", Ability.SEE_CASE, OFFICE, kwargs=lambda w: {"code": w.cases["received"].dossier.code}),
    Address("desk_document", Ability.SEE_CASE, OFFICE, kwargs=lambda w: {"code": w.code, "key": w.handed_in.key}),
    Address("desk_papers", Ability.SEE_DESK),
    Address("desk_reprint", Ability.SEE_CASE, OFFICE, kwargs=lambda w: {"code": w.code, "entry": 1}, methods=("POST",)),
    _move("accept", "new", Ability.RECEIVE),
    _move("refuse", "new", Ability.RECEIVE),
    _move("ask_supplement", "new", Ability.RECEIVE),
    _move("ask_supplement", "in_progress", Ability.WORK),
    _move("assign", "received", Ability.RECEIVE),
    _move("propose", "in_progress", Ability.WORK),
    _move("approve", "proposed", Ability.APPROVE),
    _move("send_back", "proposed", Ability.APPROVE),
    _move("return_result", "finished", Ability.RECEIVE),
    _move("ask_payment", "received", Ability.RECEIVE),
    _move("ask_payment", "in_progress", Ability.WORK),
    _move("record_payment", "payment_asked", Ability.RECEIVE),
    _move("pause", "in_progress", Ability.WORK),
    _move("resume_clock", "paused", Ability.WORK),
    _move("stop", "received", Ability.APPROVE),
    _move("resume", "stopped", Ability.APPROVE),
    _move("withdraw", "in_progress", Ability.RECEIVE),
    _move("recall", "in_progress", Ability.RECEIVE),
    _move("take_back", "proposed", Ability.WORK),
    _move("revoke", "finished", Ability.APPROVE),
    _move("retract", "returned", Ability.RECEIVE),
    _move("correct", "received", Ability.CORRECT),
    _move("apologise", "in_progress", Ability.WORK),
    # leaders and controllers
    Address("steering", Ability.SEE_FIGURES),
    Address("calendar", Ability.KEEP_CALENDAR, methods=("GET",)),
    Address("calendar", Ability.KEEP_CALENDAR, OFFICE, sent=lambda w: {"office": w.here.code}, methods=("POST",)),
]
