"""What an import tells of the rows of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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
