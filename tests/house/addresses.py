"""Every address of the product: who it is for, what it is about, and what it needs to be asked for.

A new page adds its line to `ADDRESSES`; tests/house/test_access.py fails until it does, and when the page is open to
others than the line says.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from PIL import Image

from motcua.adoption.difficulties import actions as difficulties
from motcua.adoption.difficulties.rules import DifficultySource
from motcua.adoption.directives import actions as directives
from motcua.adoption.directives.rules import Received
from motcua.adoption.models import Branch, CommunityTeam, Duty, KnownSolution, OutreachMessage, PlanTask, TrainingClass
from motcua.adoption.outreach import actions as outreach
from motcua.adoption.outreach.rules import ChannelKind, Text
from motcua.adoption.teams import actions as teams
from motcua.adoption.training import actions as training
from motcua.adoption.training.rules import Plan, SkillKind
from motcua.casework import actions as casework
from motcua.casework.models import Case
from motcua.casework.moves import holding
from motcua.casework.several import intake
from motcua.casework.several.intake import Brought, Intake
from motcua.catalogue.forms import form_of
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.correspondence import actions as correspondence
from motcua.correspondence import ratings
from motcua.correspondence.models import Question
from motcua.correspondence.petitions.models import Petition
from motcua.correspondence.petitions.rules import PetitionMove
from motcua.filing import actions as filing
from motcua.filing import invitations
from motcua.filing.models import Attachment, Draft, Invitation, Visit
from motcua.filing.rules import InPersonReason
from motcua.measures.frozen import actions as frozen
from motcua.measures.frozen.rules import ReportKind
from motcua.measures.models import OutsideFigure, Report, WatchFinding
from motcua.measures.outside import actions as outside
from motcua.measures.outside.rules import Entered, OutsideKind
from motcua.offices.models import Office
from motcua.people.facts import Facts
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
from tests.petitions import make_petition
from tests.teams import form, name, ready

PUBLIC, OWN, OFFICE, PROVINCE = "everybody's", "the citizen's own", "of an office", "of the province"
ASKER = "of the officer who asks"
_LEARNING, _READY = "member of a team", "member who passed"
JOINT, STEP = "of an office, another takes part", "what the other office has to do"


@dataclass(frozen=True)
class Person:
    """Somebody who asks: a visitor, a citizen, or an officer with one role here, above or elsewhere."""

    name: str
    account: Account | None = None
    role: Role | None = None
    where: str = ""


@dataclass
class World:
    """Three communes of one province, a citizen with a draft and cases in one of them, and everybody who may ask.

    The case `joint` is one of `here`; its step is at `partner`.
    """

    province: Office
    here: Office
    elsewhere: Office
    partner: Office
    citizen: Account
    draft: Draft
    attachment: Attachment
    handed_in: Document
    cases: dict[str, Case]
    question: Question
    asked: Question
    paper: OfficialPaper
    invitation: Invitation
    visit: Visit
    petitions: dict[str, Petition]
    training_class: TrainingClass
    task: PlanTask
    outside: OutsideFigure
    report: Report
    solution: KnownSolution
    duty: Duty
    message: OutreachMessage
    team: CommunityTeam
    branch: Branch
    finding: WatchFinding
    people: list[Person] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.cases["new"].dossier.code

    def thing(self, about: str) -> Thing | None:
        """Return what a page of this kind is about, as the rules see it; None for a page about nothing in particular."""
        if about == OWN:
            return Thing(owner_id=self.citizen.pk)
        here, there = (frozenset({self.province.pk, one.pk}) for one in (self.here, self.partner))
        things = {
            OFFICE: Thing(offices=here), JOINT: Thing(offices=here, concerned=there), STEP: Thing(offices=there),
            PROVINCE: Thing(offices=frozenset({self.province.pk})),
        }  # fmt: skip
        return things.get(about)


def make_world() -> World:
    """Make the world by the actions of the rooms themselves."""
    province = make_office(tier="province", code="H27")
    here, elsewhere, partner = (make_office(province) for _ in range(3))
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
    cases["joint"] = _joint(province, here, partner, everything)
    cases["new"] = casework.register(draft=sent, by=citizen, at=NOW)
    paper = make_paper(cases["received"])
    question = correspondence.ask(case=cases["new"], words="Bao giờ có?", by=citizen, at=NOW, documents=[kept.document])
    asked = correspondence.ask(case=cases["new"], words="Số nhà?", by=everything, at=NOW)
    invitation = invitations.invite(version=version, competent_office=here, office=here, by=everything, at=clock.now())
    visit = _visit(version, here, elsewhere, everything)
    petitions = {stage: make_petition(here, stage) for stage in ("open", "supplement_asked", "answered", "published")}
    petitions["own"] = make_petition(here, sender=citizen)
    world = World(
        province, here, elsewhere, partner, citizen, draft, attachment, kept.document, cases, question, asked, paper,
        invitation, visit, petitions, training.plan_class(office=here, plan=_PLAN, by=everything, at=NOW),
        _task(province, here, everything), _outside_figure(), _report(here, everything),
        *_known(version, here, everything), _sent(here, everything), team := form(here, everything),
        teams.found_branch(office=here, kind="youth_union", name="Chi đoàn", by=everything, at=NOW),
        _finding(here),
    )  # fmt: skip
    members = [Person(_LEARNING, name(team, everything)), Person(_READY, ready(team, everything))]
    world.people = [Person("visitor"), Person("citizen", citizen), Person("another citizen", make_citizen())]
    world.people += members
    for where, office in (("here", here), ("above", province), ("elsewhere", elsewhere), ("partner", partner)):
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


def _joint(province: Office, here: Office, partner: Office, by: Account) -> Case:
    """A case whose second step is open at another office."""
    steps = [{"key": "check", "name": "Kiểm tra"}, {"key": "post", "name": "Niêm yết", "office": "commune"}]
    version = make_version(offered_by=province, process={"steps": steps})
    case = make_case("in_progress", officer=by, version=version, office=here)
    first = holding.open_steps(case)[0]
    return casework.complete_step(case=case, about=first, by=by, at=NOW, chosen={"post": partner})


def _task(province: Office, here: Office, by: Account) -> PlanTask:
    """What is to be done here, under a directive that the province passed down."""
    due = {"plan_due_on": date(2026, 12, 1)}
    given = Received("15/CT-UBND", date(2026, 11, 2), "Ủy ban", "Nộp trực tuyến", "Đạt 70 %", date(2026, 12, 31))
    made = directives.enter(office=province, given=given, by=by, at=NOW)
    (share,) = directives.pass_down(directive=made, giver=province, offices=[here.code], by=by, at=NOW, **due)
    todo = {"what": "Mở lớp", "owner": by, "task_due_on": date(2026, 12, 20)}
    return directives.adopt(share=share, title="Kế hoạch", number="", by=by, at=NOW, **todo).tasks.get()


def _outside_figure() -> OutsideFigure:
    """The national average of a month, as somebody entered it by command."""
    entered = Entered(
        OutsideKind.NATIONAL,
        "national_766",
        "",
        date(2026, 10, 1),
        date(2026, 10, 31),
        "Cổng",
        date(2026, 11, 1),
        Decimal(60),
    )
    return outside.enter(entered=entered, by=None, at=NOW)[0]


def _report(here: Office, by: Account) -> Report:
    """A draft about this month."""
    days = {"first": NOW.date().replace(day=1), "last": NOW.date()}
    return frozen.draft(kind=ReportKind.BULLETIN, office=here, by=by, at=NOW, **days)


def _known(version: Any, here: Office, by: Account) -> tuple[KnownSolution, Duty]:
    """What was answered to an officer who is stuck here and asks still, and who is on duty."""
    at_duty = make_officer(here, Role.PROCEDURE_CONTROLLER)
    asked = {"procedure": version.procedure, "source": DifficultySource.BUTTON}
    made = difficulties.raise_difficulty(office=here, words="Không ký được", by=by, at=NOW, **asked)
    given = {"words": "Cắm lại thẻ", "problem": "Không ký được", "keep": True}
    difficulties.answer(difficulty=made, by=at_duty, at=NOW, **given)
    difficulties.not_solved(difficulty=made, words="Vẫn không ký được", by=by, at=NOW)
    days = {"first": NOW.date(), "last": None}
    turn = {"office": here, "account": at_duty, "weekday": None, "field": ""}
    return KnownSolution.objects.get(), difficulties.put_on_duty(**turn, **days, by=by, at=NOW)


def _sent(here: Office, by: Account) -> OutreachMessage:
    """What was said through a channel here."""
    channel = outreach.open_channel(office=here, kind=ChannelKind.LEAFLET.value, name="Tờ rơi", by=by, at=NOW)
    return outreach.write(channel=channel, said=Text("Nộp tại nhà", ""), by=by, at=NOW)


def _finding(here: Office) -> WatchFinding:
    """What may mean made figures here."""
    numbers = {"dossiers": 30, "of": 60, "sources": 0, "usual": 4}
    return WatchFinding.objects.create(
        office=here.code, month="2026-10", pattern="burst", found_on=date(2026, 11, 1), **numbers
    )


def _visit(version: Any, here: Office, elsewhere: Office, by: Account) -> Visit:
    """What somebody brought to the counter here, for the office elsewhere."""
    facts = Facts("Lê Thị Mận", phone="0912000111")
    brought = (Brought(version, elsewhere),)
    made = Intake("v" * 26, here, Channel.DIRECT, facts, brought, reason=InPersonReason.NOT_ASKED)
    return intake.take_in(intake=made, by=by, at=NOW).visit


@dataclass(frozen=True)
class Address:
    """One address: its general ability, what it is about, and the ability that this thing takes (if another).

    `kwargs` go into the address, `sent` into its form. It is asked for with those of `methods` that the view takes.
    `partner`: whether an office that takes part in the case may do other things here than one elsewhere.
    """

    name: str
    ability: Ability
    about: str = PUBLIC
    thing_ability: Ability | None = None
    kwargs: Callable[[World], dict[str, Any]] = lambda world: {}
    sent: Callable[[World], dict[str, Any]] = lambda world: {}
    methods: tuple[str, ...] = ("GET", "POST")
    partner: bool = False


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

    return Address("desk_move", Ability.SEE_CASE, OFFICE, ability, kwargs, partner=status == "joint")


def _step(move: str, ability: Ability) -> Address:
    def kwargs(world: World) -> dict[str, Any]:
        from motcua.web.desk.process import SLUGS

        row = holding.open_steps(world.cases["joint"])[0]
        return {"code": world.cases["joint"].dossier.code, "number": row.pk, "step": SLUGS[move]}

    return Address("desk_step", Ability.SEE_CASE, STEP, ability, kwargs, partner=True)


def _petition(move: PetitionMove, stage: str, ability: Ability) -> Address:
    def kwargs(world: World) -> dict[str, Any]:
        from motcua.web.desk.petitions import SLUGS

        return {"code": world.petitions[stage].code, "step": SLUGS[move]}

    return Address("petition_move", Ability.SEE_PETITIONS, OFFICE, ability, kwargs)


def _joint_code(world: World) -> dict[str, Any]:
    return {"code": world.cases["joint"].dossier.code}


def _outside(world: World) -> dict[str, Any]:
    return {"number": world.outside.pk}


_PLAN = Plan("Nộp trực tuyến", SkillKind.GUIDING.value, NOW, "Hội trường", 0, 0)


def _class(name: str, ability: Ability, about: Ability, *methods: str) -> Address:
    return Address(name, ability, OFFICE, about, lambda w: {"number": w.training_class.pk}, methods=methods)


def _reported(name: str, ability: Ability, *methods: str) -> Address:
    return Address(name, ability, OFFICE, kwargs=lambda w: {"key": w.report.key}, methods=methods)


def _stuck(world: World) -> dict[str, Any]:
    return {"number": world.solution.difficulty_id}


def _difficulty(name: str, ability: Ability, about: Ability | None = None) -> Address:
    return Address(name, ability, OFFICE, about, _stuck)


_TEXT = {"occasion": "accepted", "medium": "email"}


def _here(world: World) -> dict[str, Any]:
    return {"code": world.here.code}


def _directive_here(world: World) -> dict[str, Any]:
    return {"number": world.task.plan.share.directive_id, "code": world.here.code}


def _team(world: World) -> dict[str, Any]:
    return {"number": world.team.pk}


def _team_term(world: World) -> dict[str, Any]:
    term = world.team.members.order_by("pk").first()
    return {"number": world.team.pk, "term": term.pk if term else 0}


ADDRESSES = [
    # everybody
    *(_public(name) for name in ("home", "search", "look_up", "public_figures", "public_figures_csv", "public_series")),
    *(_public(name) for name in ("open_data", "open_data_dictionary")),
    *(_public(name) for name in ("sign_in", "signed_in", "sign_out", "officer_sign_in", "language", "components")),
    *(_public(name, code=lambda w: w.draft.version.procedure.code) for name in ("procedure", "choose_office")),
    *(_public(name) for name in ("invitation_code", "invitation_code_typed", "kiosk", "kiosk_stay", "kiosk_close")),
    _public("indicators"),
    _public("file_for_another"),
    _public("indicator", name=lambda w: "on_time"),
    _public("open_data_file", name=lambda w: "co-quan-thang-2024"),
    _public("invitation", token=lambda w: w.invitation.token),
    _public("look_up_code", code=lambda w: w.code),
    _public("rate", token=lambda w: ratings.token(w.cases["returned"].pk)),
    _public("verify_paper", token=lambda w: w.paper.token),
    _public("published_petitions"),
    _public("published_petition", code=lambda w: w.petitions["published"].code),
    # citizens
    Address("start_draft", Ability.FILE, kwargs=lambda w: {"code": w.draft.version.procedure.code}),
    *(_draft(name) for name in ("draft", "on_behalf", "attachments", "helped", "check_answers")),
    *(_draft(name) for name in ("send", "sent", "discard")),
    _draft("form_page", name=lambda w: form_of(w.draft.version.form).pages[0].key),
    _draft("attach_part"),
    _draft("remove_attachment", attachment_id=lambda w: w.attachment.pk),
    _draft("draft_document", document=lambda w: w.attachment.document.key),
    Address(
        "reuse_paper",
        Ability.FILE,
        OWN,
        kwargs=lambda w: {"key": w.draft.key},
        sent=lambda w: {"document": w.handed_in.key},
    ),
    Address("invitation_answer", Ability.FILE, kwargs=lambda w: {"token": w.invitation.token}),
    Address("my_dossiers", Ability.SEE_OWN),
    Address("my_papers", Ability.SEE_OWN),
    Address("my_paper", Ability.SEE_OWN, OWN, kwargs=lambda w: {"document": w.handed_in.key}),
    Address("my_contact", Ability.SEE_OWN),
    Address("my_classes", Ability.SEE_OWN),
    *(_own(name) for name in ("my_dossier", "acknowledgement", "supplement", "withdraw")),
    _own("official_paper", code=lambda w: w.cases["received"].dossier.code, number=lambda w: 2),
    _own("my_question"),
    _own("my_answer", question=lambda w: w.asked.pk),
    _own("my_talk_file", document=lambda w: w.handed_in.key),
    _own("my_document", document=lambda w: w.handed_in.key),
    Address("my_petitions", Ability.SEE_OWN),
    Address("my_petition_new", Ability.FILE),
    Address("my_petition", Ability.SEE_OWN, OWN, kwargs=lambda w: {"code": w.petitions["own"].code}),
    # officers at the desk
    Address("helper_code", Ability.HELP),
    Address("mark_own", Ability.HELP),
    Address("record_help", Ability.HELP),
    Address("kiosk_open", Ability.HELP),
    Address("guide", Ability.HELP),
    *(
        Address(name, Ability.HELP, OFFICE, kwargs=lambda w: {"token": w.invitation.token})
        for name in ("guided", "guided_progress", "guided_cancel", "guided_here")
    ),
    Address("my_training", Ability.HELP),
    Address("deputy", Ability.NAME_DEPUTY),
    Address("desk_queue", Ability.SEE_DESK),
    Address("due_lists", Ability.SEE_DUE),
    Address("open_questions", Ability.SEE_DESK),
    Address("desk_talk", Ability.SEE_CASE, OFFICE, kwargs=lambda w: {"code": w.code}, methods=("GET",)),
    Address("desk_talk", Ability.SEE_CASE, OFFICE, Ability.TALK, kwargs=lambda w: {"code": w.code}, methods=("POST",)),
    Address(
        "desk_answer",
        Ability.SEE_CASE,
        OFFICE,
        Ability.TALK,
        kwargs=lambda w: {"code": w.code, "question": w.question.pk},
    ),
    Address("desk_talk_file", Ability.SEE_CASE, OFFICE, kwargs=lambda w: {"code": w.code, "key": w.handed_in.key}),
    Address("petitions", Ability.SEE_PETITIONS),
    Address("petition_new", Ability.TAKE_PETITIONS),
    Address("petition", Ability.SEE_PETITIONS, OFFICE, kwargs=lambda w: {"code": w.petitions["open"].code}),
    _petition(PetitionMove.REFUSE, "open", Ability.HANDLE_PETITIONS),
    _petition(PetitionMove.ASK_SUPPLEMENT, "open", Ability.HANDLE_PETITIONS),
    _petition(PetitionMove.ANSWER, "open", Ability.HANDLE_PETITIONS),
    _petition(PetitionMove.PUBLISH, "answered", Ability.HANDLE_PETITIONS),
    _petition(PetitionMove.SUPPLEMENT, "supplement_asked", Ability.TAKE_PETITIONS),
    _petition(PetitionMove.RATE, "answered", Ability.TAKE_PETITIONS),
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
    *(Address(name, Ability.INTAKE) for name in ("intake", "intake_procedures")),
    *(Address(name, Ability.INTAKE, OFFICE, kwargs=lambda w: {"key": w.visit.key}) for name in ("visit", "visit_slip")),
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
    # what several offices work on
    Address("desk_case", Ability.SEE_CASE, JOINT, kwargs=_joint_code, partner=True),
    _move("ask_supplement", "joint", Ability.WORK),
    _move("ask_opinion", "joint", Ability.WORK),
    _step("complete_step", Ability.WORK),
    _step("assign_step", Ability.TAKE_PART),
    # being stuck
    *(Address(name, Ability.RAISE_DIFFICULTY) for name in ("difficulties", "difficulty_new", "difficulty_paste")),
    Address("difficulty_pasted", Ability.RAISE_DIFFICULTY),
    Address("difficulty_solutions", Ability.RAISE_DIFFICULTY),
    _difficulty("difficulty", Ability.RAISE_DIFFICULTY, Ability.SEE_FIGURES),
    *(_difficulty(name, Ability.ANSWER_DIFFICULTY) for name in ("difficulty_answer", "difficulty_up")),
    Address("difficulty_says", Ability.RAISE_DIFFICULTY, ASKER, kwargs=lambda w: _stuck(w) | {"says": "da-go"}),
    Address("difficulty_solution_end", Ability.ANSWER_DIFFICULTY, OFFICE, kwargs=lambda w: {"number": w.solution.pk}),
    Address("difficulties_to_answer", Ability.ANSWER_DIFFICULTY),
    Address("difficulty_roster", Ability.ANSWER_DIFFICULTY),
    Address("difficulty_off_duty", Ability.ANSWER_DIFFICULTY, OFFICE, kwargs=lambda w: {"number": w.duty.pk}),
    Address("difficulty_figures", Ability.SEE_FIGURES),
    # outreach
    _public("short_link", key=lambda w: w.message.key),
    Address("outreach", Ability.SEE_FIGURES),
    Address("staff_first", Ability.SEE_FIGURES),
    Address("outreach_channel_new", Ability.REACH_OUT),
    Address("outreach_channel_close", Ability.REACH_OUT, OFFICE, kwargs=lambda w: {"number": w.message.channel_id}),
    Address("outreach_new", Ability.REACH_OUT),
    *(
        Address(name, Ability.SEE_FIGURES, OFFICE, kwargs=lambda w: {"key": w.message.key}, methods=("GET",))
        for name in ("outreach_message", "outreach_qr")
    ),
    Address(
        "outreach_message",
        Ability.SEE_FIGURES,
        OFFICE,
        Ability.REACH_OUT,
        lambda w: {"key": w.message.key},
        methods=("POST",),
    ),
    # leaders and controllers
    Address("steering", Ability.SEE_FIGURES),
    Address("steering_series", Ability.SEE_FIGURES),
    Address("outside_figures", Ability.SEE_FIGURES),
    Address("outside_figure", Ability.SEE_FIGURES, kwargs=_outside),
    *(Address(name, Ability.KEEP_OUTSIDE, PROVINCE) for name in ("outside_enter", "outside_file")),
    Address("outside_withdraw", Ability.KEEP_OUTSIDE, PROVINCE, kwargs=_outside, methods=("GET",)),
    Address("watch_list", Ability.SEE_WATCH),
    Address("watch_finding", Ability.SEE_WATCH, PROVINCE, kwargs=lambda w: {"number": w.finding.pk}),
    Address("divided_figure", Ability.SEE_FIGURES, OFFICE, kwargs=lambda w: {"code": w.here.code}),
    Address("opened_figure", Ability.SEE_FIGURES, OFFICE, kwargs=lambda w: {"code": w.here.code}),
    *(
        Address(name, Ability.SEE_FIGURES, OFFICE, kwargs=lambda w: {"code": w.here.code})
        for name in ("step_times", "step_opened", "figures_of_petitions")
    ),
    Address("index_766", Ability.SEE_FIGURES),
    Address("index_766_office", Ability.SEE_FIGURES, OFFICE, kwargs=lambda w: {"code": w.here.code}),
    Address("index_766_row", Ability.SEE_FIGURES, OFFICE, kwargs=lambda w: {"code": w.here.code, "row": "5.2"}),
    Address("index_766_parameter", Ability.KEEP_INDEX, PROVINCE, kwargs=lambda w: {"name": "full_at_4.2"}),
    Address("dossier_imports", Ability.IMPORT_DOSSIERS, PROVINCE),
    *(
        Address(name, Ability.IMPORT_DOSSIERS, PROVINCE, kwargs=lambda w: {"key": "x"})
        for name in ("dossier_import", "dossier_import_report")
    ),
    Address("effects", Ability.SEE_FIGURES),
    Address("help_given", Ability.SEE_FIGURES),
    Address("teams", Ability.SEE_FIGURES),
    Address("team_new", Ability.KEEP_TEAMS, methods=("GET",)),
    Address("team_new", Ability.KEEP_TEAMS, OFFICE, sent=lambda w: {"office": w.here.code}, methods=("POST",)),
    Address("teams_import", Ability.KEEP_TEAMS),
    Address("branches", Ability.KEEP_TEAMS, methods=("GET",)),
    Address("branches", Ability.KEEP_TEAMS, OFFICE, sent=lambda w: {"office": w.here.code}, methods=("POST",)),
    Address("branch_close", Ability.KEEP_TEAMS, OFFICE, kwargs=lambda w: {"number": w.branch.pk}),
    Address("team", Ability.SEE_FIGURES, OFFICE, kwargs=_team),
    Address("team_member", Ability.KEEP_TEAMS, OFFICE, kwargs=_team),
    Address("team_term_end", Ability.KEEP_TEAMS, OFFICE, kwargs=_team_term),
    Address("team_end", Ability.KEEP_TEAMS, OFFICE, kwargs=_team),
    # members of teams, on a phone
    *(Address(name, Ability.LEARN_TO_ASSIST) for name in ("field", "field_check")),
    *(
        Address(name, Ability.ASSIST)
        for name in ("field_begin", "field_end", "field_hand_over", "field_done", "field_slip", "field_booked")
    ),
    Address("field_record", Ability.ASSIST, kwargs=lambda w: {"kind": "nop"}),
    Address("withdraw_consent", Ability.BROWSE),
    Address("training", Ability.SEE_FIGURES),
    Address("training_skills", Ability.SEE_FIGURES, OFFICE, kwargs=lambda w: {"code": w.here.code}),
    Address("training_new", Ability.TRAIN, methods=("GET",)),
    Address("training_new", Ability.TRAIN, OFFICE, sent=lambda w: {"office": w.here.code}, methods=("POST",)),
    _class("training_class", Ability.SEE_FIGURES, Ability.SEE_FIGURES, "GET"),
    _class("training_class", Ability.SEE_FIGURES, Ability.TRAIN, "POST"),
    _class("training_change", Ability.TRAIN, Ability.TRAIN, "GET", "POST"),
    _class("training_cancel", Ability.TRAIN, Ability.TRAIN, "POST"),
    _class("training_attendance", Ability.TRAIN, Ability.TRAIN, "GET", "POST"),
    Address("targets", Ability.SEE_FIGURES),
    Address("office_targets", Ability.SEE_FIGURES, kwargs=_here),
    # Nobody gives herself a target: only who leads above the office does.
    Address("give_target", Ability.STEER, PROVINCE, kwargs=_here),
    Address("share_target", Ability.STEER, OFFICE, kwargs=_here),
    Address("directives", Ability.SEE_FIGURES),
    Address("enter_directive", Ability.STEER, methods=("GET",)),
    Address("enter_directive", Ability.STEER, OFFICE, sent=lambda w: {"office": w.here.code}, methods=("POST",)),
    Address("directive", Ability.SEE_FIGURES, OFFICE, kwargs=lambda w: {"number": w.task.plan.share.directive_id}),
    Address("pass_directive", Ability.STEER, OFFICE, kwargs=_directive_here),
    Address("directive_plan", Ability.SEE_FIGURES, OFFICE, kwargs=_directive_here, methods=("GET",)),
    Address("directive_plan", Ability.SEE_FIGURES, OFFICE, Ability.STEER, kwargs=_directive_here, methods=("POST",)),
    Address("reports", Ability.SEE_FIGURES, methods=("GET",)),
    Address(
        "reports",
        Ability.SEE_FIGURES,
        OFFICE,
        sent=lambda w: {"office": w.here.code, "period": "2026-10"},
        methods=("POST",),
    ),
    *(
        _reported(name, Ability.SEE_FIGURES, "GET")
        for name in ("report", "report_pdf", "report_workbook", "report_content")
    ),
    _reported("report_discard", Ability.SEE_FIGURES, "POST"),
    _reported("report_issue", Ability.ISSUE_REPORTS, "POST"),
    Address("my_tasks", Ability.CARRY_OUT),
    # Beside whoever leads the office of the plan only the owner of the task, who is none of these people.
    *(
        Address(name, Ability.CARRY_OUT, OFFICE, Ability.STEER, kwargs=lambda w: {"task": w.task.pk})
        for name in ("finish_task", "reopen_task")
    ),
    Address("message_texts", Ability.KEEP_TEXTS),
    Address("message_text", Ability.KEEP_TEXTS, kwargs=lambda w: _TEXT, methods=("GET",)),
    Address("message_text", Ability.KEEP_TEXTS, PROVINCE, kwargs=lambda w: _TEXT, methods=("POST",)),
    Address("calendar", Ability.KEEP_CALENDAR, methods=("GET",)),
    Address("calendar", Ability.KEEP_CALENDAR, OFFICE, sent=lambda w: {"office": w.here.code}, methods=("POST",)),
]
