"""The rows of one simulated dossier, named like the columns of their tables and as the database takes them.

Moments are what `tables.moments` makes of their stamps, answers are JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from motcua.casework.rules import Status


@dataclass(slots=True)
class DossierRow:
    """A row of `filing.Dossier`."""

    id: int
    code: str
    version_id: int
    procedure_id: int
    service_level: str
    competent_office_id: int
    filer_id: int | None
    applicant_id: int | None
    channel: int
    help: str
    submitted_at: str
    system: str
    salt: str
    helper_id: int | None = None
    helped_office_id: int | None = None
    answers: str = "{}"
    simulated: bool = True
    reused: int = 0
    visit_id: int | None = None
    place: str = ""
    in_person: str = ""
    fee_due: bool | None = None
    verified: bool = False
    via: str = ""
    for_staff: str = ""
    staff_office: str = ""
    help_agreed: bool = False
    help_noted: bool = False


@dataclass(slots=True)
class CaseRow:
    """A row of `casework.Case`."""

    id: int
    dossier_id: int
    competent_office_id: int
    received_office_id: int | None = None
    status: int = int(Status.NEW)
    status_before: int | None = None
    officer_id: int | None = None
    accept_by: str | None = None
    received_at: str | None = None
    first_due_at: str | None = None
    due_at: str | None = None
    promised_again_at: str | None = None
    next_due_at: str | None = None
    counted_at: str | None = None
    deadline_rule: str = ""
    supplement_until: str | None = None
    pause: str = ""
    supplement_requests: int = 0
    proposed: bool = False
    concerned: str = ""
    in_step: bool = False
    opinions_open: int = 0
    result_id: int | None = None
    finished_at: str | None = None
    returned_at: str | None = None
    simulated: bool = True
    division: str = ""
    digitised: bool = False
    ended_at: str | None = None
    stopped_at: str | None = None
    judged_due_at: str | None = None
    requests: str = "[]"
    satisfaction: str = ""


class SearchRow(NamedTuple):
    """A row of `casework.CaseSearch`."""

    case_id: int
    words: str


class StepRow(NamedTuple):
    """A row of `casework.CaseStep`; the table numbers it."""

    case_id: int
    entry_number: int
    move: str
    status: int
    at: str
    by_id: int
    note: str = ""
    document_id: int | None = None
    amount: int | None = None
    until: str | None = None
    reference: str = ""
    joint_step_id: int | None = None


@dataclass(slots=True)
class StopRow:
    """A row of `casework.ClockStop`; the table numbers it."""

    case_id: int
    reason: str
    started_at: str
    ended_at: str | None = None


class AttachedRow(NamedTuple):
    """A row of `filing.Attachment`; the table numbers it."""

    dossier_id: int
    document_id: int
    draft_id: int | None = None
    paper_position: int | None = None
    position: int = 0
    reuse: str = ""
    source_id: int | None = None


class RatingRow(NamedTuple):
    """A row of `correspondence.Rating`; the table numbers it."""

    case_id: int
    answer: str
    at: str
    words: str = ""
    by_id: int | None = None
