"""`docs/figures.md`: every definition in words, written from the data by which it is counted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from motcua.measures.indicators import INDICATORS
from motcua.measures.others import OTHERS
from motcua.measures.rules import Condition, Countable, Definition, Unit

_HEAD = """# Figures

How the product counts. This page is written from `measures/rules.py`,
`measures/indicators.py` and `measures/others.py` by `tests/measures/test_document.py`; do not edit it by hand
(`MOTCUA_WRITE_DOCS=1` writes it).

## What is counted

- A dossier counts on the **day of receipt**, at the **competent** office or, when asked, at the **receiving** one; an
  office's figure includes everything that is or was below it. Compared are the offices in being at some time of the
  period; a dossier of another (received after its end, or put right to a day before its beginning) counts above it.
- What was never received counts nowhere. A dossier without a channel is direct. What is not shown to be online never
  becomes so.
- What the system that keeps a dossier does not tell (whether it was digitised, reused papers, had an e-ID, shared data) is
  neither yes nor no: the dossier stands in neither numerator nor denominator of what asks for it. A dossier that is worked
  on here always tells. Until 27 November 2026 imports wrote *no* for it, and those entries still say so until their file
  is imported again; no figure moved by itself, so the definitions kept their versions.
- Nor is on time what nobody can judge: no due day, no longest limit of the law that is known, or an end without a day
  ([deadlines.md](deadlines.md)); and a time of which only the days are told, not the hours, is in no average.
- A later event (a result issued as a file, a correction) changes the figure of the day of receipt.
- Online by oneself, online with recorded help and online with help unknown are counted apart and always add up to the
  numerator. What an authorised person files online for somebody else is online and with help, whoever fills it in.
- Shares are exact: numerator and denominator are kept, rounding (half up) happens when they are shown. Ranks compare
  fractions; equal shares share a rank; an office without dossiers has none.
- Simulated dossiers are counted beside, and every place that shows a figure says so when there is one among them.

## Periods

Without dates a command takes the latest calendar year in which offices of the tier asked for received dossiers: a past
year to 31 December, this year to today. `--on` is one day. With only `--from`, the period goes to the end of that year
or to today; with only `--to`, it begins on 1 January of that year. Service levels are those of the period's last day.

When a definition changes within a period, each day counts by the version in force on it, and numerators and denominators
are added (`measures/versions.py`); pages, tables and the bulletin say since when. Days before the first version count by
that. Reports and open data name the version: a report has a line for each, a closed month that of its last day. The
offered procedures of `services_with_filings` are those of the last day, and its version, too.

## Definitions

The first four are the ways to make the online-filing rate.
"""
_ONE = {each: each.value.removesuffix("s") for each in Countable}
_OTHERS = """
## Definitions of what is no dossier

Petitions ([petitions.md](petitions.md)) are read one by one, steps of processes from one row each (`StepFacts`); both open
down to each petition and each step, with the reason where it does not count.
"""
_TAIL = """
## Service levels

Each procedure of the catalogue counts once, at the highest level at which an office offers it on the day (Decision
766/QĐ-TTg, 3.1). Of one office: at the level that the nearest office above it has set, or a higher one of an office
below it. Of a tier: the procedures whose record names the tier as resolving.

## Counters

A definition asks facts of a dossier one by one; the first that it does not meet is the reason that is told when a
figure is opened. The tables of counters hold, for each office and day (and month), the denominator and the numerator of
every definition (of an online-filing rate by who did it), sums of seconds for times, and how many dossiers are
simulated. They are made of the same conditions. A definition never changes: another condition is a new version with its
own day.

Whether a dossier is late depends on the day on which one looks. So its lateness is kept as steps, by day: from then on
one more is late, or one fewer. Their sum to the end of a period is what rule `766-2.1` says then, dossier by dossier.

## Opening a figure, and a past day

`DossierFacts` holds one row a dossier, made of its last entry that changed a fact: a figure opens by division,
procedure, officer, hour, reason for coming in person or place, down to the dossiers that count and those that do not,
each with the reason. What the reader of the journal has not taken in yet is read beside it, in the same statement.

A leader's page divides an online-filing rate by division, officer, hour and reason for coming in person at once: one
statement that reads each of the office's dossiers of the period once (by index; about 5 µs each, 1.2–2 s at 316,000 on
SQLite). Above 300,000 it reads the last month of the period only and says so. The pages of rates read counters, whatever
the number of dossiers.

As of a day, a figure is today's with the dossiers put back that changed since: what was recorded until the end of that
day counts, whenever it happened; being late is judged on that day at the latest. `motcua figures indicator on_time --from
… --to … --as-of …`; on pages `as_of` in the address, which stays on the way down: a figure with offices below, parts,
dossiers and reasons (those that changed since stand first), who, when and why, the leader's table, steps, petitions. Two
statements more, whatever there is: what changed since and may count there, now or then, is found by office and period;
what went from one office or day to another (`moved_day`) is looked at wherever it is. Each is read again from the
journal, so pages refuse more than 50,000 and say so; the command does not.

Not as of a day are: figures that count procedures (which are offered is kept by the day of which it holds, not by the day on
which it was entered), targets, months, the year before and figures from outside on the leader's page, the index (its rows
open as figures that are), and the public pages, where two days beside each other could show the dossier of one person.

A step opens from `StepFacts` (one row a step, kept from the entries of the journal; none is told anew once it ended, so as of a
day nothing is put back): at most 50,000 at a time. In its average are steps that ended in the period; not in it, each with
its reason, those that were dropped, that old entries tell without a beginning, and that stood open at its end.

## Recounting

`motcua journal export` prints everything that the figures are made of (docs/journal.md). `tests/recount/` counts them
again by plain loops that share no code with the product, and compares every number of the pages that it lists: of two simulated
years across the reform of 2025, and of made-up histories of splits, merges, corrections and late entries.
`motcua figures rebuild` throws the counters away and counts the journal anew.
"""


def markdown() -> str:
    """Return the whole page."""
    return _HEAD + _sections(INDICATORS) + _OTHERS + _sections(OTHERS) + _TAIL


def _sections(named: Mapping[str, Iterable[Definition]]) -> str:
    return "".join(f"\n{_section(each)}\n" for versions in named.values() for each in versions)


def _section(definition: Definition) -> str:
    note = f"\nNote: {definition.note}\n" if definition.note else ""
    return (
        f"### `{definition.name}`, version {definition.version}: {definition.title_en} ({definition.title})\n\n"
        f"| | in words | counted |\n|---|---|---|\n"
        f"| numerator | {definition.above_says} | {_above(definition)} |\n"
        f"| denominator | {definition.below_says} | {_asked(definition.below, f'every received {_ONE[definition.of]}')} |\n\n"
        f"{_about(definition)}.\n\nSource: {definition.source}.\n{note}".rstrip()
    )


def _above(definition: Definition) -> str:
    return _asked(definition.above, "seconds" if definition.unit is Unit.HOURS else "all of the denominator")


def _about(definition: Definition) -> str:
    until = f" until {definition.valid_to.isoformat()}" if definition.valid_to else ""
    told = [
        f"In force from {definition.valid_from.isoformat()}{until}",
        f"in {definition.unit.value}, {definition.places} decimals",
        "numerator by who did it" if definition.by_help else "",
        f"from {definition.span[0]} to {definition.span[1]}" if definition.span else "",
        f"by rule `{definition.rule}`" if definition.rule else "",
        f"counts {definition.of.value}" if definition.of is not Countable.DOSSIERS else "",
        f"full marks at {float(definition.full_at):.0%}" if definition.full_at else "no marks by a rule of its own",
    ]
    return "; ".join(filter(None, told))


def _asked(conditions: Iterable[Condition], nothing: str) -> str:
    return "; ".join(f"{each.fact} {_any(map(_word, each.among))}" for each in conditions) or nothing


def _word(value: Any) -> str:
    if isinstance(value, IntEnum):
        return value.name.lower()
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value or "received")


def _any(words: Iterable[str]) -> str:
    return " or ".join(words)
