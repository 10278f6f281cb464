"""The pages of series: an office found by an old name, the points with their range, and who may open what."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from django.test import Client

from motcua.core import clock
from motcua.offices import actions as places
from motcua.offices.models import Office
from motcua.people.rules import Role
from motcua.site.command import main
from motcua.web.shared import sparks
from tests.measures.cases import Filing, on
from tests.web.steering.test_figures import _signed_in

PUBLIC, STEERING = "/so-lieu/chuoi/", "/dieu-hanh/chuoi-so-lieu/"
PERIOD = "&from=2025-05-01&to=2025-09-30"


@pytest.fixture
def offices(db):
    places.load_shipped(at=clock.now())
    filing = Filing()
    told = [
        ("2025-06-03", "H27.36.26", "18400"),
        ("2025-08-04", "H27.103", "18115/2025-07"),
        ("2025-08-05", "H27.103", "18400"),
    ]
    for number, (day, office, place) in enumerate(told):
        filing.opened(
            code=f"H27-{number}", competent_office=office, place=place, received_at=on(day), submitted_at=on(day, 7),
            channel=1 + number % 2,
        )  # fmt: skip
    return {each.code: each for each in Office.objects.all()}


def _page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode(), re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_anybody_follows_a_former_district_and_reads_where_it_is_not_exact(offices):
    body, text = _page(Client(), f"{PUBLIC}?q=huyen nghi xuan{PERIOD}")
    assert "Huyện Nghi Xuân (đến 30/06/2025)" in text
    assert "Phường Bắc Hồng Lĩnh (chỉ một phần)" in text and "Phường Bắc Hồng Lĩnh: 1 hồ sơ" in text
    assert re.search(r"08/2025 0,00 % 0 / 1 .*1 0,00 % đến 50,00 %", text)
    assert body.count('<line class="mark"') == 1 and "mo-so-lieu" not in body
    rows = Client().get(f"{PUBLIC}?office=H27.36{PERIOD}&dang=csv").content.decode()
    assert "H27.36,Huyện Nghi Xuân,2025-08,2025-08-01,2025-08-31,0,1,0.00,0,0,0,1,0.00,50.00,0,all_procedures" in rows


SAID = [
    ("", "Huyện Vũ Quang"),
    ("?q=dai nai", "Phường Đại Nài (đến 30/06/2025)"),
    ("?q=vũ quang", "Chọn một cơ quan"),
    ("?q=Atlantis", "Không có cơ quan nào tên như vậy"),
    ("?office=H27.36&from=2025-09-30&to=2025-01-01", "Ngày đầu kỳ phải trước"),
    ("?office=H27.36&from=hôm qua", "Ngày không đọc được"),
    ("?office=H27.36&to=31/12/9999", "Năm phải từ 2000 đến 2100"),
    ("?office=H27.36&to=1/1/1", "Năm phải từ 2000 đến 2100"),
    ("?office=H27.36&indicator=reuse&from=2020-01-01&to=2020-12-31", "chưa có chỉ tiêu này"),
    ("?office=H27.36&from=2000-01-01&to=2020-12-31", "Chuỗi dài quá 120 điểm"),
    ("?office=H27.36&indicator=time_to_accept&step=quarter&axis=received", "quý"),
    ("?office=H27&step=year", "Tỉnh Hà Tĩnh"),
    ("?office=H27.36&indicator=digitised_dossiers&step=year", "80 % hay 100 %; ở đây lấy 100 %."),
]


def test_what_is_asked_for_wrongly_is_told_and_the_rest_is_kept(offices):
    for query, said in SAID:
        assert said in _page(Client(), PUBLIC + query)[1], query


def test_a_leader_opens_the_offices_of_his_own_only(offices):
    body, _ = _page(_signed_in(offices["H27.103"], Role.LEADER), f"{STEERING}?office=H27.36{PERIOD}")
    assert 'href="/dieu-hanh/mo-so-lieu/H27.103/?' in body and "mo-so-lieu/H27.122/" not in body


def test_an_office_is_found_by_old_names_typed_without_marks(offices):
    from motcua.offices.queries import ever_named

    assert [each.code for each in ever_named("loc ha")][:2] == ["H27.42", "H27.141"]
    assert [each.code for each in ever_named("h27.35")] == ["H27.35"]
    assert [each.short_name for each in ever_named("so tu phap")] == ["Sở Tư pháp"]
    assert ever_named("  ") == []


def test_the_command_prints_a_series_and_asks_which_office_is_meant(offices):
    period = ["--from", "2025-08-01", "--to", "2025-08-31"]
    run = CliRunner().invoke(main, ["figures", "series", "all_procedures", "--office", "Nghi Xuân", *period])
    assert run.exit_code == 2 and "H27.36" in run.output
    run = CliRunner().invoke(main, ["figures", "series", "all_procedures", "--office", "H27.36", *period])
    assert run.exit_code == 0, run.output
    assert "Không rõ thuộc đâu: 1 hồ sơ của Phường Bắc Hồng Lĩnh" in run.output and "50,00 %" in run.output
    run = CliRunner().invoke(
        main, ["figures", "series", "all_procedures", "--office", "H27.36", *period, "--format", "json"]
    )
    assert '"unsure": 1' in run.output
    run = CliRunner().invoke(main, ["figures", "series", "all_procedures", "--office", "Atlantis"])
    assert run.exit_code == 2 and "Không có cơ quan nào" in run.output


@pytest.mark.parametrize(
    ("values", "runs", "dots"),
    [([1.0, 2.0, None, 3.0], 1, 3), ([5.0], 0, 1), ([0.0, 0.0], 1, 2), ([None, 1e6], 0, 1), ([99.99, 100.0], 1, 2)],
)
def test_a_line_has_gaps_where_there_is_no_value_and_stays_inside_its_picture(values, runs, dots):
    drawn = sparks.draw(
        values, width=200, height=80, said=str, labels={0: "01"}, least=0, marks=[1], ranges=[None] * len(values)
    )
    assert (len(drawn.runs), len(drawn.dots)) == (runs, dots)
    assert all(0 <= x <= 200 and 0 <= y <= 80 for x, y in drawn.dots)
    assert 2 <= len(drawn.ticks) <= 6
    assert sparks.draw([None, None]) is None
