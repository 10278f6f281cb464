"""What is kept of where somebody files: nothing unless the province says so, and never more than it says."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.http import HttpResponse

from motcua.filing.models import Trace
from motcua.journal.models import Entry
from motcua.site import home
from motcua.web.portal.tracing import COOKIE
from motcua.web.shared import kiosk
from tests.factories import make_citizen, make_draft, make_office, make_version
from tests.web.portal.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def version(office):
    return make_version(offered_by=office)


@pytest.fixture
def citizen():
    return make_citizen()


@pytest.fixture
def client(citizen):
    return signed_in(citizen)


def _start(client, version, office):
    return client.post(f"/thu-tuc/{version.procedure.code}/bat-dau/?noi={office.code}")


def _send(client, version, office, citizen, **extra):
    draft = make_draft(version, office=office, account=citizen)
    page = client.get(f"/ho-so-nhap/{draft.key}/kiem-tra/", **extra).content.decode()
    answer = client.post(f"/ho-so-nhap/{draft.key}/nop/", **extra)
    assert answer.status_code == 302, answer.content.decode()
    return page


def test_nothing_is_kept_unless_the_province_says_so(client, version, office, citizen):
    assert COOKIE not in _start(client, version, office).cookies
    assert "mã băm" not in _send(client, version, office, citizen)
    assert not Trace.objects.exists()


def test_a_browser_gets_a_mark_when_it_begins_to_file_and_the_filer_is_told(client, version, office, citizen, settings):
    settings.TRACE_DAYS, settings.OFFICE_NETWORKS = 30, ((ip_network("10.31.0.0/16"), "H27.31"),)
    client.get("/")
    assert COOKIE not in client.cookies
    cookie = _start(client, version, office).cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert COOKIE not in _start(client, version, office).cookies
    assert "giữ 30 ngày một mã băm" in _send(client, version, office, citizen, REMOTE_ADDR="10.31.4.5")
    trace = Trace.objects.get()
    assert trace.office == "H27.31" and trace.device and trace.phone and not trace.kiosk
    kept = [cookie.value, "10.31.4.5", trace.device, trace.phone]
    assert not any(each in entry.body for entry in Entry.objects.all() for each in kept)
    assert not any(each in (trace.device, trace.phone) for each in (cookie.value, "0912000111"))
    _send(client, version, office, citizen, REMOTE_ADDR="192.0.2.7")
    assert sorted(Trace.objects.values_list("office", flat=True)) == ["", "H27.31"]


def test_at_a_kiosk_the_device_is_everybodys(client, version, office, citizen, settings):
    settings.TRACE_DAYS = 30
    client.cookies[COOKIE] = "x" * 26
    client.cookies[kiosk.SESSION_COOKIE] = client.session.session_key
    opened = HttpResponse()
    kiosk.open_here(opened, kiosk.Kiosk("Xã", 1))
    client.cookies[kiosk.COOKIE] = opened.cookies[kiosk.COOKIE].value
    _send(client, version, office, citizen)
    trace = Trace.objects.get()
    assert trace.kiosk and trace.device == ""


@pytest.mark.parametrize("value", ["H27.31", "=10.0.0.0/8", "H27.31=x", "H27.31=10.0.0.0/8 10.1.0.0/16"])
def test_networks_of_offices_are_written_one_way(value):
    with pytest.raises(home.Misconfigured):
        home.office_networks("MOTCUA_OFFICE_NETWORKS", value)


def test_networks_of_offices_are_read_in_order():
    found = home.office_networks("MOTCUA_OFFICE_NETWORKS", "H27.31=10.31.0.0/16, H27.32=10.32.0.7")
    assert [(str(network), code) for network, code in found] == [("10.31.0.0/16", "H27.31"), ("10.32.0.7/32", "H27.32")]
    assert home.office_networks("MOTCUA_OFFICE_NETWORKS", "") == ()
