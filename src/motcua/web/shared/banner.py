"""Whether this province holds simulated data: a marker file in its folder, so that no page asks the database."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def simulated() -> bool:
    """Return whether the simulation has filled this folder; it leaves the empty file `simulated` in MOTCUA_HOME."""
    return (Path(settings.HOME) / "simulated").exists()
