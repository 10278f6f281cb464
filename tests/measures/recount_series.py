"""A recount of a series over made-up changes of places, dossier by dossier. Shares no code with the product.

A history is three generations of communes: what each became, and in which district each lay. A line of land is a
triple of communes that followed one another; a unit is all the lines that pass through it, or through its communes.
"""

from __future__ import annotations

GENERATIONS = range(3)


def lines(history):
    """Return every triple (first, second, third) that followed one another."""
    return {
        (a, b, c) for a in range(len(history.districts[0])) for b, _ in history.became[0][a] for c, _ in history.became[1][b]
    }  # fmt: skip


def of_commune(history, generation, commune):
    return {line for line in lines(history) if line[generation] == commune}


def of_district(history, generation, district):
    """A district that has no commune any more is what it was when it had some; one that has none yet what it will be."""
    own = [{line for line in lines(history) if history.districts[each][line[each]] == district} for each in GENERATIONS]
    begins, ends = history.lives(district)
    return own[min(max(generation, begins), ends)]


def of(history, generation, unit):
    kind, which, since = unit
    return of_district(history, generation, which) if kind == "district" else of_commune(history, since, which)


def place(history, generation, asked, office, told):
    """Return "in", "out", "perhaps in" or "perhaps out" for a dossier of an office with a place that was told."""
    wanted, served = of(history, generation, asked), of(history, generation, office)
    possible = served & of(history, generation, told) if told else served
    possible = possible or served
    inside = possible & wanted
    if inside == possible:
        return "in" if possible else "out"
    if not inside:
        return "out"
    main = {line for line in possible if _main(history, line)} or possible
    more, half = 2 * len(main & wanted), len(main)
    first = min(main, key=lambda line: [history.key(n, each) for n, each in enumerate(line)])
    return "perhaps in" if more > half or (more == half and first in wanted) else "perhaps out"


def _main(history, line):
    return all(
        dict(history.became[step][line[step]])[line[step + 1]] for step in range(2)
    )  # fmt: skip


def counted(history, asked, dossiers):
    """Return {month: [sure online, sure all, unsure online, unsure all, shown online, shown all]}."""
    months = {}
    for day, office, told, online in dossiers:
        verdict = place(history, history.generation_of(day), asked, office, told)
        if verdict == "out":
            continue
        row = months.setdefault(day[:7], [0] * 6)
        at = 2 if verdict.startswith("perhaps") else 0
        row[at] += online
        row[at + 1] += 1
        if verdict != "perhaps out":
            row[4] += online
            row[5] += 1
    return months
