"""What a procedure is made of: channels, limits, levels, tiers, codes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.db.models import IntegerChoices, TextChoices

from motcua.core.text import fold
from motcua.offices.rules import OfficeKind, Tier

OfficeLike = TypeVar("OfficeLike", bound="Resolver")
SHIPPED = "shipped"  # the source of versions that came with the product


class Resolver(Protocol):
    """What is asked of an office that may resolve a procedure."""

    tier: str
    kind: str
    short_name: str


class Channel(IntegerChoices):
    """How a dossier comes in (kênh thực hiện), with the national numbers."""

    DIRECT = 1, "Trực tiếp"
    ONLINE = 2, "Trực tuyến"
    POST = 3, "Bưu chính công ích"


class LimitUnit(TextChoices):
    """Unit of a time limit (đơn vị tính thời hạn)."""

    HOUR = "hour", "Giờ làm việc"
    WORKING_DAY = "working_day", "Ngày làm việc"
    DAY = "day", "Ngày"
    MONTH = "month", "Tháng"


class ServiceLevel(TextChoices):
    """How far a procedure is offered online (mức độ cung cấp dịch vụ công trực tuyến)."""

    FULL = "full", "Toàn trình"
    PARTIAL = "partial", "Một phần"
    NONE = "none", "Không cung cấp trực tuyến"


class Authority(TextChoices):
    """Tier that resolves a procedure (cấp thực hiện); the names of the province's own tiers are those of offices."""

    MINISTRY = "ministry", "Cấp bộ"
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"
    OTHER = "other", "Cơ quan khác"


@dataclass(frozen=True, slots=True)
class ClockReason:
    """A reason for which a version lets the clock of a case stand still (lý do tạm dừng), with its legal basis."""

    key: str
    name: str
    legal_basis: str

    @property
    def words(self) -> str:
        """The reason as people read it."""
        return f"{self.name} ({self.legal_basis})"


# From the lowest to the highest: a procedure that is served at several levels counts at the highest.
LEVELS = (ServiceLevel.NONE, ServiceLevel.PARTIAL, ServiceLevel.FULL)
# A national code, alone or with a province's tail: 1.001193, 1.012783.H27, 1.001193.000.00.00.H27.
_CODE = re.compile(r"[0-9]\.[0-9]{6}(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2})?(\.[GH][0-9]{2})?")


def clock_reasons(rules: Mapping[str, Any]) -> tuple[ClockReason, ...]:
    """Return the reasons for which the `rules` of a version (checked by `schema.check_rules`) stop a clock."""
    return tuple(ClockReason(one["key"], one["name"], one["legal_basis"]) for one in rules.get("clock_stops", ()))


def is_code(text: str) -> bool:
    """Return whether `text` is the code of a procedure (not of one of its online services, which end in .01, .02)."""
    return _CODE.fullmatch(text) is not None


def highest(levels: Iterable[str]) -> ServiceLevel | None:
    """Return the highest of several service levels; None when there is none at all."""
    return max((ServiceLevel(level) for level in levels), key=LEVELS.index, default=None)


def nearest(levels: Mapping[int, ServiceLevel], path: Sequence[int]) -> ServiceLevel | None:
    """Return the level at an office from those set, by office id; `path` lists the ids from the root to it."""
    return next((levels[office] for office in reversed(path) if office in levels), None)


def is_named(competent_agency: str, office: str) -> bool:
    """Return whether a record's words about the competent agency name an office; marks and case do not matter."""
    name = fold(office)
    return bool(name) and f" {name} " in f" {fold(competent_agency)} "


def may_resolve(tiers: Sequence[str], *, tier: str, kind: str) -> bool:
    """Return whether people may file at an office of this tier and kind, by the `authority_tiers` of a procedure.

    A commune's committee for what communes resolve, a department for everything else; where the record is silent
    (no tiers), either. Never a division or a counter: they are parts of an office.
    """
    if kind == OfficeKind.COMMITTEE:
        return tier == Tier.COMMUNE and (not tiers or Authority.COMMUNE in tiers)
    return kind == OfficeKind.DEPARTMENT and (Authority.COMMUNE not in tiers or Authority.PROVINCE in tiers)


def resolving(tiers: Sequence[str], competent_agency: str, offices: Sequence[OfficeLike]) -> list[OfficeLike]:
    """Return those of some offices that resolve a procedure; of departments those that its record names, if any."""
    fit = [one for one in offices if may_resolve(tiers, tier=one.tier, kind=one.kind)]
    if Authority.COMMUNE in tiers:
        return fit
    named = [one for one in fit if is_named(competent_agency, one.short_name)]
    return named or [one for one in fit if one.kind == OfficeKind.DEPARTMENT] or fit


def fee_due(amounts: Sequence[int | None]) -> bool | None:
    """Return whether a way to file costs something, by the amounts of its fees; None where the record does not say.

    An amount that is missing is stated by a rule elsewhere, or was never entered.
    """
    if any(amounts):
        return True
    return None if not amounts or None in amounts else False


def fee_of(channel: int, by_channel: Mapping[int, bool | None]) -> bool | None:
    """Return whether filing by a channel costs something; one that the record does not speak of is as direct."""
    return by_channel[channel] if channel in by_channel else by_channel.get(Channel.DIRECT)
