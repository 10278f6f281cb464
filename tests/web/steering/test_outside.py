"""The pages of figures from outside: entering, a file, the difference, and where they stand beside ours."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.measures.models import OutsideFigure
from motcua.people.rules import Role
from tests.measures.cases import Filing, province
from tests.web.steering.test_figures import _signed_in

pytestmark = pytest.mark.django_db
LIST, ENTER, FILE = (f"/dieu-hanh/so-lieu-ngoai/{name}" for name in ("", "nhap/", "nhap-tep/"))
YEAR = "?tier=district&from=2024-01-01&to=2024-12-31"
TYPED = {
    "kind": "portal", "indicator": "all_procedures", "office": "Tỉnh Hà Tĩnh", "first": "01/01/2024",
    "last": "31/10/2024", "value": "72,5", "source": "Cổng DVCQG", "read_on": "05/11/2024",
}  # fmt: skip


@pytest.fixture
def offices(db):
    return province()


@pytest.fixture
def keeper(offices):
    filing = Filing()
    for channel in (2, 2, 1, None):
        filing.opened(channel=channel)
    return _signed_in(offices["H27"], Role.PROCEDURE_CONTROLLER)


def _text(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _enter(client, **given):
    return client.post(ENTER, TYPED | given, follow=True)


def test_a_figure_is_entered_and_its_difference_opened(keeper, offices):
    answer = _enter(keeper)
    text = _text(answer)
    assert (
        "Đã nhập số này." in text and "+22,5" in text and "50,00 % (2 / 4; tự làm 2, có hỗ trợ 0, không rõ 0)" in text
    ), text
    assert "Không kể 1 hồ sơ không ghi kênh nộp (ta tính là trực tiếp)" in text
    assert re.search(r'href="/dieu-hanh/mo-so-lieu/H27/\?[^"]*by=way&amp;way="', answer.content.decode())
    leader = _signed_in(offices["H27.32"])
    number = OutsideFigure.objects.get().pk
    seen = leader.get(f"{LIST}{number}/")
    assert "Vì sao" not in _text(seen) and "mo-so-lieu" not in seen.content.decode()
    assert "Nhập một số" not in _text(leader.get(LIST)) and "Cổng DVCQG" in _text(leader.get(LIST))


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(keeper):
    answer = _enter(keeper, value="172,5", office="Xã Nào", source="", first="32/01/2024")
    body = answer.content.decode()
    assert answer.status_code == 422 and 'value="172,5"' in body and 'value="Xã Nào"' in body
    for field, said in (("office", "Không rõ cơ quan nào"), ("first", "Ngày không đọc được")):
        assert re.search(rf'id="{field}-error"[^>]*>.*?{said}', body, re.S)
    assert "Tỷ lệ không quá 100 %" in _text(_enter(keeper, value="172,5"), 422)
    empty = _text(keeper.post(ENTER, {}), 422)
    assert all(said in empty for said in ("Chọn số này là của ai", "Nhập ngày đầu kỳ", "Ghi số này lấy ở đâu"))
    assert "national" not in empty.split("Nhập một số bên ngoài")[1]
    assert not OutsideFigure.objects.exists()


def test_a_note_with_a_per_cent_sign_in_it_is_shown_as_it_is(keeper):
    assert "80 % hay 100 %; ở đây lấy 100 %." in _text(_enter(keeper, indicator="digitised_dossiers"))


def test_twice_the_same_is_once_another_replaces_it_and_one_can_be_withdrawn(keeper):
    _enter(keeper), _enter(keeper)
    assert OutsideFigure.objects.count() == 1
    text = _text(_enter(keeper, value="73", public="yes"))
    assert "Các số trước đây cho cùng kỳ" in text and "72,5 %" in text
    address = f"{LIST}{OutsideFigure.objects.get(replaced_at=None).pk}/bo/"
    assert "Bỏ số này?" in _text(keeper.get(address))
    assert "Đã bỏ số ấy" in _text(keeper.post(address, follow=True))
    assert "đã được thay hoặc bỏ rồi" in _text(keeper.post(address), 422)
    assert "Chưa có số nào" in _text(keeper.get(LIST))


def test_it_stands_beside_ours_for_leaders_and_for_the_public_only_where_marked(keeper, offices):
    _enter(keeper)
    _enter(keeper, kind="national", value="61,2", public="yes", office="bỏ qua")
    leader = _signed_in(offices["H27.31"])
    shown = _text(leader.get(f"/dieu-hanh/{YEAR}"))
    assert "tính cho Tỉnh Hà Tĩnh: 72,5 %" in shown and "Mức chung cả nước: 61,2 %" in shown
    public = _text(Client().get(f"/so-lieu/{YEAR}"))
    assert "Mức chung cả nước: 61,2 %" in public and "72,5 %" not in public
    assert "Mức chung cả nước: 61,2 %" in _text(leader.get("/dieu-hanh/muc-tieu/H27.31/?nam=2024"))
    assert "Mức chung cả nước" not in _text(Client().get("/so-lieu/?from=2023-01-01&to=2023-12-31"))


def test_a_file_tells_of_each_bad_row(keeper):
    rows = (
        "kind,indicator,office,from,to,value,numerator,denominator,source,read_on,public\n"
        'national,3.3,,01/01/2024,31/10/2024,"61,2",,,Cổng,05/11/2024,có\n'
        "portal,3.3,=H27,01/01/2024,31/10/2024,50,,,Cổng,05/11/2024,\n"
    ).encode()
    answer = keeper.post(FILE, {"file": SimpleUploadedFile("số.csv", rows)})
    text = _text(answer)
    assert (
        "Xong 2 dòng: 1 số mới, 0 đổi, 0 không đổi, 1 không nhập được." in text and "3 office Không rõ cơ quan" in text
    )
    assert "1 không đổi, 1 không nhập" in _text(keeper.post(FILE, {"file": SimpleUploadedFile("số.csv", rows)}))
    assert "Chọn tệp" in _text(keeper.post(FILE), 422)
    assert "Không thấy dòng tiêu đề" in _text(
        keeper.post(FILE, {"file": SimpleUploadedFile("a.csv", b"a;b\n1;2")}), 422
    )


def test_who_may_not_keep_them_is_sent_away(offices):
    for office, role in (("H27", Role.LEADER), ("H27.31", Role.PROCEDURE_CONTROLLER)):
        client = _signed_in(offices[office], role)
        assert client.get(ENTER).status_code == 403 and client.post(FILE).status_code == 403
