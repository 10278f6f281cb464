"""Beginning and ending evenings, recording help, linking it to its dossier. `filed` and `withdrawing` hold the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.adoption.effects import actions as effects
from motcua.adoption.effects.rules import ActionKind
from motcua.adoption.helping import queries, rules
from motcua.adoption.helping.rules import HelpKind, Time, Told
from motcua.adoption.models.helping import HelpRecord, TeamEvening
from motcua.adoption.models.teams import CommunityTeam
from motcua.adoption.teams import queries as teams
from motcua.casework import actions as casework
from motcua.casework.models import Case
from motcua.catalogue.models import Procedure
from motcua.core import clock, ids, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.elsewhere import actions as elsewhere
from motcua.filing.rules import System
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.offices.models import Office
from motcua.people import keys, numbers
from motcua.people.models import Account
from motcua.people.rules import actor

_TRIES = 5
NO_PLACE = "Ghi nơi hỗ trợ, ví dụ «Nhà văn hóa thôn 3»."
_NOT_HERS = Phrase("Hôm nay bạn không ở tổ này. Xem lại nhiệm kỳ, hoặc hỏi ủy ban nhân dân xã.")


@transaction.atomic
def begin_evening(*, team: CommunityTeam, place: str, by: Account, at: datetime) -> TeamEvening:
    """Begin an evening of a team; one that goes on already is joined, one that was forgotten is ended first.

    Raises Refused for somebody who does not belong to the team today, and (field "place") without a place.
    """
    refuse_stranger(team, by, at)
    held = CommunityTeam.objects.select_for_update(of=("self",)).select_related("office").get(pk=team.pk)
    going_on = queries.open_evening(held.pk)
    if going_on is not None and at - going_on.began_at <= rules.LONGEST_EVENING:
        return going_on
    place = text.one_line(place)[:120]
    if not place:
        raise Refused(NO_PLACE, "place")
    if going_on is not None:
        end_evening(evening=going_on, by=by, at=going_on.began_at + rules.LONGEST_EVENING)
    made = TeamEvening.objects.create(team=held, place=place, begun_by=by, began_at=at)
    _tell_evening(made, "evening_begun", by, at, opens=True)
    return made


@transaction.atomic
def end_evening(*, evening: TeamEvening, by: Account, at: datetime) -> None:
    """End an evening; when anybody was helped at it, its office was touched on that day. Ended twice is ended once."""
    held = TeamEvening.objects.select_for_update(of=("self",)).select_related("team__office").get(pk=evening.pk)
    if held.ended_at is not None:
        return
    held.ended_at = max(at, held.began_at)
    held.save(update_fields=["ended_at"])
    helped = HelpRecord.objects.filter(evening=held, withdrawn_at=None).count()
    _tell_evening(held, "evening_ended", by, at, details={"helped": helped})
    if helped:
        touch(held, by, at)


def end_forgotten(*, at: datetime) -> int:
    """End the evenings that nobody ended, in the name of who began them; return how many."""
    found = queries.forgotten(at)
    for one in found:
        end_evening(evening=one, by=one.begun_by, at=one.began_at + rules.LONGEST_EVENING)
    return len(found)


def touch(evening: TeamEvening, by: Account, at: datetime) -> None:
    effects.happened(
        kind=ActionKind.EVENING, source=rules.evening(evening.pk), offices=[evening.team.office],
        on=clock.local_day(evening.began_at), by=by, at=at,
    )  # fmt: skip


def refuse_stranger(team: CommunityTeam, by: Account, at: datetime) -> None:
    """Raise Refused for somebody who does not belong to a team today."""
    if team.pk not in {one.pk for one in teams.teams_on(by.person_id or 0, clock.local_day(at))}:
        raise Refused(_NOT_HERS)


@transaction.atomic
def record(*, told: Told, team: CommunityTeam, by: Account, at: datetime, code: str = "") -> HelpRecord:
    """Record that somebody was helped, in the name of a team, and link it to a dossier that is here already.

    Sent again with the `code` that it is to have, because nobody knew whether it had come, it is recorded once. Of her
    number only a keyed digest is kept, and nothing at all without her consent. Raises Invalid by field, Refused
    for somebody who does not belong to the team or did not pass its self-check.
    """
    if code and (before := HelpRecord.objects.filter(code=code, helper=by).first()) is not None:
        return before
    refuse_stranger(team, by, at)
    if by.person is None or not by.person.helps_ready:
        raise Refused("Làm bài tự kiểm tra trước khi hỗ trợ bà con.")
    told = tidy(told)
    if told.personal_id and told.personal_id == by.person.personal_id:
        raise Invalid({"personal_id": Phrase("Đây là số của chính bạn. Ghi số của người được hỗ trợ.")})
    procedure = check(told, at=at)
    evening = queries.open_evening(team.pk)
    made = create(
        kind=told.kind, system=told.system, procedure=procedure, helper=by, booked_on=told.booked_on,
        booked_time=told.booked_time, booked_place=told.booked_place,
        office=team.office, team=team, evening=evening, at=at, consent=told.consent if told.personal_id else "",
        consent_paper=told.consent_paper, person_key=keys.of(told.personal_id), simulated=by.simulated, code=code,
    )  # fmt: skip
    if made.kind == HelpKind.FILING and procedure is not None:
        _link_known(made, told.personal_id, procedure, at)
    return made


@transaction.atomic
def record_at_counter(*, told: Told, office: Office, by: Account, at: datetime, code: str = "") -> HelpRecord:
    """Record that an officer helped somebody with her account or with paying; nothing is kept of the person.

    Sent again with the same `code` it is recorded once. Raises Invalid by field; help with filing is told by the filer.
    """
    if code and (before := HelpRecord.objects.filter(code=code, helper=by).first()) is not None:
        return before
    told = tidy(told._replace(personal_id="", consent="", consent_paper=""))
    if told.kind == HelpKind.FILING:
        raise Invalid({"kind": Phrase("Nộp hồ sơ thì người dân tự ghi, bằng mã hỗ trợ của bạn hoặc lời mời.")})
    return create(
        kind=told.kind, system=told.system, procedure=check(told, at=at), booked_on=told.booked_on, helper=by,
        booked_time=told.booked_time, booked_place=told.booked_place, office=office, at=at, simulated=by.simulated,
        code=code,
    )  # fmt: skip


_SYSTEMS = tuple(one.value for one in System if one is not System.MOTCUA)


def check(told: Told, *, at: datetime) -> Procedure | None:
    """Return the procedure that somebody was helped with. Raises Invalid by field."""
    errors = rules.errors(told, _SYSTEMS, at=at)
    procedure = Procedure.objects.filter(code=told.procedure).first() if told.procedure else None
    if told.procedure and procedure is None:
        errors["procedure"] = Phrase("Chọn thủ tục trong danh sách.")
    if errors:
        raise Invalid(errors)
    return procedure


def tidy(told: Told) -> Told:
    """Return what was typed with its number in digits and without what does not belong to its kind. Raises Invalid."""
    number = ""
    if told.personal_id.strip():
        try:
            number = numbers.check_personal_id(told.personal_id)
        except Refused as refused:
            raise Invalid({"personal_id": refused.message}) from None
    account = told.kind == HelpKind.ACCOUNT
    return told._replace(
        personal_id=number, consent_paper=text.one_line(told.consent_paper), system="" if account else told.system,
        procedure="" if account else told.procedure, booked_on=told.booked_on if account else None,
        booked_time=told.booked_time if account else None,
        booked_place=text.one_line(told.booked_place) if account else "",
    )  # fmt: skip


def create(*, code: str = "", told_at: datetime | None = None, **fields: Any) -> HelpRecord:
    """Make a record of help with its entry, told with another time than its own where one is given.

    Sent twice with one `code` it is one. Inside the caller's transaction.
    """
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                made = HelpRecord.objects.create(code=code or ids.digits(rules.DIGITS), **fields)
        except IntegrityError:  # it came twice at the same moment, or another one has this code
            if before := HelpRecord.objects.filter(code=code, helper=fields["helper"]).first() if code else None:
                return before
            code = ""
            continue
        subject, who = rules.subject(made.pk), actor(made.helper_id)
        journal.append(Event(subject, "help_recorded", told_at or made.at, who, facts=facts(made), opens=True))
        return made
    raise Refused("Chưa ghi được. Hãy bấm lại.")


def facts(made: HelpRecord) -> dict[str, Any]:
    """Return what the journal tells of a record: nothing by which its person could be found."""
    return {
        "kind": made.kind, "system": made.system, "procedure": made.procedure.code if made.procedure else None,
        "office": made.office.code, "team": made.team_id, "evening": made.evening_id, "consent": made.consent,
        "booked": made.booked_on is not None, "graduated": made.graduation_told,
        "withdrawn": made.withdrawn_at is not None, "simulated": made.simulated,
    }  # fmt: skip


def _link_known(made: HelpRecord, personal_id: str, procedure: Procedure, at: datetime) -> None:
    """Link a record to a dossier that came before it: one that arrived here, or that another system keeps."""
    here = queries.arrived(personal_id, procedure.pk)
    known = [Time(one.code, one.submitted_at) for one in here] + queries.recorded(made.person_key, procedure.code)
    if (found := rules.nearest(Time("", made.at), known, filed=False)) is not None:
        link(record=made, dossier_code=found.key, at=at)


@transaction.atomic
def link(*, record: HelpRecord, dossier_code: str, at: datetime) -> bool:
    """Let a record of help belong to a dossier whose filer nobody knew to be helped: she was, from now on.

    Entry `help_matched` on the dossier. Return whether it came to that.
    """
    held = HelpRecord.objects.select_for_update(of=("self",)).select_related("helper", "office").get(pk=record.pk)
    if held.dossier_code or held.withdrawn_at or HelpRecord.objects.filter(dossier_code=dossier_code).exists():
        return False
    case = Case.objects.filter(dossier__code=dossier_code).first()
    told = {"team": held.team_id}  # not which record: the journal keeps it when consent is taken back
    if case is not None:
        noted = casework.note_help(case=case, helper=held.helper, office=held.office, by=None, at=at, **told)
    else:
        helped = {"helper": held.helper_id, "helped_office": held.office.code}
        noted = elsewhere.note_help(code=dossier_code, by=None, at=at, **helped, **told)
    if noted:
        held.dossier_code, held.matched_at = dossier_code, at
        held.save(update_fields=["dossier_code", "matched_at"])
    return noted


def _tell_evening(evening: TeamEvening, kind: str, by: Account, at: datetime, **more: Any) -> None:
    facts = {
        "office": evening.team.office.code, "team": evening.team_id, "began_at": clock.stamp(evening.began_at),
        "ended_at": clock.stamp(evening.ended_at) if evening.ended_at else None, "simulated": evening.team.simulated,
    }  # fmt: skip
    journal.append(Event(rules.evening(evening.pk), kind, at, actor(by.pk), facts=facts, **more))
