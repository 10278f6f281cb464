"""The process on the desk: the panel, completing a step, asking and answering, for whoever's office it is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from motcua.casework.lists import due
from motcua.casework.models import JointStep
from motcua.casework.moves import holding
from motcua.core import clock
from motcua.records import actions as records
from tests.casework.joint_cases import Joint
from tests.house.test_access import client_of

pytestmark = pytest.mark.django_db
PICTURE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def joint():
    return Joint(at=clock.now() - timedelta(20))


def _page(client: Client, joint: Joint) -> str:
    return client.get(reverse("desk_case", args=[joint.case.dossier.code])).content.decode()


def _address(joint: Joint, key: str, slug: str) -> str:
    return reverse("desk_step", args=[joint.case.dossier.code, joint.row(key).pk, slug])


def test_the_panel_says_who_holds_the_case_who_is_late_and_what_comes_next(joint):
    at_home = client_of(joint.by(joint.home))
    said = _page(at_home, joint)
    assert f"Hồ sơ đang ở {joint.home.name}." in said
    assert "Niêm yết" in said and "Trình duyệt và quyết định" in said
    joint.check()
    said = _page(at_home, joint)
    assert f"{joint.commune.name} quá hạn từ" in said
    assert _address(joint, "post", "hoan-thanh") not in said
    there = _page(client_of(joint.by(joint.commune)), joint)
    assert f"Hoàn thành được khi có ý kiến của {joint.police.name}" in there
    assert _address(joint, "post", "hoan-thanh") not in there
    joint.do("answer_opinion", joint.police, "police", answer="Không có tranh chấp.")
    there = _page(client_of(joint.by(joint.commune)), joint)
    assert there.index(_address(joint, "post", "hoan-thanh")) < there.index('id="process"')
    assert reverse("desk_move", args=[joint.case.dossier.code, "trinh-duyet"]) not in there


def test_completing_a_step_asks_for_its_fields_and_office_and_keeps_what_was_typed(joint):
    client, address = client_of(joint.by(joint.home)), _address(joint, "check", "hoan-thanh")
    asked = client.get(address).content.decode()
    assert "Có nghĩa vụ tài chính" in asked and f'value="{joint.commune.code}"' in asked
    refused = client.post(address, {"note": "Đã đối chiếu"})
    assert refused.status_code == 422
    assert "Chọn «Có nghĩa vụ tài chính»." in refused.content.decode() and "Đã đối chiếu" in refused.content.decode()
    refused = client.post(address, {"duty": "yes"})
    assert refused.status_code == 422 and "office-post" in refused.content.decode()
    done = client.post(address, {"duty": "yes", "office-post": joint.commune.code, "note": "Đã đối chiếu"})
    assert done.status_code == 302
    said = _page(client, joint)
    assert "Đã đối chiếu" in said and "Có nghĩa vụ tài chính" in said


def test_when_the_step_is_done_for_which_the_clock_stands_the_officer_is_told_to_let_it_run(joint):
    posting = {"key": "posting", "name": "Niêm yết công khai", "legal_basis": "Điều 1"}
    joint.version.rules = {"clock_stops": [posting]}
    joint.version.save(update_fields=["rules"])
    home, commune = client_of(joint.by(joint.home)), client_of(joint.by(joint.commune))
    joint.check()
    joint.do("pause", joint.home, reason="posting")
    hint, run_on = (
        "mà thời hạn vẫn đang tạm dừng",
        reverse("desk_move", args=[joint.case.dossier.code, "tinh-tiep-thoi-han"]),
    )
    assert hint not in _page(home, joint)
    joint.post(at=joint.at + timedelta(15))
    said = _page(home, joint)
    assert "«Niêm yết» đã xong lúc" in said and said.count(run_on) == 1 and said.index(hint) < said.index(run_on)
    there = _page(commune, joint)
    assert hint in there and run_on not in there and f"Cán bộ thụ lý của {joint.home.name} tính tiếp" in there
    joint.do("resume_clock", joint.home, at=joint.at + timedelta(15))
    assert hint not in _page(home, joint)


def test_the_paper_of_a_step_stays_when_another_field_is_refused(joint):
    joint.check()
    joint.do("answer_opinion", joint.police, "police", answer="Không.")
    JointStep.objects.filter(case=joint.case, key="post").update(key="check", role="case_officer")
    client, address = client_of(joint.by(joint.commune)), _address(joint, "check", "hoan-thanh")
    version = joint.version
    version.process["steps"][0]["document"] = "Biên bản"
    version.save(update_fields=["process"])
    refused = client.post(address, {"document": SimpleUploadedFile("biên bản.pdf", PICTURE)})
    page = refused.content.decode()
    assert refused.status_code == 422 and "Chọn «Có nghĩa vụ tài chính»." in page and 'id="document-error"' not in page
    (kept,) = re.findall(r'name="kept-document" value="([^"]+)" checked', page)
    newer = client.post(address, {"document": SimpleUploadedFile("mới.pdf", PICTURE + b"%"), "kept-document": kept})
    assert "mới.pdf" in newer.content.decode() and kept not in newer.content.decode(), "one file: the newest counts"
    sent = {"duty": "no", "office-post": joint.commune.code, "kept-document": kept}
    assert client.post(address, sent).status_code == 302
    assert joint.row("check").document.key == kept


def test_an_opinion_is_asked_for_and_answered_on_the_desk(joint):
    home, police = client_of(joint.by(joint.home)), client_of(joint.by(joint.police))
    ask = reverse("desk_move", args=[joint.case.dossier.code, "lay-y-kien"])
    empty = home.post(ask, {"seen": "3"})
    assert empty.status_code == 422 and "Nhập nội dung cần lấy ý kiến." in empty.content.decode()
    given = {"seen": "3", "office": joint.police.code, "question": "Có tranh chấp không?", "days": "2"}
    assert home.post(ask, given).status_code == 302
    row = next(row for row in holding.open_steps(holding.steps(joint.case)[0].case) if not row.key)
    address = reverse("desk_step", args=[joint.case.dossier.code, row.pk, "tra-loi"])
    assert "Có tranh chấp không?" in police.get(address).content.decode()
    assert police.post(address, {"answer": " "}).status_code == 422
    assert police.post(address, {"answer": "Không có tranh chấp."}).status_code == 302
    assert "Không có tranh chấp." in _page(home, joint)
    assert police.get(address).status_code == 302


def test_a_step_that_a_colleague_ended_first_is_said_and_nothing_typed_is_lost(joint):
    client, address = client_of(joint.by(joint.home)), _address(joint, "check", "hoan-thanh")
    joint.check()
    late = client.post(address, {"duty": "no", "office-post": joint.commune.code, "note": "Ghi chú của tôi"})
    assert late.status_code == 422
    said = late.content.decode()
    assert joint.by(joint.home).full_name in said and "Ghi chú của tôi" in said


def test_returning_assigning_and_going_on_without_an_opinion(joint):
    joint.check()
    there, code = client_of(joint.by(joint.commune)), joint.case.dossier.code
    officer = joint.by(joint.commune)
    assert there.post(_address(joint, "post", "phan-cong"), {"officer": str(officer.pk)}).status_code == 302
    assert there.post(_address(joint, "police", "thoi-cho"), {"reason": "Quá hạn"}).status_code == 302
    back = there.post(_address(joint, "post", "tra-buoc"), {"reason": "Thiếu", "former": str(joint.row("check").pk)})
    assert back.status_code == 302
    assert [row.key for row in holding.steps(joint.case)] == ["check", "post", "police", "check"]
    assert client_of(joint.by(joint.tax)).get(reverse("desk_case", args=[code])).status_code == 403


def test_an_opinion_is_closed_before_its_time_told_where_it_was_asked_and_asked_again_on_purpose(joint):
    joint.check()
    home, police = client_of(joint.by(joint.home)), client_of(joint.by(joint.police))
    desk, close = reverse("desk_queue"), _address(joint, "police", "thoi-cho")
    JointStep.objects.filter(case=joint.case, key="police").update(due_at=clock.now() + timedelta(1))
    assert _page(home, joint).index('id="process"') < _page(home, joint).index(close), "not the first thing to do"
    assert "không phải trả lời nữa" not in police.get(desk).content.decode()
    assert home.post(close, {"reason": "Đã rõ, không cần nữa"}).status_code == 302
    said = police.get(desk).content.decode()
    assert "Ý kiến không phải trả lời nữa, trong 7 ngày qua: 1" in said and "Đã rõ, không cần nữa" in said
    assert "không phải trả lời nữa" not in home.get(desk).content.decode()
    again = _address(joint, "police", "hoi-lai")
    assert again in _page(home, joint) and "nhận lại câu hỏi này" in home.get(again).content.decode()
    assert police.get(again).status_code == 403
    refused = home.post(again, {"reason": ""})
    assert refused.status_code == 422 and 'id="reason-error"' in refused.content.decode()
    assert home.post(again, {"reason": "Có đơn mới"}).status_code == 302
    assert "Có đơn mới" in _page(police, joint)
    assert home.get(again).status_code == 302, "it is awaited already"


def test_the_paper_that_a_step_makes_opens_for_every_office_concerned(joint):
    joint.check()
    joint.do("answer_opinion", joint.police, "police", answer="Không.")
    paper = records.add_document(content=PICTURE, name="biên bản.pdf", by=joint.by(joint.commune), at=joint.at)
    joint.do("complete_step", joint.commune, "post", document=paper)
    address = reverse("desk_document", args=[joint.case.dossier.code, paper.key])
    for office in joint.offices:
        answer = client_of(joint.by(office)).get(address)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)


def test_a_late_step_is_on_the_due_list_of_the_office_that_has_it_not_of_others(joint, django_assert_num_queries):
    joint.check()
    at = clock.now()
    with django_assert_num_queries(1):
        (found,) = due.step_rows([joint.commune.pk], at)
    assert (found.code, found.name, found.when) == (joint.case.dossier.code, "Niêm yết", due.When.LATE)
    assert [row.name for row in due.step_rows([joint.police.pk], at)] == ["Có tranh chấp không?"]
    assert due.step_rows([joint.home.pk, joint.tax.pk], at) == []
    said = client_of(joint.by(joint.commune)).get(reverse("due_lists")).content.decode()
    assert "Niêm yết" in said and joint.case.dossier.code in said
