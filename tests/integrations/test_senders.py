"""What the room of messages asks of a sender: every client of ours, before the sandbox, keeps the same promises."""

from __future__ import annotations

import json
import stat

import pytest
from tools.with_postgres import free_port

from motcua.core.errors import Refused
from motcua.correspondence import sending
from motcua.correspondence.rules import Medium
from motcua.correspondence.sending import GatewayAway, Outgoing, RecipientRefused, Undelivered
from motcua.integrations.mail.smtp import SmtpSender
from motcua.integrations.sms.gateway import SmsGateway
from motcua.integrations.zalo.client import TokenFile, ZaloSender
from tests.sandbox import SECRET, carriers

CHANNELS = {"email": "email", "sms": "sms", "chat": "zalo"}
GOOD = {"email": "man@example.vn", "sms": "0912000111", "chat": "0912000111"}
NEVER = {"email": "gone@example.vn", "sms": "0912000199", "chat": "0912000199"}
KEY = "a1b2" * 10


@pytest.fixture(scope="module")
def sandbox():
    with carriers() as made:
        yield made


@pytest.fixture
def tokens(tmp_path):
    path = tmp_path / "chat_tokens.json"
    path.write_text(json.dumps({"refresh_token": str(tmp_path)}))
    return TokenFile(path)


@pytest.fixture
def closed_port():
    return free_port()


@pytest.fixture(params=Medium)
def medium(request):
    return request.param


@pytest.fixture
def sender(medium, sandbox, tokens):
    made = {
        "email": lambda: SmtpSender("127.0.0.1", sandbox.smtp_port, "motcua@example.vn", "Một cửa", "none"),
        "sms": lambda: SmsGateway(f"{sandbox.url}/sms", SECRET),
        "chat": lambda: ZaloSender("app", SECRET, tokens, sandbox.url, f"{sandbox.url}/v4/oa/access_token"),
    }
    return made[medium]()


def _outgoing(address, key=KEY, **more):
    given = {
        "title": "Hồ sơ H27: đã tiếp nhận", "words": "Hồ sơ H27 đã được tiếp nhận.\nXem ở đây.", "reference": "accepted",
        "values": {"code": "H27.1", "status": "Được tiếp nhận"}, **more,
    }  # fmt: skip
    return Outgoing(key=key, address=address, **given)


def test_what_is_handed_over_arrives_with_its_identifier(sender, medium, sandbox):
    before = len(sandbox.application.mailbox.all())
    assert sender.send(_outgoing(GOOD[medium], key=f"{medium}-{KEY}"))
    (arrived,) = sandbox.application.mailbox.all()[before:]
    assert (arrived.channel, arrived.to, arrived.key) == (CHANNELS[medium], GOOD[medium], f"{medium}-{KEY}")
    assert "H27" in arrived.words
    if medium == "email":
        assert (
            arrived.title == "Hồ sơ H27: đã tiếp nhận" and arrived.words == "Hồ sơ H27 đã được tiếp nhận.\nXem ở đây."
        )
    if medium == "chat":
        assert arrived.title == "accepted" and arrived.words == "ma_ho_so: H27.1\ntrang_thai: Được tiếp nhận"


def test_handed_over_twice_it_carries_the_same_identifier(sender, medium, sandbox):
    before = len(sandbox.application.mailbox.all())
    for _ in range(2):
        sender.send(_outgoing(GOOD[medium], key=f"twice-{medium}"))
    assert {one.key for one in sandbox.application.mailbox.all()[before:]} == {f"twice-{medium}"}


def test_a_recipient_who_does_not_exist_is_refused_for_good(sender, medium):
    with pytest.raises(RecipientRefused) as refused:
        sender.send(_outgoing(NEVER[medium]))
    assert str(refused.value)


def test_a_gateway_that_is_not_there_is_away(medium, tokens, closed_port):
    away = {
        "email": lambda: SmtpSender("127.0.0.1", closed_port, "motcua@example.vn", security="none"),
        "sms": lambda: SmsGateway(f"http://127.0.0.1:{closed_port}/sms", SECRET),
        "chat": lambda: ZaloSender("app", SECRET, tokens, f"http://127.0.0.1:{closed_port}", "http://127.0.0.1:1/"),
    }
    with pytest.raises(GatewayAway):
        away[medium]().send(_outgoing(GOOD[medium]))


@pytest.mark.parametrize("medium", ["sms", "chat"], indirect=True)
def test_a_gateway_that_fails_by_itself_is_away_and_comes_back(sender, medium, sandbox):
    path = {"sms": "sms", "chat": "message/template"}[medium]
    sandbox.application.away.add(path)
    with pytest.raises(GatewayAway):
        sender.send(_outgoing(GOOD[medium]))
    sandbox.application.away.discard(path)
    assert sender.send(_outgoing(GOOD[medium]))


def test_a_mailbox_that_is_busy_is_tried_again(sandbox):
    sender = SmtpSender("127.0.0.1", sandbox.smtp_port, "motcua@example.vn", security="none")
    with pytest.raises(Undelivered) as busy:
        sender.send(_outgoing("busy@example.vn"))
    assert type(busy.value) is Undelivered


@pytest.mark.parametrize("address", ["a@example.vn\nBcc: b@example.vn", "ông@example.vn"])
def test_an_address_that_would_write_a_header_goes_nowhere(sandbox, address):
    sender = SmtpSender("127.0.0.1", sandbox.smtp_port, "motcua@example.vn", security="none")
    before = len(sandbox.application.mailbox.all())
    with pytest.raises(RecipientRefused):
        sender.send(_outgoing(address))
    assert len(sandbox.application.mailbox.all()) == before


def test_a_wrong_token_is_not_the_fault_of_the_recipient(sandbox, tokens):
    with pytest.raises(GatewayAway, match="MOTCUA_SMS_TOKEN"):
        SmsGateway(f"{sandbox.url}/sms", "wrong").send(_outgoing(GOOD["sms"]))
    with pytest.raises(GatewayAway, match="không cấp lại"):
        ZaloSender("app", "wrong", tokens, sandbox.url, f"{sandbox.url}/v4/oa/access_token").send(
            _outgoing(GOOD["chat"])
        )


def test_a_renewed_pair_of_tokens_is_kept_for_the_next_process(sandbox, tokens):
    def send():
        fresh = ZaloSender("app", SECRET, TokenFile(tokens.path), sandbox.url, f"{sandbox.url}/v4/oa/access_token")
        return fresh.send(_outgoing(GOOD["chat"]))

    assert send() and send()
    kept = json.loads(tokens.path.read_text())
    assert kept["access_token"] in sandbox.application.access
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600
    sandbox.application.access.clear()  # they have run out
    assert send()
    assert json.loads(tokens.path.read_text()) != kept


def _half(settings, **given):
    settings.SENDERS = {
        "email": "motcua.integrations.mail.smtp.from_settings", "sms": "motcua.integrations.sms.gateway.from_settings",
        "chat": "motcua.integrations.zalo.client.from_settings",
    }  # fmt: skip
    for name, value in given.items():
        setattr(settings, name, value)


@pytest.mark.parametrize(
    ("medium", "given", "says"),
    [
        ("email", {"SMTP_HOST": "", "MAIL_FROM": ""}, "thiếu MOTCUA_SMTP_HOST, MOTCUA_MAIL_FROM"),
        ("email", {"SMTP_HOST": "mail.example.vn", "MAIL_FROM": "motcua"}, "MOTCUA_MAIL_FROM=motcua"),
        ("email", {"SMTP_HOST": "mail.example.vn", "MAIL_FROM": "a@b.vn", "SMTP_SECURITY": "none"}, "bị đọc lén"),
        ("email", {"SMTP_HOST": "mail.example.vn", "MAIL_FROM": "a@b.vn", "SMTP_USER": "x"}, "MOTCUA_SMTP_PASSWORD"),
        ("sms", {"SMS_URL": "https://sms.example.vn", "SMS_TOKEN": ""}, "thiếu MOTCUA_SMS_TOKEN"),
        ("sms", {"SMS_URL": "http://sms.example.vn", "SMS_TOKEN": "x"}, "phải là https"),
        ("chat", {"CHAT_APP": "", "CHAT_SECRET": ""}, "thiếu MOTCUA_CHAT_APP"),
        ("chat", {"CHAT_APP": "1", "CHAT_SECRET": "x"}, "refresh_token"),
    ],
)
def test_a_sender_that_is_half_configured_is_refused_with_the_setting_to_mend(settings, medium, given, says):
    _half(settings, **given)
    with pytest.raises(Refused, match=says):
        sending.sender(Medium(medium))
    assert sending.name(Medium(medium)) == Medium(medium).label, "pages go on"


def test_a_path_that_leads_nowhere_is_refused_and_none_is_no_sender(settings):
    settings.SENDERS = {"sms": "motcua.integrations.sms.nowhere"}
    with pytest.raises(Refused, match="MOTCUA_SMS_SENDER=motcua"):
        sending.check()
    settings.SENDERS = {}
    assert [sending.sender(one) for one in Medium] == [None, None, None]
    assert sending.name(Medium.SMS) == "Tin nhắn điện thoại"
