"""docs/glossary.md has one line for every model and every choice: English, Vietnamese, meaning, source."""

from __future__ import annotations

import unicodedata

import pytest

from .rooms import REPOSITORY, enumerations, own_models


def rows() -> dict[str, list[str]]:
    """Return {term in backticks: [Vietnamese, meaning, source]} of the glossary's tables."""
    found: dict[str, list[str]] = {}
    for line in (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `"):
            term = cells[0].strip("`")
            assert term not in found, f"twice: {term}"
            found[term] = cells[1:]
    return found


def terms() -> set[str]:
    """Return what must be there: every model, every class of choices, every choice."""
    choices = {f"{kind.__name__}.{member.name}" for kind in enumerations() for member in kind}
    return {model.__name__ for model in own_models()} | {kind.__name__ for kind in enumerations()} | choices


def test_every_model_and_every_choice_is_in_the_glossary():
    assert sorted(terms() - rows().keys()) == [], "add a line for each to docs/glossary.md"


def test_the_glossary_names_nothing_that_is_gone():
    assert sorted(rows().keys() - terms()) == [], "remove these lines from docs/glossary.md, or rename them"


def test_every_line_has_vietnamese_words_a_meaning_and_a_source():
    for term, cells in rows().items():
        assert len(cells) == 3, term
        assert all(cells), term
        assert unicodedata.is_normalized("NFC", " ".join(cells)), term


@pytest.mark.parametrize("kind", enumerations(), ids=lambda kind: kind.__name__)
def test_every_choice_has_a_vietnamese_label_of_its_own(kind):
    labels = [member.label for member in kind]
    assert all(labels)
    assert len(set(labels)) == len(labels)
