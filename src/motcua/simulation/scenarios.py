"""The scenarios as data: what is published about them, and what is assumed to fill the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class DistrictShare:
    """A district's part in a scenario: its weight in volume, and its share online.

    `published` is a percentage that must be measured exactly; else `per_mille` is an assumption.
    """

    name: str
    weight: int
    per_mille: int = 0
    published: str = ""


@dataclass(frozen=True, slots=True)
class Levels:
    """How many procedures of a catalogue are offered at each service level."""

    full: int
    partial: int
    none: int

    @property
    def total(self) -> int:
        """Return the size of the catalogue."""
        return self.full + self.partial + self.none


@dataclass(frozen=True, slots=True)
class Scenario:
    """A synthetic stretch of a province's time: its name, days (both included) and assumptions.

    `months` weighs January to December; `minimum` is the smallest scale at which the shares can be met;
    `catalogue` is the size that the catalogue must have on its days, or else `extra` what is added to it;
    `first_digit` begins the codes of its generated procedures; `from_portal` is the per mille of online dossiers
    that arrive from the national portal; `open_end`: work that is not done on the last day stays open; `stretches`:
    people with habits file between one change of the map and the next (`years`).
    """

    name: str
    title: str
    first: date
    last: date
    minimum: int
    months: tuple[int, ...]
    first_digit: int
    catalogue: Levels | None = None
    extra: Levels | None = None
    districts: tuple[DistrictShare, ...] = ()
    department_weight: int = 0
    from_portal: int = 0
    open_end: bool = False
    stretches: tuple[tuple[date, date], ...] = ()


# Báo Hà Tĩnh: Vũ Quang 92.5 %, Hương Khê 88.9 %, the province 70 %; 466 partial, 697 full, 586 none of 1,749.
# Weights follow the districts' populations; the other districts' shares are assumptions below the published two.
ARTICLE = Scenario(
    name="ha-tinh-article",
    title="Hà Tĩnh năm 2024: 13 huyện, thị xã, thành phố; số liệu như bài báo",
    first=date(2024, 1, 1),
    last=date(2024, 12, 31),
    minimum=4000,
    months=(68, 52, 74, 78, 80, 82, 86, 88, 90, 96, 102, 104),
    first_digit=9,
    catalogue=Levels(full=697, partial=466, none=586),
    districts=(
        DistrictShare("Thành phố Hà Tĩnh", 120, 746),
        DistrictShare("Thị xã Hồng Lĩnh", 50, 793),
        DistrictShare("Thị xã Kỳ Anh", 80, 668),
        DistrictShare("Huyện Hương Sơn", 90, 615),
        DistrictShare("Huyện Đức Thọ", 80, 721),
        DistrictShare("Huyện Vũ Quang", 40, published="92.50"),
        DistrictShare("Huyện Nghi Xuân", 80, 694),
        DistrictShare("Huyện Can Lộc", 95, 647),
        DistrictShare("Huyện Hương Khê", 85, published="88.90"),
        DistrictShare("Huyện Thạch Hà", 100, 589),
        DistrictShare("Huyện Cẩm Xuyên", 105, 632),
        DistrictShare("Huyện Kỳ Anh", 85, 556),
        DistrictShare("Huyện Lộc Hà", 60, 603),
    ),
    department_weight=330,
)
TWO_YEARS = Scenario(
    name="ha-tinh-two-years",
    title="Hà Tĩnh 2024–2025: hai năm qua cuộc sắp xếp, ba đời xã, phường; người dân học dần",
    first=date(2024, 1, 1),
    last=date(2025, 12, 31),
    minimum=300,
    months=(68, 52, 74, 78, 80, 82, 86, 88, 90, 96, 102, 104),
    first_digit=7,
    extra=Levels(full=60, partial=30, none=20),
    from_portal=400,
    # Communes were merged on 1 January 2025, departments on 1 March; districts ended on 30 June.
    stretches=(
        (date(2024, 1, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 2, 28)),
        (date(2025, 3, 1), date(2025, 6, 30)),
        (date(2025, 7, 1), date(2025, 12, 31)),
    ),
)
NAMES = ("ha-tinh-article", "ha-tinh-today", TWO_YEARS.name)


def find(name: str, *, on: date) -> Scenario:
    """Return a scenario by name as it is on a day. Raises LookupError when there is none of that name."""
    for fixed in (ARTICLE, TWO_YEARS):
        if name == fixed.name:
            return fixed
    if name != "ha-tinh-today":
        raise LookupError(name)
    yesterday = on - timedelta(days=1)
    return Scenario(
        name=name,
        title="Hà Tĩnh hôm nay: 69 xã, phường và các sở; phần lớn hồ sơ đến từ Cổng Dịch vụ công quốc gia",
        # The 69 communes began on 1 July 2025; in the first days of January the year before is shown.
        first=date(yesterday.year, 1, 1),
        last=yesterday,
        minimum=500,
        months=(80, 60, 88, 90, 92, 94, 96, 98, 100, 104, 108, 110),
        first_digit=8,
        extra=Levels(full=60, partial=30, none=20),
        from_portal=850,
        open_end=True,
    )
