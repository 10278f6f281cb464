"""Channels and messages: what an office told its people when, and how often the links were opened."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from motcua.adoption.models import OutreachChannel, OutreachMessage
from motcua.adoption.outreach import actions
from motcua.adoption.outreach.rules import ChannelKind, Text
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.simulation.programme.setting import at

NAMES = {
    ChannelKind.SOCIAL_PAGE: "Trang của {office}", ChannelKind.GROUP: "Nhóm Zalo {office}",
    ChannelKind.LOUDSPEAKER: "Loa truyền thanh {office}", ChannelKind.LEAFLET: "Tờ rơi ở một cửa {office}",
    ChannelKind.MEETING: "Họp thôn ở {office}",
}  # fmt: skip
_TITLES = ("Nộp hồ sơ tại nhà, không phải chờ", "Nộp trực tuyến trước khi đến nhận kết quả",
           "Tối thứ năm có tổ công nghệ số ở nhà văn hóa")  # fmt: skip
_WORDS = "Mở liên kết, đăng nhập bằng VNeID, làm theo từng bước. Cần giúp thì hỏi tổ công nghệ số của thôn. (Mô phỏng)"


def channel(office: Office, kind: ChannelKind, *, on: date, by: Account) -> OutreachChannel:
    """Open a channel of an office."""
    name = NAMES[kind].format(office=office.short_name)
    return actions.open_channel(office=office, kind=kind.value, name=name, by=by, at=at(on, 8))


def send(
    channel: OutreachChannel, *, on: date, by: Account, number: int = 0, code: str = "", sent: bool = True
) -> OutreachMessage:
    """Write a message of a channel on a day and send it; `code` is the procedure to which it leads."""
    said = Text(_TITLES[number % len(_TITLES)], _WORDS, code)
    made = actions.write(channel=channel, said=said, by=by, at=at(on))
    return actions.mark_sent(message=made, on=on, by=by, at=at(on, 11)) if sent else made


def opened(message: OutreachMessage, filed: int, *, random: Random, days: int = 20) -> int:
    """Let the link of a message be opened in the days after it was sent, more often the more was filed through it."""
    assert message.sent_on is not None
    times = 3 * filed + random.randrange(2, 9)
    for _ in range(times):
        actions.count_open(message=message, at=at(message.sent_on + timedelta(random.randrange(days)), 20))
    return times
