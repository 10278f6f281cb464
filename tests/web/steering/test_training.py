"""The pages of classes: planned, invited to, kept; what is wrong is said at its field and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from motcua.adoption.models import Attendance, TrainingClass
from motcua.adoption.training import actions
from motcua.adoption.training.rules import Plan
from motcua.core import clock
from motcua.people.rules import Role
from motcua.web.shared.middleware import ACCOUNT_KEY
from tests.factories import make_citizen, make_office, make_officer
from tests.teams import form, name

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Nộp trực tuyến", "skill": "guiding", "day-day": "1", "day-month": "11", "day-year": "2025", "time": "08:00",
    "place": "Hội trường", "questions": "10", "pass_mark": "7",
}  # fmt: skip


def _client(account):
    client = Client()
    session = client.session
    session[ACCOUNT_KEY] = account.pk
    session.save()
    return client


@pytest.fixture
def province(db):
    return make_office(tier="province", code="H27", short_name="Tỉnh Hà Tĩnh")


@pytest.fixture
def commune(province):
    return make_office(province, code="H27.119", short_name="Xã Vũ Quang")


@pytest.fixture
def keeper(province):
    return make_officer(province, Role.PROCEDURE_CONTROLLER)


@pytest.fixture
def client(keeper):
    return _client(keeper)


def _class(office, keeper, ahead=-1, questions=10):
    now = clock.now()
    plan = Plan("Nộp trực tuyến", "guiding", now + timedelta(ahead), "Hội trường", questions, 7 if questions else 0)
    return actions.plan_class(office=office, plan=plan, by=keeper, at=now)


@pytest.mark.parametrize(("role", "plans"), [(Role.LEADER, True), (Role.ADMINISTRATOR, False)])
def test_the_skills_of_an_office_lead_whoever_may_to_a_class_for_it(province, commune, role, plans):
    make_officer(commune)
    client = _client(make_officer(province, role))
    address = f"/tap-huan/lap-lop/?office={commune.code}"
    assert (address in client.get(f"/tap-huan/can-bo/{commune.code}/").content.decode()) is plans
    if plans:
        assert f'<option value="{commune.code}" selected>' in client.get(address).content.decode()


def test_a_class_is_planned_invited_to_and_held_on_the_pages(client, commune):
    lan, minh = (make_officer(commune, full_name=name) for name in ("Lan Thử", "Minh Thử"))
    assert client.post("/tap-huan/lap-lop/", {**TYPED, "office": commune.code}).status_code == 302
    number = TrainingClass.objects.get().pk
    page = client.get(f"/tap-huan/lop/{number}/").content.decode()
    assert "10 câu, đúng 7 câu là đạt" in page and f'value="{lan.pk}"' in page
    invited = {"person": [str(lan.pk)], "people": minh.username, "from": commune.code}
    assert client.post(f"/tap-huan/lop/{number}/", invited).status_code == 302
    kept = {f"came-{lan.pk}": "yes", f"score-{lan.pk}": "8", f"came-{minh.pk}": "yes"}
    assert client.post(f"/tap-huan/lop/{number}/diem-danh/", kept).status_code == 302
    page = client.get(f"/tap-huan/lop/{number}/").content.decode()
    assert "8 / 10" in page and page.count("làm được</span>") == 1
    overview = client.get("/tap-huan/").content.decode()
    assert "2 / 2 có mặt" in overview and "1 trên 2 cơ quan đã có người" in overview
    assert "01/11/2025" in client.get("/tap-huan/can-bo/H27.119/").content.decode()
    assert "1 trên" not in client.get("/tap-huan/?skill=paying").content.decode()


def test_a_plan_that_is_wrong_is_refused_at_its_fields_and_stays_typed(client, commune):
    wrong = {**TYPED, "office": commune.code, "day-day": "32", "pass_mark": "11", "place": " "}
    answer = client.post("/tap-huan/lap-lop/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'id="{field}-error"' in page for field in ("day", "pass_mark", "place"))
    assert 'value="32"' in page and 'value="Nộp trực tuyến"' in page and 'value="08:00"' in page
    assert client.post("/tap-huan/lap-lop/", {**TYPED, "office": "H99"}).status_code == 403
    assert not TrainingClass.objects.exists()


def test_an_unknown_attendee_is_refused_at_the_field_and_the_list_stays(client, keeper, commune):
    known, about = make_officer(commune), _class(commune, keeper)
    typed = f"{known.username}\nnobody.here\n042190000099 Lê Thị <Không>"
    for address, field in (
        (f"/tap-huan/lop/{about.pk}/", "people"),
        (f"/tap-huan/lop/{about.pk}/diem-danh/", "people"),
    ):
        answer = client.post(address, {"people": typed, "person": [str(known.pk)]})
        page = answer.content.decode()
        assert answer.status_code == 422 and f'id="{field}-error"' in page
        assert "Không tìm thấy «nobody.here», «042190000099 Lê Thị &lt;Không&gt;»" in page
        assert "nobody.here\n042190000099 Lê Thị &lt;Không&gt;</textarea>" in page
    assert not Attendance.objects.exists()


def test_who_was_ticked_and_typed_stays_when_another_office_is_looked_at(client, keeper, province, commune):
    lan, minh = make_officer(commune), make_officer(make_office(province, code="H27.120"))
    about = _class(province, keeper)
    asked = {"look": "yes", "from": "H27.120", "person": [str(lan.pk)], "people": "x.y"}
    answer = client.post(f"/tap-huan/lop/{about.pk}/", asked)
    page = answer.content.decode()
    assert answer.status_code == 200 and "x.y</textarea>" in page and "Chờ điểm danh" in page
    assert f'value="{lan.pk}" checked' in page and f'value="{minh.pk}"' in page
    assert not Attendance.objects.exists()


def test_a_score_that_cannot_be_is_refused_at_its_row_and_ticks_stay(client, keeper, commune):
    lan, about = make_officer(commune), _class(commune, keeper)
    actions.invite(training_class=about, people=[lan], by=keeper, at=clock.now())
    for score in ("11", "tám", "-1"):
        answer = client.post(
            f"/tap-huan/lop/{about.pk}/diem-danh/", {f"came-{lan.pk}": "yes", f"score-{lan.pk}": score}
        )
        page = answer.content.decode()
        assert answer.status_code == 422 and f'id="score-{lan.pk}-error"' in page
        assert f'value="{score}"' in page and " checked" in page


def test_a_change_shows_what_was_planned_and_a_class_that_is_over_is_changed_no_more(client, keeper, commune):
    about = _class(commune, keeper, ahead=3)
    address = f"/tap-huan/lop/{about.pk}/sua/"
    assert 'value="Hội trường"' in client.get(address).content.decode()
    assert client.post(address, {**TYPED, "place": "Nhà văn hóa"}).status_code == 302
    assert "Nhà văn hóa" in client.get(f"/tap-huan/lop/{about.pk}/").content.decode()
    assert client.post(f"/tap-huan/lop/{about.pk}/huy/").status_code == 302
    for one in (address, f"/tap-huan/lop/{about.pk}/huy/", f"/tap-huan/lop/{about.pk}/diem-danh/"):
        assert client.post(one, TYPED).status_code == 422


def test_an_administrator_sees_classes_and_cannot_keep_them(keeper, province, commune):
    about, looks = _class(commune, keeper), _client(make_officer(commune, Role.ADMINISTRATOR))
    page = looks.get(f"/tap-huan/lop/{about.pk}/").content.decode()
    assert "Nộp trực tuyến" in page and "<textarea" not in page and "diem-danh" not in page
    assert looks.post(f"/tap-huan/lop/{about.pk}/", {"people": "x"}).status_code == 403
    elsewhere = _client(make_officer(make_office(province), Role.PROCEDURE_CONTROLLER))
    assert elsewhere.get(f"/tap-huan/lop/{about.pk}/").status_code == 403
    assert "Nộp trực tuyến" not in elsewhere.get("/tap-huan/").content.decode()


def test_an_officer_sees_her_invitations_and_how_it_went(keeper, commune):
    lan = make_officer(commune)
    ahead, over, off = _class(commune, keeper, 3), _class(commune, keeper), _class(commune, keeper, 2)
    for about in (ahead, over, off):
        actions.invite(training_class=about, people=[lan], by=keeper, at=clock.now())
    actions.cancel_class(training_class=off, by=keeper, at=clock.now())
    page = _client(lan).get("/can-bo/lop-cua-toi/").content.decode()
    assert page.count("Hội trường") == 2 and "Chưa có kỹ năng nào" in page
    kept = {lan.pk: actions.Mark(True, 9)}
    actions.keep_attendance(training_class=over, marks=kept, by=keeper, at=clock.now())
    page = _client(lan).get("/can-bo/lop-cua-toi/").content.decode()
    assert page.count("Hội trường") == 1 and "9 / 10" in page
    assert "<li>Hướng dẫn người dân nộp trực tuyến</li>" in page
    assert "Hiện không có lời mời" in _client(make_officer(commune)).get("/can-bo/lop-cua-toi/").content.decode()


def test_a_member_of_a_team_finds_her_invitation_from_her_dossiers(keeper, commune):
    member, stranger = make_citizen(), make_citizen()
    actions.invite(training_class=_class(commune, keeper, 3), people=[member], by=keeper, at=clock.now())
    assert "/lop-cua-toi/" in _client(member).get("/ho-so-cua-toi/").content.decode()
    assert "/lop-cua-toi/" not in _client(stranger).get("/ho-so-cua-toi/").content.decode()
    assert "Hội trường" in _client(member).get("/lop-cua-toi/").content.decode()
    assert "Hội trường" not in _client(stranger).get("/lop-cua-toi/").content.decode()


def test_members_of_the_teams_of_an_office_are_ticked_and_of_no_other(keeper, province, commune):
    elsewhere = make_office(province, code="H27.118", short_name="Xã Đức Đồng")
    hers, other = (name(form(one, keeper), keeper, make_citizen()) for one in (commune, elsewhere))
    leader = _client(make_officer(commune, Role.LEADER))
    about = _class(commune, keeper, 3)
    page = leader.get(f"/tap-huan/lop/{about.pk}/").content.decode()
    assert f'name="member" value="{hers.pk}"' in page and f'value="{other.pk}"' not in page
    for one, status in ((other, 422), (hers, 302), (hers, 302)):
        assert leader.post(f"/tap-huan/lop/{about.pk}/", {"member": [str(one.pk)]}).status_code == status
    assert [one.account for one in Attendance.objects.all()] == [hers]
    page = leader.get(f"/tap-huan/lop/{about.pk}/").content.decode()
    assert 'name="member"' not in page and "được mời, chưa nhắn tin" in page


@pytest.mark.parametrize("people", [1, 30])
def test_the_pages_take_the_same_statements_at_any_size(client, keeper, commune, people, django_assert_num_queries):
    about = _class(commune, keeper)
    officers = [make_officer(commune) for _ in range(people)]
    actions.invite(training_class=about, people=officers[: people // 2 + 1], by=keeper, at=clock.now())
    # session, account, appointments; classes, offices, appointments, who can; members of teams three
    for address, statements in (("/tap-huan/", 7), (f"/tap-huan/lop/{about.pk}/", 14)):
        with django_assert_num_queries(statements):
            assert client.get(address).status_code == 200
