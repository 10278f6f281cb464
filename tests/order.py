"""What runs when: files without a test in a browser are not looked at for those, and what takes long begins first."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

_MARK = "mark.browser"
_LONG = (
    "tests/house_proofs/", "tests/site/test_kill.py", "tests/measures/test_recount.py", "tests/recount/",
    "tests/site/test_demo.py", "tests/house/test_access.py", "tests/web/test_access_matrix.py",
    "tests/casework/moves/test_state_machine.py",
)  # fmt: skip


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out, under `-m browser`, files that never name the mark: importing all tests costs each worker seconds."""
    if config.getoption("markexpr") != "browser" or collection_path.suffix != ".py":
        return None
    return True if _MARK not in collection_path.read_text(encoding="utf-8") else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long, or waits for a slow network, would be waited for by all if it began at the end."""
    items.sort(key=lambda item: not ("network" in getattr(item, "fixturenames", ()) or item.nodeid.startswith(_LONG)))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look for garbage in it again and again is a fourteenth of the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
