"""The system's browser: where it is, and what axe-core finds wrong on a page that it shows."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

_AXE = Path(__file__).parent / "journeys" / "vendor" / "axe" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def path() -> str:
    """Return where the system's Chromium is; "" when there is none."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), "")


def violations(page: Any) -> list[str]:
    """Return the broken rules, with the elements and what to do; nothing when all is well."""
    page.evaluate(_AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", _RULES)["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]
