"""Petitions as figures: by office and period, judged at its end, the same from the journal, in two statements."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.correspondence.petitions import actions
from motcua.journal.models import Entry
from motcua.measures import petitions
from motcua.people.rules import Role
from motcua.site.command import main
from tests.factories import NOW, make_case, make_office
from tests.petitions import make_petition
from tests.web.steering.test_figures import _signed_in as signed_in

pytestmark = pytest.mark.django_db
_SHARES = ("on_time_percent", "published_percent", "satisfied_percent")
TODAY = date(2027, 1, 31)
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31), "today": TODAY}


@pytest.fixture
def offices():
    province = make_office(tier="province", code="H27", short_name="Tỉnh")
    return [make_office(province, code=code, short_name=name) for code, name in (("H27.9", "Xã A"), ("H27.10", "Xã B"))]


@pytest.fixture
def made(offices):
    """Six petitions of one commune, one of another, one of the year before."""
    one, other = offices
    case = make_case("received")
    published = make_petition(one, "published", dossier=case.dossier.code)
    actions.rate(petition=published, answer="satisfied", by=None, at=NOW)
    disliked = make_petition(one, "answered", withheld="personal", dossier=case.dossier.code)
    actions.rate(petition=disliked, answer="not_satisfied", by=None, at=NOW + timedelta(days=20))
    make_petition(one, "refused")
    make_petition(one, "refused", received_at=NOW - timedelta(days=10))  # too late
    make_petition(one)  # never answered: late from 15 December on
    make_petition(one, repeat_of=published.code, at=NOW + timedelta(days=1), simulated=True)
    make_petition(other, at=NOW + timedelta(days=30))
    make_petition(other, at=NOW - timedelta(days=400))


def test_every_petition_counts_once_at_its_office(made):
    found = petitions.counted(**YEAR)
    assert [(row.office, row.count.received) for row in found.rows] == [("H27.9", 6), ("H27.10", 1)]
    assert found.rows[0].count == petitions.Count(
        received=6, on_time=3, satisfied=1, late=3, done=4, refused=2, answered=2, to_publish=1, published=1, rated=2, disliked=1,
        repeated=1, dossiers=1, simulated=1,
    )  # fmt: skip
    assert found.total.count.received == 7 and found.total.on_time.percent() == "57.14"
    assert petitions.counted(**YEAR, office="H27.10").total.satisfied.percent() == "100.00"


def test_what_happened_after_the_period_is_not_known_in_it(made):
    early = {**YEAR, "last": date(2026, 11, 30)}
    found = petitions.counted(**early).total.count
    assert (found.received, found.on_time, found.disliked, found.satisfied) == (6, 5, 0, 4)
    assert petitions.counted(**{**YEAR, "today": NOW.date()}).total.count.repeated == 0


def test_without_petitions_there_is_no_share(offices):
    total = petitions.counted(**YEAR).total
    assert total.count == petitions.Count() and total.on_time.percent() is None is total.satisfied.percent()


def test_the_journal_alone_gives_the_same_figures(made):
    """A second way: the newest facts of every subject, judged by days as text, with no model and no rule of ours."""
    newest, on = {}, "2026-12-31"
    for entry in Entry.objects.filter(subject__startswith="petition/").order_by("number"):
        newest[entry.subject] = json.loads(entry.body)["facts"]
    received = on_time = satisfied = 0
    for facts in newest.values():
        day = {name: value[:10] for name, value in facts.items() if name.endswith(("_at", "_by")) and value}
        if not "2026-01-01" <= day["received_at"] <= on:
            continue
        end = day.get("refused_at") or day.get("answered_at") or on
        late = end > day["refuse_by" if "refused_at" in day else "due_at"]
        late = late or ("publish_by" in day and day.get("published_at", on) > day["publish_by"])
        received, on_time = received + 1, on_time + (not late)
        satisfied += not late and facts["satisfaction"] != "not_satisfied" and "repeated_at" not in day
    total = petitions.counted(**YEAR).total.count
    assert (received, on_time, satisfied) == (total.received, total.on_time, total.satisfied)


def test_two_statements_whatever_the_number(made, offices):
    for number in range(5):
        make_petition(offices[0], at=NOW + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as statements:
        assert petitions.counted(**YEAR, office="H27").total.count.received == 12
    assert len(statements) == 2


@pytest.mark.parametrize("given", [{"first": date(2027, 1, 1)}, {"office": "H27.99"}])
def test_a_period_that_ends_before_it_begins_and_an_unknown_office_are_refused(offices, given):
    with pytest.raises(Refused):
        petitions.counted(**{**YEAR, **given})


def _run(*words, ok=True):
    result = CliRunner().invoke(main, ["figures", "petitions", *words])
    assert (result.exit_code == 0) is ok and "Traceback" not in result.output, result.output
    return result.stdout if ok else result.stderr


def test_the_command_prints_the_same_as_json_csv_and_table(made):
    period = ("--from", "2026-01-01", "--to", "30/11/2026")
    found = json.loads(_run(*period, "--office", "H27.9", "--format", "json"))
    assert {name: found[name] for name in ("from", "to", "on")} == {
        "from": "2026-01-01", "to": "2026-11-30", "on": min("2026-11-30", clock.local_day(clock.now()).isoformat()),
    }  # fmt: skip
    assert list(found["total"]) == ["office", "name", *petitions.NAMES, *_SHARES]
    assert found["total"]["received"] == 6 and found["rows"][0]["name"] == "Xã A"
    rows = list(csv.DictReader(io.StringIO(_run(*period, "--format", "csv"))))
    assert [row["office"] for row in rows] == ["H27.9", ""] and rows[-1]["received"] == "6"
    table = _run(*period)
    assert "Toàn tỉnh (toàn bộ)" in table and "Quyết định số 766/QĐ-TTg" in table and "mô phỏng" in table


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "2026-12-01", "--to", "2026-01-01"), "Ngày đầu kỳ"),
        (("--office", "H99"), "Không có cơ quan mã «H99»"),
        (("--from", "hôm qua"), "Không đọc được ngày"),
    ],
)
def test_the_command_says_in_vietnamese_what_is_wrong(offices, words, says):
    assert says in _run(*words, ok=False)


def test_the_command_takes_the_first_and_the_last_day_that_there_are(made):
    assert "Đã nhận" in _run("--from", "0001-01-01", "--to", "9999-12-31")
    assert "Đã nhận" in _run("--from", "9999-12-31", "--to", "9999-12-31")


PAGE = "/dieu-hanh/phan-anh/{}/?from=2026-01-01&to=2026-11-27"


def test_as_of_a_day_what_was_entered_later_is_not_there_and_what_was_answered_later_waits(made):
    day = (NOW + timedelta(days=1)).date()
    now, known = (petitions.counted(**YEAR, as_of=each).total.count for each in (None, day))
    assert (now.received, known.received) == (7, 6) and (now.rated, known.rated) == (2, 1)
    assert petitions.counted(**YEAR, as_of=TODAY).total.count == now
    assert petitions.counted(**YEAR, as_of=(NOW - timedelta(days=500)).date()).total.count == petitions.Count()


def test_the_page_opens_each_figure_down_to_the_petition_and_who_may_read_it(made, offices):
    one, _other = offices
    leader, admin = (signed_in(one.parent, role) for role in (Role.LEADER, Role.ADMINISTRATOR))
    reasons = {
        "petitions_on_time": ("Trễ hạn.", "83,33 %"), "petitions_published": ("Không công khai, vì", "100,00 %"),
        "petitions_satisfied": ("Bị phản ánh lại.", "66,67 %"),
    }  # fmt: skip
    for name, (reason, share) in reasons.items():
        counted = "out" if name == "petitions_published" else "below"
        page = leader.get(f"{PAGE.format('H27')}&figure={name}&counted={counted}").content.decode()
        assert reason in page and share in page and name in page, name
        assert "/ban-lam-viec/phan-anh/PA-H27.9-" in page
    page = unescape(admin.get(f"{PAGE.format('H27')}&as_of=2026-11-21").content.decode())
    assert "PA-H27.9-" in page and "/ban-lam-viec/phan-anh/PA" not in page
    assert re.search(r'href="/dieu-hanh/phan-anh/H27.9/\?[^"]*as_of=2026-11-21', page)
    assert "Như đã biết đến hết ngày 21/11/2026" in page and "Về số liệu bây giờ" in page
    assert signed_in(one, Role.LEADER).get(PAGE.format("H27.10")).status_code == 403
    wrong = leader.get(f"{PAGE.format('H27')}&as_of=2099-01-01&page=99&figure=x&counted=y")
    assert "Ngày ấy chưa tới" in wrong.content.decode() and 'value="2099-01-01"' in wrong.content.decode()
