"""Finding procedures: with or without marks, by code, by everyday words, the likely one first."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.catalogue import actions, queries, ranking
from motcua.core.text import fold, one_line
from tests.catalogue.samples import a_record, lines

NAMES = {
    "1.001193": "Thủ tục đăng ký khai sinh",
    "2.000528": "Đăng ký khai sinh có yếu tố nước ngoài",
    "1.004884": "Đăng ký lại khai sinh",
    "1.000656": "Đăng ký khai tử",
    "1.001612": "Đăng ký thành lập hộ kinh doanh",
    "1.014864": "Cấp phép phương tiện thủy thô sơ do Chủ tịch phân cấp",
    "1.012783": "Cấp đổi Giấy chứng nhận quyền sử dụng đất",
}


@pytest.fixture
def catalogue(today: date, now: datetime) -> None:
    keywords = {"1.012783": "đổi sổ đỏ", "1.001612": "mở quán, mở cửa hàng"}
    rows = [a_record(code, name, keywords=keywords.get(code, "")) for code, name in NAMES.items()]
    actions.import_records(lines(*rows), valid_from=today, by="system:test", at=now)


@pytest.mark.django_db
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("đăng ký khai sinh", "1.001193"),
        ("dang ky khai sinh", "1.001193"),
        ("DANG KY  KHAI SINH", "1.001193"),
        (unicodedata.normalize("NFD", "đăng ký khai sinh"), "1.001193"),
        ("thủ tục đăng ký khai sinh", "1.001193"),
        ("khai sinh nuoc ngoai", "2.000528"),
        ("dang ky lai khai sinh", "1.004884"),
        ("ho kinh doanh", "1.001612"),
        ("mo quan pho", "1.001612"),
        ("sổ đỏ", "1.012783"),
        ("1.001193", "1.001193"),
        ("2.0005", "2.000528"),
        ("toi muon xin khai tu", "1.000656"),
    ],
)
def test_the_likely_procedure_comes_first(typed: str, first: str, today: date) -> None:
    assert queries.find(typed, on=today)[0].code == first


@pytest.mark.django_db
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'; --", "xyzzy", "\u0300", "🙂"])
def test_what_means_nothing_finds_nothing(typed: str, today: date) -> None:
    assert queries.find(typed, on=today) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("catalogue")
def test_only_what_is_in_force_is_found_and_no_more_than_asked(today: date) -> None:
    assert queries.find("khai sinh", on=today - timedelta(days=1)) == []
    assert len(queries.find("khai sinh", on=today, limit=2)) == 2


@pytest.mark.django_db
def test_a_search_takes_two_statements(today: date, now: datetime, django_assert_num_queries: Any) -> None:
    for first, last in ((1, 1), (2, 50)):
        rows = [a_record(f"1.{number:06d}", f"Cấp giấy số {number}") for number in range(first, last + 1)]
        actions.import_records(lines(*rows), valid_from=today, by="system:test", at=now)
        with django_assert_num_queries(2):
            assert len(queries.find("cap giay", on=today, limit=100)) == last


def candidate(key: int, name: str, level: int = 0, form: bool = False, text: str = "") -> ranking.Candidate:
    folded = f" {fold(name)} "
    return ranking.Candidate(key, f"1.00000{key}", folded, f" 1.00000{key}{folded}{fold(text)} ", name, level, form)


def order(typed: str, *candidates: ranking.Candidate) -> list[int]:
    return [found.key for found in ranking.best(ranking.question(fold(typed), one_line(typed)), candidates)]


def test_between_equal_fits_what_can_be_filed_online_comes_first() -> None:
    names = ("Gia hạn tạm trú", "Xóa đăng ký tạm trú", "Đăng ký tạm trú")
    short, partial, full = (candidate(n, name, level) for n, (name, level) in enumerate(zip(names, (0, 2, 3), strict=True)))  # fmt: skip
    assert order("tạm trú", short, partial, full) == [2, 1, 0]


def test_words_that_stand_together_fit_better() -> None:
    apart = candidate(1, "Cấp giấy phép hoạt động xây dựng cho nhà thầu")
    close = candidate(2, "Cấp giấy phép xây dựng mới công trình và nhà ở riêng lẻ")
    assert order("cấp giấy phép xây dựng nhà ở", apart, close) == [2, 1]


def test_half_fits_are_left_out_where_a_whole_one_exists() -> None:
    assert order("khai sinh", candidate(1, "Đăng ký khai sinh"), candidate(2, "Đăng ký khai tử")) == [1]
    assert order("khai sinh x", candidate(1, "Đăng ký khai sinh"), candidate(2, "Đăng ký khai tử")) == [1, 2]


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=30), max_size=5))
def test_every_candidate_is_ranked_at_most_once(typed: str, names: list[str]) -> None:
    found = order(typed, *(candidate(n, name) for n, name in enumerate(names)))
    assert len(found) == len(set(found)) <= len(names)
