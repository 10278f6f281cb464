"""Reading the journal: in order, past a cursor, and byte by byte for whoever does not trust it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection

from motcua.journal import rules
from motcua.journal.models import Cursor, Entry, Epoch, Series, Subject

PAGE = 5000
_STORED = ", ".join(rules.COLUMNS) + ", digest"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the journal: which entry of which subject, and what is wrong with it (Vietnamese)."""

    subject: str
    number: int | None
    problem: str

    def __str__(self) -> str:
        place = self.subject if self.number is None else f"{self.subject} #{self.number}"
        return f"{place}: {self.problem}"


def reserve(how_many: int) -> tuple[int, int, list[int]]:
    """Return the epoch, this transaction's number and fresh entry ids. SQLite has one writer: its number is 0."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute(
                "SELECT coalesce((SELECT max(number) FROM journal_epoch), 1), pg_current_xact_id()::text::bigint, "
                "nextval('journal_entry_ids') FROM generate_series(1, %s)",
                [how_many],
            )
            rows = cursor.fetchall()
            return rows[0][0], rows[0][1], [row[2] for row in rows]
        cursor.execute(
            "SELECT coalesce((SELECT max(number) FROM journal_epoch), 1), "
            "coalesce((SELECT max(id) FROM journal_entry), 0)"
        )
        epoch, last = cursor.fetchone()
    return epoch, 0, list(range(last + 1, last + 1 + how_many))


def lock_heads(names: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return count and head digest of existing subjects, locked in name order until commit."""
    heads: dict[str, tuple[int, str]] = {}
    for start in range(0, len(names), PAGE):
        rows = Subject.objects.select_for_update().filter(name__in=names[start : start + PAGE]).order_by("name")
        heads |= {name: (count, head) for name, count, head in rows.values_list("name", "count", "head")}
    return heads


def entries_after(cursor: Cursor, limit: int) -> list[Entry]:
    """Return the next entries in reading order that no running transaction can still precede.

    Reading order is (epoch, transaction_id, id). On PostgreSQL an entry becomes readable when every transaction
    that began before its own has ended, so that a late commit is never skipped.
    """
    settled = (
        "AND (epoch < coalesce((SELECT max(number) FROM journal_epoch), 1) "
        "OR transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint) "
        if connection.vendor == "postgresql"
        else ""
    )
    return list(
        Entry.objects.raw(
            "SELECT * FROM journal_entry WHERE (epoch, transaction_id, id) > (%s, %s, %s) "
            + settled
            + "ORDER BY epoch, transaction_id, id LIMIT %s",
            [cursor.epoch, cursor.transaction_id, cursor.entry_id, limit],
        )
    )


def current_epoch() -> int:
    """Return the number of the running epoch, 0 in an empty database."""
    return Epoch.objects.order_by("-number").values_list("number", flat=True).first() or 0


def runs_behind() -> bool:
    """Return whether entries carry transaction numbers that this database has not reached (it was restored)."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(transaction_id), 0) >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
            "FROM journal_entry WHERE epoch = (SELECT max(number) FROM journal_epoch)"
        )
        return bool(cursor.fetchone()[0])


def stored(order: str = "subject, number", where: str = "", values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
    """Yield entries as the database holds them, without any conversion, a page at a time, in the given order."""
    keys = [name.strip() for name in order.split(",")]
    after: tuple[Any, ...] = ()
    marks = ", ".join(["%s"] * len(keys))
    while True:
        conditions = [where] if where else []
        if after:
            conditions.append(f"({order}) > ({marks})")
        clause = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_STORED} FROM journal_entry {clause}ORDER BY {order} LIMIT {PAGE}",
                [*values, *after],
            )
            rows = cursor.fetchall()
        for row in rows:
            yield dict(zip((*rules.COLUMNS, "digest"), row, strict=True))
        if len(rows) < PAGE:
            return
        last = dict(zip((*rules.COLUMNS, "digest"), rows[-1], strict=True))
        after = tuple(last[key] for key in keys)


def findings() -> Iterator[Finding]:
    """Yield everything that is wrong: altered, missing, inserted or swapped entries, and missing subjects."""
    subjects = {name: (count, head) for name, count, head in Subject.objects.values_list("name", "count", "head")}
    for name, group in groupby(stored(), key=lambda entry: entry["subject"]):
        yield from _chain(str(name), group, subjects.pop(name, None))
    for name in sorted(subjects):
        yield Finding(name, None, "mất toàn bộ mục ghi")
    yield from _series_gaps()


def _chain(name: str, entries: Iterator[dict[str, Any]], head: tuple[int, str] | None) -> Iterator[Finding]:
    previous, count = rules.GENESIS, 0
    for entry in entries:
        number = entry["number"]
        if number != count + 1:
            missing = range(count + 1, number) if isinstance(number, int) else ()
            yield from (Finding(name, lost, "mục ghi bị mất") for lost in missing)
            yield from () if missing else [Finding(name, number, "số thứ tự không đúng")]
        elif entry["previous"] != previous:
            yield Finding(name, number, "không nối với mục ghi trước (bị sửa, chèn hoặc đổi chỗ)")
        if rules.digest(entry[column] for column in rules.COLUMNS) != entry["digest"]:
            yield Finding(name, number, "nội dung khác với khi ghi")
        previous, count = entry["digest"], number if isinstance(number, int) else count + 1
    if head is None:
        yield Finding(name, None, "có mục ghi nhưng không có đối tượng")
        return
    yield from (Finding(name, lost, "mục ghi bị mất") for lost in range(count + 1, head[0] + 1))
    if head[0] < count:
        yield Finding(name, count, "mục ghi bị chèn thêm")
    elif head[0] == count and head[1] != previous:
        yield Finding(name, count, "đầu chuỗi không khớp với đối tượng")


def _series_gaps() -> Iterator[Finding]:
    numbers: dict[str, set[int]] = {}
    for series, number in Subject.objects.exclude(series=None).values_list("series", "series_number"):
        numbers.setdefault(str(series), set()).add(number or 0)
    for name, last in Series.objects.order_by("name").values_list("name", "last"):
        present = numbers.pop(name, set())
        for number in sorted(set(range(1, last + 1)) - present):
            yield Finding(f"dossier/{name}-{number:04d}", None, "mất toàn bộ: dãy số bị hở")
        for number in sorted(n for n in present if n > last):
            yield Finding(f"dossier/{name}-{number:04d}", None, "vượt quá số cuối của dãy")
    for name in sorted(numbers):
        yield Finding(name, None, "mất dãy số")


def roots(first: str = "", last: str = "9999-12-31") -> Iterator[tuple[str, int, str]]:
    """Yield (day of recording, number of entries, root) of each day in the range that has entries, oldest first."""
    days: dict[str, list[str]] = {}
    for entry in stored("id", "recorded_at >= %s AND recorded_at < %s", [first, last + "U"]):
        days.setdefault(rules.recorded_day(entry["recorded_at"]), []).append(entry["digest"])
    for day in sorted(days):
        yield day, len(days[day]), rules.root(days[day])
