"""The address to which the script sends a file in parts: it answers how much is here, in JSON, to the owner only."""

from __future__ import annotations

import hashlib
import random

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from motcua.records.models import Upload
from tests.factories import make_citizen, make_draft, make_office, make_version
from tests.web.portal.people import FORM, signed_in, text

pytestmark = pytest.mark.django_db
STEP = 32 * 1024
PDF = b"%PDF-1.7\n" + random.Random(5).randbytes(2 * STEP) + b"\n%%EOF\n"


@pytest.fixture
def draft():
    office = make_office()
    version = make_version(form=FORM, offered_by=office, papers=[("Giấy chứng sinh", True), ("Ủy quyền", False)])
    return make_draft(version, office=office, account=make_citizen())


@pytest.fixture
def send(draft):
    """Posts a stretch of a file as the script does; `changed` fields are sent as they are given."""

    def _send(offset, stretch=STEP, /, *, of=PDF, client=None, cut=False, **changed):
        content = of[offset : offset + stretch]
        fields = {
            "paper": "1", "name": "giấy.pdf", "digest": hashlib.sha256(of).hexdigest(), "size": str(len(of)),
            "offset": str(offset), "length": str(len(content)), **changed,
        }  # fmt: skip
        if content:
            fields["file"] = ContentFile(content[: -1 if cut else None], "giấy.pdf")
        client = client or signed_in(draft.account)
        return client.post(f"/ho-so-nhap/{draft.key}/giay-to/phan/", fields, headers={"accept": "application/json"})

    return _send


def said(answer):
    return answer.status_code, answer.json()


def test_the_script_is_told_how_much_is_here_and_when_it_is_attached(draft, send):
    assert said(send(0, 0)) == (200, {"error": "", "received": 0, "attached": False})
    assert said(send(0)) == (200, {"error": "", "received": STEP, "attached": False})
    assert said(send(2 * STEP)) == (409, {"error": "", "received": STEP, "attached": False})
    assert said(send(STEP)) == (200, {"error": "", "received": 2 * STEP, "attached": False})
    assert said(send(2 * STEP)) == (200, {"error": "", "received": len(PDF), "attached": True})
    assert [(one.paper_position, one.document.name) for one in draft.attachments.all()] == [(1, "giấy.pdf")]


def test_a_part_that_was_cut_off_on_its_way_is_not_kept(send):
    assert said(send(0, cut=True)) == (200, {"error": "", "received": 0, "attached": False})
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"digest": "A" * 64}, {"digest": "../../etc/passwd"}, {"size": "-1"}, {"size": "1e9"}, {"size": "9" * 13},
        {"offset": ""}, {"offset": "٣"}, {"paper": "x"}, {"length": "-5"},
    ],
)  # fmt: skip
def test_a_part_that_cannot_be_read_is_refused_in_words(send, changed):
    status, answer = said(send(0, **changed))
    assert status == 422 and answer == {"error": "Không đọc được phần vừa gửi. Hãy tải lại trang rồi chọn lại tệp."}
    assert not Upload.objects.exists()


def test_refusals_are_told_in_the_language_of_the_page(draft, send):
    assert "lớn hơn 20 MB" in send(0, size=str(10**9)).json()["error"]
    client = signed_in(draft.account)
    client.cookies["language"] = "en"
    status, answer = said(send(0, client=client, paper="9"))
    assert status == 422 and answer["error"].startswith("The procedure")


@pytest.mark.parametrize("name", ["", "a" * 5000, "x\0y.pdf", "../../giấy.pdf", "100 %s.pdf"])
def test_any_name_is_no_fault_of_ours(draft, send, name):
    for offset in (0, STEP, 2 * STEP):
        assert send(offset, name=name).status_code == 200
        page = text(signed_in(draft.account).get(f"/ho-so-nhap/{draft.key}/giay-to/"))
        assert ("Đang gửi dở" in page) is (offset < 2 * STEP)


def test_only_the_owner_sends_parts_and_only_with_the_token_of_the_form(draft, send):
    assert send(0, client=signed_in(make_citizen())).status_code == 403
    assert send(0, client=signed_in(draft.account, enforce_csrf_checks=True)).status_code == 403
    assert send(0, client=Client()).status_code == 302
    assert not Upload.objects.exists()


def test_the_page_says_at_its_paper_which_file_waits_for_the_rest(draft, send):
    send(0)
    page = text(signed_in(draft.account).get(f"/ho-so-nhap/{draft.key}/giay-to/"))
    told = page.index("Đang gửi dở: giấy.pdf, đã có 49 %. Chọn lại đúng tệp này để gửi tiếp.")
    assert page.index("Giấy chứng sinh") < told < page.index("Ủy quyền")
