"""How a row of the 766 index is scored, whatever its numbers come from, and what would earn its next point. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from motcua.core.errors import Phrase
from motcua.core.ratio import Ratio


class Kind(StrEnum):
    """What the value of a parameter is: a share in per cent, yes or no (or whether there is any), some rows."""

    PERCENT = "percent"
    YES_NO = "yes_no"
    IF_ANY = "if_any"
    ROWS = "rows"


YES, NO, IF_ANY = "yes", "no", "if_any"


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that the sources leave open (tham số của bộ chỉ số): `usual` holds until somebody sets another value.

    `row` is the row that it changes, "" for the whole index; `why` says what the sources say.
    """

    name: str
    row: str
    title: str
    kind: Kind
    usual: str
    why: str


class Earns(StrEnum):
    """How points are still earned in a row: by what is there already, by more of it in the period, by new ones only.

    STORED: also after the period, by putting right what was received in it. OPEN: in the period, out of a fixed whole.
    NEW: in the period, and every one makes the whole larger, too. NOT: not by anything that an office can plan.
    """

    STORED = "stored"
    OPEN = "open"
    NEW = "new"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the index (một dòng của bộ chỉ số): at most `maximum` points, all of them from the share `full_at` on.

    `indicators` are the definitions that count it and open it, the first being the usual. `empty` are its points when
    there is nothing to count and the source says so; None: the source says none or not counted. `outside`: the
    national portal knows more of it than we may, or only it does. `more` names what would earn points.
    """

    id: str
    name: str
    maximum: int
    above_says: str
    below_says: str
    full_at: Fraction = Fraction(1)
    indicators: tuple[str, ...] = ()
    empty: int | None = None
    outside: bool = False
    earns: Earns = Earns.NOT
    more: str = ""
    note: str = ""

    @property
    def informs(self) -> bool:
        """Whether it is there to be known only: an average time, seconds over dossiers, without points."""
        return self.maximum == 0


@dataclass(frozen=True, slots=True)
class Group:
    """One of the groups of the index, as the national portal shows them."""

    code: str
    name: str
    rows: tuple[Row, ...]

    @property
    def maximum(self) -> int:
        return sum(row.maximum for row in self.rows)


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of the whole index (phiên bản cách chấm). None may change or go: another is a further version."""

    name: str
    version: int
    valid_from: date
    source: str
    groups: tuple[Group, ...]
    parameters: tuple[Parameter, ...]

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def maximum(self) -> int:
        return sum(group.maximum for group in self.groups)

    def row(self, row_id: str) -> Row | None:
        """Return the row with an id; None for none such."""
        return next((row for row in self.rows if row.id == row_id), None)

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter with a name; None for none such."""
        return next((one for one in self.parameters if one.name == name), None)


Values = Mapping[str, str]
"""Name of a parameter → its value on a day, as text; those not set have their usual value."""


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers of a row: what is counted above, and of how many. Those from outside name their `source` and day.

    `silent` says how many are left out because nobody tells it of them, "" for none.
    `by`: the numerator by who did it (by oneself, helped, unknown), where it is kept so.
    """

    numerator: int
    denominator: int
    source: str = ""
    on: date | None = None
    silent: str = ""
    by: tuple[int, int, int] | None = None


class Stands(StrEnum):
    """What a row's points rest on."""

    COUNTED = "counted"
    EMPTY = "empty"
    NO_DATA = "no_data"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Scored:
    """A row with its numbers and points; `points` is None where there is no data, or nothing to count.

    `notes` say why, in Vietnamese. `full_at` is the share from which on all points are given, as it was applied;
    `factor` is a share by which that of the row was multiplied.
    """

    row: Row
    stands: Stands
    told: Told | None
    points: Decimal | None
    full_at: Fraction
    notes: tuple[str, ...] = ()
    factor: Ratio | None = None

    @property
    def share(self) -> Ratio | None:
        """The exact share of the row; None without data, and for a time."""
        if self.told is None or self.row.informs:
            return None
        share = Ratio(self.told.numerator, self.told.denominator)
        return _times(share, self.factor) if self.factor else share

    @property
    def note(self) -> str:
        """All notes as one text, "" for none."""
        return " ".join(self.notes)


NO_DATA = Phrase("Chưa có dữ liệu.")
EMPTY = Phrase("Không có gì để tính trong kỳ.")
EMPTY_NONE = Phrase("Không có gì để tính trong kỳ: nguồn nói 0 điểm hoặc không tính, nên để trống.")
EXEMPT = Phrase(
    "Không áp dụng cho cấp xã nên được điểm tối đa. Nguồn chỉ nói có 5 dòng như vậy, chưa rõ dòng nào: đây là tham số."
)
NO_FACTOR = Phrase("Phải nhân với tỷ lệ đồng bộ (1.4), mà tỷ lệ đó chưa có dữ liệu.")


def silent_dossiers(count: int) -> str:
    """Return how many dossiers are left out because the system that keeps them does not tell; "" for none."""
    said = Phrase("Không tính %(count)s hồ sơ mà hệ thống giữ hồ sơ không cho biết điều này.", count=count)
    return said if count else ""


def without_limit(count: int) -> str:
    """Return how many dossiers are left out because nobody can say whether they were in time; "" for none."""
    said = Phrase("Không tính %(count)s hồ sơ không biết hạn trả, hoặc không biết đã xong ngày nào.", count=count)
    return said if count else ""


def silent_procedures(count: int) -> str:
    """Return how many procedures are left out because none of their dossiers tells; "" for none."""
    said = Phrase("Không tính %(count)s thủ tục mà không hồ sơ nào trong kỳ cho biết điều này.", count=count)
    return said if count else ""


def value(profile: Profile, values: Values, name: str) -> str:
    """Return the value of a parameter. Raises LookupError for one that the profile does not have."""
    found = profile.parameter(name)
    if found is None:
        raise LookupError(f"{profile.name} has no parameter {name}")
    return values.get(name, found.usual)


def full_at(profile: Profile, values: Values, row: Row) -> Fraction:
    """Return the share from which on a row has all its points."""
    name = f"full_at_{row.id}"
    return Fraction(value(profile, values, name)) / 100 if profile.parameter(name) else row.full_at


def exempt(profile: Profile, values: Values) -> frozenset[str]:
    """Return the rows that do not apply to a commune."""
    return frozenset(value(profile, values, "not_for_communes").split())


def points(row: Row, share: Ratio, full: Fraction) -> Decimal:
    """Return min(maximum, maximum × share / full), the share rounded to two decimals of a per cent, half up.

    The points are rounded to two decimals, half up. The denominator of the share is not 0.
    """
    rounded = Fraction(share.percent() or "0") / 100
    earned = min(Fraction(row.maximum), row.maximum * rounded / full)
    return Decimal((2 * earned * 100 + 1) // 2) / 100


def score_all(
    profile: Profile, known: Mapping[str, Told], values: Values, *, commune: bool = False,
    outside: Mapping[str, Told] | None = None,
) -> list[Scored]:  # fmt: skip
    """Return every row with its points, from the numbers that are known, by row.

    `outside` are numbers that somebody entered from elsewhere, by row; they hold where the row may have such, whatever
    ours say. `commune`: whether the office is of that tier, for which some rows do not apply.
    """
    found = {**known}
    for row in profile.rows:
        if row.outside and outside and row.id in outside:
            found[row.id] = outside[row.id]
    synced = profile.parameter("synced_3.3") is not None and value(profile, values, "synced_3.3") == YES
    factors = {"3.3": found.get("1.4")} if synced else {}
    not_applied = exempt(profile, values) if commune else frozenset()
    scored = []
    for row in profile.rows:
        told, factor, full = found.get(row.id), factors.get(row.id), full_at(profile, values, row)
        if row.id in not_applied:
            scored.append(Scored(row, Stands.EXEMPT, told, Decimal(row.maximum), full, (EXEMPT,)))
        elif row.id in factors and (factor is None or not factor.denominator):
            scored.append(Scored(row, Stands.NO_DATA, told, None, full, (NO_DATA, NO_FACTOR)))
        else:
            scored.append(score(profile, row, told, values, factor=factor))
    return scored


def score(profile: Profile, row: Row, told: Told | None, values: Values, *, factor: Told | None = None) -> Scored:
    """Return a row that applies, with its points. `told` None: nobody knows its numbers.

    `factor` is a share that multiplies that of the row; its denominator is not 0.
    """
    full = full_at(profile, values, row)
    if told is None:
        return Scored(row, Stands.NO_DATA, None, None, full, (NO_DATA, *_said(row.note)))
    notes = (*_said(row.note), *_said(told.silent), *_from(told))
    if told.silent and not told.denominator:
        return Scored(row, Stands.NO_DATA, None, None, full, (NO_DATA, *notes))
    if not told.denominator:
        if row.empty is not None:
            return Scored(row, Stands.EMPTY, told, Decimal(row.empty), full, (EMPTY, *notes))
        zero = not row.informs and value(profile, values, "empty_is_zero") == YES
        said = EMPTY if zero or row.informs else EMPTY_NONE
        return Scored(row, Stands.EMPTY, told, Decimal(0) if zero else None, full, (said, *notes))
    if row.informs:
        hours = Ratio(told.numerator, 3600 * 100 * told.denominator).percent(1) or ""
        average = Phrase("Chỉ để biết, không chấm điểm: trung bình %(hours)s giờ.", hours=hours.replace(".", ","))
        return Scored(row, Stands.COUNTED, told, None, full, (average, *notes))
    multiplied = Ratio(factor.numerator, factor.denominator) if factor else None
    share = Ratio(told.numerator, told.denominator)
    earned = points(row, _times(share, multiplied) if multiplied else share, full)
    return Scored(row, Stands.COUNTED, told, earned, full, notes, multiplied)


def total(rows: Iterable[Scored]) -> Decimal | None:
    """Return the points of some rows together; None when none of them has any."""
    known = [row.points for row in rows if row.points is not None]
    return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class Step:
    """What would earn the next point of a row: `count` more of what it counts earn `gain` points.

    `gain` is one point, or less where less is missing. `days`: how long as many take to come at the period's pace; None
    where nothing new has to come.
    """

    scored: Scored
    count: int
    gain: Decimal
    days: int | None


def next_steps(rows: Iterable[Scored], *, elapsed: int, left: int) -> list[Step]:
    """Return what would earn the next points, the least to do for a point first, last what takes longer than is left.

    `elapsed` are the days of the period so far, `left` those after today. Once it is over, `left` below 0, only what
    was received in it can be put right.
    """
    found = []
    for scored in rows:
        counts = scored.stands is Stands.COUNTED and scored.points is not None
        open_still = scored.row.earns is not Earns.NOT and (left >= 0 or scored.row.earns is Earns.STORED)
        step = _next(scored, elapsed) if counts and open_still else None
        found += [step] if step else []
    return sorted(found, key=lambda step: ((step.days or 0) > left >= 0, step.count / step.gain, step.scored.row.id))


_MOST = 10_000_000


def _next(scored: Scored, elapsed: int) -> Step | None:
    row, told, now = scored.row, scored.told, scored.points
    assert told and now is not None
    wanted = min(now + 1, Decimal(row.maximum))
    grows = row.earns is Earns.NEW
    most = _MOST if grows else told.denominator - told.numerator

    def reached(more: int) -> bool:
        share = Ratio(told.numerator + more, told.denominator + (more if grows else 0))
        return points(row, _times(share, scored.factor) if scored.factor else share, scored.full_at) >= wanted

    if wanted <= now or most <= 0 or not reached(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    days = -(-high * elapsed // told.denominator) if grows else None
    return Step(scored, high, wanted - now, days)


def subject(parameter_id: int) -> str:
    """Return the journal subject of a value that was set."""
    return f"index/{parameter_id}"


def _times(share: Ratio, other: Ratio) -> Ratio:
    return Ratio(share.numerator * other.numerator, share.denominator * other.denominator)


def _said(note: str) -> list[str]:
    return [note] if note else []


def _from(told: Told) -> list[str]:
    if not told.source:
        return []
    if told.on is None:
        return [Phrase("Nguồn: %(source)s.", source=told.source)]
    return [Phrase("Nguồn: %(source)s, ngày %(day)s.", source=told.source, day=f"{told.on:%d/%m/%Y}")]
