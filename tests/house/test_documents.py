"""Documents are found from one index, lead where they say, and hold nothing of the machine on which they were written."""

from __future__ import annotations

import re
import unicodedata

import pytest

from .rooms import REPOSITORY

DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search(r"/(work|root|tmp|home)/\w", text)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_the_index_names_every_document():
    index = (REPOSITORY / "docs" / "README.md").read_text(encoding="utf-8")
    for path in (REPOSITORY / "docs").glob("*.md"):
        assert path.name == "README.md" or f"({path.name})" in index, path.name


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_the_two_readmes_show_the_same_commands(name):
    commands = [
        re.findall(r"^    (?:export|motcua|make|CREATE|MOTCUA)[^#\n]*", text, re.MULTILINE)
        for text in ((REPOSITORY / each).read_text(encoding="utf-8") for each in ("README.md", name))
    ]
    assert [line.rstrip() for line in commands[0]] == [line.rstrip() for line in commands[1]]
    assert len(commands[0]) > 8
