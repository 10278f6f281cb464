"""Tests in a browser: only their files are looked at, and those that wait for a slow network begin first."""

from __future__ import annotations

from pathlib import Path

import pytest

_MARK = "mark.browser"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out, under `-m browser`, files that never name the mark: importing all tests costs each worker seconds."""
    if config.getoption("markexpr") != "browser" or collection_path.suffix != ".py":
        return None
    return True if _MARK not in collection_path.read_text(encoding="utf-8") else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """While one waits for its network the others use the machine; begun at the end, all would wait for it."""
    items.sort(key=lambda item: "network" not in getattr(item, "fixturenames", ()))
