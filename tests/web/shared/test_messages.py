"""Two languages: nothing that a page says lacks English, and the compiled catalogue is the written one."""

from __future__ import annotations

import re
import runpy
from typing import Any

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.test import Client

from tests.conftest import REPOSITORY

FILE = REPOSITORY / "src/motcua/locale/en/LC_MESSAGES/django.po"


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    return runpy.run_path(str(REPOSITORY / "tools" / "messages.py"))


def test_everything_that_a_page_says_has_its_english(tool: dict[str, Any]) -> None:
    assert tool["missing"](refusals=False) == [], "run `make messages` and translate"


def test_no_translation_loses_or_invents_a_value() -> None:
    with FILE.open("rb") as file:
        pairs = [(one.id, one.string) for one in read_po(file, locale="en") if isinstance(one.id, str) and one.id]
    assert len(pairs) > 300
    for vietnamese, english in pairs:
        assert _values(vietnamese) == _values(english), vietnamese


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with FILE.open("rb") as file:
        written = {
            str(tuple(one.id)): str(tuple(one.string)) for one in read_po(file, locale="en") if one.id and one.string
        }
    with FILE.with_suffix(".mo").open("rb") as file:
        compiled = {str(tuple(one.id)): str(tuple(one.string)) for one in read_mo(file) if one.id}
    assert compiled == written, "run `make messages`"


def test_a_page_in_english_says_so_and_marks_what_stays_vietnamese() -> None:
    client = Client()
    client.cookies["language"] = "en"
    page = client.get("/thanh-phan/").content.decode()
    assert '<html lang="en">' in page
    assert "Skip to main content" in page and "Đến thẳng nội dung" not in page


def _values(text: str | tuple[str, ...]) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|%%", str(text)))
