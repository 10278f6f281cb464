"""What another system says about a dossier of its own: the papers that it names, and what it sends anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.core import rows
from motcua.filing.models import Dossier, LinkedPaper
from motcua.people.models import Person
from motcua.records.models import Document


@dataclass(frozen=True, slots=True)
class Named:
    """A paper as another system names it: its id there, its name, where it lies, and the file if it came along."""

    reference: str
    name: str
    link: str = ""
    document: Document | None = None


def note_papers(*, dossier: Dossier, papers: Iterable[Named]) -> list[Document]:
    """Keep the papers that a record names, and return the files among them that are new to the dossier.

    A paper that is known already keeps its file; one that is named no more stays. Inside the caller's transaction,
    which attaches the files and tells the journal.
    """
    known = {one.reference: one for one in LinkedPaper.objects.filter(dossier=dossier)}
    new = []
    for paper in papers:
        row = known.get(paper.reference)
        row = row or LinkedPaper(dossier=dossier, reference=paper.reference)
        fetched = paper.document if row.document_id is None else None
        if fetched is not None:
            row.document = fetched
            new.append(fetched)
        row.name, row.link = paper.name, paper.link
        row.save()
        known[paper.reference] = row
    return new


def renew(*, dossier: Dossier, answers: dict[str, Any], applicant: Person | None) -> None:
    """Take over what the other system says now. Inside the caller's transaction, which tells the journal."""
    rows.update(dossier, answers=answers, applicant_id=applicant.pk if applicant else None)
