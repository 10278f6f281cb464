"""Words for people with values in them."""

from __future__ import annotations

from copy import deepcopy

from django.utils import translation

from motcua.core.errors import Phrase, Refused
from motcua.web.shared.jinja import said


def test_a_phrase_is_its_vietnamese_text() -> None:
    phrase = Phrase("Chọn «%(field)s».", field="100 % diện tích")
    assert phrase == "Chọn «100 % diện tích»."
    assert Refused(phrase).message == phrase


def test_a_phrase_is_said_in_the_language_of_the_page() -> None:
    phrase = Phrase("Chọn «%(field)s».", field="100 % diện tích")
    with translation.override("en"):
        assert said(phrase) == "Choose «100 % diện tích»."
    with translation.override("vi"):
        assert said(phrase) == phrase
    assert said(Phrase("Không có trong từ điển: %(one)s.", one=Phrase("%(n)s %%", n=5))).endswith("5 %.")


def test_a_copy_of_a_phrase_is_the_phrase_with_its_words_and_values() -> None:
    for phrase in (Phrase("Không quá 100 %%."), Phrase("Không quá %(most)s %%.", most=90)):
        copy = deepcopy(phrase)
        assert (copy, copy.words, copy.values) == (phrase, phrase.words, phrase.values)
