"""Whether this province holds simulated data: a marker file in its folder, so that no page asks the database."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def simulated() -> bool:
    """Return whether simulated data came in here: what brought it left the empty file `simulated` in MOTCUA_HOME."""
    return _mark().exists()


def mark() -> None:
    """Note that simulated data came in here."""
    _mark().touch()


def _mark() -> Path:
    return Path(settings.HOME) / "simulated"
