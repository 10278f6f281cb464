"""Which office directly below another a thing belongs to, for what is read one by one."""

from __future__ import annotations

from typing import NamedTuple

from motcua.offices.models import Office


class Child(NamedTuple):
    """An office directly below another, or that other itself, by code and name."""

    code: str
    name: str


def children(path: str) -> dict[str, Child]:
    """Return for every office that was ever at or below a path, by code, through which child of it it belongs there.

    What is the office's own stands under the office itself. One statement.
    """
    found = list(Office.objects.filter(path__startswith=path).values_list("path", "code", "short_name"))
    named = {each: Child(code, name) for each, code, name in found}
    return {code: named[path + each[len(path) :].partition("/")[0] + "/" if each != path else path]
            for each, code, _name in found}  # fmt: skip
