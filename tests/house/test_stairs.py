"""Imports and relations go down the stairs only."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from django.db import models

from .rooms import REPOSITORY, SOURCES, STAIRS, modules, own_models, room_of


def test_the_import_contracts_hold():
    outcome = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCES.parent)}, timeout=60,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stdout


def test_what_calls_itself_pure_is_held_to_it():
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (held,) = (one["source_modules"] for one in contracts if one["name"].startswith("Rules are pure"))
    said = {
        "motcua." + path.removesuffix(".py").replace("/", ".")
        for path, tree in modules(*STAIRS)
        if "Pure." in (ast.get_docstring(tree) or "")
    }
    free = {name for name in said if not any(fnmatchcase(name, one.replace("**", "*")) for one in held)}
    assert sorted(free) == [] and len(said) > 20


def _relations():
    return [
        (model, field)
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
    ]


def test_no_foreign_key_points_up_the_stairs():
    up = [
        f"{model.__name__}.{field.name}"
        for model, field in _relations()
        if STAIRS.index(room_of(field.related_model)) > STAIRS.index(room_of(model))
    ]
    assert up == []
    assert len(_relations()) > 20


def test_a_relation_across_rooms_cannot_be_followed_back():
    open_ = [
        f"{model.__name__}.{field.name}"
        for model, field in _relations()
        if room_of(field.related_model) != room_of(model) and field.remote_field.related_name != "+"
    ]
    assert open_ == []


def test_every_room_says_what_it_owns():
    for room in (*STAIRS, "web", "integrations", "simulation", "site"):
        first = (SOURCES / room / "__init__.py").read_text(encoding="utf-8")
        assert first.startswith('"""'), room
        assert len(first) > 40, room


def test_the_contracts_name_every_room():
    contracts = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    for path in SOURCES.iterdir():
        if (path / "__init__.py").is_file():
            assert f"motcua.{path.name}" in contracts, path.name
