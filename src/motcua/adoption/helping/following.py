"""Following the journal: help that a filing tells of by itself, records that belong to what arrives, who graduated."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from motcua.adoption.helping import actions, filed, queries, rules
from motcua.adoption.helping.rules import Time
from motcua.adoption.models.helping import HelpRecord
from motcua.catalogue.models import Procedure
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.elsewhere import queries as elsewhere
from motcua.filing.models import Dossier
from motcua.filing.rules import Help, System
from motcua.journal import actions as journal
from motcua.journal.queries import Stored
from motcua.people import keys

_KINDS = frozenset({"submitted", "accepted", "recorded", "recorded_again", "arrival_updated"})


class _Filed(NamedTuple):
    code: str
    procedure: str
    submitted_at: datetime
    elsewhere: bool
    help: str


def follow(*, at: datetime, limit: int = 1000) -> int:
    """Take the next entries of the journal and return how many were read; 0: nothing to do.

    Records, links and cursor are one transaction. Only filings online are looked at.
    """
    return journal.read(rules.READER, lambda entries: take(entries, at=at), limit=limit)


def take(entries: Iterable[Stored], *, at: datetime) -> None:
    """Do what entries ask for; handed over again, they ask for nothing more. Inside a transaction."""
    told = {one.code: one for one in map(_filed, entries) if one is not None}
    helped = [one.code for one in told.values() if one.help == Help.HELPED and not one.elsewhere]
    if helped:
        _record(helped, at)
    alone = [one for one in told.values() if one.help == Help.SELF]
    unknown = [one for one in told.values() if one.help == Help.UNKNOWN and one.elsewhere]
    if (alone or unknown) and queries.anybody():
        people = _people([one.code for one in (*alone, *unknown)])
        _graduate(alone, people)
        for one in sorted(unknown, key=lambda one: (one.submitted_at, one.code)):
            _match(one, people.get(one.code, ""), at)


def _filed(entry: Stored) -> _Filed | None:
    if entry.kind not in _KINDS or not entry.subject.startswith(rules.DOSSIERS):
        return None
    facts: dict[str, Any] = json.loads(entry.body).get("facts", {})
    when = facts.get("submitted_at") or facts.get("received_at")
    if facts.get("channel") != Channel.ONLINE or not when:
        return None
    code = entry.subject.removeprefix(rules.DOSSIERS)
    there = facts.get("system") != System.MOTCUA
    return _Filed(code, facts.get("procedure", ""), clock.parse_stamp(when), there, facts.get("help", ""))


def _people(codes: list[str]) -> dict[str, str]:
    """Return the keys of who is behind some dossiers, as far as known. Two statements."""
    rows = Dossier.objects.filter(code__in=codes).exclude(applicant__personal_id=None)
    here = {code: keys.of(number) for code, number in rows.values_list("code", "applicant__personal_id")}
    return elsewhere.person_keys(codes) | here


def _record(codes: list[str], at: datetime) -> None:
    """Record the help that filings here tell of, where that was not done when they were sent."""
    for one in queries.to_record(codes):
        filed.record(dossier=one, at=at)


def _graduate(alone: list[_Filed], people: dict[str, str]) -> None:
    """Note of everybody who filed by herself when she first did so after she was helped."""
    by_herself = defaultdict(list)
    for one in alone:
        if key := people.get(one.code, ""):
            by_herself[key].append(one.submitted_at)
    rows = HelpRecord.objects.filter(person_key__in=list(by_herself), graduated_at=None)
    for number, key, at in rows.values_list("pk", "person_key", "at"):
        if later := [each for each in by_herself[key] if each > at]:
            HelpRecord.objects.filter(pk=number).update(graduated_at=min(later))


def _match(dossier: _Filed, person_key: str, at: datetime) -> None:
    procedure = Procedure.objects.filter(code=dossier.procedure).first() if person_key else None
    waiting = queries.waiting(person_key, procedure.pk) if procedure else []
    times = {str(one.pk): one for one in waiting}
    about = Time(dossier.code, dossier.submitted_at)
    found = rules.nearest(about, [Time(key, one.at) for key, one in times.items()], filed=True)
    if found is not None:
        actions.link(record=times[found.key], dossier_code=dossier.code, at=at)
