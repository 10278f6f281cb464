"""Sending: the reader of the journal that makes messages, and the verb that hands one of them to its carrier."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from motcua.casework.models import Case, CaseStep
from motcua.casework.rules import Status
from motcua.core import clock
from motcua.correspondence import queries, ratings, rules, sending, texts
from motcua.correspondence.models import Message
from motcua.correspondence.queries import Texts, Wanted
from motcua.correspondence.rules import DOSSIERS, READER, Medium, MessageState, Occasion
from motcua.correspondence.sending import GatewayAway, Outgoing, RecipientRefused, Sender, Undelivered
from motcua.filing import rules as filing_rules
from motcua.journal import actions as journal
from motcua.journal.queries import Stored
from motcua.people.models import Person

_KINDS = frozenset(Occasion)
_RELATED = ("dossier__filer__person", "dossier__applicant", "competent_office")
_NO_DATE = "theo quy định của thủ tục"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that messages name: of the page of a dossier, by its code, and of how it went, by a token."""

    dossier: Callable[[str], str]
    rating: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a person is told: an entry of the journal about her dossier, what it is to her, the state that it tells."""

    subject: str
    number: int
    occasion: Occasion
    facts: dict[str, Any]
    details: dict[str, Any]
    recorded_at: datetime
    more: str = ""


def follow(*, links: Links, at: datetime, limit: int = 1000) -> int:
    """Make the messages that the next entries of the journal ask for, each once; return how many entries were read.

    Messages and cursor are one transaction. Simulated dossiers are told nothing.
    """

    def make(entries: list[Stored]) -> None:
        _make(list(_causes(entries)), links, at)

    return journal.read(READER, make, limit=limit)


@transaction.atomic
def remind(*, links: Links, at: datetime) -> int:
    """Make the messages that the last day for a supplement is near, one for each request; return how many were made."""
    today = clock.local_day(at)
    waiting = Case.objects.filter(
        status=Status.SUPPLEMENT_ASKED, supplement_until__gte=today, supplement_until__lte=today + rules.NEAR,
        simulated=False,
    ).select_related("dossier")  # fmt: skip
    causes = []
    for case in waiting.defer("dossier__answers"):
        step = CaseStep.objects.filter(case=case, move="ask_supplement").last()
        until = case.supplement_until
        if step is None or until is None or clock.local_day(step.at) > today - timedelta(2):
            continue  # who was asked yesterday need not be reminded today
        facts, details = {"status": int(case.status)}, {"until": until.isoformat()}
        subject = filing_rules.subject(case.dossier.code)
        causes.append(Cause(subject, step.entry_number, Occasion.SUPPLEMENT_NEAR, facts, details, at, "near"))
    return _make(causes, links, at)


def send_next(*, medium: Medium, sender: Sender, links: Links, at: datetime) -> bool:
    """Hand the next message of a medium that is due to its sender, and note what came of it; False when none is due.

    Nothing is held in the database meanwhile. A process that dies between handing over and noting hands it over again,
    with the same identifier. Raises GatewayAway when nothing goes through: the message keeps its place.
    """
    taken = _take(medium, at)
    if taken is None:
        return False
    try:
        receipt = sender.send(_outgoing(taken, links))
    except RecipientRefused as refused:
        _note(taken, state=MessageState.REFUSED, trouble=str(refused)[:300], address=rules.masked(taken.address))
    except GatewayAway as away:
        over = _too_old(taken, at)
        _note(taken, attempts=F("attempts") - 1, next_at=at, trouble=str(away)[:300], **over)
        raise
    except Exception as error:
        if not isinstance(error, Undelivered):
            log.exception("message %s could not be handed over", taken.key)
        trouble = str(error) if isinstance(error, Undelivered) else "Lỗi của phần mềm gửi tin."
        _note(taken, next_at=at + rules.pause(taken.attempts), trouble=trouble[:300], **_too_old(taken, at))
    else:
        done = {"state": MessageState.SENT, "sent_at": at, "receipt": receipt[:120], "trouble": ""}
        _note(taken, **done, address=rules.masked(taken.address))
    return True


def _causes(entries: Iterable[Stored]) -> Iterable[Cause]:
    for entry in entries:
        if entry.kind not in _KINDS or not entry.subject.startswith(DOSSIERS):
            continue
        body = json.loads(entry.body)
        facts, details = body.get("facts", {}), body.get("details", {})
        found = rules.occasion(entry.kind, details)
        if found and facts.get("status") in Status.values and not facts.get("simulated"):
            recorded_at = clock.parse_stamp(entry.recorded_at)
            yield Cause(entry.subject, entry.number, found, facts, details, recorded_at)


def _make(causes: Sequence[Cause], links: Links, at: datetime) -> int:
    """Store the messages of causes; one that is there already stays as it is."""
    if not causes:
        return 0
    codes = {cause.subject.removeprefix(DOSSIERS) for cause in causes}
    found = Case.objects.filter(dossier__code__in=codes).select_related(*_RELATED).defer("dossier__answers")
    cases = {filing_rules.subject(case.dossier.code): case for case in found}
    persons = {subject: person for subject, case in cases.items() if (person := _person(case))}
    wanted, written = queries.wanted_by(list(persons.values())), queries.texts()
    made = [
        message
        for cause in causes
        if (person := persons.get(cause.subject))
        for message in _messages(cause, cases[cause.subject], person, wanted[person.pk], written, links, at)
    ]
    Message.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return len(made)


def _person(case: Case) -> Person | None:
    filer = case.dossier.filer
    return filer.person if filer and filer.person else case.dossier.applicant


def _messages(
    cause: Cause, case: Case, person: Person, wanted: Wanted, written: Texts, links: Links, at: datetime
) -> Iterable[Message]:
    values = _values(cause, case, links)
    for medium in wanted.media:
        number, text = written[cause.occasion, medium]
        address = wanted.address(medium)
        if not text.active or not address:
            continue
        words, state = texts.fill(text.words, values), _first_state(medium, cause.recorded_at, at)
        yield Message(
            key=rules.key(case.dossier.salt, cause.subject, cause.number, medium, cause.more), case=case, person=person,
            entry_number=cause.number, occasion=cause.occasion, medium=medium, template=number,
            reference=text.reference, title=texts.fill(text.title, values)[:300],
            words=words if text.marks else texts.unmarked(words), values=values, state=state,
            address=address if state is MessageState.WAITING else rules.masked(address), made_at=at,
            next_at=rules.not_before(medium, at, settings.QUIET_HOURS),
        )  # fmt: skip


def _first_state(medium: Medium, recorded_at: datetime, at: datetime) -> MessageState:
    if at - recorded_at > rules.KEPT_TRYING:
        return MessageState.EXPIRED
    return MessageState.WAITING if sending.has(medium) else MessageState.NO_SENDER


def _values(cause: Cause, case: Case, links: Links) -> dict[str, str]:
    """Return what a text may ask for. Nothing of the person, nor what her dossier is about."""
    told, more = cause.facts, cause.details
    due, new_due, until = told.get("due_at"), more.get("promised_again_at"), more.get("until")
    return {
        "code": case.dossier.code, "status": str(Status(told["status"]).label), "office": case.competent_office.name,
        "link": links.dossier(case.dossier.code), "province": str(settings.PROVINCE),
        "due": _moment(due), "new_due": _moment(new_due),
        "until": f"{date.fromisoformat(until):%d/%m/%Y}" if until else _NO_DATE,
    }  # fmt: skip


def _moment(stamp: str | None) -> str:
    return f"{clock.parse_stamp(stamp):%H:%M, %d/%m/%Y}" if stamp else _NO_DATE


def _take(medium: Medium, at: datetime) -> Message | None:
    """Take the next message that is due, for so long as `rules.LEASE`; None when there is none."""
    due = Message.objects.filter(medium=medium, state=MessageState.WAITING, next_at__lte=at).order_by("next_at", "id")
    if not due.exists():
        return None
    with transaction.atomic():
        taken = due.select_for_update(skip_locked=True).first()
        if taken is not None:
            taken.attempts += 1
            Message.objects.filter(pk=taken.pk).update(attempts=taken.attempts, next_at=at + rules.LEASE)
    return taken


def _outgoing(message: Message, links: Links) -> Outgoing:
    values = dict(message.values)
    if message.occasion == Occasion.RETURNED:
        values["rating"] = links.rating(ratings.token(message.case_id))
    return Outgoing(
        message.key, message.address, texts.fill(message.words, values), message.title, message.reference, values
    )


def _too_old(message: Message, at: datetime) -> dict[str, Any]:
    if at - message.made_at <= rules.KEPT_TRYING:
        return {}
    return {"state": MessageState.EXPIRED, "address": rules.masked(message.address)}


def _note(message: Message, **changed: Any) -> None:
    Message.objects.filter(pk=message.pk).update(**changed)
