"""Forms as data: what a page accepts, what it refuses and in which words."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.catalogue import forms, values
from motcua.catalogue.schema import check_form

TODAY = date(2026, 11, 20)


def form_of(*fields: dict[str, Any]) -> forms.Form:
    return forms.parse_form({"title": "Thử", "pages": [{"key": "only", "title": "Trang", "fields": list(fields)}]})


def field(kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"key": "x", "label": "Mục", "type": kind, **more}


def post(spec: dict[str, Any], typed: str, **answers: Any) -> tuple[dict[str, Any], dict[str, str]]:
    return forms.validate_page(form_of(spec), "only", {"x": typed}, answers, TODAY)


@pytest.mark.parametrize(
    ("spec", "typed", "stored"),
    [
        (field(), unicodedata.normalize("NFD", "  Nguyễn  Thị Đào "), "Nguyễn Thị Đào"),
        (field("multiline"), "một\r\nhai", "một\nhai"),
        (field("date"), "5/1/2024", "2024-01-05"),
        (field("date"), "05-01-2024", "2024-01-05"),
        (field("date"), "2024-01-05", "2024-01-05"),
        (field("date", year_alone=True), "1990", "1990"),
        (field("date", max="today"), "20/11/2026", "2026-11-20"),
        (field("integer", min=1, max=50), "50", 50),
        (field("money"), "5.000.000 đ", 5_000_000),
        (field("money"), "5,000,000", 5_000_000),
        (field("money"), "100000", 100_000),
        (field("personal_id"), "042 090 123 456", "042090123456"),
        (field("phone"), "+84 912 345 678", "0912345678"),
        (field("email"), " a@b.vn ", "a@b.vn"),
        (field("boolean"), "on", True),
        (field("boolean"), "", False),
        (field("select", options=["Nam", "Nữ"]), unicodedata.normalize("NFD", "Nữ"), "Nữ"),
        (field("radio", options=[{"value": "m", "label": "Nam"}]), "m", "m"),
        (field(), "", ""),
    ],
)
def test_right_answers_are_stored_in_one_shape(spec: dict[str, Any], typed: str, stored: Any) -> None:
    assert post(spec, typed) == ({"x": stored}, {})


@pytest.mark.parametrize(
    ("spec", "typed", "words"),
    [
        (field(required=True), "", "Nhập «Mục»"),
        (field(required=True), " \u200b ", "Nhập «Mục»"),
        (field("select", options=["Nam"], required=True), "", "Chọn «Mục»"),
        (field("boolean", required=True), "", "Đánh dấu"),
        (field("boolean"), "perhaps", "có hoặc không"),
        (field(), "a" * 201, "tối đa 200 ký tự"),
        (field("date"), "31/02/2024", "không có trong lịch"),
        (field("date"), "hôm qua", "ngày/tháng/năm"),
        (field("date"), "1990", "ngày/tháng/năm"),
        (field("date", max="today"), "21/11/2026", "ngày hôm nay"),
        (field("date", max="today", year_alone=True), "2027", "ngày hôm nay"),
        (field("date"), "1/1/1899", "trước 01/01/1900"),
        (field("integer", min=1, max=50), "51", "lớn hơn 50"),
        (field("integer", min=1), "0", "nhỏ hơn 1"),
        (field("integer"), "1.5", "số nguyên"),
        (field("integer"), "１２", "số nguyên"),
        (field("money"), "5.00", "bằng đồng"),
        (field("money"), "9" * 16, "quá lớn"),
        (field("personal_id"), "04209012345", "12 chữ số"),
        (field("phone"), "113", "10 hoặc 11"),
        (field("email"), "a@b", "đầy đủ"),
        (field("select", options=["Nam"]), "Khác", "có sẵn"),
    ],
)
def test_wrong_answers_are_refused_at_the_field(spec: dict[str, Any], typed: str, words: str) -> None:
    clean, errors = post(spec, typed)
    assert clean == {} and list(errors) == ["x"]
    assert words in errors["x"]


def test_date_in_three_boxes() -> None:
    form = form_of(field("date", required=True))
    read = lambda raw: forms.validate_page(form, "only", raw, {}, TODAY)  # noqa: E731
    assert read({"x-day": "7", "x-month": "3", "x-year": "2024"}) == ({"x": "2024-03-07"}, {})
    assert "ngày/tháng/năm" in read({"x-day": "7", "x-month": "", "x-year": "2024"})[1]["x"]
    assert "Nhập" in read({})[1]["x"]


def test_a_year_alone_in_three_boxes() -> None:
    form = form_of(field("date", year_alone=True))
    assert forms.validate_page(form, "only", {"x-year": "1961"}, {}, TODAY) == ({"x": "1961"}, {})


def test_end_may_not_precede_beginning() -> None:
    form = form_of({"key": "a", "label": "Từ", "type": "date"}, field("date", min="field:a"))
    assert forms.validate_page(form, "only", {"a": "2/1/2024", "x": "2/1/2024"}, {}, TODAY)[1] == {}
    errors = forms.validate_page(form, "only", {"a": "2/1/2024", "x": "1/1/2024"}, {}, TODAY)[1]
    assert "02/01/2024" in errors["x"]


def test_names_the_page_does_not_have_are_refused_and_nothing_right_is_lost() -> None:
    raw = {"x": "đúng", "is_admin": "1", "csrfmiddlewaretoken": "t", "_go": "next"}
    clean, errors = forms.validate_page(form_of(field()), "only", raw, {}, TODAY)
    assert clean == {"x": "đúng"} and list(errors) == [""]
    del raw["is_admin"]
    assert forms.validate_page(form_of(field()), "only", raw, {}, TODAY) == ({"x": "đúng"}, {})


BRANCHING = forms.parse_form(
    {
        "title": "Rẽ nhánh",
        "pages": [
            {
                "key": "one",
                "title": "Một",
                "fields": [
                    {"key": "copies", "label": "Cần bản sao", "type": "boolean"},
                    {
                        "key": "count",
                        "label": "Số bản",
                        "type": "integer",
                        "min": 1,
                        "required": True,
                        "visible_if": {"field": "copies", "is": True},
                    },
                ],
            },
            {
                "key": "two",
                "title": "Hai",
                "visible_if": {"field": "count", "is": [1, 2]},
                "fields": [{"key": "why", "label": "Vì sao", "required": True}],
            },
            {"key": "three", "title": "Ba", "fields": [{"key": "end", "label": "Cuối"}]},
        ],
    }
)


def test_a_question_that_does_not_apply_is_neither_asked_nor_kept() -> None:
    assert forms.validate_page(BRANCHING, "one", {"count": "0"}, {}, TODAY) == ({"copies": False}, {})
    assert list(forms.validate_page(BRANCHING, "one", {"copies": "on"}, {}, TODAY)[1]) == ["count"]
    assert [page.key for page in forms.pages(BRANCHING, {})] == ["one", "three"]


def test_an_answer_taken_back_takes_everything_behind_it_along() -> None:
    stale = {"copies": False, "count": 2, "why": "cũ", "end": "còn"}
    assert [page.key for page in forms.pages(BRANCHING, stale)] == ["one", "three"]
    assert forms.settle(BRANCHING, stale) == {"copies": False, "end": "còn"}
    assert forms.missing(BRANCHING, stale, TODAY) == {}


def test_next_page_follows_the_answers() -> None:
    after = lambda answers: forms.next_page(BRANCHING, "one", answers)  # noqa: E731
    assert after({}).key == "three"
    assert after({"copies": True, "count": 2}).key == "two"
    assert forms.next_page(BRANCHING, "three", {}) is None


def test_final_check_reads_every_stored_answer_again() -> None:
    form = form_of(field("date", required=True, max="today"))
    assert forms.missing(form, {"x": "2026-11-20"}, TODAY) == {}
    assert "hôm nay" in forms.missing(form, {"x": "2026-11-21"}, TODAY)["x"]
    assert "Nhập" in forms.missing(form, {}, TODAY)["x"]
    assert form.page_of("x").key == "only"


def test_check_your_answers_shows_what_people_read() -> None:
    form = form_of(
        {"key": "d", "label": "Ngày", "type": "date"},
        {"key": "m", "label": "Vốn", "type": "money"},
        {"key": "b", "label": "Bản sao", "type": "boolean"},
        {"key": "s", "label": "Giới tính", "type": "radio", "options": [{"value": "m", "label": "Nam"}]},
        {"key": "n", "label": "Ghi chú"},
    )
    answers = {"d": "2024-03-07", "m": 5_000_000, "b": True, "s": "m"}
    assert [line.text for line in forms.shown(form, answers)] == ["07/03/2024", "5.000.000 đồng", "Có", "Nam", ""]


def test_inputs_begin_with_the_answer_then_the_person_then_the_default() -> None:
    form = form_of(
        {"key": "name", "label": "Tên", "prefill": "full_name"},
        {"key": "born", "label": "Sinh", "type": "date", "prefill": "birth_date"},
        {"key": "nation", "label": "Quốc tịch", "default": "Việt Nam"},
    )
    person = {"full_name": "Trần Văn Mẫu", "birth_date": date(1990, 5, 1)}
    shown = forms.initial(form.pages[0], {}, person)
    assert shown == {"name": "Trần Văn Mẫu", "born": "01/05/1990", "nation": "Việt Nam"}
    assert forms.initial(form.pages[0], {"name": ""}, person)["name"] == ""


def test_general_form_serves_procedures_without_their_own() -> None:
    form = forms.form_of(None)
    assert form.declaration and len(form.pages) >= 3
    assert set(forms.missing(form, {}, TODAY)) >= {"applicant_name", "contact_phone", "request_text"}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"key": "Bad Key"}, "key"),
        ({"key": "x", "type": "password"}, "không có"),
        ({"key": "x", "type": "select"}, "options"),
        ({"key": "x", "min": "tomorrow"}, "min"),
        ({"key": "x", "visible_if": {"field": "later", "is": True}}, "đứng trước"),
        ({"key": "x", "colour": "red"}, "colour"),
        ({"key": "x", "prefill": "salary"}, "prefill"),
    ],
)
def test_faulty_form_data_is_named_with_its_place(spec: dict[str, Any], words: str) -> None:
    data = {"title": "T", "pages": [{"key": "p", "title": "P", "fields": [{"label": "L", **spec}]}]}
    (problem,) = check_form(data)
    assert problem.startswith("Trang 1") and words in problem
    with pytest.raises(ValueError, match="Trang 1"):
        forms.parse_form(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["pages", "fields", "key", "title", "type", "options", "visible_if", "min", "max_length"]
                )
                | st.text(),
                x,
            )
        ),
    )
)
def test_any_data_is_either_usable_or_named_faulty(data: Any) -> None:
    if not check_form(data):
        assert forms.parse_form(data).pages


@given(st.sampled_from(sorted(values.READERS)), st.text())
def test_whatever_is_typed_is_stored_or_refused_and_what_is_stored_passes_again(kind: str, typed: str) -> None:
    form = form_of(field(kind, **({"options": ["a", "b"]} if kind in ("select", "radio") else {})))
    clean, errors = forms.validate_page(form, "only", {"x": typed}, {}, TODAY)
    assert ("x" in clean) != ("x" in errors)
    assert forms.missing(form, clean, TODAY) == {}
    assert len(forms.shown(form, clean)) == 1


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_dates_survive_being_shown_and_typed_again(day: date) -> None:
    assert values.read_date(values.show("date", day.isoformat())) == day.isoformat()
