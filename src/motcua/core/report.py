"""What an import tells of the rows of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

NOT_IN, LEFT_OUT = "không nhập dòng này", "để trống, phần còn lại vẫn nhập"


class Rejected(Exception):
    """A row that cannot be used: at which field, what is wrong and what to do (Vietnamese)."""

    def __init__(self, field: str, problem: str, done: str = NOT_IN) -> None:
        super().__init__(problem)
        self.field, self.problem, self.done = field, problem, done


@dataclass(slots=True)
class Notes:
    """What was found in one row: (field, problem, what was done)."""

    found: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, problem: str, done: str = LEFT_OUT) -> None:
        """Keep a finding."""
        self.found.append((name, problem, done))

    def about(self, *names: str) -> bool:
        """Return whether anything was found about one of some fields."""
        return any(field in names for field, _problem, _done in self.found)


@dataclass(slots=True)
class Report:
    """What an import did: created + changed + unchanged + rejected = rows, the rows that are not empty.

    `notes` are {row, code, field, problem, done}, in Vietnamese: what was found in which row, and what was done.
    """

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    notes: list[dict[str, Any]] = field(default_factory=list)

    def reject(self, row: int, code: str, where: str, problem: str) -> None:
        """Count a row that does not go in, and say why (Vietnamese)."""
        self.rejected += 1
        self.notes.append({"row": row, "code": code, "field": where, "problem": problem, "done": "không nhập"})
