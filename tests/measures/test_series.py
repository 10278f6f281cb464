"""Series over the reform on the real places: worked out by hand, exact at every moment, in a fixed number of statements."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.measures import actions
from motcua.measures.rules import Step
from motcua.measures.series import series
from motcua.offices import actions as places
from motcua.offices.models import Office
from tests.measures.cases import caught_up, on

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 3, 31)

# day, office, place ("": not told), online
TOLD = [
    # the district of Vũ Quang and its communes, then Mai Hoa, Vũ Quang, and Can Lộc, which is no matter of theirs
    ("2024-12-30", "H27.35", "441", True),
    ("2025-06-30", "H27.35.14", "18322", True),
    ("2025-06-30", "H27.35.1", "18316", False),
    ("2025-07-01", "H27.120", "18322/2025-07", True),
    ("2025-07-15", "H27.119.2", "18313/2025-07", False),
    ("2025-07-15", "H27.126", "18406/2025-07", True),
    # Bắc Hồng Lĩnh: three communes of the town of Hồng Lĩnh, one of Nghi Xuân
    ("2025-06-02", "H27.36.26", "18400", True),
    ("2025-08-04", "H27.103", "18115/2025-07", True),
    ("2025-08-04", "H27.103", "18115/2025-07", False),
    ("2025-08-05", "H27.103", "18400", True),
    ("2025-08-05", "H27.103", "18121", False),
    ("2025-08-06", "H27.122", "18352/2025-07", False),
    # Đại Nài, split between Thành Sen and Hà Huy Tập
    ("2025-05-05", "H27.31.16", "18082", True),
    ("2025-09-01", "H27.101", "18073/2025-07", True),
    ("2025-09-01", "H27.149", "18082", True),
    ("2025-09-02", "H27.149", "18652/2025-07", False),
    # Lộc Hà: ended half a year earlier, its communes under Thạch Hà and the city until June
    ("2024-11-11", "H27.42", "448", True),
    ("2024-11-11", "H27.42.17", "18568", True),
    ("2025-02-03", "H27.39.39", "18568/2025-01", True),
    ("2025-02-03", "H27.39", "18568/2025-01", False),
    ("2025-02-04", "H27.39", "445", True),
    ("2025-02-04", "H27.39", "18562", True),
    ("2025-07-07", "H27.141", "18568/2025-07", False),
]


@pytest.fixture
def offices(db):
    places.load_shipped(at=clock.now())
    return {each.code: each for each in Office.objects.all()}


@pytest.fixture
def told(offices, filing):
    for number, (day, office, place, online) in enumerate(TOLD):
        filing.opened(
            code=f"H27-250101-{number:04d}", competent_office=office, received_office="H27.1", place=place,
            channel=2 if online else 1, received_at=on(day), submitted_at=on(day, 7),
        )  # fmt: skip


def _told(found):
    """(point, what is sure, what is unsure, what is shown) of every point with a dossier."""
    return [
        (each.name, *((part.numerator, part.denominator) for part in (each.sure, each.unsure, each.amount)))
        for each in found.points if each.sure.denominator or each.unsure.denominator
    ]  # fmt: skip


def _months(office, *, first=date(2024, 7, 1), last=date(2025, 12, 31), **more):
    return series("all_procedures", office, first, last, today=TODAY, **more)


NONE = (0, 0)
BY_HAND = {
    "H27.35": [
        ("2024-12", (1, 1), NONE, (1, 1)), ("2025-06", (1, 2), NONE, (1, 2)), ("2025-07", (1, 2), NONE, (1, 2)),
    ],
    "H27.120": [  # Mai Hoa: Đức Lĩnh was hers; the district's own dossier only where its place was told
        ("2024-12", NONE, (1, 1), NONE), ("2025-06", (1, 2), NONE, (1, 2)), ("2025-07", (1, 1), NONE, (1, 1)),
    ],
    "H27.35.14": [  # Đức Lĩnh: what came to the district for Ân Phú is not hers, what came to Mai Hoa from there is
        ("2024-12", NONE, (1, 1), NONE), ("2025-06", (1, 1), NONE, (1, 1)), ("2025-07", NONE, (1, 1), NONE),
    ],
    "H27.36": [  # Nghi Xuân
        ("2025-06", (1, 1), NONE, (1, 1)), ("2025-08", (1, 2), (1, 2), (1, 2)),
    ],
    "H27.32": [("2025-08", (0, 1), (1, 2), (1, 3))],
    "H27.101": [  # Thành Sen
        ("2025-05", NONE, (1, 1), (1, 1)), ("2025-09", (1, 1), NONE, (1, 1)),
    ],
    "H27.149": [("2025-05", NONE, (1, 1), NONE), ("2025-09", (1, 2), NONE, (1, 2))],
    "H27.42": [  # Lộc Hà, by January more than half of Thạch Hà
        ("2024-11", (2, 2), NONE, (2, 2)), ("2025-02", (1, 2), (1, 1), (2, 3)), ("2025-07", (0, 1), NONE, (0, 1)),
    ],
    "H27.39": [  # Thạch Hà, with Lộc Hà from January
        ("2025-02", (3, 4), NONE, (3, 4)), ("2025-07", (0, 1), NONE, (0, 1)),
    ],
}  # fmt: skip


def test_series_on_the_real_places_are_those_worked_out_by_hand_whatever_is_rolled_up(told, offices):
    for rolled in (0, 9, 100):
        if rolled == 9:
            actions.roll_up(rolled)
        elif rolled:
            caught_up()
        for code, expected in BY_HAND.items():
            assert _told(_months(offices[code])) == expected, (rolled, code)


def test_a_series_says_who_bears_it_when_and_where_it_changes(told, offices):
    vu_quang = _months(offices["H27.35"])
    assert vu_quang.changes == [date(2025, 7, 1)]
    assert [[each.office.code for each in stretch.bearers] for stretch in vu_quang.stretches] == [
        ["H27.35"], ["H27.119", "H27.120", "H27.121"],
    ]  # fmt: skip
    assert [point.name for point in vu_quang.points if point.changed] == ["2025-07"]
    thach_ha = _months(offices["H27.39"])
    assert thach_ha.changes == [date(2025, 1, 1), date(2025, 7, 1)]
    assert len(thach_ha.stretches[1].gained) == 11 and "Thị trấn Lộc Hà" in thach_ha.stretches[1].gained
    nghi_xuan = _months(offices["H27.36"])
    assert [(each.office.code, each.part) for each in nghi_xuan.stretches[-1].bearers][-1] == ("H27.103", True)
    assert [(office.code, count) for office, count in nghi_xuan.unsure] == [("H27.103", 2)]
    assert not _months(offices["H27.32.11"]).stretches[0].bearers[0].part


def test_quarters_years_the_other_axis_and_the_province_add_the_same_dossiers_up(told, offices):
    quarters = _told(_months(offices["H27.42"], step=Step.QUARTER))
    assert quarters == [
        ("2024-Q4", (2, 2), NONE, (2, 2)), ("2025-Q1", (1, 2), (1, 1), (2, 3)), ("2025-Q3", (0, 1), NONE, (0, 1)),
    ]  # fmt: skip
    years = _told(_months(offices["H27"], step=Step.YEAR))
    assert [(name, shown[1]) for name, _, _, shown in years] == [("2024", 3), ("2025", 20)]
    assert _told(_months(offices["H27.35"], axis="received")) == []
    nghi_xuan = _months(offices["H27.36"], first=date(2025, 8, 5), last=date(2025, 8, 5))
    assert _told(nghi_xuan) == [("2025-08", (1, 1), NONE, (1, 1))]
    assert [point.range() for point in _months(offices["H27.36"]).points if point.unsure.denominator] == [
        ("33.33", "66.67")
    ]


def test_the_districts_together_make_the_province_below_its_departments(told, offices):
    formers = [code for code in offices if offices[code].tier == "district" and offices[code].kind == "committee"]
    since = {"first": date(2025, 7, 1), "last": date(2025, 12, 31)}
    found = [_months(offices[code], **since) for code in formers if code != "H27.42"]
    shown = sum(point.amount.denominator for each in found for point in each.points)
    assert shown == sum(1 for day, *_ in TOLD if day >= "2025-07-01")


def test_a_series_takes_as_many_statements_for_one_month_as_for_years(told, offices):
    for office in ("H27.36", "H27"):
        for first in (date(2025, 8, 1), date(2023, 1, 1)):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                _months(offices[office], first=first, last=date(2026, 3, 31))
            assert len(asked) == (6 if office == "H27.36" else 5), office


REFUSED = [
    ("services_with_filings", "H27.35", date(2024, 1, 1), "indicator"),
    ("nothing", "H27.35", date(2024, 1, 1), "indicator"),
    ("reuse", "H27.35.1", date(2024, 1, 1), "office"),
    ("reuse", "H27.35", date(2026, 1, 1), "from"),
    ("reuse", "H27.35", date(2010, 1, 1), "from"),
]


def test_a_series_that_cannot_be_is_refused_at_its_field(offices):
    for name, code, first, field in REFUSED:
        with pytest.raises(Refused) as refused:
            series(name, offices[code], first, date(2025, 12, 31), today=TODAY)
        assert refused.value.field == field


def test_points_before_the_indicator_was_are_empty(told, offices):
    found = series("reuse", offices["H27.35"], date(2021, 1, 1), date(2025, 12, 31), step=Step.YEAR, today=TODAY)
    assert [point.value for point in found.points] == [None, None, None, "0.00", "0.00"]
    assert [point.definition is None for point in found.points] == [True, False, False, False, False]
