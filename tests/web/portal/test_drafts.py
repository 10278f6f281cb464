"""Filing one thing a page: saved at every step, errors at the field, sent once."""

from __future__ import annotations

import gzip
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.adoption.models import HelpRecord
from motcua.casework.models import Case
from motcua.core import clock
from motcua.filing.models import Dossier, Draft
from motcua.filing.rules import Help
from motcua.people import helping
from motcua.web.shared.sign_in import _enter
from tests.factories import make_citizen, make_draft, make_office, make_officer, make_version
from tests.web.portal.people import ANSWERS, FORM, pdf, signed_in, text

pytestmark = pytest.mark.django_db
BIRTH = {"born-day": "12", "born-month": "5", "born-year": "1990"}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def version(office):
    return make_version(form=FORM, offered_by=office, papers=[("Giấy chứng sinh", True), ("Giấy ủy quyền", False)])


@pytest.fixture
def citizen():
    return make_citizen(full_name="Lê Thị Mận")


@pytest.fixture
def client(citizen):
    return signed_in(citizen)


@pytest.fixture
def draft(version, office, citizen):
    return make_draft(version, office=office, account=citizen, help="")


@pytest.fixture
def complete(version, office, citizen, client):
    draft = make_draft(version, office=office, account=citizen, answers=ANSWERS)
    Draft.objects.filter(id=draft.id).update(done_pages=["person", "reason"])
    assert client.post(_to(draft, "giay-to/"), {"paper": "1", "file": pdf()}).status_code == 302
    draft.refresh_from_db()
    return draft


def _to(draft: Draft, rest: str = "") -> str:
    return f"/ho-so-nhap/{draft.key}/{rest}"


def test_what_the_identity_says_is_filled_in_and_can_be_changed(client, draft):
    assert 'value="Lê Thị Mận"' in text(client.get(_to(draft, "to-khai/person/")))
    client.post(_to(draft, "to-khai/person/"), {"name": "Lê Thị Mơ", **BIRTH})
    draft.refresh_from_db()
    assert draft.answers == {"name": "Lê Thị Mơ", "born": "1990-05-12"}


def test_every_page_is_saved_and_leads_to_the_next_then_to_the_papers(client, draft):
    first = client.post(_to(draft, "to-khai/person/"), {"name": "Mận", **BIRTH})
    assert first.headers["Location"] == _to(draft, "to-khai/reason/")
    last = client.post(_to(draft, "to-khai/reason/"), {"why": "Đi học", "other": ""})
    assert last.headers["Location"] == _to(draft, "giay-to/")
    draft.refresh_from_db()
    assert draft.done_pages == ["person", "reason"]


def test_an_error_stands_at_its_field_and_in_the_summary_and_nothing_typed_is_lost(client, draft):
    posted = {"name": "Mận", "born-day": "31", "born-month": "2", "born-year": "1990"}
    page = text(client.post(_to(draft, "to-khai/person/"), posted))
    assert '<a href="#born">' in page
    assert 'id="born-error"' in page and 'aria-describedby="born-error"' in page
    assert 'value="Mận"' in page and 'value="31"' in page and 'value="1990"' in page
    assert "<title>Lỗi:" in page


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({**BIRTH, "name": ""}, "name"),
        ({**BIRTH, "name": "x" * 500}, "name"),
        ({"name": "Mận", "born-day": "1", "born-month": "1", "born-year": "2999"}, "born"),
        ({"name": "Mận", "born-day": "mười", "born-month": "1", "born-year": "1990"}, "born"),
        ({"name": "Mận"}, "born"),
        ({"name": "Mận", **BIRTH, "is_admin": "1"}, ""),
    ],
)
def test_missing_oversized_wrong_future_and_extra_input_is_refused_in_words(client, draft, posted, field):
    page = text(client.post(_to(draft, "to-khai/person/"), posted))
    assert "Cần xem lại" in page
    assert (f'href="#{field}"' in page) is bool(field)
    draft.refresh_from_db()
    assert draft.answers == {}


def test_decomposed_vietnamese_is_stored_composed(client, draft):
    client.post(_to(draft, "to-khai/person/"), {"name": unicodedata.normalize("NFD", "Nguyễn Thị Hường"), **BIRTH})
    draft.refresh_from_db()
    assert draft.answers["name"] == unicodedata.normalize("NFC", "Nguyễn Thị Hường")


def test_a_question_that_an_answer_calls_up_is_asked_only_then(client, draft):
    page = text(client.post(_to(draft, "to-khai/reason/"), {"why": "Khác", "other": ""}))
    assert 'id="other-error"' in page
    assert client.post(_to(draft, "to-khai/reason/"), {"why": "Đi học", "other": ""}).status_code == 302


def test_changing_an_answer_from_the_last_page_leads_back_to_it(client, complete):
    page = text(client.get(_to(complete, "kiem-tra/")))
    assert f"{_to(complete, 'to-khai/person/')}?then=check#name" in page
    assert 'name="_then" value="check"' in text(client.get(_to(complete, "to-khai/person/?then=check")))
    answer = client.post(_to(complete, "to-khai/person/"), {"name": "Mơ", **BIRTH, "_then": "check"})
    assert answer.headers["Location"] == _to(complete, "kiem-tra/")


def test_the_task_list_shows_what_is_still_to_do(client, draft, complete):
    page = text(client.get(_to(draft)))
    assert page.count("Chưa xong") == 2 and "Còn thiếu 1" in page
    page = text(client.get(_to(complete)))
    assert page.count(">Xong<") == 3 and "Sẵn sàng nộp" in page


def _code(officer):
    return helping.code(officer.id, clock.local_day(clock.now()))


def test_who_helped_is_recorded_by_the_code_that_she_reads_out(client, draft, office):
    helper = make_officer(office, username="huong.tt", full_name="Trần Thị Hương")
    assert "Chọn bạn tự làm" in text(client.post(_to(draft, "ho-tro/"), {}))
    page = text(client.post(_to(draft, "ho-tro/"), {"help": "helped", "helper": "123 456 789"}))
    assert "Mã hỗ trợ không đúng" in page and 'value="123 456 789"' in page
    assert client.post(_to(draft, "ho-tro/"), {"help": "helped", "helper": _code(helper)}).status_code == 302
    draft.refresh_from_db()
    assert (draft.help, draft.helper) == (Help.HELPED, helper)
    page = text(client.get(_to(draft, "ho-tro/")))
    assert "mật khẩu" in page and "Trần Thị Hương hỗ trợ tôi" in page
    assert _code(helper) not in page


@pytest.mark.parametrize(
    ("sent", "help", "kept"),
    [
        ({"help": "same"}, Help.HELPED, True),
        ({"help": "helped"}, Help.HELPED, False),
        ({"help": "self"}, Help.SELF, False),
        ({"help": "self", "helper": "123456789"}, Help.SELF, False),
    ],
)
def test_a_recorded_helper_stays_until_the_filer_says_otherwise(client, draft, office, sent, help, kept):
    helper = make_officer(office)
    Draft.objects.filter(id=draft.id).update(help=Help.HELPED, helper=helper)
    assert client.post(_to(draft, "ho-tro/"), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.help, draft.helper) == (help, helper if kept else None)


def test_another_code_replaces_the_recorded_helper(client, draft, office):
    Draft.objects.filter(id=draft.id).update(help=Help.HELPED, helper=make_officer(office))
    second = make_officer(office)
    assert client.post(_to(draft, "ho-tro/"), {"help": "same", "helper": _code(second)}).status_code == 302
    draft.refresh_from_db()
    assert draft.helper == second


def test_a_helper_is_not_kept_where_none_was_recorded(client, draft):
    assert "Chọn bạn tự làm" in text(client.post(_to(draft, "ho-tro/"), {"help": "same"}))


def test_no_answer_of_the_question_tells_which_officers_exist(client, draft, office):
    closed = make_officer(office, is_active=False)
    names = [make_officer(office, username="huong.tt").username, "khong.co", "123456789", _code(closed)]
    pages = set()
    for name in names:
        page = text(client.post(_to(draft, "ho-tro/"), {"help": "helped", "helper": name}))
        pages.add(re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", page).replace(f'"{name}"', '"NAME"'))
    assert len(pages) == 1


def test_sending_gives_the_code_at_once(client, complete):
    answer = client.post(_to(complete, "nop/"))
    assert answer.headers["Location"] == _to(complete, "da-nop/")
    dossier = Dossier.objects.get()
    page = text(client.get(_to(complete, "da-nop/")))
    assert dossier.code in page and f"/ho-so/{dossier.code}/giay-bao/" in page


@pytest.mark.parametrize("given", [{"record": "yes"}, {}])
def test_who_lets_her_help_be_kept_has_the_code_to_take_it_back_at_once_and_who_does_not_is_not_kept(
    client, complete, office, given
):
    helper = make_officer(office)
    page = text(client.get(_to(complete, "ho-tro/")))
    assert "Không bắt buộc. Giữ 365 ngày" in page and 'name="record" value="yes" checked' not in page
    client.post(_to(complete, "ho-tro/"), {"help": "helped", "helper": _code(helper), "record": "yes"})
    client.post(
        _to(complete, "ho-tro/"), {"help": "same", **given}
    )  # asked again before it is sent: the last word counts
    client.post(_to(complete, "nop/"))
    made, dossier = HelpRecord.objects.get(), Dossier.objects.get()
    code = f"{made.code[:4]} {made.code[4:]}"
    pages = [text(client.get(_to(complete, "da-nop/"))), text(client.get(f"/ho-so/{dossier.code}/"))]
    assert [code in page for page in pages] == [bool(given)] * 2
    assert (bool(made.person_key), made.dossier_code == dossier.code, made.helper) == (bool(given),) * 2 + (helper,)


def test_double_click_back_button_and_retry_make_one_dossier(client, complete):
    for _ in range(3):
        assert client.post(_to(complete, "nop/")).headers["Location"] == _to(complete, "da-nop/")
    for page in ("", "to-khai/person/", "giay-to/", "ho-tro/", "kiem-tra/", "bo/"):
        assert client.get(_to(complete, page)).headers["Location"] == _to(complete, "da-nop/")
    assert client.post(_to(complete, "to-khai/person/"), {"name": "x", **BIRTH}).status_code == 302
    assert Dossier.objects.count() == Case.objects.count() == 1
    assert Dossier.objects.get().answers == ANSWERS


def test_an_unfinished_draft_is_not_sent_and_says_what_is_missing_where(client, draft):
    page = text(client.post(_to(draft, "nop/")))
    assert "Chưa nộp được, còn thiếu" in page
    assert f"{_to(draft, 'to-khai/person/')}?then=check#born" in page
    assert f"{_to(draft, 'giay-to/')}?then=check#title-1" in page
    assert not Dossier.objects.exists()


def test_nobody_opens_the_draft_of_another_person(draft, complete, office):
    for stranger in (make_citizen(), make_officer(office)):
        client = signed_in(stranger)
        for page in ("", "to-khai/person/", "giay-to/", "ho-tro/", "kiem-tra/", "da-nop/", "bo/"):
            assert client.get(_to(complete, page)).status_code == 403
        assert client.post(_to(complete, "nop/")).status_code == 403
    assert client.get("/ho-so-nhap/khong-co/").status_code == 403
    assert signed_in(make_citizen()).get("/ho-so-nhap/khong-co/").status_code == 404
    assert not Dossier.objects.exists()


def test_a_session_that_ends_midway_loses_nothing_that_was_typed(client, draft, citizen):
    client.session.flush()
    away = Client()
    answer = away.post(_to(draft, "to-khai/person/"), {"name": "Lê Thị Mơ", "born-day": "1"})
    assert answer.headers["Location"].startswith("/dang-nhap/?next=")
    request = away.get("/dang-nhap/").wsgi_request
    _enter(request, citizen)  # what the return from the identity provider does
    request.session.save()
    away.cookies["sessionid"] = request.session.session_key
    page = text(away.get(_to(draft, "to-khai/person/")))
    assert 'value="Lê Thị Mơ"' in page and "Phiên đăng nhập đã hết giữa chừng" in page
    assert "Phiên đăng nhập đã hết" not in text(away.get(_to(draft, "to-khai/person/")))


def test_a_discarded_draft_is_gone_with_its_papers(client, complete):
    assert "không lấy lại được" in text(client.get(_to(complete, "bo/")))
    assert client.post(_to(complete, "bo/")).headers["Location"] == "/ho-so-cua-toi/"
    assert not Draft.objects.exists()


def test_what_a_person_saw_is_not_kept_by_a_shared_browser(client, draft):
    assert "no-store" in client.get(_to(draft)).headers["Cache-Control"]


def test_the_first_form_page_is_light_enough_for_a_weak_network(client, draft):
    """Under 15 KB compressed, under 60 KB with its font: the page and everything that it asks for."""
    answer: Any = client.get(_to(draft, "to-khai/person/"), headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content).decode()
    wanted = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    assert wanted == {
        "motcua.css", "form.js", "wordmark.svg", "favicon.svg", "fonts/be-vietnam-pro-400.woff2"
    }  # fmt: skip
    files = {name: Path(finders.find(name)).read_bytes() for name in wanted}
    font = len(files.pop("fonts/be-vietnam-pro-400.woff2"))
    rest = len(answer.content) + sum(len(gzip.compress(content, 9)) for content in files.values())
    assert rest < 15 * 1024
    assert rest + font < 60 * 1024


def test_pages_take_a_fixed_number_of_statements(client, draft, complete, office):
    few = {page: _statements(client, draft, page) for page in ("", "to-khai/person/", "giay-to/", "kiem-tra/")}
    for number in range(1, 20):
        assert client.post(
            _to(draft, "giay-to/"), {"paper": "1", "file": pdf(content=pdf().read() + b"%%%d\n" % number)}
        )
    assert {page: _statements(client, draft, page) for page in few} == few
    assert max(few.values()) <= 7


def test_sending_takes_at_most_fifteen_statements(client, complete):
    client.get(_to(complete, "kiem-tra/"))
    with CaptureQueriesContext(connection) as made:
        client.post(_to(complete, "nop/"))
    spoken = [one["sql"] for one in made if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    assert len(spoken) <= 15, spoken


def _statements(client: Client, draft: Draft, page: str) -> int:
    text(client.get(_to(draft, page)))
    with CaptureQueriesContext(connection) as made:
        text(client.get(_to(draft, page)))
    return len(made)


@pytest.mark.parametrize("step", ["to-khai/person/", "giay-to/", "ho-tro/", "bo/", "nop/"])
def test_what_was_thrown_away_in_another_window_meanwhile_is_said_and_no_fault(step, client, complete, monkeypatch):
    monkeypatch.setattr("motcua.web.portal.own.draft", lambda request, key: complete)
    Draft.objects.filter(id=complete.id).delete()
    sent = {**ANSWERS, "help": "self", "paper": "1", "file": pdf()} if step != "to-khai/person/" else {"name": "Lê Mận"}
    assert client.post(_to(complete, step), sent).status_code < 500


def test_a_page_saved_in_a_window_that_missed_the_sending_changes_nothing(client, complete, monkeypatch):
    stale = Draft.objects.select_related("account__person", "version", "competent_office").get(id=complete.id)
    client.post(_to(complete, "nop/"))
    monkeypatch.setattr("motcua.web.portal.own.draft", lambda request, key: stale)
    answer = client.post(_to(complete, "bo/"))
    assert "Hồ sơ đã được gửi" in text(answer, 409)
    assert Dossier.objects.count() == 1


def test_the_address_that_sends_leads_to_the_check_when_it_is_opened_by_itself(client, draft):
    assert client.get(_to(draft, "nop/")).headers["Location"] == _to(draft, "kiem-tra/")
    assert signed_in(make_citizen()).get(_to(draft, "nop/")).status_code == 403


def test_errors_at_the_fields_are_english_on_english_pages(client, draft):
    client.cookies["language"] = "en"
    page = text(client.post(_to(draft, "to-khai/person/"), {"name": "", "born-day": "31", "born-month": "2"}))
    assert "Enter «" in page and "Nhập «" not in page and "Kiểm tra lại" not in page
