"""Playing everything that a programme holds, in an order in which each finds what it needs."""

from __future__ import annotations

from collections.abc import Callable

from motcua.simulation.programme import classes, difficulties, directives, petitions, targets
from motcua.simulation.programme.setting import Setting

PARTS: tuple[Callable[[Setting], int], ...] = (
    classes.play, targets.play, directives.play, petitions.play, difficulties.play,
)  # fmt: skip


def play(setting: Setting) -> None:
    """Play every part, inside the caller's transaction."""
    for part in PARTS:
        part(setting)
