"""Which of a person's papers may be what a procedure asks for, by the names in the catalogue."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.filing.matching import alike, made_for_one

BIRTH = "Giấy chứng sinh; nếu không có thì văn bản của người làm chứng hoặc giấy cam đoan về việc sinh"
DIVORCE = "Bản án, quyết định ly hôn hoặc trích lục khai tử (nếu đã ly hôn hoặc vợ, chồng đã chết)"


@pytest.mark.parametrize(
    ("asked", "held", "same"),
    [
        ("Giấy khai sinh", "Giấy khai sinh", True),
        ("giay khai sinh", "GIẤY KHAI SINH (bản chính)", True),
        ("Bản sao Giấy khai sinh", "Giấy khai sinh", True),
        ("Bản sao chứng thực Giấy khai sinh của trẻ", "Giấy khai sinh", True),
        ("Bản sao giấy chứng tử hoặc trích lục khai tử", "Trích lục khai tử", True),
        (DIVORCE, "Trích lục khai tử", True),
        (BIRTH, "Giấy chứng sinh", True),
        (
            "Giấy xác nhận tình trạng hôn nhân (nếu không đăng ký tại nơi cư trú)",
            "Giấy xác nhận tình trạng hôn nhân",
            True,
        ),
        ("Giấy tờ chứng minh chỗ ở hợp pháp", "Giấy tờ chứng minh chỗ ở hợp pháp", True),
        ("Giấy khai sinh", "Giấy chứng sinh", False),
        ("Giấy chứng nhận kết hôn", "Giấy chứng nhận quyền sử dụng đất", False),
        ("Bản gốc Giấy chứng nhận đã cấp", "Giấy chứng nhận", False),
        ("Giấy chứng nhận đã cấp", "Giấy chứng nhận đã cấp", False),
        ("Quyết định", "Quyết định trợ cấp xã hội", False),
        ("Trích lục khai tử", "Khai tử", False),
        ("Giấy khai sinh", "", False),
        ("(nếu có)", "Giấy khai sinh", False),
    ],
)
def test_papers_are_alike_by_their_names(asked, held, same):
    assert alike(asked, [held]) is same
    assert alike(held, [asked]) is same


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("Tờ khai đăng ký khai tử", True),
        ("Đơn đăng ký biến động theo mẫu", True),
        ("Giấy đề nghị đăng ký hộ kinh doanh (khai trực tuyến thì không cần nộp)", True),
        ("Văn bản ủy quyền (nếu có)", True),
        ("Giấy chứng sinh", False),
        ("Giấy khai sinh", False),
        ("Giấy tờ chứng minh chỗ ở hợp pháp", False),
    ],
)
def test_what_is_written_for_one_dossier_is_not_offered_again(name, one):
    assert made_for_one(name) is one


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_names_can_be_compared_either_way(one, other):
    assert alike(one, [other]) == alike(other, [one])
