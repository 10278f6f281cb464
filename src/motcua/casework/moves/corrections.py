"""The moves that take something back, or put right what was recorded wrongly; what was written before stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.casework import queries, rules
from motcua.casework.deadlines import counting
from motcua.casework.models import Case
from motcua.casework.moves.step import begin
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.filing import actions as filing
from motcua.filing import rules as filing_rules
from motcua.filing.rules import ForStaff, Help, System
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import actor


@transaction.atomic
def recall(*, case: Case, by: Account, at: datetime, note: str = "", seen: int | None = None) -> Case:
    """Take back to the counter what was handed to a case officer."""
    step = begin(case, "recall", by, at, seen, note)
    step.case.officer, step.case.division = None, ""
    return step.finish()


@transaction.atomic
def take_back(*, case: Case, by: Account, at: datetime, note: str = "", seen: int | None = None) -> Case:
    """Take back one's own proposal before it is decided. Raises Refused for another officer's."""
    step = begin(case, "take_back", by, at, seen, note)
    if step.case.officer_id not in step.who.acts_for:
        raise Refused("Chỉ cán bộ đang thụ lý, hoặc người được cử thay, rút lại được tờ trình này.")
    step.case.proposed = False
    return step.finish()


@transaction.atomic
def revoke(*, case: Case, reason: str, by: Account, at: datetime, seen: int | None = None) -> Case:
    """Take back an approval before the result is returned: the case officer works on; its document is no result."""
    step = begin(case, "revoke", by, at, seen, reason)
    step.case.result, step.case.finished_at = None, None
    return step.finish()


@transaction.atomic
def retract(*, case: Case, reason: str, by: Account, at: datetime, seen: int | None = None) -> Case:
    """Take back a result that was returned wrongly: it waits at the counter again."""
    step = begin(case, "retract", by, at, seen, reason)
    step.case.returned_at = None
    return step.finish()


@transaction.atomic
def correct(
    *, case: Case, reason: str, by: Account, at: datetime, channel: Channel | None = None, help: Help | None = None,
    received_at: datetime | None = None, received_office: Office | None = None, seen: int | None = None,
) -> Case:  # fmt: skip
    """Put right how a dossier came in, whether its filer was helped, when and where it was received; None: as it is.

    Another channel or time of receipt gives a due time anew from the ledger; what the slip first promised stays. Raises
    Refused without a reason, when nothing differs, for a change to online (field "channel"), and (fields "received_at",
    "received_office") for a dossier that was never received, an office that was not there, and a time that does not fit
    what was done before and after.
    """
    step = begin(case, "correct", by, at, seen, reason)
    held, dossier = step.case, step.case.dossier
    filing.correct(dossier=dossier, channel=channel or Channel(dossier.channel), help=help or Help(dossier.help))
    if received_at is not None:
        _refuse_unfit_time(held, received_at, at)
        held.received_at = received_at
    if received_office is not None:
        _refuse_unfit_office(held, received_office)
        held.received_office = received_office
    altered = sorted(changed(step.before, queries.facts(held)))
    if held.received_at is not None and {"received_at", "channel"} & set(altered):
        # Nothing else changes the limit; a calendar that was edited since does not change what was promised.
        held.due_at, held.deadline_rule = counting.due_by_ledger(held)
        held.judged_due_at = counting.judged_by_ledger(held)
        held.counted_at = at
    if not altered:
        raise Refused("Chưa có điều gì khác với điều đã ghi. Hãy sửa ít nhất một ô.")
    return step.finish(corrected=altered)


def _refuse_unfit_time(case: Case, moment: datetime, at: datetime) -> None:
    if case.received_at is None:
        raise Refused("Hồ sơ này chưa từng được tiếp nhận.", "received_at")
    before, following = queries.neighbours(case)
    if moment > at:
        raise Refused("Giờ tiếp nhận không thể ở tương lai.", "received_at")
    if moment < before:
        words = Phrase(
            "Giờ tiếp nhận không thể trước lúc %(when)s, khi hồ sơ được nộp hoặc bổ sung.", when=_said(before)
        )
        raise Refused(words, "received_at")
    if following is not None and moment > following.at:
        step = Phrase(rules.label(following.move))
        raise Refused(
            Phrase(
                "Bước «%(step)s» đã làm lúc %(when)s; giờ tiếp nhận phải trước đó.", step=step, when=_said(following.at)
            ),
            "received_at",
        )


def _said(moment: datetime) -> str:
    return f"{clock.local(moment):%H:%M, %d/%m/%Y}"


@transaction.atomic
def note_help(*, case: Case, helper: Account, office: Office, by: Account | None, at: datetime, **told: Any) -> bool:
    """Note that a filer was helped where that was unknown, because a record of help belongs to her dossier; no move.

    Entry `help_matched`; `told` goes into its details. Return whether it was unknown until now.
    """
    held = queries.locked(case.pk)
    if held.dossier.help != Help.UNKNOWN or held.dossier.channel != Channel.ONLINE:
        return False
    before = queries.facts(held)
    filing.note_helper(dossier=held.dossier, helper=helper, office=office)
    after = queries.facts(held)
    subject = filing_rules.subject(held.dossier.code)
    details = {"helper": helper.pk, "helped_office": office.code, **told}
    who = actor(by.pk if by else None)
    journal.append(Event(subject, "help_matched", at, who, facts=after, was=changed(before, after), details=details))
    return True


@transaction.atomic
def mark_staff(*, case: Case, kind: ForStaff | None, office: str, at: datetime) -> None:
    """Mark a dossier that arrived from another system as an officer's own or her family's, by the code of her office;
    None takes it back. No move.

    Entry `staff_marked`, by nobody. Raises Refused (field "code") for a dossier that was filed here, where it is marked
    when it is filed, and for the mark of another office.
    """
    held = queries.locked(case.pk)
    if held.dossier.system == System.MOTCUA:
        raise Refused("Hồ sơ nộp tại đây được đánh dấu khi nộp, không đánh dấu sau.", "code")
    before = queries.facts(held)
    wanted = filing_rules.staff_facts(before, kind, office)
    filing.mark_staff(
        dossier=held.dossier, for_staff=wanted["for_staff"] or "", staff_office=wanted["staff_office"] or ""
    )
    after, subject = queries.facts(held), filing_rules.subject(held.dossier.code)
    if was := changed(before, after):
        journal.append(Event(subject, "staff_marked", at, filing_rules.STAFF_MARK, facts=after, was=was))


def _refuse_unfit_office(case: Case, office: Office) -> None:
    if case.received_at is None:
        raise Refused("Hồ sơ này chưa từng được tiếp nhận.", "received_office")
    day = clock.local_day(case.received_at)
    if (office.valid_from is not None and office.valid_from > day) or (
        office.valid_to is not None and office.valid_to < day
    ):
        words = Phrase("%(office)s không hoạt động vào ngày %(day)s.", office=office.name, day=f"{day:%d/%m/%Y}")
        raise Refused(words, "received_office")
