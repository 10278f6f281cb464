"""A few petitions to one commune, for the demonstration: played through the actions, marked as simulated."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from motcua.core import clock
from motcua.correspondence.petitions import actions
from motcua.correspondence.petitions.actions import PUBLISH, Taken
from motcua.correspondence.petitions.models import Petition
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.simulation import cast

OFFICE = "H27.119"
_NAME, _PHONE = "Trần Văn Mô Phỏng", "0900000000"
_QUEUE = "Tôi đến chứng thực từ 7 giờ rưỡi, 10 giờ mới đến lượt. Đề nghị phát số hoặc cho hẹn giờ."
_QUEUE_ANSWER = (
    "Phản ánh đúng. Từ thứ Hai tuần tới quầy chứng thực có hai người vào các buổi sáng và phát số theo giờ hẹn."
)
_PORTAL = "Điện thoại của mẹ tôi không quét được thẻ căn cước nên không nộp được hồ sơ. Ai giúp được ở thôn?"
_PORTAL_ANSWER = "Tổ công nghệ số cộng đồng giúp tại nhà văn hóa thôn tối thứ Ba hằng tuần; quầy một cửa giúp mọi buổi."


def play(*, at: datetime) -> list[Petition]:
    """Make the petitions once: published (and then brought forward again), answered, refused, awaited, open, late.

    Returns what was made: nothing when there are some already, or the commune is not there.
    """
    commune = offices.office(OFFICE)
    if commune is None or Petition.objects.filter(simulated=True).exists():
        return []
    with transaction.atomic():
        controller = cast.controller(commune, at=at)
        stage = _Stage(commune, controller, at)
        return stage.play()


class _Stage:
    """The commune, who handles its petitions, and now."""

    def __init__(self, commune: Office, by: Account, at: datetime) -> None:
        self.commune, self.by, self.at = commune, by, at
        today = clock.local_day(at)
        self.calendar = offices.calendar(None, today - timedelta(90), today)

    def day(self, before: int) -> datetime:
        """Return nine o'clock on the working day so many working days before today."""
        day = clock.local_day(self.at)
        for _ in range(before):
            day = self.calendar.on_or_before(day - timedelta(1))
        return clock.at(day, time(9))

    def play(self) -> list[Petition]:
        """Make them in the order of receipt."""
        by = self.by
        queue = self._brought(30, "Chờ lâu ở quầy chứng thực", _QUEUE, "counter")
        queue = self._answered(queue, 24, _QUEUE_ANSWER)
        portal = self._brought(26, "Không nộp được hồ sơ bằng điện thoại", _PORTAL, "phone")
        portal = actions.rate(
            petition=self._answered(portal, 20, _PORTAL_ANSWER), answer="satisfied", by=by, at=self.day(17)
        )
        late = self._brought(21, "Hồ sơ đất đai quá hẹn", "Quá hẹn mười ngày, không ai báo gì cho tôi.", "letter")
        road = self._brought(12, "Đường liên thôn hư hỏng", "Đề nghị sửa đoạn đường qua cầu.", "counter")
        road = actions.refuse(
            petition=road, reason="Không phải thủ tục hành chính: đã chuyển cho bộ phận xây dựng của xã.", by=by,
            at=self.day(11),
        )  # fmt: skip
        again = self._brought(
            8, "Vẫn chờ lâu ở quầy chứng thực", "Đã hẹn giờ mà vẫn chờ gần hai giờ.", "counter", queue.code
        )
        asked = self._brought(5, "Thái độ của cán bộ", "Cán bộ nói năng khó nghe với người già.", "phone")
        asked = actions.ask_supplement(
            petition=asked, request="Việc xảy ra ngày nào, ở quầy nào?", by=by, at=self.day(3),
            until=clock.local_day(self.at) + timedelta(5),
        )  # fmt: skip
        private = self._brought(4, "Hỏi về giấy khai sinh của con", "Tên đệm của con tôi in sai một chữ.", "counter")
        private = actions.answer(
            petition=private,
            words="Đã in lại; mời đến nhận trong giờ làm việc.",
            publication="personal",
            by=by,
            at=self.day(2),
        )
        new = self._brought(1, "Nên nhận hồ sơ cả sáng thứ Bảy", "Đi làm xa, chỉ về được cuối tuần.", "other")
        return [queue, portal, late, road, again, asked, private, new]

    def _brought(self, before: int, title: str, words: str, source: str, repeat_of: str = "") -> Petition:
        taken = Taken(source, title, words, _NAME, phone=_PHONE, repeat_of=repeat_of)
        return actions.receive(taken=taken, office=self.commune, by=self.by, at=self.day(before), simulated=True)

    def _answered(self, petition: Petition, before: int, words: str) -> Petition:
        answered = actions.answer(petition=petition, words=words, publication=PUBLISH, by=self.by, at=self.day(before))
        return actions.publish(
            petition=answered, title=petition.title, words=petition.words, answer=words, checked=True, by=self.by,
            at=self.day(before - 1),
        )  # fmt: skip
