"""Histories of a small province as Hypothesis makes them up: filings, work, splits, merges, corrections, late entries."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from motcua.core import clock
from motcua.measures import actions as figures
from motcua.offices.models import Office, OfficeSuccession
from tests.measures.cases import Filing, province

DAYS = 420
_few = st.integers(0, 9)
_moments = st.integers(0, DAYS * 600)  # minutes of ten hours a day
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("file"), _moments, _few, st.sampled_from([1, 2, 2, 3]), st.sampled_from(["self", "helped", "unknown"]),
                  st.sampled_from(["full", "partial", "none"]), st.booleans(), st.integers(0, 40)),
        st.tuples(st.just("work"), _moments, _few, st.integers(0, 60)),
        st.tuples(st.just("late"), _moments, _few, st.integers(1, 90)),
        st.tuples(st.just("ask"), _moments, _few, st.integers(0, 30)),
        st.tuples(st.just("correct"), _moments, _few, st.integers(-60, 20), st.integers(0, 3)),
        st.tuples(st.just("split"), _moments, _few),
        st.tuples(st.just("merge"), _moments, _few, _few),
        st.tuples(st.just("count"), _moments, st.integers(1, 30)),
    ),
    min_size=10, max_size=45,
)  # fmt: skip


def begin(today):
    """Return the first day of the histories that end about a day: all of last year is in them."""
    return date(today.year - 1, 1, 1) if today.month > 2 else today - timedelta(DAYS)


class Story:
    """A province in which the events happen, in the order in which they are recorded."""

    def __init__(self, today):
        self.first, self.filing = begin(today), Filing()
        self.last = today
        self.offices = [one for code, one in province().items() if code != "H27"]
        Office.objects.update(valid_to=None)  # what ends here ends by a split or a merge
        self.root = Office.objects.get(code="H27")
        self.codes = []

    def tell(self, events):
        """Let the events happen; those for which there is no dossier or office yet are nothing."""
        for name, moment, *given in sorted(events, key=lambda event: event[1]):
            at = self._moment(moment)
            getattr(self, f"_{name}")(at, *given)

    def _moment(self, minutes):
        day, minute = divmod(minutes, 600)
        day = min(self.first + timedelta(day * (self.last - self.first).days // DAYS), self.last - timedelta(1))
        return datetime.combine(day, time(7, 30), clock.ZONE) + timedelta(minutes=minute)

    def _at(self, at, code, kind, **facts):
        self.filing.at = at
        self.filing.went_on(code, kind, **facts)

    def _there(self, at):
        day = at.date()
        return [one for one in self.offices if (one.valid_from or day) <= day <= (one.valid_to or day)]

    def _file(self, at, office, channel, help, level, required, days):
        """Filed and, for online ones after some days, received; due so many days later."""
        where = self._pick(self._there(at), office)
        self.filing.at = at
        given = {
            "competent_office": where.code, "channel": channel, "help": help, "service_level": level,
            "result_required": required, "submitted_at": clock.stamp(at), "digitised": (True, False, None)[days % 3],
            "verified": None if office % 3 == 2 else channel == 2, "reused": (0, 1, 2, None)[days % 4], "procedure": f"1.00{office % 4}", "place": where.place.key,
            "in_person": None if channel == 2 else ("prefers" if days % 2 else "no_phone"), "simulated": days % 5 == 0,
            "fee_due": (None, True, False, True)[office % 4], "paid_online": (None, True, False)[days % 3],
            "shared": (None, True, False)[office % 3],
            "due_at": clock.stamp(at + timedelta(days)) if days else None,
        }  # fmt: skip
        code = f"{where.code}-{at:%y%m%d}-{len(self.codes) + 1:04d}"
        self.codes.append(code)
        if channel == 2:
            self.filing.opened("submitted", code, **given, received_at=None, received_office=None, status=1)
        else:
            at_counter = self._pick([where, self.root], days).code
            self.filing.opened("accepted", code, **given, received_at=clock.stamp(at), received_office=at_counter)

    def _work(self, at, dossier, days):
        """The next thing that is done with a dossier, `days` say which where there is a choice."""
        code, facts = self._known(dossier)
        if code is None:
            return
        status, stamp = facts["status"], clock.stamp(at)
        if status == 1 and days % 7 == 0:
            self._at(at, code, "refused", status=3, ended_at=stamp)
        elif status == 1:
            self._at(at, code, "accepted", status=2, received_at=stamp, received_office=facts["competent_office"])
        elif status == 2:
            division = facts["competent_office"] if days % 2 else "H27.31.1"
            self._at(at, code, "assigned", status=4, officer=days % 3 + 11, division=division)
        elif status == 5:
            asked = [[start, end or stamp] for start, end in facts["requests"]]
            due = facts["due_at"]
            moved = {"judged_due_at": facts["judged_due_at"] or due, "due_at": due and max(due, stamp)} if due else {}
            self._at(at, code, "supplemented", status=4, requests=asked, **moved)
        elif status == 4 and days % 9 == 0:
            self._at(at, code, "withdrawn", status=7, ended_at=stamp)
        elif status == 4:
            self._at(at, code, "approved", status=9, finished_at=stamp, electronic_result=days % 4 > 0)
        elif status == 9:
            self._at(at, code, "returned", status=10, returned_at=stamp)
        elif status == 10 and facts["satisfaction"] is None:
            self._at(at, code, "rated", satisfaction=("satisfied", "not_satisfied", "very_satisfied")[days % 3])

    def _ask(self, at, dossier, days):
        code, facts = self._known(dossier)
        if code and facts["status"] in (2, 4):
            self._at(at, code, "supplement_asked", status=5, requests=[*facts["requests"], [clock.stamp(at), None]])

    def _late(self, at, dossier, days):
        """What happened days ago is entered only now: a receipt by paper, or a result that came as a file."""
        code, facts = self._known(dossier)
        before = at - timedelta(days)
        if code is None or days % 2:
            where = self._pick(self._there(before), dossier)
            self.filing.at = at
            code = f"{where.code}-{before:%y%m%d}-{len(self.codes) + 1:04d}"
            self.codes.append(code)
            stamp = clock.stamp(before)
            self.filing.opened(
                "accepted", code, competent_office=where.code, received_office=where.code, channel=1, help="unknown",
                submitted_at=stamp, received_at=stamp, due_at=clock.stamp(before + timedelta(dossier)),
            )  # fmt: skip
        elif facts["status"] in (9, 10):
            self._at(at, code, "corrected", electronic_result=True)

    def _correct(self, at, dossier, days, what):
        """How, when or where it came in is put right."""
        code, facts = self._known(dossier)
        if code is None or facts["received_at"] is None:
            return
        if what == 0:
            self._at(at, code, "corrected", channel=1 if facts["channel"] == 3 else 3)
        elif what == 1:
            self._at(at, code, "corrected", help="helped" if facts["help"] != "helped" else "unknown")
        elif what == 2:
            moved = datetime.fromisoformat(facts["received_at"]) + timedelta(days)
            self._at(at, code, "corrected", received_at=clock.stamp(min(moved, at)))
        else:
            self._at(at, code, "corrected", received_office="H27")

    def _split(self, at, office):
        """An office ends the day before; two take over its work."""
        old = self._ends(at, office)
        if old is not None:
            for number in (1, 2):
                self._follows(old, f"{old.short_name} {number}", at, [old])

    def _merge(self, at, one, other):
        """Two end; one takes over from both."""
        old = self._ends(at, one)
        also = self._ends(at, other) if old else None
        if old is not None:
            self._follows(old, f"{old.short_name} mới", at, [each for each in (old, also) if each])

    def _ends(self, at, office):
        there = [one for one in self._there(at) if one.kind == "committee" and (one.valid_from or date.min) < at.date()]
        if not there:
            return None
        old = self._pick(there, office)
        old.valid_to = at.date() - timedelta(1)
        old.save()
        return old

    def _follows(self, old, name, at, before):
        number = 50 + len(self.offices)
        made = Office.objects.create(
            code=f"H27.{number}", name=name, short_name=name, tier=old.tier, kind=old.kind, place=old.place,
            parent=self.root, path="", valid_from=at.date(),
        )  # fmt: skip
        made.path = f"{self.root.path}{made.pk}/"
        made.save()
        OfficeSuccession.objects.bulk_create(
            OfficeSuccession(predecessor=one, successor=made, extent="part") for one in before
        )
        self.offices.append(made)

    def _count(self, at, entries):
        """The reader of the journal gets on a bit."""
        figures.roll_up(entries)

    def _known(self, dossier):
        if not self.codes:
            return None, None
        code = self._pick(self.codes, dossier)
        return code, self.filing.known[code]

    @staticmethod
    def _pick(among, number):
        return among[number * 7 % len(among)]
