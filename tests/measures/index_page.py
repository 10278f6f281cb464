"""`docs/index-766.md`: the rows and what is left open, written from the data by which the index is scored. Pure."""

from __future__ import annotations

from motcua.measures.index.profile import PROFILES
from motcua.measures.index.rules import Earns, Profile, Row

_HEAD = """# The 766 index

How the product scores an office by the index of Decision 766/QĐ-TTg as the national portal does. The tables are written
from `measures/index/profile.py` by `tests/measures/test_document.py` (`MOTCUA_WRITE_DOCS=1`); do not edit this page by
hand.

    motcua figures index-766 [--office CODE] [--from DAY] [--to DAY] [--format table|json|csv]

prints all rows of the province, or of an office with everything below it. JSON is `{office, from, to, rows: [{id, name,
numerator, denominator, points, maximum, note}], total: {points, maximum}}`; numerator, denominator and points are numbers
or null, and where points are null the note says why; the note of row 3.3 says who filed online. Leaders see the same at `/dieu-hanh/chi-so-766/`, by month, quarter
and year.

## How a row is scored

    points = min(maximum, maximum × share / full marks)

- The share is numerator over denominator, exact, then rounded half up to two decimals of a per cent, as the source does;
  points are rounded half up to two decimals.
- Counted are dossiers received in the period, and petitions received in it, judged at the end of the last day, or of today
  while the period runs. Service levels and the records of procedures are those of that day; of an office those that its
  tier resolves (the catalogue does not say which department).
- **No data**: where neither we nor anybody from outside knows the numbers, points are null, the note says «chưa có dữ
  liệu», and the total has nothing for that row. The maximum stays 100; how much of it has points stands beside.
- **Nothing to count** (denominator 0): null, for the source says "0 or not counted"; 6 points in rows 5.2 and 5.3 and 0 in
  5.4, as the source says. That there was no petition is known only where petitions are kept here: where none was ever
  recorded, 5.2 and 5.3 have no data (parameter `petitions_here`).
- 2.1 counts the dossiers of which it is known by which day they were to end and, where they did, when
  ([deadlines.md](deadlines.md)); the note says how many are left out.
- A row that does not apply to a commune has full points there, and says so.
- 5.4 takes two shares off the whole: what is late (as in 2.1), and what was disliked or has a petition, one that is both
  once. A dossier that is late and disliked is taken off twice; never below 0. The whole is what can be late; what was
  disliked is taken off whether it can or not. Where dossiers were received and nobody said how satisfied she was, there is
  no data.
- An index is scored by the version in force on the last day of the period. None changes: another is a further version.

`tests/measures/index_cases.csv` works every row by hand, with the arithmetic in the table; `tests/recount/` counts rows,
points, the next points and what is behind a row again from an export of the journal, without the product's code.

The page takes sixteen SQL statements and `index_of` ten (one more where no petition came in the period, three more at most
while entries wait to be counted), whatever the number of dossiers, petitions and procedures.

## What earns the next point

Of each row with points: how many more dossiers, procedures or results it takes for one point more (or for what is missing
to the maximum), by the same formula; the least to do for a point stands first. Where only new dossiers count, each makes
the denominator larger, too, and the page says how long so many take to come at the period's pace. Once a period is over,
only what can still be added to its dossiers is named. Rows that nobody can plan (petitions) or that have no data are left
out.
"""
_TAIL = """
A value is set by a procedure controller of the province, on the index's page, from a day on and with its source; every
period that ends on that day or later is scored by it. The former values stay to be seen; the journal has an entry
`index_parameter_set` under `index/{number}` (name, value, day, profile; not the words of the source).

## Numbers from outside

Of the rows marked "outside" above only the national portal knows all, or may know more than we. What was entered of it
([outside.md](outside.md)) for the same office and exactly the same days, with numerator and denominator, is scored,
whatever we count ourselves; the note names source and day. Without it 5.2 to 5.4 are what is recorded here, 3.6 and 4.4 count the dossiers of which another system tells how they were paid and
whether they used shared data; where none tells there is no data, and so are the others.

Rows 4.2, 4.3, 4.5a and 4.5b count the dossiers (procedures) of which it is known; the note says how many are left out
because the system that keeps them does not tell. Where dossiers were received and none tells, there is no data; where none
was received, nothing to count.

## Opening a row

Every row leads to what it counts: dossiers by division, procedure and officer with the reason for each
([figures.md](figures.md)); procedures with what their record lacks (1.3) or whether they are offered (3.1, 3.2); petitions
with why they are late or not satisfied (5.2, 5.3); dossiers with a petition (5.4).
"""
_WHEN = {
    Earns.STORED: "also afterwards", Earns.OPEN: "in the period", Earns.NEW: "new dossiers only", Earns.NOT: "–",
}  # fmt: skip


def markdown() -> str:
    """Return the whole page."""
    return _HEAD + "".join(_profile(each) for each in PROFILES) + _TAIL


def _profile(profile: Profile) -> str:
    lines = [f"\n## Rows of `{profile.name}`, version {profile.version}, from {profile.valid_from}\n"]
    lines.append(f"{profile.source}. Maximum {profile.maximum}.\n")
    for group in profile.groups:
        lines += [f"### {group.name} (`{group.code}`): {group.maximum}\n"]
        lines += ["| row | | max | full marks | numerator / denominator | counted by | next point |"]
        lines += ["|---|---|---|---|---|---|---|", *(_row(row) for row in group.rows), ""]
    lines += ["## What the sources leave open\n", "| parameter | | usual | why |", "|---|---|---|---|"]
    lines += [f"| `{one.name}` | {one.title} | {one.usual} | {one.why} |" for one in profile.parameters]
    return "\n".join(lines) + "\n"


def _row(row: Row) -> str:
    ours = ", ".join(f"`{name}`" for name in row.indicators) or ("petitions" if row.id in ("5.2", "5.3") else "")
    counted = "; ".join(filter(None, ("outside" if row.outside else "", ours))) or "see above"
    cells = (
        row.id, row.name, str(row.maximum), "–" if row.informs else f"{float(row.full_at):.0%}",
        f"{row.above_says} / {row.below_says}", counted, _WHEN[row.earns],
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"
