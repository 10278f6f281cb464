"""What another system says about a case of its own dossier: contents anew, files, a supplement handed in there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.casework import queries
from motcua.casework.models import ArrivedRecord, Case, CaseSearch, CaseStep
from motcua.casework.moves.clocks import supplement
from motcua.casework.moves.step import digests
from motcua.casework.rules import OPEN, Status
from motcua.core import canonical, rows
from motcua.core.errors import Phrase, Refused
from motcua.filing import actions as filing
from motcua.filing import foreign
from motcua.filing import rules as filing_rules
from motcua.filing.foreign import Named
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.people.models import Person
from motcua.people.rules import actor
from motcua.records.models import Document


@dataclass(frozen=True, slots=True)
class Sent:
    """What a record of another system says, in our words.

    `digest` is that of the whole record; `papers` come with a file only where the dossier has none yet.
    """

    digest: str
    answers: dict[str, Any]
    applicant: Person | None = None
    papers: tuple[Named, ...] = ()


def remember(*, case: Case, sent: Sent, at: datetime) -> None:
    """Note the record by which a case came to be, and the papers that it names. Inside the caller's transaction.

    Their files are attached already.
    """
    foreign.note_papers(dossier=case.dossier, papers=sent.papers)
    ArrivedRecord.objects.create(case=case, digest=_salted(case, sent.digest), at=at)


def is_known(case: Case, digest: str) -> bool:
    """Return whether the record with this digest was applied last. One statement."""
    return ArrivedRecord.objects.filter(case=case, digest=_salted(case, digest)).exists()


def new_supplements(case: Case, completed: Iterable[tuple[str, datetime]]) -> list[str]:
    """Return the ids of those supplements, (id, when it was handed in), that answer the request a case waits on.

    Those that were applied before, or handed in before papers were asked for, do not. Two statements.
    """
    if case.status != Status.SUPPLEMENT_ASKED:
        return []
    asked = CaseStep.objects.filter(case=case, move="ask_supplement").order_by("-entry_number").first()
    applied = ArrivedRecord.objects.filter(case=case).values_list("supplements", flat=True).first() or []
    return [key for key, at in completed if key not in applied and (asked is None or at >= asked.at)]


@transaction.atomic
def take_over(*, case: Case, sent: Sent, at: datetime) -> Case:
    """Take over answers, applicant and papers of a dossier that nobody has accepted yet. Entry `arrival_updated`.

    Raises Refused for a case that is worked on already.
    """
    held = queries.locked(case.pk)
    if held.status != Status.NEW:
        raise Refused(
            Phrase("Hồ sơ %(code)s đã được giải quyết ở đây, không thay nội dung được nữa.", code=held.dossier.code)
        )
    foreign.renew(dossier=held.dossier, answers=sent.answers, applicant=sent.applicant)
    CaseSearch.objects.filter(case=held).update(words=queries.words(held.dossier))
    answers = filing_rules.salted(held.dossier.salt, canonical.dumps(sent.answers))
    _attach(held, "arrival_updated", sent, at, answers=answers)
    return held


@transaction.atomic
def fetch_papers(*, case: Case, sent: Sent, at: datetime) -> Case:
    """Attach files of papers that were only named so far. Entry `papers_fetched`. Raises Refused for a closed case."""
    held = queries.locked(case.pk)
    if held.status not in OPEN:
        raise Refused(Phrase("Hồ sơ %(code)s đã kết thúc, không nhận thêm tệp.", code=held.dossier.code))
    _attach(held, "papers_fetched", sent, at)
    return held


@transaction.atomic
def supplement_there(*, case: Case, sent: Sent, references: list[str], at: datetime) -> Case:
    """Take what the citizen handed in there because papers were asked for; the move `supplement`.

    `references` are the other system's ids of the supplements. Raises Refused as the move does.
    """
    added = foreign.note_papers(dossier=case.dossier, papers=sent.papers)
    papers: list[tuple[int | None, Document]] = [(None, document) for document in added]
    held = supplement(case=case, by=None, at=at, documents=papers)
    _store(held, sent, at, references)
    return held


def _attach(held: Case, kind: str, sent: Sent, at: datetime, **details: Any) -> None:
    added = foreign.note_papers(dossier=held.dossier, papers=sent.papers)
    filing.add_documents(dossier=held.dossier, documents=[(None, document) for document in added])
    if added:
        details["documents"] = digests(held, added)
    before = queries.facts(held)
    rows.update(held, digitised=held.digitised or bool(added))
    facts, subject = queries.facts(held), filing_rules.subject(held.dossier.code)
    was = changed(before, facts)
    entry = journal.append(Event(subject, kind, at, actor(None), facts=facts, was=was, details=details))
    # A step, so that an officer whose page shows what was there before is told when she moves on.
    CaseStep.objects.create(case=held, entry_number=entry.number, move=kind, status=held.status, at=at)
    _store(held, sent, at, [])


def _store(case: Case, sent: Sent, at: datetime, references: list[str]) -> None:
    record = ArrivedRecord.objects.filter(case=case).first() or ArrivedRecord(case=case)
    record.digest, record.at = _salted(case, sent.digest), at
    record.supplements = sorted({*record.supplements, *references})
    record.save()


def _salted(case: Case, digest: str) -> str:
    return filing_rules.salted(case.dossier.salt, digest)
