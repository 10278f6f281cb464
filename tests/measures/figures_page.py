"""`docs/figures.md`: every definition in words, written from the data by which it is counted. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from motcua.measures.definitions import DEFINITIONS
from motcua.measures.rules import CELLS, Condition, Definition, Standing

_HEAD = """# Figures

How the product counts. This page is written from `measures/definitions.py` by `tests/measures/test_document.py`
(`MOTCUA_WRITE_DOCS=1`); do not edit it by hand.

## What is counted

- A dossier counts on the **day of receipt**, at the **competent** office or, when asked, at the **receiving** one; an
  office's figure includes everything below it on the dates of the period.
- What was never received counts nowhere. A dossier without a channel is direct. What is not shown to be online never
  becomes so.
- A later event (a result issued as a file, a correction) changes the figure of the day of receipt.
- Online by oneself, online with recorded help and online with help unknown are counted apart and always add up to the
  numerator.
- Shares are exact: numerator and denominator are kept, rounding (half up) happens when they are shown. Ranks compare
  fractions; equal shares share a rank; an office without dossiers has none.
- Simulated dossiers are counted beside, and every place that shows a figure says so when there is one among them.

## Periods

Without dates a command takes the latest calendar year in which offices of the tier asked for received dossiers: a past
year to 31 December, this year to today. `--on` is one day. With only `--from`, the period goes to the end of that year
or to today; with only `--to`, it begins on 1 January of that year. Service levels are those of the period's last day.

## Definitions of the online-filing rate
"""
_TAIL = """
## Service levels

Each procedure of the catalogue counts once, at the highest level at which an office offers it on the day (Decision
766/QĐ-TTg, 3.1). Of one office: at the level that the nearest office above it has set, or a higher one of an office
below it. Of a tier: the procedures whose record names the tier as resolving.

## Counters

Each received dossier falls into one of {cells} cells: channel, service level, then for online dossiers whose work it
was and whether the result was issued as a file (or none is due), then whether it was refused in spite of a day of
receipt. A definition says which cells count above and below. The tables hold, for each office and day (and month), the
denominator and the three parts of the numerator of every definition, and how many dossiers are simulated.

## Recounting

`motcua journal export` prints everything that the figures are made of (docs/journal.md). `tests/measures/recount.py`
counts them again by a plain loop that shares no code with the product, and the tests compare every number.
`motcua figures rebuild` throws the counters away and counts the journal anew.
"""


def markdown() -> str:
    """Return the whole page."""
    sections = "".join(f"\n{_section(each)}\n" for each in DEFINITIONS.values())
    return _HEAD + sections + _TAIL.format(cells=len(CELLS))


def _section(definition: Definition) -> str:
    note = f"\nNote: {definition.note}\n" if definition.note else ""
    return (
        f"### `{definition.name}`, version {definition.version}: {definition.title_en} ({definition.title})\n\n"
        f"| | in words | counted |\n|---|---|---|\n"
        f"| numerator | {definition.above_says} | {_condition(definition.above)} |\n"
        f"| denominator | {definition.below_says} | {_condition(definition.below)} |\n\n"
        f"Source: {definition.source}.\n{note}".rstrip()
    )


def _condition(condition: Condition) -> str:
    parts = [
        f"channel {_any(each.name.lower() for each in condition.channels)}" if condition.channels else "",
        f"level {_any(each.value for each in condition.levels)}" if condition.levels else "",
        f"not {_any(each.value for each in Standing if each not in condition.standings)}"
        if condition.standings
        else "",
        "result as a file, or no document" if condition.proven else "",
    ]
    return "; ".join(part for part in parts if part) or "every received dossier"


def _any(words: Iterable[str]) -> str:
    return " or ".join(words)
