"""Reading what people file: their drafts, their dossiers, one dossier by its code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import cast

from django.db import connection
from django.db.models import Count, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.catalogue import forms
from motcua.catalogue import queries as catalogue
from motcua.catalogue.forms import Form, form_of
from motcua.catalogue.models import Paper, Procedure, ProcedureVersion
from motcua.core import clock, rows, text
from motcua.filing import authority, guiding, rules
from motcua.filing.guiding import Guided, Stage
from motcua.filing.models import Attachment, Dossier, Draft, Invitation, LinkedPaper, OnBehalf, PaperTick, Visit
from motcua.filing.rules import System
from motcua.offices import queries as offices
from motcua.offices.models import Office, Place
from motcua.people.models import Person
from motcua.records import queries as records
from motcua.records.models import Document, Upload

_LOCKED: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "d": (Draft, (
        "id", "key", "account_id", "version_id", "competent_office_id", "answers", "done_pages", "help", "helper_id",
        "helped_office_id", "help_agreed", "via", "for_staff", "staff_office", "dossier_id",
    )),
    "v": (
        ProcedureVersion, ("id", "procedure_id", "number", "valid_to", "digest", "result_required", "rules", "name")
    ),
    "p": (Procedure, ("id", "code")),
    "o": (Office, ("id", "code", "name", "path", "valid_to", "place_id")),
    "l": (Place, ("id", "code", "valid_from")),
    "w": (Person, ("id", "full_name", "personal_id", "birth_date", "gender", "phone", "email", "residence")),
    "b": (OnBehalf, (
        "id", "draft_id", "basis", "full_name", "personal_id", "birth_date", "gender", "phone", "residence",
    )),
}  # fmt: skip
_LOCK = (
    f"SELECT EXISTS (SELECT 1 FROM records_upload WHERE subject = %s), {offices.CALENDAR_HEAD}, "
    f"{', '.join(f'{table}.{name}' for table, (_, names) in _LOCKED.items() for name in names)} "
    "FROM filing_draft d JOIN catalogue_procedureversion v ON v.id = d.version_id "
    "JOIN catalogue_procedure p ON p.id = v.procedure_id JOIN offices_office o ON o.id = d.competent_office_id "
    "JOIN offices_place l ON l.id = o.place_id "
    "JOIN people_account a ON a.id = d.account_id LEFT JOIN people_person w ON w.id = a.person_id "
    "LEFT JOIN filing_onbehalf b ON b.draft_id = d.id WHERE d.key = %s"
)
_DOCUMENT = ("id", "key", "digest", "name")
_HANDED_IN = (
    f"SELECT a.paper_position, a.reuse, {', '.join(f'f.{name}' for name in _DOCUMENT)} FROM filing_attachment a "
    "JOIN records_document f ON f.id = a.document_id WHERE a.draft_id = %s ORDER BY a.position, a.id"
)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a version asks of a filer: its form, or the general one, and its required papers (position, name).

    `fees` say for each channel that the record speaks of whether it costs something.
    """

    form: Form
    required_papers: tuple[tuple[int, str], ...]
    fees: Mapping[int, bool | None]


def demands(version: ProcedureVersion) -> Demands:
    """Return what a version asks for. Kept by this process: the content of a version never changes."""
    return _demands(version.pk, version.digest)


def form_of_dossier(dossier: Dossier) -> Form:
    """Return the form by which the answers of a dossier are read: its version's, or the general one.

    What another system says about the applicant and her request is kept by the general one.
    """
    own = demands(dossier.version).form
    if dossier.system == System.MOTCUA or not dossier.answers:
        return own
    asked = {field.key for page in own.pages for field in page.fields}
    return own if asked.issuperset(dossier.answers) else form_of(None)


def linked_papers(dossier: Dossier) -> list[LinkedPaper]:
    """Return the papers that another system names with a dossier of its own, each with its file. One statement.

    None for a dossier of ours.
    """
    if dossier.system == System.MOTCUA:
        return []
    return list(LinkedPaper.objects.filter(dossier=dossier).select_related("document"))


def draft(key: str) -> Draft | None:
    """Return a draft with account, version, procedure and office; None when there is no such key."""
    related = (
        "account__person", "version__procedure", "competent_office", "dossier", "helper", "helped_office", "on_behalf"
    )  # fmt: skip
    return Draft.objects.select_related(*related).filter(key=text.one_line(key)).first()


def drafts_of(account_id: int) -> QuerySet[Draft]:
    """Return the drafts of an account that were not sent, the latest saved first."""
    mine = Draft.objects.filter(account_id=account_id, dossier=None)
    return mine.select_related("version", "competent_office", "on_behalf").order_by("-saved_at", "-id")


def on_behalf(of: Draft | Dossier) -> OnBehalf | None:
    """Return for whom somebody else files a draft or dossier online; None for her own. One statement, unless read."""
    return getattr(of, "on_behalf", None)


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
    return Attachment.objects.filter(chosen).select_related("document", "source")


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
    unfinished, calendar, *values = row
    parts = []
    for model, names in _LOCKED.values():
        parts.append(rows.load(model, names, tuple(values[: len(names)])))
        values = values[len(names) :]
    found, version, procedure, office, place, person, whose = parts
    found.version, found.competent_office, version.procedure, office.place = version, office, procedure, place
    found.person, found.whose = person if person.pk else None, whose if whose.pk else None
    found.unfinished, found.calendar = bool(unfinished), calendar or ""
    return cast(Draft, found)


def handed_in(draft_id: int) -> list[tuple[int | None, Document, str]]:
    """Return what is attached to a draft: (paper position, document with its digest, reuse). One named statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HANDED_IN, [draft_id])
        found = cursor.fetchall()
    return [(position, rows.load(Document, _DOCUMENT, tuple(values)), reuse) for position, reuse, *values in found]


def still_missing(of: Draft, today_attached: set[int | None]) -> dict[str, str]:
    """Return the required papers that a draft has nothing for, by field."""
    whose = on_behalf(of)
    missing = authority.missing_paper(whose.basis, today_attached) if whose else {}
    return missing | rules.missing_papers(demands(of.version).required_papers, today_attached)


def filled(form: Form, of: Draft, missing: Mapping[str, str]) -> list[tuple[forms.Page, bool]]:
    """Return the pages of the form that a draft's answers call for, each with whether it is done. No statement."""
    return [
        (page, page.key in of.done_pages and not any(field.key in missing for field in page.fields))
        for page in forms.pages(form, of.answers)
    ]


def invitation(token: str) -> Invitation | None:
    """Return an invitation with all it leads to; None when there is no such token (any more). One statement."""
    related = ("officer", "office", "version__procedure", "competent_office", "draft__dossier", "draft__version",
               "draft__on_behalf")  # fmt: skip
    return Invitation.objects.select_related(*related).filter(token=text.one_line(token)).first()


def invitations_of(officer_id: int, *, at: datetime) -> QuerySet[Invitation]:
    """Return the open invitations of an officer and those whose filing is under way, the newest first."""
    under_way = Q(agreed=True, draft__isnull=False, draft__dossier=None)
    mine = Invitation.objects.filter(Q(agreed=None, expires_at__gt=at) | under_way, officer_id=officer_id)
    return mine.select_related("version", "competent_office").order_by("-created_at", "-id")


def drafts_fit(to: Invitation, account_id: int) -> QuerySet[Draft]:
    """Return the own drafts of a filer for the procedure and office of an invitation, the latest saved first."""
    return drafts_of(account_id).filter(
        version__procedure_id=to.version.procedure_id, competent_office_id=to.competent_office_id
    )


def guided(of: Invitation, *, at: datetime) -> Guided:
    """Return how far a guided filing has come. Two statements at most, beside the form of a version seen anew."""
    early = guiding.before_draft(
        scanned=of.scanned_at is not None, signed_in=of.account_id is not None, agreed=of.agreed,
        expires_at=of.expires_at, at=at,
    )  # fmt: skip
    if early is not None:
        return Guided(early)
    made = of.draft
    if made is None or made.helper_id != of.officer_id:
        return Guided(Stage.ALONE if made else Stage.DISCARDED)
    if made.dossier is not None:
        return Guided(Stage.SENT, code=made.dossier.code)
    asked = demands(made.version)
    pages = filled(asked.form, made, forms.missing(asked.form, made.answers, clock.local_day(at)))
    attached = set(made.attachments.values_list("paper_position", flat=True))
    whose = on_behalf(made)
    papers = [whose.paper] if whose and authority.POSITION not in attached else []
    papers += [name for position, name in asked.required_papers if position not in attached]
    coming = next((page for page, done in pages if not done), None)
    done = sum(1 for _, done in pages if done)
    stage = guiding.in_draft(done=done, pages=len(pages), papers_missing=bool(papers))
    title = coming.title if coming is not None and forms.always(coming) else ""
    return Guided(stage, done, len(pages), title, papers[0] if papers else "")


@lru_cache(maxsize=512)
def _demands(version_id: int, digest: str) -> Demands:
    data = ProcedureVersion.objects.values_list("form", flat=True).get(id=version_id)
    papers = Paper.objects.filter(version_id=version_id, required=True).values_list("position", "name")
    return Demands(form_of(data), tuple(papers), catalogue.fees_due([version_id]).get(version_id, {}))


def visit(key: str) -> Visit | None:
    """Return a visit with its counter, the people and the officer; None when there is no such key. One statement."""
    related = ("counter", "applicant", "delegate", "entered_by", "slip__document")
    return Visit.objects.select_related(*related).filter(key=text.one_line(key)).first()


def visits_on(counters: Collection[int], day: date, limit: int = 20) -> list[tuple[Visit, list[Dossier]]]:
    """Return the latest visits that were entered at some counters on a day, the last first, each with its dossiers.

    Two statements.
    """
    since, until = clock.start_of(day), clock.start_of(day + timedelta(1))
    found = Visit.objects.filter(counter_id__in=counters, entered_at__gte=since, entered_at__lt=until)
    with_dossiers = Prefetch("dossiers", Dossier.objects.select_related("version").only(
        "code", "visit_id", "version__name").order_by("id"))  # fmt: skip
    visits = found.select_related("applicant").prefetch_related(with_dossiers).order_by("-entered_at", "-id")[:limit]
    return [(one, list(one.dossiers.all())) for one in visits]


def scans(dossier_ids: Collection[int]) -> dict[int, list[Document]]:
    """Return the files that were attached at a counter or later, by dossier, in order. One statement.

    What is used again is not among them (`used_again`).
    """
    found: dict[int, list[Document]] = {}
    for one in Attachment.objects.filter(dossier_id__in=dossier_ids, reuse="").select_related("document"):
        found.setdefault(int(one.dossier_id or 0), []).append(one.document)
    return found


def used_again(dossier_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the papers that a counter took from earlier dossiers, (name, code of that dossier), in order. One
    statement. What was used again to supplement is for no named paper, and not among them.
    """
    named = Paper.objects.filter(version=OuterRef("dossier__version"), position=OuterRef("paper_position"))
    found: dict[int, list[tuple[str, str]]] = {}
    at_first = Q(dossier__visit__isnull=False, paper_position__isnull=False)
    rows = Attachment.objects.filter(at_first, dossier_id__in=dossier_ids).exclude(reuse="").order_by("position")
    rows = rows.annotate(asked=Subquery(named.values("name")[:1]))
    for dossier, asked, name, code in rows.values_list("dossier_id", "asked", "document__name", "source__code"):
        found.setdefault(dossier, []).append((asked or name, code))
    return found


def came(dossier_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the positions of the papers that came with some dossiers, on paper or as a file. One statement."""
    files = Attachment.objects.filter(dossier_id__in=dossier_ids)
    sheets = PaperTick.objects.filter(dossier_id__in=dossier_ids)
    found: dict[int, set[int]] = {}
    rows = files.order_by().values_list("dossier_id", "paper_position")
    for dossier, position in rows.union(sheets.order_by().values_list("dossier_id", "position")):
        if dossier is not None and position is not None:
            found.setdefault(dossier, set()).add(position)
    return found


def ticks(dossier_ids: Collection[int]) -> dict[int, list[tuple[str, PaperTick]]]:
    """Return the papers that were handed in on paper with some dossiers, (name, how many), in order. One statement."""
    named = Paper.objects.filter(version=OuterRef("dossier__version"), position=OuterRef("position")).values("name")[:1]
    found: dict[int, list[tuple[str, PaperTick]]] = {}
    for one in PaperTick.objects.filter(dossier_id__in=dossier_ids).annotate(asked=Subquery(named)).order_by("id"):
        found.setdefault(one.dossier_id, []).append((one.name or one.asked or "", one))
    return found
