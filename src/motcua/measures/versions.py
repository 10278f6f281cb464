"""Which version of a definition counts which days: each day is counted by that in force on it, and days add up. Pure.

The counters hold every version by itself. Whoever reads them over a period takes, for the days before a version, the
columns of the one that held then (`sources`); so the columns of a version tell of any period.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from motcua.measures.indicators import INDICATORS
from motcua.measures.rules import Definition, parts

_DAY = timedelta(1)


def cuts(first: date, last: date) -> list[tuple[date, date]]:
    """Return a period cut at the days on which any definition changed."""
    changed = {each.valid_from for versions in INDICATORS.values() for each in versions[1:]}
    days = sorted(day for day in changed if first < day <= last)
    return list(zip([first, *days], [*(day - _DAY for day in days), last], strict=True))


def version_at(definition: Definition, day: date) -> Definition:
    """Return the version that counts a day in a figure that ends with `definition`: it, or the one before it then.

    Days before the first version are counted by that.
    """
    versions = _until(definition)
    return next((each for each in reversed(versions) if each.valid_from <= day), versions[0])


def stretches(definition: Definition, first: date, last: date) -> list[tuple[Definition, date, date]]:
    """Return what counts the days of a period in a figure that ends with `definition`, in order of time."""
    days = sorted(each.valid_from for each in _until(definition)[1:] if first < each.valid_from <= last)
    ends = [*(day - _DAY for day in days), last]
    return [(version_at(definition, start), start, end) for start, end in zip([first, *days], ends, strict=True)]


def changes(definition: Definition, first: date, last: date) -> list[tuple[date, Definition]]:
    """Return on which days of a period the definition changed, and into what."""
    return [(start, version) for version, start, _end in stretches(definition, first, last)[1:]]


def sources(day: date) -> dict[str, str]:
    """Return, for the columns of versions that a day is before, the columns of the one that counts it instead."""
    found: dict[str, str] = {}
    for versions in INDICATORS.values():
        for later in versions[1:] if len(versions) > 1 else ():
            if later.valid_from > day:
                held = version_at(later, day)
                found |= {f"{later.stem}_{part}": f"{held.stem}_{part}" for part in parts(later)}
    return found


def counted_in(names: Collection[str], day: str) -> Iterable[str]:
    """Return in which columns a dossier counts that was received on a day, "YYYY-MM-DD", and stands in these."""
    if all(len(versions) == 1 for versions in INDICATORS.values()):
        return names
    taken = sources(date.fromisoformat(day))
    return [*(name for name in names if name not in taken), *(to for to, source in taken.items() if source in names)]


def _until(definition: Definition) -> tuple[Definition, ...]:
    versions = INDICATORS.get(definition.name, ())
    return versions[: versions.index(definition) + 1] if definition in versions else (definition,)
