"""The watch list: what devices, telephones, networks, bursts and withdrawals a month shows, and the dossiers behind.

Traces and who filed are not in the journal; they are read by plain SQL. All else is counted from the export.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import count

from django.urls import reverse

from motcua.casework import actions as casework
from motcua.core import clock
from motcua.filing import traces
from motcua.measures.watch import actions, queries
from motcua.offices.models import Office
from motcua.people.rules import Role
from tests.factories import make_case, make_citizen, make_officer, make_version
from tests.measures.cases import caught_up
from tests.recount import dossiers
from tests.recount.offices import rows

_TITLES = {
    "one_device": "Một máy nộp cho nhiều người", "one_phone": "Một số điện thoại cho nhiều người nộp",
    "own_network": "Nộp từ mạng của cơ quan, ghi «tự làm»", "burst": "Dồn hồ sơ trước ngày báo cáo",
    "withdrawn": "Nộp trực tuyến rồi rút ngay",
}  # fmt: skip
_SAYS = {
    "one_device": "{} hồ sơ của {} người nộp qua {} máy", "one_phone": "{} hồ sơ của {} người nộp ghi {} số điện thoại",
    "own_network": "{} hồ sơ ghi «tự làm» đi từ mạng của cơ quan",
    "burst": "{} trên {} hồ sơ trực tuyến của tháng vào hai ngày cuối, thường là {}",
    "withdrawn": "{} trên {} hồ sơ trực tuyến được rút trong vòng hai ngày",
}  # fmt: skip
_numbers = count(1)
_COLUMNS = (("one_device", "device", 10), ("one_phone", "phone", 8))


def page(world):
    """Every month that is asked for, found again; then the page and what is behind each line of the last two months."""
    this = world.today[:7]
    last = f"{date.fromisoformat(f'{this}-01') - timedelta(1):%Y-%m}"
    if rows("SELECT count(*) FROM catalogue_procedureversion") != [(0,)]:
        _enter(world, date.fromisoformat(f"{last}-01"))
    caught_up()
    world.read_again()
    months = sorted({this, last, *(end[:7] for _, end in world.periods)})
    for month in _all(world) if world.thorough else months:
        found = queries.found_in(date.fromisoformat(f"{month}-01"), ended=True)
        told = {str(name): {at: tuple(one) for at, one in each.items()} for name, each in found.items() if each}
        yield ("watch", month), told, {name: each for name, each in _patterns(world, month)[0].items() if each}
    actions.look(at=clock.now())
    screen = world.open(reverse("watch_list"))
    said = [
        (*(one.text() for one in li.all("strong")), *(one.text() for one in li.all("p")))
        for ul in screen.main.all("ul", within="rows") for li in ul.all("li")
    ]  # fmt: skip
    lines, held = {}, {world.tree.root, *world.own}
    for month in (last, this):
        patterns, behind = _patterns(world, month)
        for pattern, found in patterns.items():
            for at, numbers in found.items() if pattern != "burst" or month == last else ():
                if at not in held:
                    title = f"{world.tree.offices[at].name}, {month[5:]}/{month[:4]}: {_TITLES[pattern]}"
                    lines[title] = (
                        f"{_SAYS[pattern].format(*(one for one in numbers if one))}.",
                        behind.get((pattern, at), []),
                    )
    yield ("watch list",), sorted(said), sorted((title, says) for title, (says, _) in lines.items())
    for title, address in screen.links():
        if title in lines:
            one = world.open(address)
            codes = [li.text() for ul in one.main.all("ul", within="columns") for li in ul.all("li")]
            yield ("behind", title), codes, sorted(lines[title][1])[:50]


def _all(world):
    return sorted({state["received_at"][:7] for state in world.dossiers.values() if state["received_at"]})


def _enter(world, month):
    """Let people file at two communes over a month: a burst at its end, two devices, a telephone, a network, withdrawals."""
    there = world.tree.in_being(world.today, world.today)
    communes = [code for code in sorted(there) if world.tree.offices[code][2:4] == ("committee", "commune")]
    here, beside = (Office.objects.get(code=code) for code in [one for one in communes if one not in world.own][:2])
    officer = make_officer(here, Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, username="can-bo-xem")
    version = make_version(offered_by=Office.objects.get(code=world.tree.root))
    days = [month + timedelta(n) for n in range(31) if (month + timedelta(n)).month == month.month]
    working = [datetime(day.year, day.month, day.day, 9, tzinfo=clock.ZONE) for day in days if day.weekday() < 5]
    for n, at in enumerate(working[:9]):
        case = _filed(version, here, at, officer, "self")
        if n < 6:
            casework.withdraw(case=case, by=officer, at=at + timedelta(1 if n else 3), reason="Nộp nhầm")
    for n in range(24):
        helped = "helped" if n in (3, 4) else "unknown" if n in (5, 13) else "self"
        case = _filed(version, here, working[-1 - n % 2], officer, helped)
        _trace(
            case, "a" if n < 12 else "b" if n < 16 else "", n % 3 == 0, here.code if n > 12 or n == 3 else "", n == 20
        )
    for _ in range(6):
        _trace(_filed(version, beside, working[3], None, "self"), "b", False, "", False)


def _filed(version, office, at, officer, help):
    filer = make_citizen(username=f"nguoi-nop-{next(_numbers)}")
    status = "received" if officer else "new"
    return make_case(status, version=version, office=office, account=filer, at=at, officer=officer, help=help)


def _trace(case, device, shared, network, kiosk):
    dossier = case.dossier
    dossier.answers = {**dossier.answers, "contact_phone": "0912000111" if shared else f"09{dossier.filer_id:08d}"}
    traces.keep(dossier=dossier, device=device, office=network, kiosk=kiosk, days=120, at=dossier.submitted_at)


def _patterns(world, month):
    """Return {pattern: {office: (dossiers, of, sources, usual)}} of a month, and {(pattern, office): codes behind it}."""
    found, behind = defaultdict(dict), {}
    here = {state: world.dossiers[state] for (state,) in rows("SELECT d.code FROM casework_case c "
            "JOIN filing_dossier d ON d.id = c.dossier_id") if state in world.dossiers}  # fmt: skip
    days = _days(world, month)
    online = Counter({at: sum(one for one, _ in each.values()) for at, each in days.items()})
    seen = [
        line for line in rows(
            "SELECT d.code, d.filer_id, t.device, t.phone, t.office, t.kiosk FROM filing_trace t "
            "JOIN filing_dossier d ON d.id = t.dossier_id WHERE t.day >= %s AND t.day < %s", f"{month}-01", _after(month)
        ) if not line[5] and world.dossiers[line[0]]["help"] != "helped"
    ]  # fmt: skip
    for pattern, column, least in _COLUMNS:
        sources = defaultdict(list)
        for code, filer, device, phone, *_ in seen:
            sources[device if column == "device" else phone].append((code, filer))
        for source, lines in sources.items():
            filers = {filer for _, filer in lines}
            if source and len(filers) >= least:
                at = Counter(world.dossiers[code]["competent_office"] for code, _ in lines)
                most = min(at, key=lambda code: (-at[code], code))
                before = found[pattern].get(most, (0, 0, 0, 0))
                found[pattern][most] = before[0] + len(lines), before[1] + len(filers), before[2] + 1, 0
                behind.setdefault((pattern, most), []).extend(code for code, _ in lines)
    for network in {line[4] for line in seen} - {""}:
        codes = [line[0] for line in seen if line[4] == network and world.dossiers[line[0]]["help"] == "self"]
        if len(codes) >= 5:
            found["own_network"][network] = len(codes), max(len(codes), online[network]), 0, 0
            behind["own_network", network] = codes
    gone = defaultdict(list)
    for code, state in here.items():
        if state["status"] == 7 and state["channel"] == 2 and (state["received_at"] or "")[:7] == month:
            ended, received = (datetime.fromisoformat(state[name]) for name in ("ended_at", "received_at"))
            if ended - received <= timedelta(2):
                gone[state["competent_office"]].append(code)
    for at, codes in gone.items():
        if len(codes) >= 5 and len(codes) / max(online[at], 1) > 0.05:
            found["withdrawn"][at], behind["withdrawn", at] = (len(codes), online[at], 0, 0), codes
    for at, each in days.items():
        if burst := _burst(each):
            found["burst"][at] = burst
    return found, behind


def _after(month):
    return str((date.fromisoformat(f"{month}-01") + timedelta(31)).replace(day=1))


def _days(world, month):
    """Return {office: {day: [filed online, all]}} of what each office itself received in a month."""
    found = {}
    for _, at, state in dossiers.received(world.dossiers, f"{month}-01", f"{month}-31"):
        day = found.setdefault(at, {}).setdefault(state["received_at"][:10], [0, 0])
        for n, one in enumerate(dossiers.stands("all_procedures", state, state["received_at"][:10])):
            day[n] += one
    return found


def _burst(days):
    """Twenty and more than three times the usual on the last two days from Monday to Friday on which anything came."""
    working = [day for day in sorted(days) if days[day][1] and date.fromisoformat(day).isoweekday() <= 5]
    usual = [days[day][0] for day in working[:-2]]
    if len(usual) < 8:
        return None
    last, expected = sum(days[day][0] for day in working[-2:]), sum(usual) * 2 / len(usual)
    if last < 20 or last <= 3 * expected:
        return None
    return last, sum(one for one, _ in days.values()), 0, round(expected)
