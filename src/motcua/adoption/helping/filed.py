"""Help that a filing here tells of by itself, and who later filed by herself: what the journal is told of both."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.adoption.helping import actions, queries
from motcua.adoption.helping.rules import Consent, HelpKind, hour, subject
from motcua.adoption.models.helping import HelpRecord
from motcua.adoption.teams import queries as teams
from motcua.core import clock
from motcua.filing import actions as filing
from motcua.filing.models import Dossier
from motcua.filing.rules import System
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.people import keys
from motcua.people.rules import actor

_A_STEP = 500


@transaction.atomic
def record(*, dossier: Dossier, at: datetime) -> HelpRecord | None:
    """Record the help with which a dossier was filed here, once; None where that was done before or nobody helped.

    Only where the filer agreed does the record know whose it is and which dossier; else it is one more of its kind at
    an hour, and nothing leads from it to her. `dossier` comes with helper, offices, applicant and procedure.
    """
    helper = dossier.helper
    if helper is None or not filing.claim_help(code=dossier.code):
        return None
    filed_at = dossier.submitted_at
    mine = teams.teams_on(helper.person_id, clock.local_day(filed_at)) if helper.person_id else []
    # Of several teams the one of the office where the help was given.
    team = next((each for each in mine if each.office_id == dossier.helped_office_id), mine[0] if mine else None)
    # Who was helped and agreed: the filer, also where she files for somebody else.
    person = dossier.filer.person if dossier.filer else dossier.applicant
    key = keys.of(person.personal_id if person else None) if dossier.help_agreed else ""
    known = {
        "consent": Consent.SCREEN.value, "person_key": key, "dossier_code": dossier.code,
        "at": filed_at, "matched_at": filed_at,
    } if key else {"at": hour(filed_at), "matched_at": hour(filed_at)}  # fmt: skip
    made = actions.create(
        kind=HelpKind.FILING, system=System.MOTCUA.value, procedure=dossier.procedure, helper=helper, team=team,
        office=team.office if team else dossier.helped_office or dossier.competent_office, told_at=hour(filed_at),
        evening=queries.evening_at(team.pk, filed_at) if team else None, simulated=dossier.simulated, **known,
    )  # fmt: skip
    if made.evening is not None and made.evening.ended_at is not None:
        actions.touch(made.evening, helper, at)
    return made


def tell_graduated(*, at: datetime) -> int:
    """Tell the journal of the next records whose people filed by themselves before today; return how many.

    Entry `help_graduated`, on a later day than the filing: told at once it would stand beside that very dossier.
    """
    waiting = HelpRecord.objects.filter(
        graduated_at__lt=clock.start_of(clock.local_day(at)), graduation_told=False, withdrawn_at=None
    )
    numbers = list(waiting.order_by("graduated_at").values_list("pk", flat=True)[:_A_STEP])
    with transaction.atomic():
        rows = HelpRecord.objects.select_for_update(of=("self",)).filter(pk__in=numbers, withdrawn_at=None)
        events = []
        for one in rows.filter(graduation_told=False).select_related("office", "procedure").order_by("pk"):
            before = actions.facts(one)
            one.graduation_told = True
            one.save(update_fields=["graduation_told"])
            after = actions.facts(one)
            was = changed(before, after)
            events.append(Event(subject(one.pk), "help_graduated", at, actor(None), facts=after, was=was))
        for event in events:
            journal.append(event)
    return len(events)
