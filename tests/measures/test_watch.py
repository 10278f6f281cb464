"""The watch list: each pattern is found in made histories, ordinary provinces raise hardly any, and nobody judges herself."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from motcua.casework.models import Case
from motcua.core import clock
from motcua.core.errors import Invalid
from motcua.filing import traces
from motcua.filing.models import Dossier, Draft, OnBehalf, Trace, TraceKey
from motcua.journal.models import Entry
from motcua.measures.models import DayTally, WatchFinding, WatchNote
from motcua.measures.watch import actions, queries, rules
from motcua.measures.watch.rules import PATTERNS, Day, Found, PatternName
from motcua.people.models import Appointment
from motcua.people.rules import Role
from motcua.web.shared.middleware import ACCOUNT_KEY
from tests.factories import make_case, make_citizen, make_office, make_officer, make_version

AT = datetime(2026, 11, 20, 9, tzinfo=clock.ZONE)
MONTH = date(2026, 11, 1)
TABLES = (DayTally, Dossier)


def _weekdays(month):
    days = (month + timedelta(n) for n in range(30))
    return [day for day in days if day.weekday() < 5]


def _month(ordinary, last):
    days = dict.fromkeys(_weekdays(MONTH)[:-2], ordinary)
    return days | dict.fromkeys(_weekdays(MONTH)[-2:], last)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (_month(Day(4, 10), Day(13, 19)), Found(26, 102, usual=8)),
        (_month(Day(4, 10), Day(12, 18)), None),
        (_month(Day(1, 10), Day(9, 18)), None),
        (_month(Day(0, 10), Day(10, 20)), Found(20, 20)),
        (dict(list(_month(Day(0, 1), Day(30, 30)).items())[-9:]), None),
        ({}, None),
    ],
)
def test_a_burst_is_three_times_the_usual_and_twenty_dossiers(days, found):
    assert rules.burst(days) == found


def test_saturdays_and_days_without_anything_are_no_working_days():
    days = _month(Day(4, 10), Day(13, 19)) | {date(2026, 11, 28): Day(2, 2), date(2026, 11, 2): Day(0, 0)}
    assert rules.burst(days) == Found(26, 100, usual=8)


def test_one_device_is_told_where_most_of_its_dossiers_are_and_devices_add_up():
    rows = [("x", "H27.2" if n else "H27.1", f"p{n}", 2) for n in range(10)]
    rows += [("y", "H27.2", f"q{n}", 1) for n in range(11)] + [("z", "H27.1", f"r{n}", 9) for n in range(9)]
    rows += [("", "H27.1", f"s{n}", 1) for n in range(40)]
    assert rules.shared(rows, PATTERNS[PatternName.ONE_DEVICE]) == {"H27.2": Found(31, 21, 2)}


@pytest.mark.parametrize(("count", "online", "told"), [(5, 99, True), (5, 100, False), (4, 4, False), (60, 700, True)])
def test_some_are_always_withdrawn(count, online, told):
    assert (rules.withdrawn(count, online) is not None) == told


def test_every_pattern_says_what_else_it_may_be():
    assert set(PATTERNS) == set(PatternName)
    assert all(len(each.innocent) >= 2 and each.means and each.shown_when for each in PATTERNS.values())


def _poisson(draw, mean):
    limit, count, product = 2.718281828**-mean, 0, draw.random()
    while product > limit:
        count, product = count + 1, product * draw.random()
    return count


def test_ordinary_provinces_raise_hardly_any():
    """Twenty-five provinces of forty offices: quiet and busy days, Mondays, households that share a device and a telephone."""
    raised, looked = 0, 0
    for seed in range(25):
        draw = random.Random(seed)
        for number in range(40):
            mean = draw.uniform(0.5, 25)
            days = {}
            for day in _weekdays(MONTH):
                online = _poisson(draw, mean * (1.5 if day.weekday() == 0 else 1))
                days[day] = Day(online, online + _poisson(draw, mean))
            raised += rules.burst(days) is not None
            online = sum(day.online for day in days.values())
            raised += rules.withdrawn(sum(draw.random() < 0.012 for _ in range(online)), online) is not None
            households, person = [], 0
            while person < online:
                size = draw.choice((1, 1, 1, 2, 2, 3, 4))
                households += [(f"{number}-{len(households)}", "o", f"{person + one}", 1) for one in range(size)]
                person += size
            raised += len(rules.shared(households, PATTERNS[PatternName.ONE_PHONE]))
            looked += 1
    assert raised <= looked // 200, (raised, looked)


@pytest.fixture
def above(db):
    return make_office(tier="province", code="H27")


@pytest.fixture
def here(above):
    return make_office(above, short_name="Xã Nậm Cắn")


def _filed(version, office, count, *, device="", phone="", network="", kiosk=False, help="self", day=AT):
    for _ in range(count):
        citizen = make_citizen()
        case = make_case(version=version, office=office, account=citizen, at=day)
        Dossier.objects.filter(id=case.dossier_id).update(help=help)
        dossier = Dossier.objects.get(id=case.dossier_id)
        dossier.answers = {**dossier.answers, "contact_phone": phone or f"09{citizen.pk:08d}"}
        traces.keep(dossier=dossier, device=device, office=network, kiosk=kiosk, days=60, at=day)


def test_one_account_that_files_for_many_is_seen_unless_a_helper_stood_beside(above, here):
    version = make_version(offered_by=above)
    _filed(version, here, 20, device="a", help="helped")
    dossiers = list(Dossier.objects.order_by("pk"))
    one, helper = dossiers[0].filer, make_officer(here, Role.RECEPTION)
    Dossier.objects.update(filer=one)
    for dossier in dossiers:
        draft = Draft.objects.get(dossier=dossier)
        OnBehalf.objects.create(draft=draft, dossier=dossier, basis="mandate", full_name="A")
    Dossier.objects.filter(pk__in=[each.pk for each in dossiers[:5]]).update(helper=helper)
    actions.look(at=AT)
    assert _found(here) == {"one_device": (15, 15, 1)}


def _found(office=None):
    rows = WatchFinding.objects.filter(**({"office": office.code} if office else {}))
    return {row.pattern: (row.dossiers, row.of, row.sources) for row in rows}


def test_traces_tell_a_device_a_telephone_and_the_offices_own_network(above, here):
    version, other = make_version(offered_by=above), make_office(above)
    _filed(version, here, 10, device="a")
    _filed(version, here, 10, device="b", help="helped", network=here.code)
    _filed(version, here, 10, device="c", kiosk=True, network=here.code)
    _filed(version, other, 8, phone="+84 912 000 111")
    _filed(version, other, 5, device="d", network=other.code)
    assert actions.look(at=AT) == 3
    assert _found(here) == {"one_device": (10, 10, 1)}
    assert _found(other) == {"one_phone": (8, 8, 1), "own_network": (5, 5, 0)}
    codes = queries.codes(WatchFinding.objects.get(pattern="one_device"))
    assert len(codes) == 10 and actions.look(at=AT) == 0


def test_what_is_withdrawn_at_once_is_found_by_its_cases(above, here):
    version = make_version(offered_by=above)
    for number in range(6):
        case = make_case("received", version=version, office=here, at=AT)
        hours = 30 if number else 72
        Case.objects.filter(id=case.id).update(status=7, ended_at=case.received_at + timedelta(hours=hours))
    actions.look(at=AT)
    assert _found() == {"withdrawn": (5, 0, 0)}
    assert len(queries.codes(WatchFinding.objects.get())) == 5


def test_a_burst_is_looked_for_when_the_month_is_over(above, here):
    for day, each in _month(Day(4, 10), Day(13, 19)).items():
        DayTally.objects.create(axis="competent", office=here.code, day=day.isoformat(),
                                all_procedures_self=each.online, all_procedures_below=each.all)  # fmt: skip
    assert actions.look(at=AT) == 0
    assert actions.look(at=datetime(2026, 12, 1, 9, tzinfo=clock.ZONE)) == 1
    assert _found(here) == {"burst": (26, 102, 0)}


def test_traces_end_with_their_keys_and_tell_nothing_across_months(above, here):
    version = make_version(offered_by=above)
    _filed(version, here, 1, device="a", phone="0912000111", day=AT - timedelta(40))
    _filed(version, here, 1, device="a", phone="0912000111", day=AT)
    first, second = Trace.objects.order_by("day")
    assert first.device != second.device and first.phone != second.phone
    assert traces.clear(at=AT + timedelta(20)) == 0
    assert traces.clear(at=AT + timedelta(21)) == 1
    assert list(TraceKey.objects.values_list("month", flat=True)) == ["2026-11"]
    assert traces.clear(at=AT + timedelta(61)) == 1 and not TraceKey.objects.exists()
    assert not Entry.objects.filter(body__contains=second.device).exists()
    traces.keep(dossier=second.dossier, device="a", office="", kiosk=False, days=0, at=AT)
    assert not Trace.objects.exists()


@pytest.fixture
def finding(here):
    numbers = {"dossiers": 26, "of": 106, "sources": 0, "usual": 8}
    return WatchFinding.objects.create(office=here.code, month="2026-11", pattern="burst", found_on=MONTH, **numbers)


def _client(account):
    client = Client()
    session = client.session
    session[ACCOUNT_KEY] = account.pk
    session.save()
    return client


def test_somebody_above_judges_and_her_words_stay_out_of_the_journal(finding, above):
    client = _client(make_officer(above, Role.LEADER))
    page = client.get("/dieu-hanh/can-xem/").content.decode()
    assert "Xã Nậm Cắn, 11/2026" in page and "thường là 8" in page and "hơn 5 % số" in page
    address = f"/dieu-hanh/can-xem/{finding.pk}/"
    answer = client.post(address, {"outcome": "", "words": " "})
    assert answer.status_code == 422
    assert "Chọn một kết luận." in answer.content.decode() and not WatchNote.objects.exists()
    answer = client.post(address, {"outcome": "explained", "words": "Buổi hướng dẫn ngày 27."})
    assert answer.status_code == 302
    page = client.get(address).content.decode()
    assert "Có lý do chính đáng" in page and "Buổi hướng dẫn ngày 27." in page
    entry = Entry.objects.get(subject=f"watch/{finding.office}/2026-11/burst")
    assert entry.kind == "watch_judged" and "explained" in entry.body and "hướng dẫn" not in entry.body


def test_nobody_judges_her_own_office_nor_one_that_she_does_not_reach(finding, above, here):
    both = make_officer(above, Role.LEADER)
    Appointment.objects.create(account=both, office=here, role=Role.CASE_OFFICER, valid_from=MONTH)
    for account in (make_officer(here, Role.LEADER), make_officer(make_office(above), Role.LEADER), both):
        client = _client(account)
        assert "Xã Nậm Cắn, 11/2026" not in client.get("/dieu-hanh/can-xem/").content.decode()
        assert client.get(f"/dieu-hanh/can-xem/{finding.pk}/").status_code == 404


def test_a_note_needs_an_outcome_and_words_and_what_was_judged_stays(finding, above):
    judge = make_officer(above, Role.LEADER)
    with pytest.raises(Invalid) as raised:
        actions.judge(finding=finding, outcome="x", words="a" * 2001, by=judge, at=AT)
    assert set(raised.value.errors) == {"outcome", "words"}
    counters = [list(table.objects.values()) for table in TABLES]
    actions.judge(finding=finding, outcome="confirmed", words="Đã hỏi.", by=judge, at=AT)
    actions.judge(finding=finding, outcome="explained", words="Hỏi lại.", by=judge, at=AT)
    assert [list(table.objects.values()) for table in TABLES] == counters
    assert WatchNote.objects.count() == 2


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_takes_the_same_statements_at_any_size(above, django_assert_num_queries, size):
    for _ in range(size):
        office = make_office(above)
        numbers = {"dossiers": 26, "of": 106, "sources": 0, "usual": 8}
        WatchFinding.objects.create(office=office.code, month="2026-11", pattern="burst", found_on=MONTH, **numbers)
    client = _client(make_officer(above, Role.LEADER))
    with django_assert_num_queries(6):
        assert client.get("/dieu-hanh/can-xem/").status_code == 200
