import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from motcua.core.text import clean, fold, one_line


def test_fold_drops_marks_and_strokes():
    assert fold("Thủ tục Đăng ký khai sinh") == "thu tuc dang ky khai sinh"
    assert fold("Uỷ ban") == fold("Ủy ban") == "uy ban"
    assert fold("mã 1.001193.") == "ma 1.001193"


def test_clean_stores_nfc_without_invisible_characters():
    assert clean(unicodedata.normalize("NFD", "Nguyễn\u200e Thị\u00ad Ánh")) == "Nguyễn Thị Ánh"
    assert one_line(" a\u00a0 b\n c ") == "a b c"


@example("a\x07\u0301")
@given(st.text(st.sampled_from("aề đ\u0301\u00a0\u200e\ue000\r\n\t\x07  ")))
def test_clean_leaves_nothing_invisible_and_one_line_has_single_spaces(text):
    stored, line = clean(text), one_line(text)
    assert stored == unicodedata.normalize("NFC", stored) == clean(stored)
    assert all(character.isprintable() or character in "\n\t" for character in stored)
    assert line == " ".join(line.split(" ")) == " ".join(stored.split())


@given(st.text())
def test_fold_is_the_same_for_every_normal_form(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(fold(text)) == fold(text)
