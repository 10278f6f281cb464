"""A small province of one seed, and one digest of everything that was drawn for it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.core.management import call_command
from django.db import transaction

from motcua.casework.models import Case
from motcua.catalogue import actions as catalogue
from motcua.core import canonical, clock
from motcua.core.clock import ZONE
from motcua.offices import actions as offices
from motcua.simulation import load

AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
TOLD = (
    "dossier__code", "dossier__procedure__code", "dossier__version__number", "dossier__service_level",
    "dossier__channel", "dossier__help", "dossier__system", "dossier__submitted_at", "dossier__applicant__full_name",
    "dossier__filer__full_name", "competent_office__code", "status", "received_at", "due_at", "finished_at",
    "returned_at", "supplement_requests", "result__digest",
)  # fmt: skip


def make(name: str = "ha-tinh-today", scale: int = 600, seed: int = 4) -> None:
    """Load what ships and a scenario into an empty database."""
    offices.load_shipped(at=AT)
    catalogue.load_shipped(at=AT)
    load.load(name, scale=scale, seed=seed, at=AT, report=lambda *told: None)


def drawn() -> str:
    """Return the digest of every dossier: code, choices, people, times and status, in the order of codes."""
    rows = sorted(Case.objects.values_list(*TOLD))
    told = [[clock.stamp(value) if isinstance(value, datetime) else value for value in row] for row in rows]
    return sha256(canonical.dumps(told).encode()).hexdigest()


def main() -> None:
    """Make it in the database that the settings name, from nothing, and print the digest."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        make()
    print(drawn())
