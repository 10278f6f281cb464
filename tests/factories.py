"""Small makers of rows for tests: plain functions with sensible defaults, codes that never collide.

Nothing here is mocked: what has an action is made by the action.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from motcua.casework import actions as casework
from motcua.casework.models import Case, CaseStep
from motcua.catalogue.models import FilingWay, Offering, Paper, Procedure, ProcedureVersion
from motcua.catalogue.rules import Channel, LimitUnit, ServiceLevel
from motcua.core import canonical
from motcua.core.clock import ZONE
from motcua.filing import actions as filing
from motcua.filing.models import Draft
from motcua.filing.rules import Help
from motcua.offices.models import Office, Place
from motcua.offices.rules import OfficeKind, PlaceLevel, Tier
from motcua.people.models import Account, Appointment, Person
from motcua.people.rules import Role
from motcua.records.models import Document, OfficialPaper
from motcua.records.rules import PaperKind

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
START = date(2020, 1, 1)
_numbers = count(1)
GENERAL_ANSWERS = {
    "applicant_name": "Lê Thị Mận", "applicant_personal_id": "042190000012", "applicant_birth_date": "1990-05-12",
    "contact_phone": "0912000111", "contact_address": "Thôn 3, xã Vũ Quang", "request_text": "Xin cấp giấy.",
}  # fmt: skip


def make_office(parent: Office | None = None, *, tier: Tier = Tier.COMMUNE, **fields: Any) -> Office:
    """An office with a place of its own, below `parent` if given."""
    number = next(_numbers)
    level = {Tier.PROVINCE: PlaceLevel.PROVINCE, Tier.DISTRICT: PlaceLevel.DISTRICT}.get(tier, PlaceLevel.COMMUNE)
    code = fields.pop("code", f"H27.{1000 + number}")
    if "place" not in fields:
        name = fields.get("short_name", f"Thử nghiệm {number}")
        fields["place"] = Place.objects.create(code=f"T{number}", name=name, full_name=name, level=level)
    given = {
        "name": f"Ủy ban nhân dân thử nghiệm {number}", "short_name": f"Thử nghiệm {number}",
        "kind": OfficeKind.COMMITTEE, "valid_from": START, **fields,
    }  # fmt: skip
    office = Office.objects.create(code=code, tier=tier, parent=parent, path="", **given)
    office.path = f"{parent.path if parent else '/'}{office.id}/"
    office.save(update_fields=["path"])
    return office


def make_officer(office: Office, *roles: Role, **fields: Any) -> Account:
    """An officer with roles at one office; without roles, a receptionist."""
    number = next(_numbers)
    given = {"username": f"officer-{number}", "full_name": f"Cán bộ {number}", "created_at": NOW, **fields}
    account = Account.objects.create(password="", **given)
    for role in roles or (Role.RECEPTION,):
        Appointment.objects.create(account=account, office=office, role=role, valid_from=START)
    return account


def make_citizen(**fields: Any) -> Account:
    """A citizen who can file, with the person behind the account."""
    number = next(_numbers)
    name = fields.pop("full_name", f"Công dân {number}")
    person = Person.objects.create(full_name=name, personal_id=f"0990{number:08d}", birth_date=date(1990, 1, 2))
    given = {"username": f"citizen-{number}", "full_name": name, "created_at": NOW, "person": person, **fields}
    return Account.objects.create(password="", **given)


def make_version(
    *,
    form: dict[str, Any] | None = None,
    papers: Sequence[tuple[str, bool]] = (),
    limit: tuple[int, LimitUnit] | None = (3, LimitUnit.WORKING_DAY),
    offered_by: Office | None = None,
    level: ServiceLevel = ServiceLevel.FULL,
    **fields: Any,
) -> ProcedureVersion:
    """A procedure with one version. `papers` are (name, required); `limit` holds for every channel."""
    number = next(_numbers)
    procedure = Procedure.objects.create(code=fields.pop("code", f"1.{number:06d}"))
    name = fields.pop("name", f"Thủ tục thử nghiệm {number}")
    given = {
        "number": 1, "valid_from": START, "name": name, "field": "Hộ tịch", "search_name": name, "search_text": name,
        "form": form, "digest": canonical.digest(f"version {number}"), **fields,
    }  # fmt: skip
    version = ProcedureVersion.objects.create(procedure=procedure, **given)
    for position, (paper, required) in enumerate(papers, 1):
        Paper.objects.create(version=version, position=position, name=paper, originals=1, required=required)
    amount, unit = limit or (None, None)
    for channel in Channel:
        FilingWay.objects.create(
            version=version, position=channel, channel=channel, limit_amount=amount, limit_unit=unit
        )
    if offered_by:
        Offering.objects.create(procedure=procedure, office=offered_by, level=level, valid_from=START)
    return version


def make_document(*, by: Account | None = None, at: datetime = NOW, **fields: Any) -> Document:
    """The row of a document; its content is not stored (use `records.actions.add_document` to read it back)."""
    number = next(_numbers)
    given = {"name": f"tệp {number}.pdf", "media_type": "application/pdf", "size": 1000, **fields}
    digest = given.pop("digest", canonical.digest(f"document {number}"))
    return Document.objects.create(digest=digest, added_by=by, added_at=at, **given)


def make_draft(
    version: ProcedureVersion | None = None,
    *,
    office: Office | None = None,
    account: Account | None = None,
    answers: dict[str, Any] | None = None,
    help: Help = Help.SELF,
    at: datetime = NOW,
) -> Draft:
    """A draft that is ready to be sent, if its answers and papers are; the general form is filled in by default."""
    office = office or make_office()
    version = version or make_version(offered_by=office)
    answers = GENERAL_ANSWERS if answers is None and version.form is None else answers
    draft = filing.start_draft(version=version, office=office, by=account or make_citizen(), at=at)
    Draft.objects.filter(id=draft.id).update(answers=answers or {}, help=help)
    draft.refresh_from_db()
    return draft


def make_case(status: str = "new", *, at: datetime = NOW, officer: Account | None = None, **draft: Any) -> Case:
    """A case brought to a state by the moves themselves: new, received, in_progress, proposed, finished, returned.

    `officer` does all the moves; without one an officer is made who holds every role at the office.
    """
    made = make_draft(at=at, **draft)
    case = casework.register(draft=made, by=made.account, at=at)
    every = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)
    by = officer or make_officer(case.competent_office, *every)
    steps = ("received", "in_progress", "proposed", "finished", "returned")
    for step in steps[: steps.index(status) + 1 if status != "new" else 0]:
        case = _MOVES[step](case, by, at)
    return case


def make_paper(
    case: Case, kind: PaperKind = PaperKind.ACKNOWLEDGEMENT, step: CaseStep | None = None, *, at: datetime = NOW
) -> OfficialPaper:
    """An official paper of a case, by its own action; its addresses are those of example.vn."""
    return casework.issue(
        case=case, kind=kind, step=step, at=at, lookup_url=f"https://example.vn/tra-cuu/{case.dossier.code}/",
        verify_url=lambda token: f"https://example.vn/xac-minh/{token}/",
    )  # fmt: skip


_MOVES: dict[str, Callable[[Case, Account, datetime], Case]] = {
    "received": lambda case, by, at: casework.accept(case=case, by=by, at=at),
    "in_progress": lambda case, by, at: casework.assign(case=case, officer=by, by=by, at=at),
    "proposed": lambda case, by, at: casework.propose(case=case, by=by, at=at),
    "finished": lambda case, by, at: casework.approve(case=case, by=by, at=at, result=make_document()),
    "returned": lambda case, by, at: casework.return_result(case=case, by=by, at=at),
}
