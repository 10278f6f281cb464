"""A gateway that is away rests, longer each time; the other media and the journal go on meanwhile."""

from __future__ import annotations

import pytest

from motcua.core import clock
from motcua.correspondence.models import Message
from motcua.correspondence.rules import Medium
from motcua.correspondence.sending import GatewayAway
from motcua.site import outbox
from motcua.site.outbox import Line
from motcua.site.worker import Worker, readers
from tests.correspondence.carriers import Keeper, follow, reachable
from tests.factories import make_case, make_office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _senders(settings):
    settings.SENDERS, settings.QUIET_HOURS = {"email": "x", "sms": "x"}, None


def test_a_dead_gateway_stops_neither_the_others_nor_the_journal(caplog):
    office = make_office()
    make_case("received", office=office, account=reachable(), at=clock.now())
    read = []

    class Dead(Keeper):
        def send(self, message):
            self.sent.append(message)
            raise GatewayAway("không kết nối được")

    dead, keeper = Dead(), Keeper()
    worker = Worker({
        "sms": Line(Medium.SMS, dead, rest=60).turn, "journal": lambda: read.append(1) or follow(clock.now()),
        "email": Line(Medium.EMAIL, keeper).turn,
    })  # fmt: skip
    worker.turn()
    worker.turn()
    assert len(keeper.sent) == 2 and worker.failures == 0
    assert len(dead.sent) == 1, "it rests"
    worker.turn()
    assert len(read) == 3 and len(dead.sent) == 1
    assert Message.objects.get(medium="sms").state == "waiting"
    assert "Thử lại sau 60 giây" in caplog.text


def test_rests_grow_until_the_gateway_is_back(caplog):
    make_case("received", office=make_office(), account=reachable(), at=clock.now())
    follow(clock.now())
    keeper = Keeper(*(GatewayAway("away") for _ in range(3)))
    line = Line(Medium.EMAIL, keeper, rest=0)
    assert [line.turn(), line.turn(), line.turn(), line.failures] == [0, 0, 0, 3]
    assert line.turn() == 2 and line.failures == 0
    line.rest = 1
    for failures, seconds in ((0, 1), (3, 8), (30, 300)):
        line.failures = failures
        caplog.clear()
        line._close(GatewayAway("away"))
        assert f"sau {seconds} giây" in caplog.text


def test_the_worker_reads_for_messages_and_sends_by_the_senders_that_are_named(settings):
    settings.SENDERS = {"sms": "motcua.integrations.sms.gateway.from_settings"}
    settings.SMS_URL, settings.SMS_TOKEN = "https://sms.example.vn", "token"
    assert [name for name in readers() if name.startswith(("correspondence", "reminders", "messages"))] == [
        "correspondence", "reminders", "messages-sms",
    ]  # fmt: skip
    settings.SENDERS = {}
    assert outbox.readers() == {}
