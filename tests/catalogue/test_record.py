"""Whole records: what a version says, what is noted, what is turned away."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.catalogue import record
from tests.catalogue.samples import a_record

TODAY = date(2026, 11, 20)


def read(data: Any, on: date = TODAY) -> tuple[record.Content, list[dict[str, Any]]]:
    notes = record.Notes(7)
    content = record.read_record(data, notes, on=on)
    return content, list(notes.lines())


def test_a_clean_record_is_read_without_notes() -> None:
    content, notes = read(a_record())
    assert notes == []
    assert content.authority_tiers == ("commune",)
    assert content.ways[0].limit_amount == 3 and content.ways[0].fees[0].amount == 10_000
    assert content.papers[0].originals == 1


def test_notes_say_row_code_field_problem_and_what_was_done() -> None:
    _, notes = read(a_record(channels=[{"channel": "online", "time_limit": "1", "fees": [], "description": ""}]))
    assert notes == [
        {
            "row": 7,
            "code": "1.000001",
            "field": "time_limit",
            "problem": "thời hạn «1» không có đơn vị",
            "done": "để trống; không tự tính hạn trả",
        }
    ]


def test_text_is_stored_in_nfc_without_invisible_characters() -> None:
    dirty = unicodedata.normalize("NFD", "Cấp giấy\u200e mẫu")
    content, notes = read(a_record(name=dirty, steps="một\u00a0hai\ue000"))
    assert content.name == "Cấp giấy mẫu" and content.steps == "một hai"
    assert [note["field"] for note in notes] == ["name, steps"]


def test_papers_of_zero_are_notes_and_nameless_ones_are_dropped() -> None:
    papers = [{"name": "Lưu ý", "originals": 0, "copies": 0}, {"name": " ", "originals": 1, "copies": 0}]
    content, notes = read(a_record(papers=papers))
    assert [(paper.name, paper.originals, paper.copies) for paper in content.papers] == [("Lưu ý", 0, 0)]
    assert len(notes) == 2


def test_text_of_another_procedure_is_left_out_and_the_listed_name_taken() -> None:
    content, notes = read(
        a_record(name="Hỗ trợ phát triển sản xuất", list_name="Khóa căn cước điện tử", list_field="Căn cước")
    )
    assert (content.name, content.field, content.papers, content.ways) == ("Khóa căn cước điện tử", "Căn cước", (), ())
    assert any("thủ tục khác" in note["problem"] for note in notes)


def test_district_level_is_reported_after_it_ended_only() -> None:
    data = a_record(level_of_authority=["Cấp huyện"], steps="Nộp tại Ủy ban nhân dân huyện")
    assert {note["field"] for note in read(data)[1]} == {"level_of_authority", "text"}
    assert read(data, date(2025, 6, 30))[1] == []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "Không có mã"}, "code"),
        (a_record(code="abc"), "code"),
        (a_record(code=["1.000001"]), "code"),
        (a_record(name=" \u200b"), "name"),
        (a_record(name=None), "name"),
        ([], "line"),
        ("text", "line"),
        (None, "line"),
    ],
)
def test_rows_without_code_or_name_are_turned_away(data: Any, field: str) -> None:
    with pytest.raises(record.Rejected) as raised:
        read(data)
    assert raised.value.field == field and raised.value.problem


def test_digest_does_not_depend_on_the_order_of_keys_or_the_source() -> None:
    data = a_record()
    other = dict(reversed(data.items())) | {"source": "elsewhere"}
    assert read(data)[0].digest() == read(other)[0].digest()
    assert read(data)[0].digest() != read(data | {"keywords": "khác"})[0].digest()


def test_fractions_never_reach_the_digest() -> None:
    line = json.dumps(a_record(papers=[{"name": "Đơn", "originals": 1.0, "copies": 0.5}], weight=1.25))
    content, notes = read(record.parse(line))
    assert (content.papers[0].originals, content.papers[0].copies, content.more["weight"]) == (1, 1, "1.25")
    assert content.digest() and any("0.5" in note["problem"] for note in notes)


@pytest.mark.parametrize("line", [b"{", b"", b"\xff\xfe", b"nope", b"[" * 100_000, b'{"code": ' + b"9" * 5000 + b"}"])
def test_what_is_no_json_is_said_to_be_none(line: bytes) -> None:
    with pytest.raises(record.Rejected, match="dòng không phải"):
        record.parse(line)


def test_lines_and_arrays_are_both_read() -> None:
    assert [n for n, _ in record.rows([b"\n", b"{}\n", b"  \n", b"{}"])] == [2, 4]
    assert list(record.rows([b"\xef\xbb\xbf[\n", b'{"a": 1},\n', b'{"a": 2}]'])) == [(1, {"a": 1}), (2, {"a": 2})]
    assert len(list(record.rows([b"[1,\n", b"broken"]))) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*sorted(a_record()), "form", "rules", "list_name", "time_limit", "fees", "amount", "note", "channel", "originals"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=300)
@given(
    st.dictionaries(st.sampled_from([*sorted(a_record()), "form", "rules", "list_name", "list_field", "more"]), JSON)
)
def test_whatever_a_record_holds_it_is_read_or_turned_away(data: dict[str, Any]) -> None:
    notes = record.Notes(1)
    try:
        content = record.read_record(data | {"code": "1.000001", "name": data.get("name", "Tên")}, notes, on=TODAY)
    except record.Rejected as wrong:
        assert wrong.problem
    else:
        assert len(content.digest()) == 64 and content.search_text().startswith("1.000001 ")


STOP = {"key": "posting", "name": "Niêm yết", "legal_basis": "Điều 1"}


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"same_day_until": "3 giờ"}, "same_day_until"), ({"supplement_days": 0}, "supplement_days"),
        ({"supplement_days": True}, "supplement_days"), ({"clock_stops": {}}, "clock_stops"),
        ({"clock_stops": ["x"]}, "Lý do tạm dừng 1"), ({"clock_stops": [STOP, STOP]}, "đã dùng"),
        ({"clock_stops": [{**STOP, "key": "payment"}]}, "đã dùng"), ({"pauses": []}, "pauses"),
        ({"clock_stops": [{**STOP, "legal_basis": " "}]}, "legal_basis"), ({"clock_stops": [{**STOP, "key": "k" * 31}]}, "30"),
        ([], "đối tượng"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_used_are_left_out_and_named(rules: Any, said: str) -> None:
    content, notes = read(a_record(rules=rules))
    assert content.rules is None
    assert [note["field"] for note in notes] == ["rules"] and said in notes[0]["problem"]


def test_rules_of_deadlines_are_kept_as_they_are() -> None:
    rules = {"same_day_until": "15:00", "supplement_days": 15, "clock_stops": [STOP]}
    content, notes = read(a_record(rules=rules))
    assert (content.rules, notes) == (rules, [])
