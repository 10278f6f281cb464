"""Keeping branches and teams, naming members, ending terms; taking the self-check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from motcua.adoption.models.teams import Branch, CommunityTeam, SelfCheck, TeamMembership
from motcua.adoption.teams import queries, rules
from motcua.adoption.teams.rules import Check, OrganisationKind, Question, Term
from motcua.core import clock, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind
from motcua.people import actions as people
from motcua.people import arriving, numbers
from motcua.people.identity import Claims
from motcua.people.models import Account, Person
from motcua.people.rules import actor


class Member(NamedTuple):
    """Who is named to a team, as it was typed."""

    full_name: str
    personal_id: str
    term: Term
    leads: bool = False
    youth_union: bool = False
    branch: Branch | None = None


@transaction.atomic
def found_branch(*, office: Office, kind: str, name: str, by: Account, at: datetime) -> Branch:
    """Keep a branch of a mass organisation at an office, from today on. Raises Invalid by field."""
    name, errors = text.one_line(name)[:120], dict[str, str]()
    if kind not in OrganisationKind.values:
        errors["kind"] = Phrase("Chọn tổ chức.")
    if not name:
        errors["name"] = Phrase("Ghi tên, ví dụ «Chi đoàn thôn 3».")
    if Branch.objects.filter(office=office, kind=kind, name=name, valid_to=None).exists():
        errors["name"] = Phrase("Cơ quan này đã có «%(name)s».", name=name)
    if errors:
        raise Invalid(errors)
    made = Branch.objects.create(office=office, kind=kind, name=name, valid_from=clock.local_day(at))
    facts = {"office": office.code, "kind": kind, "simulated": by.simulated}
    journal.append(Event(f"branch/{made.pk}", "branch_kept", at, actor(by.pk), facts=facts, opens=True))
    return made


@transaction.atomic
def close_branch(*, branch: Branch, by: Account, at: datetime) -> None:
    """Keep a branch no longer, from today on; whom it sent stays in her team. Raises Refused when it was closed."""
    if not Branch.objects.filter(pk=branch.pk, valid_to=None).update(valid_to=clock.local_day(at) - timedelta(1)):
        raise Refused("Tổ chức này đã thôi theo dõi rồi.")
    journal.append(Event(f"branch/{branch.pk}", "branch_closed", at, actor(by.pk)))


@transaction.atomic
def form_team(
    *, office: Office, village: str, decision: str, term: Term | None, by: Account, at: datetime
) -> CommunityTeam:
    """Form the team of a village or residential group below a committee. Raises Invalid by field."""
    village, decision = text.one_line(village), text.one_line(decision)
    errors = rules.team_errors(village, decision, term, queries.being(office))
    if office.kind != OfficeKind.COMMITTEE:
        errors["office"] = Phrase("Chọn ủy ban nhân dân lập tổ.")
    if errors or term is None:
        raise Invalid(errors)
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)  # two who form one team at once take turns
    same = CommunityTeam.objects.filter(office=office, village_key=text.fold(village))
    if any(queries.term(one).overlaps(term) for one in same):
        raise Invalid({"village": Phrase("«%(village)s» đã có tổ trong thời gian này.", village=village)})
    made = CommunityTeam.objects.create(
        office=office, village=village, village_key=text.fold(village), decision=decision, valid_from=term.first,
        valid_to=term.last, simulated=by.simulated,
    )  # fmt: skip
    _record(made, "team_formed", by, at, opens=True)
    return made


@transaction.atomic
def dissolve_team(*, team: CommunityTeam, on: date, by: Account, at: datetime) -> CommunityTeam:
    """End a team: `on` is its last day, and the last one of every term in it. Raises Refused (field "to")."""
    held = _locked(team)
    if held.valid_to is not None and held.valid_to <= on:
        raise Refused(Phrase("Tổ này kết thúc ngày %(day)s rồi.", day=f"{held.valid_to:%d/%m/%Y}"), "to")
    if on < held.valid_from:
        raise Refused(Phrase("Tổ bắt đầu ngày %(day)s. Chọn ngày sau đó.", day=f"{held.valid_from:%d/%m/%Y}"), "to")
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    for one in TeamMembership.objects.filter(team=held).select_related("person"):
        if queries.term(one).end > on:
            _cut(one, on)
        _renew(one.person, at)
    _record(held, "team_dissolved", by, at)
    return held


def _cut(one: TeamMembership, on: date) -> None:
    """End a term on a day; one that would begin later never counts."""
    if one.valid_from > on:
        one.delete()
        return
    one.valid_to = on
    one.save(update_fields=["valid_to"])


@transaction.atomic
def name_member(*, team: CommunityTeam, member: Member, by: Account, at: datetime) -> TeamMembership:
    """Give a person a term in a team. She is known by her number, and made known when she is not.

    Raises Invalid by field ("personal_id", "full_name", "from", "to", "leads", "branch"): terms of one person in one
    team do not overlap, and neither do those of leaders; a branch is one at the team's office or above it.
    """
    held = _locked(team)
    person = _person(member, at)
    young = member.youth_union or (
        member.branch is not None and member.branch.kind == OrganisationKind.YOUTH_UNION.value
    )
    errors = rules.term_errors(person.pk, member.term, queries.term(held), queries.held(held), leads=member.leads)
    if member.branch is not None and member.branch.office_id not in offices.path_ids(held.office):
        errors["branch"] = Phrase("Chọn đoàn thể trong danh sách.")
    if errors:
        raise Invalid(errors)
    made = TeamMembership.objects.create(
        team=held, person=person, leads=member.leads, youth_union=young, branch=member.branch,
        valid_from=member.term.first, valid_to=member.term.last,
    )  # fmt: skip
    _renew(person, at)
    _record(held, "member_named", by, at, details=_of(made))
    return made


def _person(member: Member, at: datetime) -> Person:
    name, errors = text.one_line(member.full_name)[:120], dict[str, str]()
    if not name:
        errors["full_name"] = Phrase("Nhập họ và tên như trên thẻ căn cước.")
    number = ""
    try:
        number = numbers.check_personal_id(member.personal_id)
    except Refused as refused:
        errors["personal_id"] = refused.message
    claims = Claims(name, personal_id=number)
    # In the same words whoever she is there: a form is no way to find out whose a number is.
    if not errors and not arriving.same_name(claims):
        errors["full_name"] = Phrase("Họ tên và số định danh không khớp nhau. Xem lại cả hai trên thẻ căn cước.")
    if errors:
        raise Invalid(errors)
    return arriving.find_or_make(claims=claims, at=at)


@transaction.atomic
def end_term(*, membership: TeamMembership, on: date, by: Account, at: datetime) -> None:
    """End a term: `on` is its last day; before its first one it never counts. Raises Refused (field "to")."""
    team = _locked(membership.team)
    held = TeamMembership.objects.select_related("person").filter(pk=membership.pk).first()
    if held is None or (held.valid_to is not None and held.valid_to <= on):
        raise Refused("Nhiệm kỳ này đã kết thúc. Tải lại trang để xem.", "to")
    told = _of(held)
    _cut(held, on)
    _renew(held.person, at)
    _record(team, "member_left", by, at, details={**told, "last": on.isoformat()})


@transaction.atomic
def hand_over(*, team: CommunityTeam, office: Office, by: Account, at: datetime) -> CommunityTeam:
    """Carry a team whose office has ended on at an office that took over its work: same village, same members.

    The old team ends with its office, the new one begins on the day after. Raises Refused (field "office") for a team
    whose office has not ended, and Invalid as `form_team` does.
    """
    held = _locked(team)
    last = held.office.valid_to
    if last is None or not queries.is_heir(office, held.office):
        raise Refused("Chọn cơ quan thay thế cơ quan đã kết thúc.", "office")
    begins = max(last, held.valid_from) + timedelta(1)
    going = [one for one in queries.members(held) if queries.term(one).end >= begins]
    term = Term(begins, held.valid_to if held.valid_to != last else None)
    made = form_team(office=office, village=held.village, decision=held.decision, term=term, by=by, at=at)
    ended = dissolve_team(team=held, on=max(last, held.valid_from), by=by, at=at) if term.end > last else held
    for one in going:
        TeamMembership.objects.create(
            team=made, person=one.person, leads=one.leads, youth_union=one.youth_union, branch=one.branch,
            valid_from=max(begins, one.valid_from), valid_to=one.valid_to,
        )  # fmt: skip
        _renew(one.person, at)
    _record(made, "team_taken_over", by, at, details={"from": rules.subject(ended.pk), "members": len(going)})
    return made


@transaction.atomic
def take_check(*, check: Check, given: Mapping[str, int | None], by: Account, at: datetime) -> list[Question]:
    """Keep a member's try at the self-check and return what she got wrong; who passes may help from now on.

    Raises Refused for somebody who belongs to no team.
    """
    person = Person.objects.select_for_update(no_key=True).filter(pk=by.person_id or 0).first()
    if person is None or not queries.lasting(person.pk, clock.local_day(at)):
        raise Refused("Bạn chưa ở tổ công nghệ số cộng đồng nào. Hỏi ủy ban nhân dân xã nếu có nhầm lẫn.")
    missed = rules.wrong(check, given)
    passed = rules.passes(check, missed)
    right = len(check.questions) - len(missed)
    kept = SelfCheck.objects.create(
        person=person, version=check.version, right=right, questions=len(check.questions), passed=passed, at=at
    )
    if passed and not person.helps_ready:
        _renew(person, at, ready=True)
        details = {"version": check.version, "right": right, "questions": len(check.questions)}
        subject, facts = f"self-check/{kept.pk}", {"simulated": by.simulated}
        journal.append(Event(subject, "self_check_passed", at, actor(by.pk), facts=facts, details=details, opens=True))
    return missed


def _renew(person: Person, at: datetime, ready: bool | None = None) -> None:
    on = clock.local_day(at)
    terms = [queries.term(one) for one in queries.lasting(person.pk, on)]
    people.set_helping(person=person, until=rules.helps_until(terms, on), ready=ready)


def _locked(team: CommunityTeam) -> CommunityTeam:
    held: CommunityTeam = CommunityTeam.objects.select_for_update(of=("self",)).select_related("office").get(pk=team.pk)
    return held


def _of(one: TeamMembership) -> dict[str, Any]:
    return {"membership": one.pk, "leads": one.leads, "youth_union": one.youth_union}


def _record(team: CommunityTeam, kind: str, by: Account, at: datetime, **more: Any) -> None:
    facts = {
        "office": team.office.code, "valid_from": team.valid_from.isoformat(),
        "valid_to": team.valid_to.isoformat() if team.valid_to else None, "simulated": team.simulated,
    }  # fmt: skip
    journal.append(Event(rules.subject(team.pk), kind, at, actor(by.pk), facts=facts, **more))
