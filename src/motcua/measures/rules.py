"""What a figure is: the definitions, as data that a person can read, and how one dossier is judged by them. Pure.

`counting` makes the counters of the same conditions, `document` the page docs/figures.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import TextChoices

from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.core.errors import Phrase
from motcua.core.ratio import Ratio
from motcua.filing.rules import Help
from motcua.offices.rules import Tier


class Axis(TextChoices):
    """To which office a dossier belongs when it is counted (tính cho cơ quan nào)."""

    COMPETENT = "competent", "Cơ quan có thẩm quyền giải quyết"
    RECEIVED = "received", "Nơi tiếp nhận hồ sơ"


class Standing(TextChoices):
    """What became of a dossier that has a day of receipt, as far as a definition asks."""

    RECEIVED = "", "Đã được tiếp nhận"
    REFUSED = "refused", "Không được tiếp nhận, dù có ngày tiếp nhận"
    NEW = "new", "Mới đăng ký, dù có ngày tiếp nhận"


class Unit(TextChoices):
    """What a figure is told in (đơn vị của chỉ tiêu)."""

    PERCENT = "percent", "phần trăm"
    HOURS = "hours", "giờ"


class Countable(TextChoices):
    """What a figure counts (đối tượng được đếm)."""

    DOSSIERS = "dossiers", "hồ sơ"
    PROCEDURES = "procedures", "thủ tục"
    PETITIONS = "petitions", "phản ánh"
    STEPS = "steps", "bước"


class SliceBy(TextChoices):
    """By what the dossiers of an office are told apart (chia theo)."""

    DIVISION = "division", "Phòng, bộ phận"
    PROCEDURE = "procedure", "Thủ tục"
    OFFICER = "officer", "Cán bộ thụ lý"
    HOUR = "hour", "Giờ tiếp nhận"
    IN_PERSON = "in_person", "Lý do nộp trực tiếp"
    PLACE = "place", "Địa bàn"
    SYSTEM = "system", "Hệ thống giữ hồ sơ"
    WAY = "way", "Kênh nộp"


class Step(TextChoices):
    """How long a point of a series is (bước của chuỗi số liệu)."""

    MONTH = "month", "Tháng"
    QUARTER = "quarter", "Quý"
    YEAR = "year", "Năm"


class Seen(NamedTuple):
    """A received dossier as the definitions see it; all that are alike count alike.

    `help` is told apart for online dossiers only ("" else). `proven`: the procedure gives no document (`required`), or
    the result was issued as a file (`electronic`). `finished` and `returned` have their times, `late` is judged as at
    the end of a period and no matter of counting, `limited` says whether it can be; `satisfaction` is "" until the
    filer has answered. `digitised`, `reused` and `verified` are None where another system does not tell.
    `payment` is "online" or "other", "" for what costs nothing or where nobody tells how it was paid; `shared` is "yes"
    or "no", "" where nobody tells. `…_by_clock`: of both ends of that time it is told at what hour they were.
    """

    channel: Channel
    level: ServiceLevel
    help: str
    proven: bool
    standing: Standing
    simulated: bool
    required: bool = True
    electronic: bool = False
    finished: bool = False
    returned: bool = False
    digitised: bool | None = False
    reused: bool | None = False
    verified: bool | None = False
    satisfaction: str = ""
    payment: str = ""
    shared: str = ""
    limited: bool = True
    accepted_by_clock: bool = True
    finished_by_clock: bool = True
    returned_by_clock: bool = True
    late: bool = False


class Service(NamedTuple):
    """A procedure at an office as the definitions see it: whether it is offered online, and was filed so."""

    offered: bool
    filed: bool


class Condition(NamedTuple):
    """One thing that a definition asks: that a fact of `Seen` is among some values.

    `fails` says, for whoever opens a figure, why a dossier does not count when it is not.
    """

    fact: str
    among: tuple[Any, ...]
    fails: str

    def holds(self, seen: tuple[Any, ...]) -> bool:
        """Return whether a dossier (or a procedure, a petition, a step), seen as a named tuple, meets it."""
        return getattr(seen, self.fact) in self.among


@dataclass(frozen=True, slots=True)
class Definition:
    """One way to make a figure (cách tính một chỉ tiêu), with its words and its source; `of` says what is counted.

    A dossier is in the denominator when it was received and meets all of `below`, in the numerator when it meets all of
    `above` besides. A change of a condition is a new `version` with its own `valid_from`; none may change or go.
    `places` are those of the share when it is shown, rounded half up. `full_at` is the share that earns full marks,
    None where no rule gives marks. `by_help`: the numerator is kept by who did it. A time is the average between the
    two moments of `span`, less what was waited for papers. `rule` names how being on time is judged, as at the end of
    the period. `of` says what is counted.
    """

    name: str
    version: int
    title: str
    title_en: str
    below: tuple[Condition, ...]
    below_says: str
    above: tuple[Condition, ...]
    above_says: str
    source: str
    valid_from: date
    valid_to: date | None = None
    unit: Unit = Unit.PERCENT
    places: int = 2
    full_at: Fraction | None = None
    by_help: bool = False
    span: tuple[str, str] | None = None
    rule: str = ""
    of: Countable = Countable.DOSSIERS
    note: str = ""

    @property
    def stem(self) -> str:
        """How the columns of its counters begin."""
        return self.name if self.version == 1 else f"{self.name}_v{self.version}"


class Counted(StrEnum):
    """Where a dossier stands in a figure: in numerator and denominator, in the denominator only, in neither."""

    ABOVE = "above"
    BELOW = "below"
    OUT = "out"


class Verdict(NamedTuple):
    """Where a dossier stands in a figure, and in words why it is not in the numerator ("" when it is)."""

    counted: Counted
    reason: str


NEVER_RECEIVED = Phrase("Hồ sơ chưa từng được tiếp nhận nên không tính ở đâu.")


def judge(definition: Definition, seen: tuple[Any, ...] | None) -> Verdict:
    """Return where a dossier (or what else counts) stands in a figure, by what it fails first; None: never received."""
    if seen is None:
        return Verdict(Counted.OUT, NEVER_RECEIVED)
    for counted, asked in ((Counted.OUT, definition.below), (Counted.BELOW, definition.above)):
        for condition in asked:
            if not condition.holds(seen):
                return Verdict(counted, condition.fails)
    return Verdict(Counted.ABOVE, "")


_PROVINCE_TABLES = "Biểu thống kê của hệ thống thông tin giải quyết thủ tục hành chính cấp tỉnh"
_LEVELS_LAW = "mức độ cung cấp dịch vụ công trực tuyến theo khoản 1 Điều 11 Nghị định số 42/2022/NĐ-CP"
INDEX_FROM = date(2022, 6, 23)
_LEVELS = date(2022, 6, 24)
_ONE_STOP = date(2018, 4, 23)

ONLINE = Condition("channel", (Channel.ONLINE,), Phrase("Không nộp trực tuyến."))
_NOT_NEW = Condition(
    "standing", (Standing.RECEIVED, Standing.REFUSED), Phrase("Còn ở trạng thái «Mới đăng ký», dù có ngày tiếp nhận.")
)
_ACCEPTED = Condition("standing", (Standing.RECEIVED,), Phrase("Không được tiếp nhận, hoặc còn mới đăng ký."))
_NOT_POST = Condition("channel", (Channel.DIRECT, Channel.ONLINE), Phrase("Nộp qua bưu chính công ích."))
_OFFERED = Condition(
    "level", (ServiceLevel.PARTIAL, ServiceLevel.FULL), Phrase("Ngày nộp, nơi giải quyết chưa cung cấp trực tuyến.")
)
_FULL = Condition("level", (ServiceLevel.FULL,), Phrase("Ngày nộp, nơi giải quyết chưa cung cấp toàn trình."))
PROVEN = Condition("proven", (True,), Phrase("Chưa có kết quả điện tử, dù thủ tục trả kết quả là giấy tờ."))

ALL_PROCEDURES = Definition(
    name="all_procedures",
    version=1,
    title="Tất cả thủ tục",
    title_en="All procedures",
    below=(_NOT_NEW,),
    below_says="toàn bộ hồ sơ được tiếp nhận trong kỳ: trực tiếp, trực tuyến và qua bưu chính công ích",
    above=(ONLINE,),
    above_says="hồ sơ nộp trực tuyến được tiếp nhận trong kỳ",
    source=_PROVINCE_TABLES,
    valid_from=_ONE_STOP,
    by_help=True,
    note="Hồ sơ không ghi kênh nộp được tính là trực tiếp.",
)
ONLINE_ENABLED = Definition(
    name="online_enabled",
    version=1,
    title="Thủ tục có dịch vụ công trực tuyến",
    title_en="Procedures offered online",
    below=(_NOT_POST, _OFFERED, _ACCEPTED),
    below_says="hồ sơ nộp trực tiếp và trực tuyến của các thủ tục đó; không tính hồ sơ qua bưu chính",
    above=(ONLINE,),
    above_says="hồ sơ nộp trực tuyến của thủ tục cung cấp trực tuyến một phần hoặc toàn trình",
    source=f"{_PROVINCE_TABLES}; {_LEVELS_LAW}",
    valid_from=_LEVELS,
    by_help=True,
    note="Mức độ lấy tại cơ quan giải quyết vào ngày nộp hồ sơ.",
)
FULL_SERVICE = Definition(
    name="full_service",
    version=1,
    title="Thủ tục toàn trình",
    title_en="Full online procedures",
    below=(_NOT_POST, _FULL, _ACCEPTED),
    below_says="hồ sơ nộp trực tiếp và trực tuyến của các thủ tục đó; không tính hồ sơ qua bưu chính",
    above=(ONLINE,),
    above_says="hồ sơ nộp trực tuyến của thủ tục cung cấp trực tuyến toàn trình",
    source=f"{_PROVINCE_TABLES}; {_LEVELS_LAW}",
    valid_from=_LEVELS,
    by_help=True,
    note="Mức độ lấy tại cơ quan giải quyết vào ngày nộp hồ sơ.",
)
NATIONAL_766 = Definition(
    name="national_766",
    version=1,
    title="Bộ chỉ số 766 (chưa nhân tỷ lệ đồng bộ)",
    title_en="National index 766 (before the synchronisation factor)",
    below=(),
    below_says="toàn bộ hồ sơ có ngày tiếp nhận trong kỳ, mọi kênh nộp",
    above=(ONLINE, PROVEN),
    above_says="hồ sơ nộp trực tuyến có ngày tiếp nhận trong kỳ; nếu thủ tục trả kết quả là giấy tờ thì phải có "
    "kết quả điện tử",
    source="Quyết định số 766/QĐ-TTg ngày 23/6/2022, chỉ tiêu hồ sơ nộp trực tuyến (3.3)",
    valid_from=INDEX_FROM,
    full_at=Fraction(1, 2),
    by_help=True,
    note="Công thức quốc gia còn nhân với tỷ lệ hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia; ở đây chưa nhân.",
)

DEFINITIONS: dict[str, Definition] = {
    definition.name: definition for definition in (ALL_PROCEDURES, ONLINE_ENABLED, FULL_SERVICE, NATIONAL_766)
}
"""The ways to make the online-filing rate (tỷ lệ hồ sơ nộp trực tuyến), each in its present version."""
THE_INDEX = "Quyết định số 766/QĐ-TTg ngày 23/6/2022, chỉ tiêu"

ON_TIME = Definition(
    name="on_time",
    version=1,
    title="Giải quyết trước và đúng hạn",
    title_en="On time",
    below=(Condition("limited", (True,), Phrase("Không biết hạn trả, hoặc không biết đã xong ngày nào.")),),
    below_says="hồ sơ được tiếp nhận trong kỳ mà biết hạn trả, và biết ngày xong nếu đã xong",
    above=(Condition("late", (False,), Phrase("Quá hạn, tính đến cuối kỳ.")),),
    above_says="trong đó hồ sơ giải quyết đúng hạn, hoặc đến cuối kỳ còn trong hạn",
    source=f"{THE_INDEX} giải quyết đúng hạn (2.1)",
    valid_from=INDEX_FROM,
    full_at=Fraction(1),
    rule="766-2.1",
    note="Xét theo ngày, tại ngày cuối kỳ; thời gian chờ bổ sung đã trừ. Đang chờ bổ sung lần thứ hai là quá hạn. "
    "Không hẹn ngày trả thì lấy thời hạn dài nhất của thủ tục; không biết cả hai thì không tính.",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a rate is made of: online dossiers by who did it, all dossiers, and how many of all are simulated."""

    by_self: int = 0
    helped: int = 0
    unknown: int = 0
    denominator: int = 0
    simulated: int = 0

    @property
    def numerator(self) -> int:
        return self.by_self + self.helped + self.unknown

    @property
    def ratio(self) -> Ratio:
        return Ratio(self.numerator, self.denominator)


SIMULATED = "simulated"


def parts(definition: Definition) -> tuple[str, ...]:
    """Return the parts in which a definition is counted: its denominator, and its numerator by who did it or whole.

    A time has its seconds instead. What is judged at the end of a period has no numerator; no dossiers have no parts.
    """
    if definition.of is not Countable.DOSSIERS:
        return ()
    if definition.rule:
        return ("below",)
    if definition.by_help:
        return ("below", *Help.values)
    return ("below", "seconds" if definition.span else "above")


def figure(definition: Definition, counted: Mapping[str, int]) -> Figure:
    """Return the figure of a definition from counts by column. `simulated` counts dossiers of any definition."""
    below, by_self, helped, unknown = (counted.get(f"{definition.stem}_{part}", 0) for part in parts(definition))
    return Figure(by_self, helped, unknown, below, counted.get(SIMULATED, 0))


def shortfall(part: Ratio, whole: Ratio) -> int:
    """Return how many more online dossiers would have brought `part` to the share of `whole`; 0 when it is there."""
    if not part.denominator or not whole.denominator:
        return 0
    wanted = -(-whole.numerator * part.denominator // whole.denominator)
    return max(0, wanted - part.numerator)


def ranks(ratios: list[Ratio]) -> list[int | None]:
    """Return the rank of each, 1 for the largest share; equal shares share a rank, an empty whole has none."""
    # Two shares that differ do so by at least one over both denominators: by one or more when they are scaled so.
    scale = max((r.denominator for r in ratios), default=0) ** 2
    shares = [r.numerator * scale // r.denominator if r.denominator else None for r in ratios]
    better = Counter(share for share in shares if share is not None)
    first: dict[int, int] = {}
    place = 1
    for share in sorted(better, reverse=True):
        first[share] = place
        place += better[share]
    return [None if share is None else first[share] for share in shares]


_LAST = date(9998, 12, 31)  # the calendar of Python ends a year later
DISTRICTS_ENDED = date(2025, 6, 30)


def pieces(first: date, last: date) -> list[tuple[str, str, str]]:
    """Return how a period is put together: ("month" or "day", first, last), whole months where there are any."""
    last = min(last, _LAST)
    first = min(first, last)
    month = first if first.day == 1 else _next_month(first)
    end = _next_month(last) if (last + timedelta(1)).day == 1 else last.replace(day=1)
    if month >= end:
        return [("day", first.isoformat(), last.isoformat())]
    found = [("month", month.isoformat()[:7], (end - timedelta(1)).isoformat()[:7])]
    if first < month:
        found.append(("day", first.isoformat(), (month - timedelta(1)).isoformat()))
    if end <= last:
        found.append(("day", end.isoformat(), last.isoformat()))
    return found


def month_end(day: date) -> date:
    """Return the last day of the month of a day."""
    return _next_month(min(day, _LAST)) - timedelta(1)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1)


def usual_tier(last: date) -> Tier:
    """Return the tier that is compared when nobody asks for another: districts until they ended, communes since."""
    return Tier.DISTRICT if last <= DISTRICTS_ENDED else Tier.COMMUNE
