"""The body of an entry, put together from pieces: from one entry to the next most facts stay as they were. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from json.encoder import encode_basestring as quoted
from typing import Any

from motcua.core import canonical


class Facts:
    """The facts of a dossier under way, as values and as pieces of canonical JSON in the order of their names."""

    __slots__ = ("_pieces", "values")

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self._pieces = {name: piece(name, values[name]) for name in sorted(values)}

    def change(self, changes: Mapping[str, Any]) -> str:
        """Set facts and return the pieces of those that differ, as they were before."""
        was = []
        for name, value in changes.items():
            if self.values[name] != value:
                was.append(self._pieces[name])
                self.values[name] = value
                self._pieces[name] = piece(name, value)
        return ",".join(sorted(was))

    def body(self, details: str = "", *, was: str = "", series: str | None = None, number: int | None = None) -> str:
        """Return the same text as `journal.rules.body` of an event with these facts; `details` and `was` are pieces."""
        parts = [f'"details":{{{details}}}'] if details else []
        parts.append(f'"facts":{{{",".join(self._pieces.values())}}}')
        if series:
            parts.append(f'"series":[{quoted(series)},{number}]')
        if was:
            parts.append(f'"was":{{{was}}}')
        return f"{{{','.join(parts)}}}"


def piece(name: str, value: Any) -> str:
    """Return a name with its value as canonical JSON has them inside an object."""
    kind = type(value)
    if kind is str:
        return f'"{name}":{quoted(value)}'
    if kind is int:
        return f'"{name}":{value}'
    if value is None:
        return f'"{name}":null'
    return f'"{name}":{_other(value)}'


def _other(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return canonical.dumps(value)
