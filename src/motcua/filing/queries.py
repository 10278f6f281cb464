"""Reading what people file: their drafts, their dossiers, one dossier by its code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from django.db import connection
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from motcua.catalogue.forms import Form, form_of
from motcua.catalogue.models import Paper, Procedure, ProcedureVersion
from motcua.core import rows, text
from motcua.filing import rules
from motcua.filing.models import Attachment, Dossier, Draft
from motcua.offices.models import Office
from motcua.people.models import Person
from motcua.records import queries as records
from motcua.records.models import Document, Upload

_LOCKED: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "d": (Draft, (
        "id", "key", "account_id", "version_id", "competent_office_id", "answers", "done_pages", "help", "helper_id",
        "dossier_id",
    )),
    "v": (
        ProcedureVersion, ("id", "procedure_id", "number", "valid_to", "digest", "result_required", "rules", "name")
    ),
    "p": (Procedure, ("id", "code")),
    "o": (Office, ("id", "code", "name", "path", "valid_to")),
    "w": (Person, ("id", "full_name", "personal_id", "phone")),
}  # fmt: skip
_LOCK = (
    "SELECT EXISTS (SELECT 1 FROM records_upload WHERE subject = %s), "
    f"{', '.join(f'{table}.{name}' for table, (_, names) in _LOCKED.items() for name in names)} "
    "FROM filing_draft d JOIN catalogue_procedureversion v ON v.id = d.version_id "
    "JOIN catalogue_procedure p ON p.id = v.procedure_id JOIN offices_office o ON o.id = d.competent_office_id "
    "JOIN people_account a ON a.id = d.account_id LEFT JOIN people_person w ON w.id = a.person_id WHERE d.key = %s"
)
_DOCUMENT = ("id", "key", "digest", "name")
_HANDED_IN = (
    f"SELECT a.paper_position, {', '.join(f'f.{name}' for name in _DOCUMENT)} FROM filing_attachment a "
    "JOIN records_document f ON f.id = a.document_id WHERE a.draft_id = %s ORDER BY a.position, a.id"
)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a version asks of a filer: its form, or the general one, and its required papers (position, name)."""

    form: Form
    required_papers: tuple[tuple[int, str], ...]


def demands(version: ProcedureVersion) -> Demands:
    """Return what a version asks for. Kept by this process: the content of a version never changes."""
    return _demands(version.pk, version.digest)


def draft(key: str) -> Draft | None:
    """Return a draft with account, version, procedure and office; None when there is no such key."""
    related = ("account__person", "version__procedure", "competent_office", "dossier", "helper")
    return Draft.objects.select_related(*related).filter(key=text.one_line(key)).first()


def drafts_of(account_id: int) -> QuerySet[Draft]:
    """Return the drafts of an account that were not sent, the latest saved first."""
    mine = Draft.objects.filter(account_id=account_id, dossier=None)
    return mine.select_related("version", "competent_office").order_by("-saved_at", "-id")


def dossier(code: str) -> Dossier | None:
    """Return a dossier by its code as people type it; None when there is none."""
    typed = text.one_line(code)
    found = Dossier.objects.select_related("version__procedure", "competent_office", "filer", "applicant")
    return found.filter(Q(code=typed) | Q(code=typed.upper())).first()


def attachments(of: Draft | Dossier) -> QuerySet[Attachment]:
    """Return what is attached to a draft or a dossier, with the documents, in order.

    What came with the draft stays attached to the draft; what was added later is attached to the dossier.
    """
    if isinstance(of, Draft):
        chosen = Q(draft=of)
    else:
        chosen = Q(dossier=of) | Q(draft__in=Draft.objects.filter(dossier=of).values("id")[:1])
    return Attachment.objects.filter(chosen).select_related("document")


def attached_counts(dossier_ids: Collection[int]) -> Counter[int]:
    """Return how many documents are attached to each of some dossiers, with their drafts. One statement."""
    of = Coalesce("dossier_id", "draft__dossier_id")
    found = Attachment.objects.annotate(of=of).filter(of__in=dossier_ids).order_by().values_list("of")
    return Counter(dict(found.annotate(Count("id"))))


def attached_as(draft_id: int, paper_position: int | None, digest: str) -> Attachment | None:
    """Return what is attached to a draft for one paper with this content; None when it is not there."""
    same = Attachment.objects.filter(draft_id=draft_id, paper_position=paper_position, document__digest=digest)
    return same.first()


def unfinished(of: Draft) -> dict[str, list[Upload]]:
    """Return the files of which only parts have arrived for a draft, by field. One statement."""
    found: dict[str, list[Upload]] = {}
    for one in records.unfinished(rules.draft_subject(of.key)):
        found.setdefault(one.field, []).append(one)
    return found


def locked_draft(key: str) -> Draft | None:
    """Return a draft with version, procedure, office and the filer's person, locked until commit; None for no such key.

    One named statement: every page that is saved and every dossier that is sent begins with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _LOCK + (" FOR UPDATE OF d" if connection.features.has_select_for_update_of else ""),
            [rules.draft_subject(text.one_line(key)), text.one_line(key)],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    unfinished, *values = row
    parts = []
    for model, names in _LOCKED.values():
        parts.append(rows.load(model, names, tuple(values[: len(names)])))
        values = values[len(names) :]
    found, version, procedure, office, person = parts
    found.version, found.competent_office, version.procedure = version, office, procedure
    found.person = person if person.pk else None
    found.unfinished = bool(unfinished)
    return cast(Draft, found)


def handed_in(draft_id: int) -> list[tuple[int | None, Document]]:
    """Return what is attached to a draft: (paper position, document with its digest). One named statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HANDED_IN, [draft_id])
        return [(position, rows.load(Document, _DOCUMENT, tuple(values))) for position, *values in cursor.fetchall()]


def still_missing(of: Draft, today_attached: set[int | None]) -> dict[str, str]:
    """Return the required papers that a draft has nothing for, by field."""
    return rules.missing_papers(demands(of.version).required_papers, today_attached)


@lru_cache(maxsize=512)
def _demands(version_id: int, digest: str) -> Demands:
    data = ProcedureVersion.objects.values_list("form", flat=True).get(id=version_id)
    papers = Paper.objects.filter(version_id=version_id, required=True).values_list("position", "name")
    return Demands(form_of(data), tuple(papers))
