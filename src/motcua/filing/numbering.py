"""Giving a dossier the next code of its office and day, without a gap and never a code that another dossier has."""

from __future__ import annotations

from datetime import datetime

from motcua.core import clock, rows
from motcua.filing import rules
from motcua.filing.models import Dossier
from motcua.journal import actions as journal
from motcua.journal.rules import Event

_FILING = "system:filing"


def number(dossier: Dossier) -> None:
    """Insert a dossier of ours with the next code of its office's series of the day. Inside the caller's transaction.

    A dossier of another system may have that code, one that came here or one that is only counted here: then the
    number is passed over, with an entry of its own, so that the series still has no gap, and the next one is taken.
    """
    series = rules.series(dossier.competent_office.code, clock.local_day(dossier.submitted_at))
    while True:
        taken, known = journal.take_number(series, subject=rules.subject(series))
        dossier.code = rules.numbered(series, taken)
        if not known and rows.insert(dossier, unless="code"):
            return
        _pass_over(series, taken, dossier.submitted_at)


def _pass_over(series: str, taken: int, at: datetime) -> None:
    subject = rules.number_subject(rules.numbered(series, taken))
    journal.append(Event(subject, "passed_over", at, _FILING, opens=True, series=series, series_number=taken))
