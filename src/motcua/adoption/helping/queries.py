"""Reading evenings, records of help, the dossiers that they may belong to, and who later filed by herself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from motcua.adoption.helping import rules
from motcua.adoption.helping.rules import HelpKind, Time
from motcua.adoption.models.helping import HelpRecord, TeamEvening
from motcua.catalogue.rules import Channel
from motcua.core import clock
from motcua.core.text import fold
from motcua.elsewhere import queries as elsewhere
from motcua.filing.models import Dossier
from motcua.filing.rules import Help, System
from motcua.filing.rules import subject as dossier_subject
from motcua.offices.models import Office
from motcua.people import keys
from motcua.people.models import Account


def open_evening(team_id: int) -> TeamEvening | None:
    """Return the evening of a team that goes on, with its team; None when there is none. One statement."""
    return TeamEvening.objects.select_related("team__office").filter(team_id=team_id, ended_at=None).first()


def evening_at(team_id: int, at: datetime) -> TeamEvening | None:
    """Return the evening of a team at a moment, that goes on or is over. One statement."""
    during = Q(ended_at=None) | Q(ended_at__gte=at)
    return TeamEvening.objects.filter(during, team_id=team_id, began_at__lte=at).order_by("-began_at").first()


def forgotten(at: datetime) -> list[TeamEvening]:
    """Return the evenings that nobody ended for longer than an evening lasts, with team and office. One statement."""
    rows = TeamEvening.objects.filter(ended_at=None, began_at__lt=at - rules.LONGEST_EVENING)
    return list(rows.select_related("team__office", "begun_by"))


def records_of(evening: TeamEvening, helper_id: int) -> list[HelpRecord]:
    """Return what a member recorded at an evening, the newest first. One statement."""
    rows = HelpRecord.objects.filter(evening=evening, helper_id=helper_id, withdrawn_at=None)
    return list(rows.order_by("-at", "-pk"))


_PLACES_FROM = timedelta(days=180)


def places(office_id: int, *, at: datetime, most: int = 5) -> list[str]:
    """Return the places to which an office's teams sent people lately, the most frequent first and none twice because
    of another letter or mark. One statement.
    """
    rows = HelpRecord.objects.filter(office_id=office_id, at__gte=at - _PLACES_FROM).exclude(booked_place="")
    counted = rows.values("booked_place").annotate(times=Count("pk")).order_by("-times", "booked_place")
    once: dict[str, str] = {}
    for row in counted[: most * 4]:
        once.setdefault(fold(row["booked_place"]), row["booked_place"])
    return list(once.values())[:most]


def bookings(team_ids: Collection[int], first: date, last: date) -> list[HelpRecord]:
    """Return the bookings of some teams on some days that were not taken back, in their order, with team and helper;
    whose they are nobody is told. One statement.
    """
    rows = HelpRecord.objects.filter(team_id__in=team_ids, booked_on__range=(first, last), withdrawn_at=None)
    order = ("booked_on", F("booked_time").asc(nulls_last=True), "booked_place", "pk")
    return list(rows.select_related("team", "helper").order_by(*order))


def last_evenings(team_id: int, most: int = 5) -> list[TeamEvening]:
    """Return the last evenings of a team that are over, the newest first. One statement."""
    rows = TeamEvening.objects.filter(team_id=team_id).exclude(ended_at=None)
    return list(rows.order_by("-began_at")[:most])


def waiting(person_key: str, procedure_id: int) -> list[HelpRecord]:
    """Return the records of help with filing elsewhere that no dossier belongs to yet, of a person and a procedure.

    With helper, office and team. One statement.
    """
    rows = HelpRecord.objects.filter(
        person_key=person_key, procedure_id=procedure_id, kind=HelpKind.FILING, dossier_code=""
    ).exclude(system=System.MOTCUA)
    return list(rows.select_related("helper", "office", "team")) if person_key else []


def of_person(account: Account) -> list[HelpRecord]:
    """Return what is recorded of a person with her consent: by her number, or for a dossier of hers; newest first.

    With office, procedure and team. Two statements at most.
    """
    if account.person is None:
        return []
    filed = Dossier.objects.filter(Q(filer=account) | Q(filer=None, applicant=account.person))
    hers = Q(dossier_code__in=filed.values("code")) & ~Q(dossier_code="")
    if account.person.personal_id:
        hers |= Q(person_key=keys.of(account.person.personal_id))
    rows = HelpRecord.objects.filter(hers, withdrawn_at=None).exclude(consent="")
    return list(rows.select_related("office", "procedure", "team").order_by("-at", "-pk"))


def of_dossier(code: str) -> HelpRecord | None:
    """Return the record of help that belongs to a dossier and is not taken back. One statement."""
    return HelpRecord.objects.filter(dossier_code=code, withdrawn_at=None).first() if code else None


def that_know_somebody(*, before: datetime) -> QuerySet[HelpRecord]:
    """Return the records from before a moment that know whose they are, the oldest first."""
    known = ~Q(person_key="") | ~Q(dossier_code="")
    return HelpRecord.objects.filter(known, at__lt=before).order_by("at", "pk")


def own_record(code: str, helper_id: int) -> HelpRecord | None:
    """Return a record that a helper made of nobody she knows, by its code; None for any other. One statement."""
    return HelpRecord.objects.filter(code=code, helper_id=helper_id, consent="").first() if code else None


def to_record(codes: Collection[str]) -> list[Dossier]:
    """Return the dossiers filed here with a helper whose help is not recorded yet, ready for it. One statement."""
    rows = Dossier.objects.filter(code__in=codes, help_noted=False, system=System.MOTCUA).exclude(helper=None)
    related = ("helper__person", "helped_office", "competent_office", "applicant", "filer__person", "procedure")
    return list(rows.defer("answers").select_related(*related).order_by("pk"))


def anybody() -> bool:
    """Return whether anybody is known by a key at all. One statement."""
    return HelpRecord.objects.exclude(person_key="").exists()


def arrived(personal_id: str, procedure_id: int) -> list[Dossier]:
    """Return what arrived here from another system about a person, online, with help unknown. One statement."""
    rows = Dossier.objects.filter(
        applicant__personal_id=personal_id, procedure_id=procedure_id, channel=Channel.ONLINE, help=Help.UNKNOWN
    ).exclude(system=System.MOTCUA)
    return list(rows.defer("answers")) if personal_id else []


def recorded(person_key: str, procedure: str) -> list[Time]:
    """Return the dossiers of other systems of a person, filed online, with help unknown, by code. Two statements."""
    subjects = {dossier_subject(code): code for code in elsewhere.of_person(person_key)}
    facts = elsewhere.last_facts(list(subjects)) if subjects else {}
    return [
        Time(subjects[subject], clock.parse_stamp(told["submitted_at"] or told["received_at"]))
        for subject, told in facts.items()
        if told["procedure"] == procedure and told["channel"] == Channel.ONLINE and told["help"] == Help.UNKNOWN
    ]


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What help an office or team gave in some days: records by kind as what they are, how many filings belong to a
    dossier, evenings that were held, people known by a key, and how many of those later filed by themselves.
    """

    office: Office
    team: str
    account: int
    booked: int
    filing: int
    matched: int
    paying: int
    withdrawn: int
    evenings: int
    people: int
    graduated: int


def lines(ids: Collection[int], first: date, last: date, *, by_team: bool) -> list[HelpLine]:
    """Return the help given at some offices and below them in some days, by office or by team of an office, by name.

    What officers gave is the line without a team. People are counted once in a line. Three statements.
    """
    during = _during("at", first, last)
    keys = ("office_id", "team_id", "team__village") if by_team else ("office_id",)
    here = HelpRecord.objects.filter(_below(ids, "office__"), during)
    live = Q(withdrawn_at=None)
    known = live & ~Q(person_key="")
    counted = here.values(*keys).annotate(
        account=Count("pk", filter=live & Q(kind=HelpKind.ACCOUNT)),
        booked=Count("pk", filter=live & Q(booked_on__isnull=False)),
        filing=Count("pk", filter=live & Q(kind=HelpKind.FILING)),
        matched=Count("pk", filter=live & Q(matched_at__isnull=False)),
        paying=Count("pk", filter=live & Q(kind=HelpKind.PAYING)),
        withdrawn=Count("pk", filter=~live),
        people=Count("person_key", filter=known, distinct=True),
        graduated=Count("person_key", filter=known & Q(graduated_at__isnull=False), distinct=True),
    )  # fmt: skip
    held = TeamEvening.objects.filter(_below(ids, "team__office__"), _during("began_at", first, last))
    held = held.exclude(ended_at=None)
    where = ("team__office_id", "team_id", "team__village") if by_team else ("team__office_id",)
    evenings = {tuple(row[name] for name in where): row["n"] for row in held.values(*where).annotate(n=Count("pk"))}
    rows = {tuple(row.pop(name) for name in keys): row for row in counted}
    at = Office.objects.in_bulk({key[0] for key in (*rows, *evenings)})
    nothing = dict.fromkeys(
        ("account", "booked", "filing", "matched", "paying", "withdrawn", "people", "graduated"), 0
    )  # fmt: skip
    found = [
        HelpLine(at[key[0]], (key[2] or "") if by_team else "", evenings=evenings.get(key, 0), **rows.get(key, nothing))
        for key in {*rows, *evenings}
    ]
    return sorted(found, key=lambda line: (fold(line.office.short_name), line.office.pk, fold(line.team)))


def graduation(ids: Collection[int], first: date, last: date) -> tuple[int, int]:
    """Return (people, graduated) of some offices and below them: people known by a key whom somebody helped in some
    days, each once, and how many of them filed by themselves later, whenever that was. One statement.
    """
    here = HelpRecord.objects.filter(_below(ids, "office__"), _during("at", first, last), withdrawn_at=None)
    told = here.exclude(person_key="").aggregate(
        people=Count("person_key", distinct=True),
        graduated=Count("person_key", filter=Q(graduated_at__isnull=False), distinct=True),
    )
    return told["people"], told["graduated"]


def _during(name: str, first: date, last: date) -> Q:
    end = clock.start_of(last + timedelta(1))
    return Q(**{f"{name}__gte": clock.start_of(first), f"{name}__lt": end})


def _below(ids: Collection[int], of: str) -> Q:
    below = Q(pk__in=[])
    for office in ids:
        below |= Q(**{f"{of}path__contains": f"/{int(office)}/"})
    return below
