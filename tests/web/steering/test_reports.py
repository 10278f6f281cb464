"""A leader drafts a report, issues it, and its page tells later what was sent, what is now, and why."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from motcua.core import clock
from motcua.journal.models import Entry
from motcua.measures.models import Report
from motcua.people.rules import Role
from motcua.records.models import OfficialPaper
from tests.factories import make_office, make_officer
from tests.measures.cases import Filing

from .signed_in import browser, said

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/dieu-hanh/bao-cao/"


@pytest.fixture
def filing():
    made = Filing()
    made.at = clock.now() - timedelta(minutes=30)
    return made


@pytest.fixture
def world(filing):
    province = make_office(tier="province", code="H27", short_name="Tỉnh")
    commune = make_office(province, code="H27.9", short_name="Xã 9")
    for channel in (2, 2, 1):
        filing.opened(competent_office="H27.9", channel=channel, received_at=clock.stamp(clock.now()))
    return province, commune


@pytest.fixture
def leader(world):
    return browser(make_officer(world[0], Role.LEADER, full_name="Lê Thị Lãnh Đạo"))


def draft(client, **given):
    month = f"{clock.local_day(clock.now()):%Y-%m}"
    return client.post(PAGE, {"office": "H27.9", "period": month, **given})


def drafted(client, **given):
    answer = draft(client, **given)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_a_draft_is_looked_at_issued_and_compared_with_what_came_later(world, leader, filing):
    page = drafted(leader)
    words = said(leader.get(page))
    assert "Bản nháp" in words and "Kỳ chưa kết thúc" in words
    assert "66,67 %" in words and "2 / 3" in words and "tự làm 2, có hỗ trợ 0, không rõ 0" in words
    page_of = leader.get(page).content.decode()
    assert 'data-chart="line"' in page_of and 'data-value="66.67"' in page_of and "vendor/echarts" in page_of
    assert leader.get(f"{page}bao-cao.pdf").content.startswith(b"%PDF")
    assert b"".join(leader.get(f"{page}bao-cao.xlsx").streaming_content).startswith(b"PK")
    assert leader.post(f"{page}phat-hanh/").status_code == 302
    words = said(leader.get(page))
    assert "Số liệu hiện nay vẫn đúng như đã gửi." in words
    assert "Lê Thị Lãnh Đạo" in words
    content = leader.get(f"{page}noi-dung.json").content
    assert hashlib.sha256(content).hexdigest() == Report.objects.get().digest
    kept = b"".join(leader.get(f"{page}bao-cao.pdf").streaming_content)
    filing.at = clock.now()
    code = next(iter(filing.known))
    filing.went_on(code, "corrected", channel=1, help="unknown")
    words = said(leader.get(page))
    assert "66,67 % (2 / 3) 33,33 % (1 / 3)" in words
    assert f"{code} Đính chính điều ghi sai, ghi lúc" in words
    assert "Kênh nộp: Trực tuyến → Trực tiếp" in words
    assert "Tất cả thủ tục: được tính → chỉ ở mẫu số: Không nộp trực tuyến." in words
    assert b"".join(leader.get(f"{page}bao-cao.pdf").streaming_content) == kept
    paper = OfficialPaper.objects.get()
    assert "Báo cáo số liệu" in said(leader.get(f"/xac-minh/{paper.token}/"))
    new = drafted(leader)
    assert "Ghi lý do" in said(leader.post(f"{new}phat-hanh/"), 422)
    assert leader.post(f"{new}phat-hanh/", {"reason": "Đính chính một hồ sơ"}).status_code == 302
    assert "Báo cáo này đã được thay Lý do: Đính chính một hồ sơ." in said(leader.get(page))
    assert "đã được thay" in said(leader.get(PAGE))
    assert "Báo cáo này đã được thay" in said(leader.get(f"/xac-minh/{paper.token}/"))
    assert Entry.objects.filter(kind="report_issued").count() == 2
    again = leader.post(f"{new}phat-hanh/")
    assert "Bản nháp này đã được phát hành" in said(again, 422)


def test_only_leaders_of_the_office_or_above_issue_and_whoever_sees_figures_drafts(world):
    controller = browser(make_officer(world[1], Role.PROCEDURE_CONTROLLER))
    page = drafted(controller)
    assert "Chỉ lãnh đạo" in said(controller.get(page))
    assert controller.post(f"{page}phat-hanh/").status_code == 403
    elsewhere = browser(make_officer(make_office(world[0], code="H27.10"), Role.LEADER))
    assert [elsewhere.get(page).status_code, elsewhere.post(f"{page}phat-hanh/").status_code] == [403, 403]
    assert draft(elsewhere).status_code == 403
    assert said(elsewhere.get(PAGE)).count("Xã 9") == 0
    assert controller.post(f"{page}xoa/").status_code == 302
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("given", "words", "field"),
    [
        ({"period": "2026-13"}, "Chọn kỳ báo cáo trong danh sách.", "period"),
        ({"period": "2100"}, "Kỳ này chưa bắt đầu", "period"),
        ({"office": "X"}, "Chọn cơ quan trong danh sách.", "office"),
        ({"kind": "bulletin", "from": "32/1/2026", "to": "1/2/2026"}, "Ngày không đọc được", "from"),
        ({"kind": "bulletin", "from": "2/1/2026", "to": "1/1/2026"}, "Ngày đầu kỳ phải trước", "from"),
        ({"kind": "bulletin", "from": "2/1/2026", "to": ""}, "Nhập ngày", "to"),
    ],
)
def test_what_cannot_be_reported_is_refused_at_its_field(leader, given, words, field):
    answer = draft(leader, **given)
    assert words in said(answer, 422)
    assert f'id="{field}-error"' in answer.content.decode()
    if "from" in given:
        assert f'value="{given["from"]}"' in answer.content.decode()
    assert not Report.objects.exists()
