"""The cases that a person's roles reach, as SQL that is as quick in a large province as in a small one.

Whoever sits in one office reaches few: each is read by its own index, so far as it is needed, and what they gave is put
in order. Whoever reaches a whole province reads the province's index in order and passes over the few offices that are
not hers. PostgreSQL would take either way for either person, by guesses that are wrong by the thousand; here it is
told. SQLite finds its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from motcua.people.rules import Ability, Who, reach

BOUND = 1000
"""Nobody needs to know by how much more than this."""
WALKED, HITS = 2000, 100_000
WORDS = "JOIN casework_casesearch s ON s.case_id = c.id"
_WORD = re.compile(r"[a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the cases `c` within reach: those that meet a condition, in the order of (`moment`, id).

    Of the offices only those where a column of `mine` says so, if one is named; `joins` are further tables. `moment` is
    an expression, or NULL where the id alone gives the order. `tables` (FROM … WHERE …, naming `c`) stand in place of
    the cases of the offices within reach, where a part goes beyond these. `among` are the statuses of open cases, as
    the index of these has them, where all cases of the part are open.
    """

    condition: str
    moment: str = "NULL"
    able: str = ""
    joins: str = ""
    descending: bool = False
    tables: str = ""
    among: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """The offices that a person's roles reach, and below `office` (its path) only, if one was chosen."""

    who: Who
    ability: Ability
    office: str = ""

    @property
    def wide(self) -> bool:
        """Whether she reaches a whole tree of offices and did not choose one of them."""
        whole = bool(reach(self.who, self.ability) & self.who.wide)
        return whole and self.office.count("/") < 3

    def mine(self) -> str:
        """Return the offices as a common table: id, and what she may do there."""
        can = {
            name: reach(self.who, ability)
            for name, ability in (
                ("receives", Ability.RECEIVE), ("works", Ability.WORK), ("approves", Ability.APPROVE),
            )
        }  # fmt: skip
        columns = ", ".join(f"({_below(held)}) AS {name}" for name, held in can.items())
        chosen = f" AND path LIKE '{_path(self.office)}%%'" if self.office else ""
        return (
            f"mine AS (SELECT id, {columns} FROM offices_office "
            f"WHERE ({_below(reach(self.who, self.ability))}){chosen})"
        )

    def found(self, parts: Sequence[Part], limit: int | str, start: int | str = 0) -> str:
        """Return a SELECT of (id, moment) of the first cases of some parts together, in order."""
        each = " UNION ALL ".join(f"SELECT * FROM ({self._first(part, f'{limit} + {start}')}) AS p" for part in parts)
        ordered = any(part.moment != "NULL" for part in parts)
        order = _order(parts[0].descending, *(["moment"] if ordered else []), "id")
        return f"SELECT id, moment FROM ({each}) AS x ORDER BY {order} LIMIT {limit} OFFSET {start}"

    def having(self, part: Part, words: Sequence[str], limit: str) -> str:
        """Return common tables of which the last, `found`, has the first cases of a part that have some words.

        Which words are common, and among which cases, no statistics tell: a procedure that ended was common once. So
        the first WALKED cases of the part are looked through; only when these do not fill the page, the index of words
        is asked. Before `found` stands `known`: how many there are, and whether there may be more.
        """
        condition = has_words(words)
        if connection.vendor == "sqlite":
            one = Part(
                f"({part.condition}) AND {condition}", part.moment, part.able, f"{part.joins} {WORDS}", part.descending
            )
            return (
                f"known AS (SELECT ({self.counted([one])}) AS count, 0 AS more), found AS ({self.found([one], limit)})"
            )
        order = _order(part.descending, *(["moment"] if part.moment != "NULL" else []), "id")
        moment = part.moment if part.moment != "NULL" else "c.next_due_at"
        return (
            f"walked AS MATERIALIZED ({self.found([part], WALKED)}), recent AS MATERIALIZED (SELECT w.* FROM walked w "
            f"JOIN casework_casesearch s ON s.case_id = w.id WHERE {condition}), enough AS MATERIALIZED (SELECT "
            f"(SELECT count(*) FROM walked) < {WALKED} OR (SELECT count(*) FROM recent) >= {limit} AS yes), "
            f"hits AS MATERIALIZED (SELECT s.case_id FROM casework_casesearch s WHERE {condition} "
            f"AND NOT (SELECT yes FROM enough) LIMIT {HITS}), "
            f"older AS MATERIALIZED (SELECT c.id, {moment} AS moment FROM hits h "
            f"JOIN casework_case c ON c.id = h.case_id {part.joins} "
            f"WHERE c.competent_office_id IN (SELECT id FROM mine) AND ({part.condition})), "
            "known AS (SELECT CASE WHEN yes THEN (SELECT count(*) FROM recent) ELSE (SELECT count(*) FROM older) END "
            f"AS count, yes AND (SELECT count(*) FROM walked) >= {WALKED} AS more FROM enough), "
            "found AS (SELECT * FROM (SELECT * FROM recent WHERE (SELECT yes FROM enough) UNION ALL "
            f"SELECT * FROM older) AS x ORDER BY {order} LIMIT {limit})"
        )

    def counted(self, parts: Sequence[Part]) -> str:
        """Return a SELECT of how many cases some parts have together, counted no further than just above BOUND."""
        each = " UNION ALL ".join(f"SELECT * FROM ({self._any(part)}) AS p" for part in parts)
        return f"SELECT count(*) FROM ({each} LIMIT {BOUND + 1}) AS x"

    def _first(self, part: Part, limit: str) -> str:
        order = _order(part.descending, *([part.moment] if part.moment != "NULL" else []), "c.id")
        moment = part.moment if part.moment != "NULL" else "c.next_due_at"
        return self._select(part, f"c.id, {moment} AS moment", f"ORDER BY {order} LIMIT {limit}")

    def _any(self, part: Part) -> str:
        return self._select(part, "1 AS one", f"LIMIT {BOUND + 1}")

    def _select(self, part: Part, columns: str, rest: str) -> str:
        if part.tables:
            return f"SELECT {columns} FROM {part.tables} AND ({part.condition}) {rest}"
        able = f" WHERE {part.able}" if part.able else ""
        tables = f"casework_case c {part.joins}"
        if connection.vendor == "sqlite" or self.wide:
            # IS TRUE keeps PostgreSQL from joining: it then looks each row up in a table of hashes.
            known = f"c.competent_office_id IN (SELECT id FROM mine{able})"
            if connection.vendor == "sqlite":
                # It would read all cases of the offices, by the index that orders them as wanted.
                tables = tables.replace(" c", " c INDEXED BY open_cases_by_due", 1) if part.among else tables
                known = f"{known} AND c.status IN ({part.among})" if part.among else known
            else:
                known = f"({known}) IS TRUE"
            return f"SELECT {columns} FROM {tables} WHERE {known} AND ({part.condition}) {rest}"
        inner = f"SELECT {columns} FROM {tables} WHERE c.competent_office_id = o.id AND ({part.condition}) {rest}"
        return f"SELECT f.* FROM mine o CROSS JOIN LATERAL ({inner}) AS f{able}"


def has_words(words: Sequence[str]) -> str:
    """Return the condition that a case, joined by WORDS, has all of these folded words.

    They stand in the text, because only then PostgreSQL knows which of them are common. Raises ValueError for a word
    that is not folded.
    """
    if not words or not all(_WORD.fullmatch(word) for word in words):
        raise ValueError(f"not folded: {words}")
    if connection.vendor == "postgresql":
        wanted = " & ".join(f"''{word}''" for word in words)
        return f"s.vector @@ '{wanted}'::tsquery"
    return " AND ".join(f"' ' || s.words || ' ' LIKE '%% {word} %%'" for word in words)


def fetch(statement: str, values: dict[str, Any], **rows: int) -> list[tuple[Any, ...]]:
    """Return the rows of a named statement; how many `rows` are wanted, and from which on, is put into its text.

    PostgreSQL takes a bound limit for a tenth of everything, finds no plan for any values good enough, and plans the
    statement anew each time, which takes longer than to run it.
    """
    for name, number in rows.items():
        statement = statement.replace(f"%({name})s", str(int(number)))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def stored(moment: datetime) -> Any:
    """Return a moment as the database takes it."""
    return connection.ops.adapt_datetimefield_value(moment)


def moment(value: Any) -> datetime | None:
    """Return a stored time with its zone; SQLite keeps it without one, in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    found: datetime | None = value
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


def _order(descending: bool, *columns: str) -> str:
    direction = "DESC" if descending else "ASC"
    # PostgreSQL has nothing last as its index has it; SQLite has it first, and is told.
    last = " NULLS LAST" if not descending else ""
    return ", ".join(f"{column} {direction}{'' if column.endswith('id') else last}" for column in columns)


def _below(held: Iterable[int]) -> str:
    # Whole numbers of ours, so they may stand in the text; %% because the statement has parameters.
    return " OR ".join(f"path LIKE '%%/{int(office)}/%%'" for office in sorted(held)) or "1 = 0"


def _path(path: str) -> str:
    return "/".join(str(int(part)) if part else "" for part in path.split("/"))
