"""What nobody may do: hide business in save(), send signals, read the clock below the edges, write Vietnamese names."""

from __future__ import annotations

import ast
import re
from itertools import pairwise

import pytest

from .rooms import EDGES, SOURCES, STAIRS, modules, own_models

CLOCKS = {"now", "utcnow", "today", "localdate", "localtime", "time", "time_ns"}
CLOCK_OWNERS = {"datetime", "timezone", "date", "clock", "time"}
# Syllables of the trade without marks: an identifier made of two of them is a Vietnamese word in disguise.
SYLLABLES = frozenset(
    [
        "ho",
        "so",
        "thu",
        "tuc",
        "don",
        "vi",
        "can",
        "bo",
        "nguoi",
        "dan",
        "cong",
        "dich",
        "vu",
        "truc",
        "tuyen",
        "tiep",
        "nhan",
        "tra",
        "ket",
        "qua",
        "giay",
        "to",
        "phi",
        "le",
        "huyen",
        "xa",
        "tinh",
        "phuong",
        "uy",
        "ban",
        "mot",
        "cua",
        "toan",
        "trinh",
        "phan",
        "khong",
        "cung",
        "cap",
        "nop",
        "xu",
        "ly",
        "hoan",
        "thanh",
        "chuyen",
        "vien",
        "lanh",
        "dao",
    ]
)
ENGLISH = {"to", "can", "so", "don", "dan", "ban", "cap", "tra", "bo", "phi", "le", "xa", "vu", "ho", "ly", "dao"}


def _calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]


def test_nothing_below_the_edges_reads_the_clock():
    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules(*STAIRS)
        for call in _calls(tree)
        if call.func.attr in CLOCKS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in CLOCK_OWNERS
        and not (path == "core/clock.py" and call.func.attr == "now")
        and not (call.func.attr == "time" and call.func.value.id != "time")
    ]
    assert found == []


def test_no_model_hides_business_in_save_or_delete():
    for model in own_models():
        assert not {"save", "delete", "clean", "full_clean"} & vars(model).keys(), model


@pytest.mark.parametrize("module", ["django.dispatch", "django.db.models.signals", "django.contrib.admin"])
def test_there_are_no_signals_and_no_admin(module):
    from django.conf import settings

    assert module not in settings.INSTALLED_APPS
    for path, tree in modules():
        for node in ast.walk(tree):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith(module) for name in names), path


def _identifiers(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.lineno


def _vietnamese(name: str) -> bool:
    words = re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower())
    return any(a in SYLLABLES and b in SYLLABLES and not (a in ENGLISH or b in ENGLISH) for a, b in pairwise(words))


def test_identifiers_and_modules_are_english():
    rooms = [room for room in (*STAIRS, *EDGES) if room != "integrations"]
    for path, tree in modules(*rooms):
        assert path.isascii() and not _vietnamese(path), path
        for name, line in _identifiers(tree):
            assert name.isascii(), f"{path}:{line} {name}"
            assert not _vietnamese(name), f"{path}:{line} {name}"


@pytest.mark.parametrize(
    ("name", "vietnamese"),
    [("thu_tuc", True), ("HoSoTiepNhan", True), ("can_bo", False), ("procedure", False), ("time_to_live", False)],
)
def test_the_test_of_names_tells_the_languages_apart(name, vietnamese):
    assert _vietnamese(name) is vietnamese


def test_no_file_is_longer_than_four_hundred_lines():
    long = {
        str(path.relative_to(SOURCES)): lines
        for path in SOURCES.rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_function_is_longer_than_forty_five_lines():
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 45
    ]
    assert long == []
