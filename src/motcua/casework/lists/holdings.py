"""What a person has here already (kho giấy tờ cá nhân): results issued to her, and papers that she handed in before.

Who may look is asked by the page: a person about herself (SEE_OWN), or an officer at whose counter she stands (INTAKE),
who is told the names of what fits the papers asked for, and opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from motcua.casework.models import Case
from motcua.casework.rules import Status
from motcua.catalogue.models import Paper, ProcedureVersion
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.filing import authority, matching
from motcua.filing import queries as filing
from motcua.filing import rules as filing_rules
from motcua.filing.models import Again, Attachment, Dossier
from motcua.filing.rules import Reuse
from motcua.records.models import Document
from motcua.records.rules import Scan

MOST_DOSSIERS = 200
MOST_OFFERED = 3
_NOT_KEPT = (Status.REFUSED, Status.WITHDRAWN)
_LONG = ("form", "steps", "conditions", "search_text", "search_name", "legal_basis", "competent_agency", "audience")
_NOT_HERS = Phrase("Người nộp không có giấy tờ này, hoặc giấy tờ không còn hiệu lực. Hãy chọn giấy tờ khác.")


@dataclass(frozen=True, slots=True)
class Holding:
    """A document that a person has here: a result issued to her, or a paper handed in with an earlier dossier.

    `names` are what the catalogue calls it; none for something that no procedure asked for. `at` is when it was
    issued or handed in, `used` the codes of the dossiers in which it was used again.
    """

    kind: Reuse
    document: Document
    names: tuple[str, ...]
    source: Dossier
    at: datetime
    used: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What to call it: the name in the catalogue where there is just one, else that of its file."""
        return self.names[0] if len(self.names) == 1 else self.document.name

    def again(self, paper_position: int | None) -> Again:
        """Return it as chosen for one paper of a new dossier."""
        return Again(self.document, self.kind, self.source.pk, paper_position)


def of_person(person_id: int | None) -> list[Holding]:
    """Return what a person has here that is valid, the latest first, each content once. Three statements.

    Out of her MOST_DOSSIERS latest dossiers: results that were returned to her and not taken back, and papers of
    dossiers that were neither refused nor withdrawn; of what somebody else filed for her online only once an officer
    accepted it, and never the paper that shows his authority. What was itself used again stands under its first
    dossier. A file that malware was found in is not offered.
    """
    if person_id is None:
        return []
    cases = Case.objects.filter(dossier__applicant_id=person_id)
    cases = cases.select_related("dossier__version", "dossier__on_behalf", "result")
    deferred = (f"dossier__version__{name}" for name in _LONG)
    found = list(cases.defer(*deferred).order_by("-dossier__submitted_at", "-id")[:MOST_DOSSIERS])
    held = [*_issued(found), *_handed_in(case for case in found if _keeps(case))]
    once: dict[str, Holding] = {}
    for holding in sorted(held, key=lambda one: (one.kind is Reuse.ISSUED, one.at), reverse=True):
        if holding.document.scan != Scan.INFECTED:
            once.setdefault(holding.document.digest, holding)
    return sorted(once.values(), key=lambda one: one.at, reverse=True)


def with_uses(holdings: Sequence[Holding]) -> list[Holding]:
    """Return holdings with the codes of the dossiers in which they were used again. One statement."""
    used: dict[int, list[str]] = {}
    rows = Attachment.objects.filter(document__in=[one.document.pk for one in holdings]).exclude(reuse="")
    for document_id, *codes in rows.order_by("id").values_list("document_id", "dossier__code", "draft__dossier__code"):
        used.setdefault(document_id, []).extend(code for code in codes if code)
    return [replace(one, used=tuple(dict.fromkeys(used.get(one.document.pk, ())))) for one in holdings]


def offered(holdings: Iterable[Holding], papers: Iterable[Paper]) -> dict[int, list[Holding]]:
    """Return for each paper, by position, at most MOST_OFFERED holdings that may be it, the latest first."""
    held = list(holdings)
    fitting = {
        paper.position: [one for one in held if matching.alike(paper.name, one.names)][:MOST_OFFERED]
        for paper in papers
        if not matching.made_for_one(paper.name)
    }
    return {position: some for position, some in fitting.items() if some}


def offered_for(person_id: int | None, version: ProcedureVersion) -> dict[int, list[Holding]]:
    """Return what a person has for each paper that a version asks for: for the counter. Four statements."""
    return offered(of_person(person_id), version.papers.all())


def offered_more(case: Case) -> list[Holding]:
    """Return what the applicant of a case has here for papers that its version asks for, and has not attached to it.

    The latest first; for the counter, when more is handed in. Five statements.
    """
    dossier = case.dossier
    attached = {one.document.digest for one in filing.attachments(dossier)}
    found = offered_for(dossier.applicant_id, dossier.version).values()
    once = {one.document.key: one for some in found for one in some if one.document.digest not in attached}
    return sorted(once.values(), key=lambda one: one.at, reverse=True)


def stale(dossier: Dossier) -> list[Attachment]:
    """Return what a dossier uses again that its applicant does not have here as valid any more."""
    valid = {one.document.digest for one in of_person(dossier.applicant_id)}
    reused = Attachment.objects.filter(Q(dossier=dossier) | Q(draft__dossier=dossier)).exclude(reuse="")
    return [one for one in reused.select_related("document") if one.document.digest not in valid]


def chosen(*, person_id: int | None, picks: Iterable[tuple[int | None, str]]) -> list[Again]:
    """Return documents that a person has here as chosen for papers of a new dossier, for `register_received(again=)`.

    `picks` are (paper position, key of the document). Raises Refused (at the paper's field) for one that is not hers or
    not valid any more. The caller asks whether the officer may receive the dossier.
    """
    held = {one.document.key: one for one in of_person(person_id)}
    found = []
    for position, key in picks:
        if key not in held:
            raise Refused(_NOT_HERS, filing_rules.paper_field(position or 0))
        found.append(held[key].again(position))
    return found


def refuse_stale(dossier: Dossier) -> None:
    """Raise Invalid, by field, when a dossier uses something again that is not valid any more: taken back meanwhile."""
    errors: dict[str, str] = {
        filing_rules.paper_field(one.paper_position or 0): Phrase(
            "«%(name)s» không còn hiệu lực (đã thu hồi hoặc hồ sơ đã rút). Hãy bỏ ra và đính kèm giấy tờ khác.",
            name=one.document.name,
        )
        for one in stale(dossier)
    }
    if errors:
        raise Invalid(errors)


def _issued(cases: Iterable[Case]) -> Iterable[Holding]:
    for case in cases:
        if case.status == Status.RETURNED and case.result is not None:
            names = tuple(str(one["name"]) for one in case.dossier.version.results if one.get("name"))
            yield Holding(Reuse.ISSUED, case.result, names, case.dossier, case.returned_at or case.dossier.submitted_at)


def _keeps(case: Case) -> bool:
    by_another = case.received_at is None and filing.on_behalf(case.dossier) is not None
    return not by_another and case.status not in _NOT_KEPT


def _handed_in(cases: Iterable[Case]) -> Iterable[Holding]:
    of = {case.dossier_id: case.dossier for case in cases}
    rows = Attachment.objects.filter(Q(dossier__in=of) | Q(draft__dossier__in=of), reuse="")
    rows = rows.exclude(paper_position=authority.POSITION)
    known = list(rows.annotate(of=Coalesce("dossier_id", "draft__dossier_id")).select_related("document"))
    names = _paper_names({dossier.version_id for dossier in of.values()}) if known else {}
    for one in known:
        source = of[one.of]
        name = names.get((source.version_id, one.paper_position))
        if name is None or not matching.made_for_one(name):
            yield Holding(Reuse.HANDED_IN, one.document, (name,) if name else (), source, one.document.added_at)


def _paper_names(version_ids: Iterable[int]) -> dict[tuple[int, int | None], str]:
    rows = Paper.objects.filter(version__in=version_ids).values_list("version_id", "position", "name")
    return {(version_id, position): name for version_id, position, name in rows}
