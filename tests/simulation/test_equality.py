"""The bulk path leaves the same rows and entries as the actions, played one at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from django.db import transaction

from motcua.casework import actions as casework
from motcua.casework.models import Case, CaseSearch, CaseStep, ClockStop
from motcua.catalogue.rules import Channel
from motcua.core.clock import ZONE
from motcua.correspondence.actions import rate
from motcua.correspondence.models import Rating
from motcua.filing import actions as filing
from motcua.filing.models import Attachment, Dossier, Draft
from motcua.filing.rules import ForStaff, Help, System
from motcua.journal import queries as journal
from motcua.journal.models import Series, Subject
from motcua.measures import actions as measures
from motcua.measures.models import DossierFacts
from motcua.measures.states import State, states_after
from motcua.offices import actions as offices
from motcua.offices import queries as office_queries
from motcua.people.models import Account
from motcua.simulation import bulk, cast, load, scenarios, staging
from motcua.simulation.course import REASON
from motcua.simulation.scenarios import Levels
from motcua.simulation.stocking import stock
from motcua.simulation.volumes import Volume
from motcua.simulation.years.ground import grounds
from motcua.simulation.years.habits import settle
from motcua.simulation.years.planning import Planner

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 8, 0, tzinfo=ZONE)


@pytest.fixture
def played():
    """A stage of three offices in early 2026, and sixty planned dossiers on it."""
    offices.load_shipped(at=AT)
    today = scenarios.find("ha-tinh-today", on=date(2026, 4, 1))
    scenario = replace(today, catalogue=Levels(full=20, partial=12, none=9), from_portal=500)
    stock(scenario, office_queries.root(scenario.last))
    chosen = list(load.offices_of(scenario).values())[::25]
    stage = load._stage(scenario, chosen, 100, Random(3), AT)
    planned = [Volume(office.code, 14, 4, 1, 2) for office in chosen]
    return stage, load._plan(scenario, planned, stage, Random(11))


@pytest.fixture
def lived():
    """A stage of three communes and a department after the reform, and eighty dossiers of people with habits."""
    offices.load_shipped(at=AT)
    scenario = replace(scenarios.TWO_YEARS, extra=Levels(full=20, partial=12, none=9), from_portal=300)
    stock(scenario, office_queries.root(scenario.last))
    ground = grounds(scenario.stretches, Random(5))[-1]
    communes = sorted(set(ground.communes.values()))[::30]
    ground.communes = {home: code for home, code in ground.communes.items() if code in communes}
    ground.departments = ground.departments[:1]
    part = replace(scenario, first=ground.first, last=ground.last)
    citizens = staging.citizens_of(scenario, 40, random=Random(7))
    chosen = [ground.offices[code] for code in (*communes, *ground.departments)]
    stage = staging.stage_of(part, chosen, citizens, staging.result_of(at=AT), random=Random(3))
    stage.controller = cast.controller(office_queries.root(scenario.last), at=AT.replace(year=2025)).pk
    services, time = staging.services_of(stage), staging.time_of(part, stage, staging.BEYOND)
    planner = Planner(part, ground, services, time, {communes[0]: ground.first}, Random(2))
    filings = list(planner.plan(80, settle(40, sorted(ground.communes), Random(17))))
    return stage, [_led(one, number, stage) for number, one in enumerate(filings)]


def _led(one, number, stage):
    """Every fourth came of a message, was helped by somebody of a team, or is an officer's own."""
    ours, office = one.steps[0].kind == "submitted", stage.offices[one.office].code
    if number % 4 == 1 and ours:
        return replace(one, known=replace(one.known, via="abcdefg"))
    if number % 4 == 2 and ours and one.help is Help.HELPED:
        return replace(one, known=replace(one.known, helper=stage.controller, helped_office=office))
    if number % 4 == 3 and (ours or one.channel is Channel.DIRECT):
        return replace(one, known=replace(one.known, for_staff="family", staff_office=office))
    return one


def _one_at_a_time(stage, filings, random):
    ordered = sorted(filings, key=lambda one: one.submitted_at)
    for one, code in zip(ordered, bulk._codes(ordered)[0], strict=True):
        who = one.known.citizen
        citizen = random.choice(stage.citizens) if who is None else stage.citizens[who]
        crew = {
            name: Account.objects.get(pk=getattr(stage.crews[one.office], name))
            for name in ("reception", "case_officer", "approver")
        }
        case = None
        for step in one.steps:
            case = _move(case, step, one, code, citizen, crew, stage)


def _move(case, step, one, code, citizen, crew, stage):
    version, office, at = stage.versions[one.procedure], stage.offices[one.office], step.at
    if step.kind == "submitted":
        draft = filing.start_draft(version=version, office=office, by=citizen, at=at, via=one.known.via)
        Draft.objects.filter(pk=draft.pk).update(answers=stage.answered(one.procedure, citizen))
        helper = Account.objects.filter(pk=one.known.helper).first()
        helped = {"helper": helper, "office": stage.offices[one.known.helped_office], "agreed": True} if helper else {}
        filing.set_help(draft=draft, help=one.help, by=citizen, at=at, **helped)
        filing.set_for_staff(draft=draft, by=citizen, at=at, **_for_staff(one, stage))
        if one.known.digitised:
            Attachment.objects.create(draft=draft, document=stage.result)
        return casework.register(draft=draft, by=citizen, at=at, simulated=True)
    if step.kind == "accepted" and case is None:
        foreign = one.system is not System.MOTCUA
        return casework.register_received(
            version=version, office=office, channel=Channel(one.channel), by=crew["reception"], at=at,
            submitted_at=one.submitted_at, code=code if foreign else "", system=one.system,
            applicant=citizen.person, help=one.help, simulated=True, in_person=one.known.in_person,
            verified=one.known.verified, documents=[(None, stage.result)] if one.known.digitised else [],
            **({"place": one.known.place} if one.known.place else {}),
            for_staff=one.known.for_staff, staff_office=one.known.staff_office,
        )  # fmt: skip
    by_filer = Account.objects.get(pk=case.dossier.filer_id or crew["reception"].pk)
    result = stage.result if version.result_required else None
    moves = {
        "accepted": lambda: casework.accept(case=case, by=crew["reception"], at=at),
        "refused": lambda: casework.refuse(case=case, reason=REASON, by=crew["reception"], at=at),
        "assigned": lambda: casework.assign(case=case, officer=crew["case_officer"], by=crew["reception"], at=at),
        "supplement_asked": lambda: casework.ask_supplement(
            case=case, reason=REASON, by=crew["case_officer"], at=at, again=case.supplement_requests > 0
        ),
        "supplemented": lambda: casework.supplement(case=case, by=by_filer, at=at),
        "proposed": lambda: casework.propose(case=case, by=crew["case_officer"], at=at),
        "approved": lambda: casework.approve(case=case, by=crew["approver"], at=at, result=result),
        "returned": lambda: casework.return_result(case=case, by=crew["reception"], at=at),
        "withdrawn": lambda: casework.withdraw(case=case, by=by_filer, at=at),
        "rated": lambda: rate(case=case, answer=one.known.satisfaction, by=None, at=at).case,
        "corrected": lambda: casework.correct(
            case=case, reason=REASON, help=Help.HELPED, by=Account.objects.get(pk=stage.controller), at=at
        ),
    }
    return moves[step.kind]()


def _for_staff(one, stage):
    marked = one.known.for_staff
    return {
        "kind": ForStaff(marked) if marked else None,
        "office": stage.offices[one.known.staff_office] if marked else None,
    }


def _body(text):
    body = json.loads(text)
    details = body.get("details", {})
    kept = {name: len(value) if name in ("answers", "documents") else value for name, value in details.items()}
    return {**body, "details": kept}


def _left():
    """Everything that was written, without ids, salts and digests."""
    codes = dict(Case.objects.values_list("id", "dossier__code"))
    entries = [entry for entry in journal.stored() if entry["subject"].startswith("dossier/")]
    columns = ("subject", "number", "kind", "at", "recorded_at", "day", "actor")
    return {
        "entries": [(*(entry[name] for name in columns), _body(entry["body"])) for entry in entries],
        "figures": measures.tally((entry["subject"], entry["number"], entry["body"]) for entry in entries),
        "states": sorted(
            states_after((entry["subject"], entry["number"], entry["recorded_at"], entry["body"]) for entry in entries)
        ),
        "kept": sorted(DossierFacts.objects.values_list(*State._fields)),
        "dossiers": _rows(Dossier, codes, "id", "salt"),
        "cases": [
            (codes[row["id"]], {k: v for k, v in row.items() if k not in ("id", "dossier_id")})
            for row in Case.objects.order_by("dossier__code").values()
        ],
        "words": sorted(
            (codes[key], words.split()) for key, words in CaseSearch.objects.values_list("case_id", "words")
        ),
        "steps": sorted(
            (codes[row.pop("case_id")], row["entry_number"], str({**row, "id": 0})) for row in CaseStep.objects.values()
        ),
        "stops": sorted((codes[row.pop("case_id")], str({**row, "id": 0})) for row in ClockStop.objects.values()),
        "papers": sorted((paper.dossier or paper.draft.dossier).code for paper in Attachment.objects.all()),
        "ratings": sorted((codes[row.pop("case_id")], str({**row, "id": 0})) for row in Rating.objects.values()),
        "series": sorted(Series.objects.values_list()),
        "subjects": sorted(
            Subject.objects.filter(name__startswith="dossier/").values_list("name", "count", "series", "series_number"),
            key=str,
        ),
    }


def _rows(model, codes, *without):
    return [{k: v for k, v in row.items() if k not in without} for row in model.objects.order_by("code").values()]


def _dry(write):
    with transaction.atomic():
        write()
        left = _left()
        findings = [str(finding) for finding in journal.findings()]
        transaction.set_rollback(True)
    return left, findings


def test_both_paths_leave_the_same(played):
    stage, filings = played
    done = []
    quick, found = _dry(lambda: done.append(bulk.write(filings, stage, random=Random(5), report=lambda written: None)))
    slow, _ = _dry(lambda: _one_at_a_time(stage, filings, Random(5)))
    assert found == []
    kinds = {entry[2] for entry in quick["entries"]}
    assert kinds == {
        "submitted",
        "accepted",
        "refused",
        "assigned",
        "supplement_asked",
        "supplemented",
        "proposed",
        "approved",
        "returned",
    }
    assert quick["kept"] == quick["states"]
    for name in slow.keys() - {"kept"}:
        assert quick[name] == slow[name], name
    assert (done[0].entries, done[0].counted) == (len(slow["entries"]), slow["figures"])


def test_both_paths_leave_the_same_of_people_with_habits(lived):
    stage, filings = lived
    done = []
    quick, found = _dry(lambda: done.append(bulk.write(filings, stage, random=Random(5), report=lambda written: None)))
    slow, _ = _dry(lambda: _one_at_a_time(stage, filings, Random(5)))
    assert found == []
    assert {"rated", "corrected", "withdrawn"} < {entry[2] for entry in quick["entries"]}
    assert quick["kept"] == quick["states"]
    for name in slow.keys() - {"kept"}:
        assert quick[name] == slow[name], name
    assert (done[0].entries, done[0].counted) == (len(slow["entries"]), slow["figures"])


def test_the_plan_holds_what_a_desk_meets(played):
    _, filings = played
    last = {one.steps[-1].kind for one in filings}
    assert {"returned", "refused"} <= last
    assert len({one.system for one in filings}) == 2
    assert all(a.at < b.at for one in filings for a, b in zip(one.steps, one.steps[1:], strict=False))
