"""What is wrong with a stretch of stored rows: altered, missing, inserted, swapped. Pure: rows in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from motcua.journal import rules

WIDTH = len(rules.COLUMNS)
NUMBER, BODY, PREVIOUS = (rules.COLUMNS.index(name) for name in ("number", "body", "previous"))
ONE_BY_ONE = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the journal: which entry of which subject, and what is wrong with it (Vietnamese)."""

    subject: str
    number: int | None
    problem: str

    def __str__(self) -> str:
        place = self.subject if self.number is None else f"{self.subject} #{self.number}"
        return f"{place}: {self.problem}"


def of_subject(name: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Finding]:
    """Yield what is wrong with one subject.

    `rows` are its stored entries by number: `rules.COLUMNS`, the digest, then the subject's own name (None: there is
    no such row), count, head, series and number in the series.
    """
    previous, count = rules.GENESIS, 0
    subject: tuple[Any, ...] = ()
    for row in rows:
        number, subject = row[NUMBER], row[WIDTH + 1 :]
        yield from _place(name, number, count, joined=row[PREVIOUS] == previous)
        if rules.digest(row[:WIDTH]) != row[WIDTH]:
            yield Finding(name, _whole(number), "nội dung khác với khi ghi")
        if count == 0 and number == 1 and rules.opened_as(row[BODY]) != (subject[3], subject[4]):
            yield Finding(name, 1, "số trong dãy của đối tượng khác với khi mở")
        previous, count = row[WIDTH], max(count, number) if isinstance(number, int) else count + 1
    yield from _head(name, subject, count, previous)


def _place(name: str, number: Any, count: int, *, joined: bool) -> Iterator[Finding]:
    if not isinstance(number, int) or number < 1:
        yield Finding(name, None, f"số thứ tự không dùng được: {number!r}")
    elif number <= count:
        yield Finding(name, number, "mục ghi bị chèn thêm: trùng số thứ tự")
    elif number > count + 1:
        yield from _lost(name, count + 1, number - 1)
    elif not joined:
        yield Finding(name, number, "không nối với mục ghi trước (bị sửa, chèn hoặc đổi chỗ)")


def _head(name: str, subject: tuple[Any, ...], count: int, previous: Any) -> Iterator[Finding]:
    known, kept, head = subject[:3]
    if known is None:
        yield Finding(name, None, "có mục ghi nhưng không có đối tượng")
    elif not isinstance(kept, int):
        yield Finding(name, None, f"số mục ghi của đối tượng không dùng được: {kept!r}")
    elif kept > count:
        yield from _lost(name, count + 1, kept)
    elif kept < count:
        yield Finding(name, count, f"mục ghi bị chèn thêm, hoặc đối tượng bị sửa (đối tượng đếm {kept})")
    elif head != previous:
        yield Finding(name, count, "đầu chuỗi không khớp với đối tượng")


def _lost(name: str, first: int, last: int) -> Iterator[Finding]:
    if last - first < ONE_BY_ONE:
        yield from (Finding(name, number, "mục ghi bị mất") for number in range(first, last + 1))
    else:
        yield Finding(name, first, f"mục ghi bị mất, từ #{first} đến #{last} ({last - first + 1} mục)")


def of_series(name: str, last: Any, held: list[Any]) -> Iterator[Finding]:
    """Yield what is wrong with a gap-free series whose last number is `last` and of which subjects hold `held`."""
    if not isinstance(last, int):
        yield Finding(name, None, "mất dãy số" if last is None else f"số cuối của dãy không dùng được: {last!r}")
        return
    subject = name if "/" in name else f"dossier/{name}"
    numbers = [number for number in held if isinstance(number, int)]
    for odd in held:
        if not isinstance(odd, int):
            yield Finding(name, None, f"số trong dãy không dùng được: {odd!r}")
    before = 0
    for number in [*numbers, last + 1]:
        stop = min(number, last + 1)
        if stop - before - 1 > ONE_BY_ONE:
            yield Finding(subject, None, f"mất toàn bộ hồ sơ từ số {before + 1:04d} đến {stop - 1:04d}")
        else:
            yield from (
                Finding(f"{subject}-{lost:04d}", None, "mất toàn bộ: dãy số bị hở") for lost in range(before + 1, stop)
            )
        if number == before and number <= last:
            yield Finding(f"{subject}-{number:04d}", None, "hai đối tượng mang cùng số trong dãy")
        before = max(before, number)
    for number in numbers:
        if number > last or number < 1:
            yield Finding(f"{subject}-{number:04d}", None, f"nằm ngoài dãy (số cuối của dãy là {last})")


def of_epochs(kept: Iterable[tuple[Any, ...]], told: Iterable[tuple[Any, ...]]) -> Iterator[Finding]:
    """Yield where the epochs of the database differ from those that the journal tells of."""
    rows, entries = {row[0]: row for row in kept}, {row[0]: row for row in told}
    for number in sorted({*rows, *entries}, key=str):
        if rows.get(number) != entries.get(number):
            kind = "bị sửa" if number in rows and number in entries else "bị mất" if number in entries else "bị chèn"
            yield Finding(f"{rules.EPOCHS} {number}", None, f"kỳ ghi {kind}")


def _whole(number: Any) -> int | None:
    return number if isinstance(number, int) else None
