"""Channels and messages: what may be written, when it was sent, links that count without knowing anybody."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from motcua.adoption.models import OutreachOpens, ProgrammeAction
from motcua.adoption.outreach import actions, queries
from motcua.adoption.outreach.rules import ChannelKind, Text, is_a_person, is_key, sent_error
from motcua.casework import actions as casework
from motcua.core import ids
from motcua.core.errors import Invalid, Refused
from motcua.filing.models import Draft
from motcua.journal.models import Entry
from motcua.people.rules import Role
from tests.factories import GENERAL_ANSWERS, NOW, make_citizen, make_office, make_officer, make_version
from tests.web.portal.people import signed_in, text

pytestmark = pytest.mark.django_db
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14) Mobile"}


@pytest.fixture
def office(db):
    return make_office(make_office(tier="province", code="H27"), short_name="Xã Một")


@pytest.fixture
def keeper(office):
    return make_officer(office, Role.PROCEDURE_CONTROLLER)


@pytest.fixture
def channel(office, keeper):
    return actions.open_channel(office=office, kind=ChannelKind.GROUP.value, name="Zalo thôn Đông", by=keeper, at=NOW)


def written(channel, keeper, code="", title="Khai sinh tại nhà"):
    return actions.write(channel=channel, said=Text(title, "Quét mã là nộp được.", code), by=keeper, at=NOW)


def test_a_key_can_be_read_out_and_typed():
    keys = {ids.short(7) for _ in range(300)}
    assert len(keys) == 300 and all(is_key(key) and not set(key) & set("01ilo") for key in keys)
    assert not any(is_key(typed) for typed in ("", "abc", "abcdefg1", "abc/efg", "ABCDEFG"))


@pytest.mark.parametrize(
    ("agent", "purpose", "counts"),
    [
        (PHONE["HTTP_USER_AGENT"], "", True), ("", "", False), (PHONE["HTTP_USER_AGENT"], "prefetch;prerender", False),
        ("facebookexternalhit/1.1", "", False), ("Googlebot/2.1", "", False), ("Zalo-Preview 1", "", False),
    ],
)  # fmt: skip
def test_what_a_machine_opens_does_not_count(agent, purpose, counts):
    assert is_a_person(agent, purpose) is counts


@pytest.mark.parametrize(("days", "wrong"), [(None, True), (1, True), (0, False), (-366, False), (-367, True)])
def test_a_message_was_sent_today_or_within_a_year(days, wrong):
    today = NOW.date()
    assert bool(sent_error(None if days is None else today + timedelta(days), today)) is wrong


def test_bad_channels_and_messages_are_refused_at_their_fields(office, keeper, channel):
    for given, fields in (
        ({"office": None, "kind": "x", "name": ""}, {"office", "kind", "name"}),
        ({"office": office, "kind": "group", "name": " Zalo  thôn Đông"}, {"name"}),
        ({"office": office, "kind": "group", "name": "a" * 121}, {"name"}),
    ):
        with pytest.raises(Invalid) as refused:
            actions.open_channel(**given, by=keeper, at=NOW)
        assert refused.value.errors.keys() == fields
    for _ in "ab":
        closed = actions.close_channel(channel=channel, by=keeper, at=NOW)
    for said, fields in (
        (Text("", "a" * 3001, "9.9"), {"title", "words", "procedure", "channel"}),
        (Text("a" * 161, ""), {"title", "channel"}),
    ):
        with pytest.raises(Invalid) as refused:
            actions.write(channel=closed, said=said, by=keeper, at=NOW)
        assert refused.value.errors.keys() == fields


def test_a_message_touches_the_office_on_the_day_it_was_sent_and_a_correction_moves_it(channel, keeper, office):
    made, day = written(channel, keeper), NOW.date()
    with pytest.raises(Refused) as refused:
        actions.mark_sent(message=made, on=day + timedelta(1), by=keeper, at=NOW)
    assert refused.value.field == "sent_on" and not ProgrammeAction.objects.exists()
    for on in (day, day, day - timedelta(40)):
        actions.mark_sent(message=made, on=on, by=keeper, at=NOW)
    touched = ProgrammeAction.objects.get()
    assert (touched.kind, touched.office, touched.on) == ("outreach", office, day - timedelta(40))
    told = Entry.objects.filter(subject=f"outreach/{made.key}").order_by("number")
    assert [one.kind for one in told] == [
        "message_written", "message_sent", "offices_touched", "message_sent", "offices_touched",
    ]  # fmt: skip
    assert json.loads(told[3].body)["was"] == {"sent_on": day.isoformat()}
    assert not any("Quét" in one.body or "sinh" in one.body for one in told)


def test_a_link_leads_to_the_filing_and_the_dossier_keeps_its_key_without_a_cookie(channel, keeper, office):
    version = make_version(offered_by=office)
    made, person = written(channel, keeper, version.procedure.code), Client()
    led = person.get(f"/k/{made.key.upper()}", **PHONE)
    assert led.status_code == 302 and not led.cookies and led["Cache-Control"] == "no-store"
    page = text(person.get(led["location"]))
    start = f"/thu-tuc/{version.procedure.code}/bat-dau/?noi={office.code}&k={made.key}"
    assert start.replace("&", "&amp;") in page and person.cookies.keys() <= {"csrftoken"}
    assert f"k={made.key}" in text(person.get(f"/thu-tuc/{version.procedure.code}/noi-nop/?k={made.key}"))
    account = make_citizen()
    citizen = signed_in(account)
    assert f'name="k" value="{made.key}"' in text(citizen.get(start))
    citizen.post(f"/thu-tuc/{version.procedure.code}/bat-dau/", {"noi": office.code, "k": made.key})
    draft = Draft.objects.get()
    Draft.objects.update(answers=GENERAL_ANSWERS, help="self")
    case = casework.register(draft=draft.key, by=account, at=NOW)
    assert case.dossier.via == made.key == json.loads(Entry.objects.get(kind="submitted").body)["facts"]["via"]
    (line,) = queries.lines([office.parent_id])
    assert (line.opens, line.filed) == (1, 1)


def test_a_key_that_nobody_gave_is_not_kept(office):
    version = make_version(offered_by=office)
    signed_in(make_citizen()).post(f"/thu-tuc/{version.procedure.code}/bat-dau/", {"noi": office.code, "k": "abcdefg"})
    assert Draft.objects.get().via == ""
    assert Client().get("/k/abcdefg")["location"] == "/"


def test_opens_are_counted_per_day_and_a_link_without_a_procedure_leads_to_the_first_page(channel, keeper):
    made = written(channel, keeper)
    led = Client().get(f"/k/{made.key}", **PHONE)
    assert led["location"] == f"/?k={made.key}" and f'name="k" value="{made.key}"' in text(
        Client().get(led["location"])
    )
    Client().head(f"/k/{made.key}", **PHONE)
    Client().get(f"/k/{made.key}", HTTP_USER_AGENT="Googlebot/2.1")
    OutreachOpens.objects.all().delete()
    for days in (0, 0, 1):
        actions.count_open(message=made, at=NOW + timedelta(days))
    assert queries.days(made) == [(NOW.date() + timedelta(1), 1), (NOW.date(), 2)]


@pytest.mark.parametrize("many", [1, 6])
def test_lists_take_the_same_statements_at_any_size(channel, keeper, office, many, django_assert_num_queries):
    for number in range(many):
        made = written(channel, keeper, title=f"Tin {number}")
        assert written(channel, keeper, title=f"Tin {number}") == made, "sent twice it is one"
        actions.count_open(message=made, at=NOW)
    actions.mark_sent(message=made, on=NOW.date(), by=keeper, at=NOW)
    with django_assert_num_queries(2):
        assert len(queries.lines([office.pk])) == many
    with django_assert_num_queries(5):
        (found,) = queries.sums([office.pk])
    assert (found.sent, found.opens, found.filed) == (1, many, 0)


def test_the_pages_from_channel_to_link(office, keeper):
    leads, other = signed_in(keeper), signed_in(make_officer(make_office(office.parent), Role.LEADER))
    page = text(leads.post("/truyen-thong/kenh/moi/", {"office": office.code, "kind": "", "name": "Loa xóm 3"}), 422)
    assert 'id="kind-error"' in page and "Loa xóm 3" in page
    assert "Thêm kênh" in text(leads.get("/truyen-thong/tin/moi/"))
    leads.post("/truyen-thong/kenh/moi/", {"office": office.code, "kind": "loudspeaker", "name": "Loa xóm 3"})
    (channel,) = queries.channels([office.pk])
    page = text(leads.post("/truyen-thong/tin/moi/", {"channel": channel.pk, "title": "", "words": "Nghe đây"}), 422)
    assert 'id="title-error"' in page and "Nghe đây" in page
    made = leads.post("/truyen-thong/tin/moi/", {"channel": channel.pk, "title": "Nộp tại nhà", "words": "Nghe đây"})
    here = made["location"]
    page = text(leads.get(here))
    assert "/k/" in page and "<svg" in page and "chưa gửi" in page
    day = {"sent_on-day": 31, "sent_on-month": 2, "sent_on-year": 2026}
    assert 'id="sent_on-error"' in text(leads.post(here, day), 422)
    yesterday = NOW.date() - timedelta(1)
    day = {"sent_on-day": yesterday.day, "sent_on-month": yesterday.month, "sent_on-year": yesterday.year}
    assert leads.post(here, day).status_code == 302
    assert f"{yesterday:%d/%m/%Y}" in text(leads.get("/truyen-thong/"))
    assert leads.get(f"{here}qr.png").content.startswith(b"\x89PNG")
    assert other.get(here).status_code == 403 and "Nộp tại nhà" not in text(other.get("/truyen-thong/"))
    close = f"/truyen-thong/kenh/{channel.pk}/dong/"
    assert [leads.post(close).status_code for _ in "ab"] == [302, 302] and other.post(close).status_code == 403
