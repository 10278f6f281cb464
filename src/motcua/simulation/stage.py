"""What a scenario is played on: offices with their officers and calendars, procedures with levels and limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from motcua.casework import rules as casework
from motcua.casework.lists import finding
from motcua.catalogue import forms
from motcua.catalogue.models import FilingWay, ProcedureVersion
from motcua.catalogue.rules import Channel, ServiceLevel, fee_of
from motcua.core import canonical, clock
from motcua.offices import deadlines
from motcua.offices import queries as offices
from motcua.offices import rules as working_time
from motcua.offices.models import Office, OpeningHours, SpecialDay
from motcua.people.models import Account
from motcua.records.models import Document
from motcua.simulation import answers
from motcua.simulation.cast import Crew

Answers = tuple[dict[str, Any], dict[str, str]]
MARGIN = 2  # years of calendar beyond the scenario


@dataclass(slots=True)
class Stage:
    """Everything that the bulk path would otherwise ask the database for, dossier by dossier.

    `homes` are, by the number of a citizen, the keys of the communes where they live, as far as a scenario says so.
    """

    offices: dict[str, Office]
    crews: dict[str, Crew]
    citizens: list[Account]
    versions: dict[str, ProcedureVersion]
    levels: dict[str, ServiceLevel]
    result: Document
    calendars: dict[str, working_time.WorkingCalendar]
    controller: int | None = None
    homes: list[str] = field(default_factory=list)
    limits: dict[tuple[int, int], list[tuple[int, str]]] = field(default_factory=dict)
    answers: dict[str, Answers] = field(default_factory=dict)
    fees: dict[int, dict[int, bool | None]] = field(default_factory=dict)
    _written: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    _found_by: dict[tuple[str, int, bool], str] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)
    _due: dict[tuple[object, ...], tuple[datetime | None, str]] = field(default_factory=dict)

    def answered(self, procedure: str, citizen: Account) -> dict[str, Any]:
        """Return what a citizen answers in the form of a procedure."""
        template, asked = self.answers[procedure]
        person = citizen.person
        born = person.birth_date if person else None
        known = {
            "full_name": citizen.full_name,
            "personal_id": person.personal_id if person else None,
            "birth_date": born.isoformat() if born else None,
        }
        return answers.about(template, asked, known)

    def written(self, procedure: str, citizen: Account) -> tuple[str, str]:
        """Return the JSON of those answers as the database takes it and as digests do; made once for a form."""
        key = id(self.answers[procedure]), citizen.pk
        if key not in self._written:
            answered = self.answered(procedure, citizen)
            self._written[key] = json.dumps(answered), canonical.dumps(answered)
        return self._written[key]

    def found_by(self, procedure: str, citizen: Account, answered: bool) -> str:
        """Return the words by which a citizen's case is found, without its code; made once for each pair."""
        key = procedure, citizen.pk, answered
        if key not in self._found_by:
            person = citizen.person
            assert person is not None
            self._found_by[key] = finding.words_of(
                code="", procedure=procedure, name=self.versions[procedure].name,
                answers=self.answered(procedure, citizen) if answered else {},
                people=[(person.full_name, person.personal_id or "", person.phone)],
            )  # fmt: skip
        return self._found_by[key]

    def place(self, office: str) -> str:
        """Return the key of the place of an office, by its code."""
        if office not in self._places:
            self._places[office] = self.offices[office].place.key
        return self._places[office]

    def fee_due(self, version_id: int, channel: int) -> bool | None:
        """Return whether filing a version by a channel costs something; None: its record does not say."""
        return fee_of(channel, self.fees.get(version_id, {}))

    def promised(
        self, version: ProcedureVersion, channel: int, office: str, at: datetime
    ) -> tuple[datetime | None, str]:
        """Return the same as `casework.deadlines.counting.promised`; limits in days are worked out once for a day."""
        until = version.rules.get("same_day_until")
        limits = [(0, casework.SAME_DAY)] if until else self._stated(version.pk, channel)
        if not limits:
            return None, casework.NO_LIMIT
        calendar = self.calendars[office]
        start = calendar.next_opening(at)
        until_time = time.fromisoformat(until) if until else None
        in_time = until_time is None or start.time() <= until_time
        rule = deadlines.rule_on(day_of(at))
        key = (id(calendar), tuple(limits), start.date(), in_time, rule.name)
        if key not in self._due or any(unit == "hour" for _, unit in limits):
            due, unit = min((deadlines.due(calendar, at, amount, unit, until_time), unit) for amount, unit in limits)
            self._due[key] = due, f"{rule.name}:{unit}"
        return self._due[key]

    def _stated(self, version_id: int, channel: int) -> list[tuple[int, str]]:
        """Return the same as `catalogue.queries.limits`: a channel that is not spoken of has the direct limits."""
        return self.limits.get((version_id, channel), self.limits.get((version_id, Channel.DIRECT), []))


def answers_of(versions: Mapping[str, ProcedureVersion], on: date) -> dict[str, Answers]:
    """Return, by procedure, complete answers to its form, and which of them are facts about the filer."""
    own = dict(
        ProcedureVersion.objects.filter(
            form__isnull=False, pk__in=[v.pk for v in versions.values() if not v.procedure.simulated]
        ).values_list("procedure__code", "form")
    )
    general = forms.form_of(None)
    shared = answers.complete(general, on=on), answers.prefilled(general)
    found = dict.fromkeys(versions, shared)
    for code, data in own.items():
        form = forms.form_of(data)
        found[code] = answers.complete(form, on=on), answers.prefilled(form)
    return found


def limits_of(versions: Iterable[ProcedureVersion]) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """Return (amount, unit) of every limit by (version id, channel); [] where a channel is named without one."""
    found: dict[tuple[int, int], list[tuple[int, str]]] = {}
    ids = [version.pk for version in versions]
    ways = FilingWay.objects.order_by("position", "id")
    for version, channel, amount, unit in ways.values_list("version_id", "channel", "limit_amount", "limit_unit"):
        limits = found.setdefault((version, channel), [])
        if amount is not None:
            limits.append((amount, str(unit)))
    wanted = set(ids)
    return {key: limits for key, limits in found.items() if key[0] in wanted}


def calendars_of(chosen: Iterable[Office], first: date, last: date) -> dict[str, working_time.WorkingCalendar]:
    """Return the working calendar of each office by its code, some months beyond; one for all who have no own."""
    end = date(last.year + MARGIN, 12, 31)
    shared = offices.calendar(None, first, end)
    own = {
        office
        for model in (OpeningHours, SpecialDay)
        for office in model.objects.exclude(office=None).values_list("office_id", flat=True)
    }
    return {
        office.code: offices.calendar(office.pk, first, end) if own & set(offices.path_ids(office)) else shared
        for office in chosen
    }


def day_of(moment: datetime) -> date:
    """Return the local day of a moment that is in the zone of Viet Nam already."""
    return moment.date() if moment.tzinfo is clock.ZONE else clock.local_day(moment)
