"""Filing for somebody else on one's own e-ID: asked for whom, told what is missing, and shown to filer and officer."""

from __future__ import annotations

import re

import pytest

from motcua.casework import actions as casework
from motcua.filing.authority import POSITION
from motcua.filing.models import Dossier, Draft
from motcua.people.models import Person
from motcua.people.rules import Role
from tests.factories import NOW, make_citizen, make_draft, make_office, make_officer, make_version
from tests.web.portal.people import ANSWERS, FORM, PDF, pdf, signed_in, text

pytestmark = pytest.mark.django_db
NUMBER = "042150000002"
MOTHER = {
    "whose": "other", "basis": "mandate", "full_name": "Lê Thị Mận", "personal_id": NUMBER, "birth_date-day": "12",
    "birth_date-month": "5", "birth_date-year": "1950", "residence": "Thôn 3, xã Mai Hoa",
}  # fmt: skip


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def version(office):
    return make_version(form=FORM, offered_by=office, papers=[("Giấy chứng sinh", False)])


@pytest.fixture
def son():
    return make_citizen(full_name="Lê Văn Đào")


@pytest.fixture
def client(son):
    return signed_in(son)


def _errors(page):
    return set(re.findall(r'href="#([a-z_]+)"', page.split("summary-of-errors")[1].split("</div>")[0]))


def test_from_the_choice_at_the_start_to_the_officers_page(client, office, version, son):
    start = f"/thu-tuc/{version.procedure.code}/bat-dau/?noi={office.code}"
    assert "Nộp cho ai?" in text(client.get(start))
    asked = client.post(start, {"noi": office.code, "whose": "other"}).headers["Location"]
    draft = Draft.objects.get()
    assert asked == f"/ho-so-nhap/{draft.key}/nop-cho-ai/?cho=other&then=start"
    assert 'value="other" checked' in text(client.get(asked))
    wrong = {
        **MOTHER,
        "personal_id": "123",
        "basis": "",
        "birth_date-day": "31",
        "birth_date-month": "2",
        "then": "start",
    }
    page = text(client.post(asked, wrong))
    assert _errors(page) == {"personal_id", "basis", "birth_date"}
    assert all(f'value="{each}"' in page for each in ("Lê Thị Mận", "123", "31", "Thôn 3, xã Mai Hoa", "start"))
    for _ in range(2):  # twice in a row
        onward = client.post(asked, {**MOTHER, "then": "start"})
        assert onward.headers["Location"] == f"/ho-so-nhap/{draft.key}/to-khai/person/"
    page = text(client.get(onward.headers["Location"]))
    assert (
        'value="Lê Thị Mận"' in page
        and "Nộp thay cho Lê Thị Mận" in page
        and "Lê Văn Đào" not in page.split("<main")[1]
    )
    Draft.objects.update(answers=ANSWERS, done_pages=["person", "reason"], help="self")
    missing = text(client.post(f"/ho-so-nhap/{draft.key}/nop/"))
    assert f'/giay-to/?then=check#title-{POSITION}"' in missing and "Đính kèm «Giấy ủy quyền»." in missing
    assert 'tabindex="-1" autofocus>' in missing and "<title>Lỗi: " in missing
    papers = f"/ho-so-nhap/{draft.key}/giay-to/"
    assert "Đính kèm" not in text(client.get(papers))
    papers += "?then=check"
    shown = text(client.get(papers))
    assert 'id="title-99999">Giấy ủy quyền' in shown
    assert re.search(rf'id="paper-{POSITION}-error".*Đính kèm «Giấy ủy quyền».', shown)
    assert client.post(papers, {"paper": POSITION, "file": pdf("uy-quyen.pdf")}).headers["Location"] == papers
    sent = text(client.get(papers))
    assert "Đính kèm" not in sent and f'href="/ho-so-nhap/{draft.key}/kiem-tra/"' in sent
    checked = text(client.get(f"/ho-so-nhap/{draft.key}/kiem-tra/"))
    assert NUMBER in checked and "uy-quyen.pdf" in checked and "Tôi tự điền, nộp thay cho Lê Thị Mận" in checked
    client.post(f"/ho-so-nhap/{draft.key}/nop/")
    code = Dossier.objects.get().code
    for page in (f"/ho-so-nhap/{draft.key}/da-nop/", f"/ho-so/{code}/", "/ho-so-cua-toi/"):
        assert "ộp thay cho Lê Thị Mận" in text(client.get(page)), page
    assert client.get(asked).status_code == 302
    assert client.get(f"/ho-so/{code}/giay-bao/").getvalue().startswith(b"%PDF")
    desk = text(signed_in(make_officer(office, Role.RECEPTION)).get(f"/ban-lam-viec/ho-so/{code}/"))
    for told in ("Nộp thay trực tuyến", "Lê Văn Đào", "Được người đó ủy quyền", NUMBER, son.person.personal_id):
        assert told in desk
    assert "Giấy ủy quyền<br>" in desk and "Giấy ủy quyền: uy-quyen.pdf" in desk and "dưới tên khác" not in desk


def test_no_page_says_whether_a_number_is_known_here(client, office, version, son):
    known = make_citizen(full_name="Trần Văn Mít").person
    Person.objects.filter(pk=known.pk).update(residence="Số 9, ngõ riêng", phone="0912999999")
    pages = []
    for number in (known.personal_id, "042150000077"):
        draft = make_draft(version, office=office, account=son, answers=ANSWERS)
        to = f"/ho-so-nhap/{draft.key}"
        seen = [client.post(f"{to}/nop-cho-ai/", {**MOTHER, "personal_id": number})]
        Draft.objects.filter(pk=draft.pk).update(answers=ANSWERS, done_pages=["person", "reason"])
        client.post(f"{to}/giay-to/", {"paper": POSITION, "file": pdf()})
        seen += [client.get(f"{to}/kiem-tra/"), client.post(f"{to}/nop/")]
        code = Dossier.objects.get(id=Draft.objects.get(pk=draft.pk).dossier_id).code
        seen += [client.get(f"{to}/da-nop/"), client.get(f"/ho-so/{code}/")]
        keys = "|".join(map(re.escape, (number, draft.key, code)))
        whole = "".join(f"{one.status_code}{one.headers.get('Location', '')}{one.content.decode()}" for one in seen)
        pages.append(re.sub(rf"{keys}|\d\d:\d\d(:\d\d)?|[\w-]{{20,}}|H27[^\"<]*", "", whole))
    differing = [pair for pair in zip(*(page.splitlines() for page in pages), strict=True) if len(set(pair)) > 1]
    assert differing == [] and "Mít" not in pages[0] and "ngõ riêng" not in pages[0]
    desk = text(
        signed_in(make_officer(office, Role.RECEPTION)).get(
            f"/ban-lam-viec/ho-so/{Dossier.objects.earliest('id').code}/"
        )
    )
    assert "dưới tên khác" in desk and "Mít" not in desk


def test_own_papers_are_not_offered_for_somebody_else_and_are_again_for_oneself(client, office, version, son):
    earlier = make_draft(version, office=office, account=son, answers=ANSWERS)
    client.post(f"/ho-so-nhap/{earlier.key}/giay-to/", {"paper": "1", "file": pdf("cua-toi.pdf", PDF + b"x")})
    casework.register(draft=earlier, by=son, at=NOW)
    draft = make_draft(version, office=office, account=son, answers=ANSWERS)
    papers = f"/ho-so-nhap/{draft.key}/giay-to/"
    assert "Dùng lại" in text(client.get(papers))
    client.post(f"/ho-so-nhap/{draft.key}/nop-cho-ai/", MOTHER)
    assert "Dùng lại" not in text(client.get(papers))
    assert "Nộp thay cho" in text(client.get(f"/ho-so-nhap/{draft.key}/"))
    for _ in range(2):
        assert client.post(f"/ho-so-nhap/{draft.key}/nop-cho-ai/", {"whose": "self"}).status_code == 302
    assert "Dùng lại" in text(client.get(papers))
    assert _errors(text(client.post(f"/ho-so-nhap/{draft.key}/nop-cho-ai/", {"whose": ""}))) == {"whose"}
    assert "Giấy khai sinh hoặc giấy chứng sinh của con" in text(client.get("/nop-thay/"))
