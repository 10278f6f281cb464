"""Which patterns there are, from when on they are worth a look, and what else may be behind them, as data. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import TextChoices

from motcua.core.errors import Phrase


class PatternName(TextChoices):
    """A pattern of filings (dấu hiệu)."""

    ONE_DEVICE = "one_device", "Một máy nộp cho nhiều người"
    ONE_PHONE = "one_phone", "Một số điện thoại cho nhiều người nộp"
    OWN_NETWORK = "own_network", "Nộp từ mạng của cơ quan, ghi «tự làm»"
    BURST = "burst", "Dồn hồ sơ trước ngày báo cáo"
    WITHDRAWN = "withdrawn", "Nộp trực tuyến rồi rút ngay"


class WatchOutcome(TextChoices):
    """What somebody found who looked at a pattern (kết luận)."""

    EXPLAINED = "explained", "Có lý do chính đáng"
    TO_CHECK = "to_check", "Cần kiểm tra thêm"
    CONFIRMED = "confirmed", "Đúng là làm đẹp số liệu"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern with its words: what it means, what else it may be, when it is shown (`least` dossiers or people)."""

    name: PatternName
    means: str
    innocent: tuple[str, ...]
    shown_when: str
    least: int


PATTERNS = {
    each.name: each
    for each in (
        Pattern(
            PatternName.ONE_DEVICE,
            Phrase("Có thể cán bộ, người môi giới dùng một máy nộp hộ mà hồ sơ ghi «tự làm» hoặc không rõ."),
            (
                Phrase("Gia đình, hàng xóm, tiệm photocopy hay quán nét cho dùng chung máy."),
                Phrase("Thành viên tổ công nghệ số giúp bà con mà quên ghi mã hỗ trợ."),
                Phrase("Máy đặt ở nhà văn hóa thôn chưa mở làm máy dùng chung."),
                Phrase("Một người được nhiều người ủy quyền nộp thay bằng tài khoản của mình."),
            ),
            Phrase(
                "Hồ sơ của từ 10 người trong tháng qua một trình duyệt; trừ máy dùng chung và hồ sơ ghi người hỗ trợ."
            ),
            10,
        ),
        Pattern(
            PatternName.ONE_PHONE,
            Phrase("Có thể một người khai số của mình khi nộp hộ nhiều người mà hồ sơ ghi «tự làm» hoặc không rõ."),
            (
                Phrase("Số của trưởng thôn, con cháu được nhiều người già nhờ nhận tin."),
                Phrase("Số của doanh nghiệp nộp cho người lao động của mình."),
                Phrase("Số của người được nhiều người ủy quyền nộp thay."),
            ),
            Phrase("Hồ sơ của từ 8 người trong tháng ghi cùng một số điện thoại liên hệ; trừ hồ sơ ghi người hỗ trợ."),
            8,
        ),
        Pattern(
            PatternName.OWN_NETWORK,
            Phrase("Có thể cán bộ nộp thay tại quầy: hồ sơ đi từ mạng của cơ quan mà ghi người dân «tự làm»."),
            (
                Phrase("Người dân dùng mạng không dây của cơ quan trên điện thoại của mình."),
                Phrase("Cán bộ của cơ quan nộp hồ sơ của chính mình."),
            ),
            Phrase("Từ 5 hồ sơ trong tháng, không kể máy dùng chung và hồ sơ đã ghi có hỗ trợ."),
            5,
        ),
        Pattern(
            PatternName.BURST,
            Phrase("Có thể hồ sơ được gom lại hoặc tạo ra để kịp số báo cáo cuối tháng."),
            (
                Phrase("Hạn của chính thủ tục rơi vào cuối tháng (thuế, trợ cấp, nhập học)."),
                Phrase("Có buổi hướng dẫn tập trung của tổ công nghệ số vào cuối tháng."),
                Phrase("Hệ thống trục trặc những ngày trước, người dân nộp dồn lại."),
            ),
            Phrase("Hai ngày làm việc cuối tháng có từ 20 hồ sơ trực tuyến và hơn 3 lần mức của những ngày khác."),
            20,
        ),
        Pattern(
            PatternName.WITHDRAWN,
            Phrase("Có thể nộp trực tuyến để được đếm rồi rút, làm tiếp bằng giấy."),
            (
                Phrase("Người dân chọn nhầm thủ tục, nhầm cơ quan rồi nộp lại."),
                Phrase("Mẫu đơn khó hiểu: nhiều người cùng sai một chỗ."),
            ),
            Phrase(
                "Từ 5 hồ sơ trực tuyến đã tiếp nhận được rút trong vòng 2 ngày, hơn 5 %% số hồ sơ trực tuyến của tháng."
            ),
            5,
        ),
    )
}


class Found(NamedTuple):
    """A pattern at an office: the numbers of `models.WatchFinding`."""

    dossiers: int
    of: int
    sources: int = 0
    usual: int = 0


Shared = tuple[str, str, str, int]
"""(device or telephone, office, whose dossiers they are, how many)."""


def shared(rows: Iterable[Shared], pattern: Pattern) -> dict[str, Found]:
    """Return where one device or telephone filed for many, by office: dossiers, filers and how many devices.

    It is told at the office with most of its dossiers; of several such offices at the first by code.
    """
    filers: dict[str, set[str]] = {}
    offices: dict[str, dict[str, int]] = {}
    for source, office, filer, dossiers in rows:
        filers.setdefault(source, set()).add(filer)
        at = offices.setdefault(source, {})
        at[office] = at.get(office, 0) + dossiers
    found: dict[str, Found] = {}
    for source, people in filers.items():
        if source and len(people) >= pattern.least:
            office = min(offices[source], key=lambda code: (-offices[source][code], code))
            before = found.get(office, Found(0, 0))
            count, of = sum(offices[source].values()), len(people)
            found[office] = Found(before.dossiers + count, before.of + of, before.sources + 1)
    return found


class Day(NamedTuple):
    """What an office received on a day: online, and in all."""

    online: int
    all: int


def burst(days: Mapping[date, Day]) -> Found | None:
    """Return a burst on the last two working days of a month: a working day is one from Monday to Friday on which
    anything came. None where there is none, or fewer than eight other working days to compare with.
    """
    working = [day for day in sorted(days) if days[day].all and day.weekday() < 5]
    last, others = working[-2:], working[:-2]
    if len(others) < 8:
        return None
    count = sum(days[day].online for day in last)
    expected = 2 * sum(days[day].online for day in others) / len(others)
    pattern = PATTERNS[PatternName.BURST]
    if count < pattern.least or count <= 3 * expected:
        return None
    return Found(count, sum(each.online for each in days.values()), usual=round(expected))


def withdrawn(count: int, online: int) -> Found | None:
    """Return that many were withdrawn at once, of so many received online; None where it is no more than happens."""
    many = count >= PATTERNS[PatternName.WITHDRAWN].least and 20 * count > online
    return Found(count, online) if many else None


def own_network(count: int, online: int) -> Found | None:
    """Return that filings from the office's own network say that people did it themselves."""
    return Found(count, max(count, online)) if count >= PATTERNS[PatternName.OWN_NETWORK].least else None
