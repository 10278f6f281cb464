"""docs/settings.md lists every environment variable that the product reads, and no other."""

from __future__ import annotations

import re

from motcua.site import home

from .rooms import REPOSITORY, SOURCES


def read_by_the_product() -> set[str]:
    found = {f"MOTCUA_{name.upper()}" for name in (*home.SECRETS, *home.PROVIDED)}
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:environ(?:\.get)?|environ\.setdefault|flag)[\[(]\s*f?"(MOTCUA_[A-Z0-9_]+)"', text))
    return found


def documented() -> list[str]:
    text = (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(MOTCUA_[A-Z0-9_]+)`", text, re.MULTILINE)


def test_every_setting_is_in_the_table_and_the_table_holds_no_other():
    assert sorted(documented()) == sorted(read_by_the_product()), "keep the table of docs/settings.md true"
    assert len(documented()) > 10
