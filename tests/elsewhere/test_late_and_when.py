"""A row of another system without a due day, a readable end or a time of day moves no rate wrongly."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from motcua.casework.rules import Status
from motcua.catalogue.models import FilingWay, ProcedureVersion
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.elsewhere.reference import end_untold
from motcua.elsewhere.rules import Record
from motcua.journal.models import Entry
from motcua.measures import actions as counters
from motcua.measures import opening
from motcua.measures.index.queries import index_of
from motcua.measures.indicators import TIME_TO_FINISH
from motcua.measures.rules import ON_TIME, Counted, SliceBy
from motcua.measures.service_queries import figure_of

from .samples import import_, make_province, text_file, told

YEAR = date(2024, 1, 1), date(2024, 12, 31)
HEADS = (
    "Mã hồ sơ", "Mã TTHC", "Đơn vị xử lý", "Ngày tiếp nhận", "Kênh", "Trạng thái", "Ngày kết thúc", "Ngày trả",
    "Ngày hẹn trả", "Ngày nộp",
)  # fmt: skip


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("status", "finished", "returned", "unread", "due", "untold"),
    [
        (4, None, None, False, "2024-05-08", False),  # it goes on
        (9, "2024-05-07", None, False, "2024-05-08", False),
        (9, None, None, False, "2024-05-08", True),  # finished, nobody tells when
        (4, None, None, True, "2024-05-08", True),  # a day of its end that cannot be read
        (10, None, "2024-05-10", False, "2024-05-08", False),  # the rule goes by the return where no end is told
        (10, None, "2024-05-10", True, "2024-05-08", True),  # it may have been finished in time
        (10, None, "2024-05-08", True, "2024-05-08", False),  # returned in time, so finished in time
        (10, "2024-05-07", None, True, "2024-05-08", False),
        (5, None, None, False, "2024-05-08", True),  # waits since a day that is not told
        (7, None, None, False, "2024-05-08", True),
        (8, "2024-05-07", None, False, "2024-05-08", False),
    ],
)
def test_an_end_is_not_told_where_the_record_says_that_it_ended_but_not_when(
    status, finished, returned, unread, due, untold
):
    record = Record(
        "C", ("P",), ("O",), Channel.DIRECT, Status(status), received_at=day("2024-05-06"), ended_unread=unread,
        finished_at=finished and day(finished), returned_at=returned and day(returned),
    )  # fmt: skip
    assert end_untold(record, day(due)) is untold


@pytest.fixture
def offices(db):
    return make_province()


def export(*rows):
    """Rows of (procedure, received, status, finished, returned, due, submitted), each with a code of its own."""
    lines = [
        (f"H27.31-240506-{number:04}", code, "H27.31", received, "Trực tuyến", *rest)
        for number, (code, received, *rest) in enumerate(rows, 1)
    ]
    return text_file(*lines, heads=HEADS)


def limits(*ways, code="1.990001"):
    version = ProcedureVersion.objects.get(procedure__code=code)
    FilingWay.objects.filter(version=version).delete()
    for place, (channel, amount) in enumerate(ways):
        unit = None if amount is None else "working_day"
        FilingWay.objects.create(version=version, position=place, channel=channel, limit_amount=amount, limit_unit=unit)


def on_time():
    found = figure_of("on_time", *YEAR).total[1]
    return found.numerator, found.denominator


def row(row_id):
    (found,) = [one for one in index_of(*YEAR, today=date(2026, 1, 1)).rows if one.row.id == row_id]
    return found


def test_without_a_due_day_the_longest_limit_counts_and_without_both_it_stands_in_no_figure(offices):
    limits((1, 3), (2, 5))
    limits((1, 3), (2, None), code="1.990002")  # of one way nobody knows the limit: nor what the longest is
    rows = [
        ("1.990001", "06/05/2024", "Đã xử lý xong", "13/05/2024", "", "", ""),  # the last of five working days
        ("1.990001", "06/05/2024", "Đã xử lý xong", "14/05/2024", "", "", ""),
        ("1.990002", "06/05/2024", "Đã xử lý xong", "13/12/2024", "", "", ""),
        ("1.990001", "06/05/2024", "Đã xử lý xong", "14/05/2024", "", "sớm", ""),  # unreadable: the same way
        ("1.990001", "06/05/2024", "Đã xử lý xong", "xong rồi", "", "08/05/2024", ""),
        ("1.990001", "06/05/2024", "Đã trả kết quả", "xong rồi", "07/05/2024", "08/05/2024", ""),
    ]
    run = import_(export(*rows))
    facts = json.loads(Entry.objects.get(subject="dossier/H27.31-240506-0001").body)["facts"]
    assert (facts["due_at"], facts["longest_at"][:16]) == (None, "2024-05-13T17:00")
    assert told(run)[5][1][0][0] == "due" and told(run)[6][1][0][0] == "finished"
    for _ in range(2):  # before and after it is taken into the counters
        assert on_time() == (2, 4)
        assert str(row("2.1").note).startswith("Không tính 2 hồ sơ")
        asked = opening.Asked(ON_TIME, *YEAR, YEAR[1])
        counts = [len(opening.dossiers(asked, counted=each)[0]) for each in (Counted.ABOVE, Counted.BELOW, Counted.OUT)]
        assert counts == [2, 2, 2]
        counters.catch_up()


def test_a_row_of_which_no_due_day_is_known_has_no_data(offices):
    limits((1, None), code="1.990002")
    import_(export(("1.990002", "06/05/2024", "Đã xử lý xong", "13/12/2024", "", "", "")))
    assert (row("2.1").points, row("2.1").stands.value) == (None, "no_data")
    assert row("5.4").points is None


def test_a_day_without_a_time_of_day_has_no_hour_and_stands_in_no_average(offices):
    import_(export(
        ("1.990001", "06/05/2024", "Đã xử lý xong", "08/05/2024", "", "", "05/05/2024"),
        ("1.990001", "06/05/2024 10:00", "Đã xử lý xong", "06/05/2024 12:00", "", "", "06/05/2024 09:00"),
        ("1.990001", "06/05/2024 10:00", "Đã xử lý xong", "08/05/2024", "", "", ""),  # nobody tells when it was filed
    ))  # fmt: skip
    for _ in range(2):
        hours = opening.sliced(opening.Asked(TIME_TO_FINISH, *YEAR, YEAR[1]), SliceBy.HOUR)
        assert {hour: row[:2] for hour, row in hours.items()} == {"10": [7200, 1]}
        received = opening.sliced(opening.Asked(ON_TIME, *YEAR, YEAR[1]), SliceBy.HOUR)
        assert received == {} or set(received) <= {"", "10"}
        found = [figure_of(name, *YEAR).total[1] for name in ("time_to_accept", "time_to_finish")]
        assert [(each.numerator, each.denominator) for each in found] == [(3600, 1), (7200, 1)]
        counters.catch_up()
