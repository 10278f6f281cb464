"""The officer's page of a guided filing, and the citizen's: who sees what, and what is refused where."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from motcua.adoption.models import HelpRecord
from motcua.core import clock
from motcua.core.text import fold
from motcua.filing.models import Draft, Invitation
from motcua.people import helping
from motcua.people.models import Appointment
from motcua.people.rules import Role
from motcua.web.shared import addresses, qr
from tests.factories import make_citizen, make_draft, make_office, make_officer, make_version
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A commune with a counter of its own, an officer there, and a procedure of communes."""
    committee = make_office(name="Ủy ban nhân dân xã Mai Hoa", short_name="Xã Mai Hoa")
    counter = make_office(committee, kind="counter", name="Bộ phận một cửa xã Mai Hoa")
    officer = make_officer(counter, Role.RECEPTION, full_name="Nguyễn Thị Thu Hà")
    name = "Đăng ký khai sinh"
    version = make_version(
        offered_by=committee, authority_tiers=["commune"], papers=[("Giấy chứng sinh", True)], name=name,
        search_name=fold(name), search_text=fold(name),
    )  # fmt: skip
    return committee, counter, officer, version


def _invite(world, **given):
    committee, _, officer, version = world
    sent = {"procedure": version.procedure.code, "office": committee.code, **given}
    return signed_in(officer).post(reverse("guide"), sent)


def test_from_the_counter_to_the_filers_own_draft(world):
    committee, counter, officer, version = world
    desk = signed_in(officer)
    assert version.name in text(desk.get(reverse("guide"), {"q": "dang ky khai sinh"}))
    assert committee.name in text(desk.get(reverse("guide"), {"procedure": version.procedure.code}))
    followed = _invite(world)["location"]
    page = text(desk.get(followed))
    made = Invitation.objects.get()
    assert (made.office, made.competent_office) == (counter, committee), "where help is given is the counter itself"
    assert str(qr.svg(addresses.invitation(made.token))) in page and f"{made.code[:4]} {made.code[4:]}" in page
    stranger = Client()
    assert stranger.post(reverse("invitation_code"), {"code": made.code})["location"] == reverse(
        "invitation", args=[made.token]
    )
    told = text(stranger.get(reverse("invitation", args=[made.token])))
    assert officer.full_name in told and counter.name in told and "Giấy chứng sinh" in told
    citizen = signed_in(make_citizen(full_name="Lê Thị Mận"))
    answer = reverse("invitation_answer", args=[made.token])
    assert officer.full_name in text(citizen.get(answer))
    draft_page = citizen.post(answer, {"answer": "yes"})["location"]
    draft = Draft.objects.get()
    assert draft_page.startswith(reverse("draft", args=[draft.key])) and draft.helped_office == counter
    steps = text(desk.get(reverse("guided_progress", args=[made.token])))
    assert "0/" in steps and "Lê Thị Mận" not in steps
    assert citizen.get(answer)["location"].startswith(reverse("draft", args=[draft.key])), "asked once"
    assert counter.name in text(citizen.get(reverse("check_answers", args=[draft.key])))


def test_the_officers_own_look_is_no_scan_and_colleagues_elsewhere_see_nothing(world):
    _, counter, officer, _ = world
    token = _invite(world)["location"].strip("/").split("/")[-1]
    signed_in(officer).get(reverse("invitation", args=[token]))
    Client().head(reverse("invitation", args=[token]))
    assert Invitation.objects.get().scanned_at is None
    assert signed_in(make_officer(counter)).get(reverse("guided", args=[token])).status_code == 200
    assert signed_in(make_officer(make_office())).get(reverse("guided", args=[token])).status_code == 403


def test_what_is_missing_is_said_where_it_is_chosen(world):
    committee, _, officer, _version = world
    assert "Chọn nơi giải quyết" in text(_invite(world, office="H99"), 422)
    assert "Chọn thủ tục trước" in text(_invite(world, procedure="9.999999"), 422)
    other = make_office(tier="province", name="Sở Thử nghiệm")
    assert "không giải quyết" in text(_invite(world, office=other.code), 422)
    Appointment.objects.create(account=officer, office=committee, role=Role.CLERK, valid_from="2020-01-01")
    page = text(_invite(world), 422)
    assert "Chọn nơi bạn đang hỗ trợ" in page and 'name="place"' in page
    assert _invite(world, place=committee.code).status_code == 302
    assert Invitation.objects.get().office == committee


def test_who_says_no_gets_her_draft_without_a_helper(world):
    token = _invite(world)["location"].strip("/").split("/")[-1]
    citizen = signed_in(make_citizen())
    citizen.post(reverse("invitation_answer", args=[token]), {"answer": "no"})
    draft = Draft.objects.get()
    assert (draft.help, draft.helper) == ("", None)


def test_a_code_that_is_over_or_taken_says_what_to_do(world):
    token = _invite(world)["location"].strip("/").split("/")[-1]
    address = reverse("invitation_answer", args=[token])
    signed_in(make_citizen()).get(address)
    assert "người khác" in text(signed_in(make_citizen()).get(address), 422)
    Invitation.objects.update(expires_at=clock.now(), account=None)
    assert "hết hạn" in text(Client().get(reverse("invitation", args=[token])))
    assert "hết hạn" in text(signed_in(make_citizen()).get(address), 422)
    assert Client().get(reverse("invitation", args=["x"])).status_code == 404
    page = text(Client().post(reverse("invitation_code"), {"code": "12"}))
    assert re.search(r'value="12"', page) and "8 chữ số" in page


def test_an_officer_records_help_with_an_account_or_paying_once_and_of_nobody(world):
    _, counter, officer, _ = world
    desk = signed_in(officer)
    address = reverse("record_help")
    assert "Chọn việc bạn vừa hỗ trợ" in text(desk.post(address, {}), 422)
    assert "người dân tự ghi" in text(desk.post(address, {"kind": "filing", "system": "other"}), 422)
    once = re.search(r'name="once" value="([^"]+)"', text(desk.get(address)))[1]
    for _ in range(2):
        given = {"kind": "paying", "system": "national_portal", "once": once, "personal_id": "042190000012"}
        followed = desk.post(address, given)["location"]
    made = HelpRecord.objects.get()
    assert (made.office, made.team, made.consent, made.person_key) == (counter, None, "", "")
    assert "Đã ghi một lượt hỗ trợ" in text(desk.get(followed))


def test_the_code_of_the_day_records_the_office_of_a_helper_who_has_one(world):
    _, counter, officer, _ = world
    citizen = make_citizen()
    draft = make_draft(account=citizen)
    code = helping.code(officer.pk, clock.local_day(clock.now()))
    signed_in(citizen).post(reverse("helped", args=[draft.key]), {"help": "helped", "helper": code})
    draft.refresh_from_db()
    assert (draft.helper, draft.helped_office) == (officer, counter)
