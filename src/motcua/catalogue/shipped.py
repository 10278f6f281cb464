"""The procedures that ship, read from data/procedures: one JSON file a version, in the shape of a record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from importlib import resources

from motcua.catalogue.record import Content, Notes, read_record
from motcua.catalogue.rules import ServiceLevel

_OURS = ("form", "rules", "process")


@dataclass(frozen=True, slots=True)
class Shipped:
    """One version that ships, the day from which it holds, and the level that the demonstration gives it."""

    content: Content
    valid_from: date
    level: ServiceLevel | None


def files() -> list[Shipped]:
    """Return every version that ships, oldest first within a procedure. Raises ValueError when a file is faulty."""
    folder = resources.files("motcua.catalogue") / "data" / "procedures"
    found = [_read(entry.name, entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".json")]
    return sorted(found, key=lambda item: (item.content.code, item.valid_from))


def _read(name: str, text: str) -> Shipped:
    data = json.loads(text, parse_float=str)
    notes = Notes(1)
    valid_from = date.fromisoformat(data["valid_from"])
    content = read_record(data, notes, on=valid_from)
    faults = [f"{note['field']}: {note['problem']}" for note in notes.lines() if note["field"] in _OURS]
    if faults:
        raise ValueError(f"{name}: {'; '.join(faults)}")
    return Shipped(content, valid_from, ServiceLevel(data["level"]) if "level" in data else None)
