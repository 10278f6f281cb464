"""What another room learns about a case that is over for its office, kept with the case for the figures."""

from __future__ import annotations

from datetime import datetime

from motcua.casework import queries
from motcua.casework.models import Case
from motcua.core import rows
from motcua.filing import rules as filing_rules
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed


def note_rating(*, case: Case, answer: str, by: str, at: datetime) -> None:
    """Keep how it went for the filer with a case that the caller has locked, and write the entry `rated`.

    `by` is the actor as the journal names it. Inside the caller's transaction.
    """
    before = queries.facts(case)
    rows.update(case, satisfaction=answer)
    facts, subject = queries.facts(case), filing_rules.subject(case.dossier.code)
    told = {"answer": answer}
    journal.append(Event(subject, "rated", at, by, facts=facts, was=changed(before, facts), details=told))
