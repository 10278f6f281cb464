"""Figures of single officers: shown only to those whose role reaches an office where the officer holds one."""

from __future__ import annotations

from motcua.core.errors import Forbidden
from motcua.measures.opening import Sums
from motcua.people import queries as people
from motcua.people.rules import Ability, reach
from motcua.web.shared.access import Request

ELSEWHERE = "elsewhere"
"""The key under which officers of other offices stand together."""
_DIGITS = 18  # longer ones no database takes as a number


def within_reach(request: Request, sums: Sums) -> Sums:
    """Return the sums of officers with those whom one's role does not reach put together. One statement."""
    reached = _reached(request, [key for key in sums if key])
    shown: Sums = {}
    for key, numbers in sums.items():
        kept = key if not key or key in reached else ELSEWHERE
        shown[kept] = [a + b for a, b in zip(shown.get(kept, [0] * len(numbers)), numbers, strict=True)]
    return shown


def check_reached(request: Request, officer: str | None) -> None:
    """Raise Forbidden where somebody asks for a single officer whom her role does not reach."""
    if officer and officer not in _reached(request, [officer]):
        raise Forbidden


def _reached(request: Request, keys: list[str]) -> set[str]:
    known = [int(key) for key in keys if key.isdecimal() and len(key) <= _DIGITS]
    held, mine = people.offices_held(known), reach(request.who, Ability.SEE_FIGURES)
    return {str(account) for account, offices in held.items() if offices & mine}
