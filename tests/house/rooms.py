"""What the tests of the house share: where the sources are, which rooms there are, every model and every choice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from django.apps import apps
from django.db import models

import motcua

SOURCES = Path(motcua.__file__).resolve().parent
REPOSITORY = SOURCES.parents[1]
STAIRS = (
    "core", "journal", "offices", "people", "records", "catalogue", "filing", "casework", "correspondence", "elsewhere",
    "measures", "adoption",
)  # fmt: skip
EDGES = ("web", "integrations", "simulation", "site")


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield (path inside the package, syntax tree) of every module of the rooms, without migrations."""
    for room in rooms or (*STAIRS, *EDGES):
        for path in sorted((SOURCES / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(SOURCES)), ast.parse(path.read_text(encoding="utf-8"))


def own_models() -> list[type[models.Model]]:
    """Return the models of all rooms."""
    return [model for model in apps.get_models() if model.__module__.startswith("motcua.")]


def room_of(thing: type) -> str:
    """Return the room in which a class is defined."""
    return thing.__module__.split(".")[1]


def enumerations() -> list[type[models.Choices]]:
    """Return every class of choices that a room defines."""
    found: dict[str, type[models.Choices]] = {}
    for module in walk_packages(motcua.__path__, "motcua."):
        if module.name.endswith(".rules"):
            for value in vars(import_module(module.name)).values():
                if isinstance(value, type) and issubclass(value, models.Choices) and value.__module__ == module.name:
                    found[value.__qualname__] = value
    return list(found.values())
