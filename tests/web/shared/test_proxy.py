"""Behind a web server: its word about scheme and address counts, that of whoever else writes the same headers does not."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.test import Client, RequestFactory

from motcua.core import clock
from motcua.people import actions
from motcua.people.rules import PAIR_LIMIT
from motcua.web.shared import proxy

FRONT, STRANGER = "10.0.0.5", "203.0.113.7"


@pytest.fixture
def behind(settings):
    """A province at an https address, with a front server of its own beside the one on this machine."""
    settings.SECURE, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 60
    settings.PROXIES = tuple(map(ip_network, ("127.0.0.1", "10.0.0.0/24", "::1")))
    return settings


def _asked(peer, **headers):
    """Return the request as views meet it."""
    met = []
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)
    proxy.ProxyMiddleware(met.append)(request)
    return met[0]


@pytest.mark.parametrize(
    ("peer", "told", "secure"),
    [
        (FRONT, "https", True),
        ("127.0.0.1", "https", True),
        ("::ffff:10.0.0.5", "https", True),
        (FRONT, "http", False),
        (FRONT, "", False),
        (STRANGER, "https", False),
        ("10.0.1.5", "https", False),
        ("", "https", False),
        ("not an address", "https", False),
    ],
)
def test_only_a_front_server_says_that_a_request_came_by_https(behind, peer, told, secure):
    assert _asked(peer, X_FORWARDED_PROTO=told).is_secure() is secure


def test_without_an_https_address_nobody_is_believed(behind):
    behind.SECURE = False
    asked = _asked("127.0.0.1", X_FORWARDED_PROTO="https", X_FORWARDED_FOR=STRANGER)
    assert not asked.is_secure() and proxy.address(asked) == "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "told", "address"),
    [
        (FRONT, STRANGER, STRANGER),
        (FRONT, f"198.51.100.1, {STRANGER}", STRANGER),
        (FRONT, f"198.51.100.1, {STRANGER}, 10.0.0.9", STRANGER),
        (FRONT, "10.0.0.9", "10.0.0.9"),
        (FRONT, "", FRONT),
        (FRONT, " , ", FRONT),
        (FRONT, "unknown", "unknown"),
        (STRANGER, "198.51.100.1", STRANGER),
    ],
)
def test_the_address_is_the_last_one_that_is_not_a_front_server(behind, peer, told, address):
    assert proxy.address(_asked(peer, X_FORWARDED_FOR=told)) == address


@pytest.mark.django_db
def test_made_up_addresses_do_not_get_around_the_brake_on_guessing(behind):
    actions.create_officer(username="lan.nt", full_name="Lan", password="một câu dễ nhớ", by=None, at=clock.now())
    for n in range(PAIR_LIMIT + 1):
        client = Client(
            headers={"x-forwarded-for": f"198.51.100.{n}", "x-forwarded-proto": "https"}, REMOTE_ADDR=STRANGER
        )
        answer = client.post("/can-bo/dang-nhap/", {"username": "lan.nt", "password": "sai bét"})
    assert "Đã nhập sai nhiều lần" in answer.content.decode()


@pytest.mark.django_db
def test_hsts_is_sent_only_where_the_front_server_said_https(behind):
    for peer, sent in ((FRONT, True), (STRANGER, False)):
        answer = Client(headers={"x-forwarded-proto": "https"}, REMOTE_ADDR=peer).get("/can-bo/dang-nhap/")
        assert ("Strict-Transport-Security" in answer) is sent
