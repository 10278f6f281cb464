"""The rows of one simulated dossier as plain values, named like the columns of their tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

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
    submitted_at: datetime
    system: str
    salt: str
    helper_id: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    simulated: bool = True


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
    accept_by: datetime | None = None
    received_at: datetime | None = None
    first_due_at: datetime | None = None
    due_at: datetime | None = None
    promised_again_at: datetime | None = None
    next_due_at: datetime | None = None
    deadline_rule: str = ""
    supplement_until: date | None = None
    pause: str = ""
    supplement_requests: int = 0
    proposed: bool = False
    result_id: int | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    simulated: bool = True


@dataclass(slots=True)
class StepRow:
    """A row of `casework.CaseStep`; the table numbers it."""

    case_id: int
    entry_number: int
    move: str
    status: int
    at: datetime
    by_id: int
    note: str = ""
    document_id: int | None = None
    amount: int | None = None
    until: date | None = None
    reference: str = ""


@dataclass(slots=True)
class StopRow:
    """A row of `casework.ClockStop`; the table numbers it."""

    case_id: int
    reason: str
    started_at: datetime
    ended_at: datetime | None = None
