"""The programme of the demonstration: played once, so that no page of a leader is empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from motcua.adoption.directives import queries as directives
from motcua.adoption.helping import following
from motcua.adoption.helping import queries as helping
from motcua.adoption.models import (
    Difficulty,
    Directive,
    DirectiveShare,
    Plan,
    PlanTask,
    ProgrammeAction,
    Target,
    TeamMembership,
    TrainingClass,
)
from motcua.core.clock import ZONE
from motcua.filing.models import Dossier
from motcua.journal.models import Entry
from motcua.journal.queries import Stored, findings
from motcua.offices import actions as offices
from motcua.offices import queries
from motcua.simulation.cast import Known
from motcua.simulation.programme import present
from motcua.simulation.scenarios import Levels, find
from motcua.simulation.stocking import stock

pytestmark = pytest.mark.django_db
MEMBERS = (Known("Thái Bá Mẫu", "male", date(1979, 7, 27), "099079990012"),
           Known("Hoàng Thị Mẫu", "female", date(2003, 1, 18), "099303990005"))  # fmt: skip


def test_what_a_province_did_is_there_once():
    day = date(2027, 2, 3)  # over two years, of which the second has just begun
    at = datetime(day.year, day.month, day.day, 10, tzinfo=ZONE)
    offices.load_shipped(at=at)
    stock(replace(find("ha-tinh-today", on=at.date()), catalogue=Levels(12, 6, 4)), queries.root(at.date()))
    assert present.play(at=at, commune="H27.119", members=MEMBERS)
    assert not present.play(at=at)
    assert Target.objects.filter(year=day.year, replaced_at=None).count() > 69
    assert {held.state for held in TrainingClass.objects.all()} == {"held"}
    touched = set(ProgrammeAction.objects.values_list("office__tier", flat=True))
    assert touched == {"commune"} and ProgrammeAction.objects.count() >= 20
    assert 0 < Plan.objects.count() < DirectiveShare.objects.count()
    assert 0 < PlanTask.objects.filter(done_at=None).count() < PlanTask.objects.count()
    newest = Directive.objects.order_by("-issued_on").first()
    assert newest.due_on == day - timedelta(1) or newest.due_on.year < day.year
    assert directives.owners(DirectiveShare.objects.first().office, on=day)
    assert list(findings()) == []
    _assert_the_commune_helped_told_and_asked(at)


def _assert_the_commune_helped_told_and_asked(at):
    entries = Entry.objects.order_by("id").values_list(*Stored._fields)
    following.take(map(Stored._make, entries), at=at)  # what its worker does with all that is committed
    leading, young = TeamMembership.objects.filter(person__personal_id__in=[one.number for one in MEMBERS])
    assert leading.leads and young.youth_union and young.person.helps_ready
    whole = helping.lines([queries.root(at.date()).pk], date(2027, 1, 1), at.date(), by_team=True)
    assert [(one.team, one.evenings, one.account, one.filing, one.matched) for one in whole] == [("Thôn 2", 2, 2, 9, 9)]
    assert sum(one.graduated for one in whole) >= 2
    assert sorted(Dossier.objects.exclude(for_staff="").values_list("for_staff", "channel")) == [
        ("family", 2), ("self", 1), ("self", 2)
    ]  # fmt: skip
    assert len(set(Dossier.objects.exclude(via="").values_list("via", flat=True))) == 3
    here = Difficulty.objects.filter(office__code="H27.119").order_by("raised_at").values_list("state", flat=True)
    assert list(here)[-4:] == ["solved", "solved", "answered", "open"]
