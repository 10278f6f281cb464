"""Reading petitions: lists for offices, one with its history, what is published, and what figures are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from motcua.casework.models import Case
from motcua.core import clock, text
from motcua.correspondence.petitions import rules
from motcua.correspondence.petitions.models import Petition
from motcua.correspondence.petitions.rules import CLOSED, Course, PetitionMove, PetitionStage, State
from motcua.correspondence.rules import Satisfaction
from motcua.journal.models import Entry
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind
from motcua.people.models import Account
from motcua.people.rules import Ability, Thing, Who, reach

MOST = 200
A_PAGE = 20
_EARLIEST = date(1970, 1, 1)
_MOMENTS = (
    "received_at", "refuse_by", "ask_by", "due_at", "asked_at", "lapse_by", "supplemented_at", "refused_at",
    "answered_at", "publish_by", "published_at", "rated_at", "repeated_at",
)  # fmt: skip


def facts(petition: Petition) -> dict[str, Any]:
    """Return the whole state that entries of the journal carry: codes, choices and moments, no words, no person."""
    told = {name: getattr(petition, name) for name in _MOMENTS}
    return {
        "office": petition.office.code,
        "source": str(petition.source),
        "stage": str(petition.stage),
        "withheld": str(petition.withheld) or None,
        "satisfaction": str(petition.satisfaction) or None,
        "dossier": petition.dossier.code if petition.dossier else None,
        "simulated": petition.simulated,
        **{name: clock.stamp(moment) if moment else None for name, moment in told.items()},
    }


def thing(petition: Petition) -> Thing:
    """Return a petition as the rules of access see it. No statement when it came with its office."""
    return Thing(offices=frozenset(offices.path_ids(petition.office)), person_id=petition.person_id)


def state(petition: Petition, at: datetime) -> State:
    """Return what decides which moves are open at a moment. No statement."""
    waited = petition.wait_until
    return State(
        PetitionStage(petition.stage),
        asked=petition.asked_at is not None,
        to_publish=petition.publish_by is not None,
        rated=bool(petition.satisfaction),
        lapsed=waited is not None and clock.local_day(at) > waited,
    )


def moves(petition: Petition, at: datetime) -> list[PetitionMove]:
    """Return the moves that are open at a moment, the likeliest first, whoever makes them. No statement."""
    now = state(petition, at)
    return [move for move in rules.MOVES if rules.may_move(move, now)]


def is_late(petition: Petition, on: date) -> bool:
    """Return whether a limit was passed by the end of a day. No statement."""
    return rules.judge(_course(petition), on).late


def petition(code: str) -> Petition | None:
    """Return a petition by its code as it is typed, with office, dossier and what it repeats; None for none such.

    One statement.
    """
    found = Petition.objects.select_related("office", "dossier", "repeat_of")
    return found.filter(code=text.one_line(code).upper()).first()


def with_outside_code(code: str) -> Petition | None:
    """Return the petition that came from the portal under a code. One statement."""
    return Petition.objects.filter(outside_code=code).first() if code else None


def own(person_id: int) -> list[Petition]:
    """Return what a person sent with her e-ID, the newest first, with its offices, at most MOST. One statement."""
    found = Petition.objects.filter(person_id=person_id).select_related("office")
    return list(found.order_by("-received_at", "-id")[:MOST])


def waiting_of(person_id: int) -> int:
    """Return how many petitions of a person wait for an answer. One statement."""
    waiting = (PetitionStage.OPEN, PetitionStage.SUPPLEMENT_ASKED)
    return Petition.objects.filter(person_id=person_id, stage__in=waiting).count()


def same(
    office: Office | None, told: Mapping[str, str], *, since: datetime, person_id: int | None
) -> Petition | None:  # fmt: skip
    """Return a petition to an office that somebody brought as `told` (by column) a few minutes before `since`: the same
    form, sent twice. One statement.
    """
    lately = (since - rules.AGAIN, since + rules.AGAIN)
    of: dict[str, Any] = {"office": office, "person_id": person_id, "stage": PetitionStage.OPEN}
    return Petition.objects.filter(**of, **told, received_at__range=lately).order_by("pk").first()


def locked(petition_id: int) -> Petition:
    """Return a petition with office and dossier, locked until commit. Raises Petition.DoesNotExist."""
    held = Petition.objects.select_for_update(of=("self",), no_key=True).select_related("office", "dossier")
    return held.get(pk=petition_id)


@dataclass(frozen=True, slots=True)
class Listed:
    """Petitions of a person's offices: at most MOST of them, and how many there are to do and done."""

    rows: list[Petition]
    to_do: int
    done: int


def listed(who: Who, *, done: bool = False, words: str = "") -> Listed:
    """Return the petitions of a person's offices that wait for something, what is due first first; or those done.

    `words`, marks or not, must all be found in title, name or a code; then those to do and those done are counted
    among what was found. Two statements.
    """
    found = Petition.objects.filter(_near(who, Ability.SEE_PETITIONS))
    for word in text.fold(words).split():
        found = found.filter(found_by__contains=word)
    waiting = Q(next_due_at__isnull=False)
    counted = found.aggregate(to_do=Count("id", filter=waiting), done=Count("id", filter=~waiting))
    chosen = found.filter(~waiting if done else waiting).select_related("office")
    order = ("-received_at", "-id") if done else ("next_due_at", "id")
    return Listed(list(chosen.order_by(*order)[:MOST]), counted["to_do"], counted["done"])


def may_go_to(who: Who, *, on: date) -> list[Office]:
    """Return the offices for which a person takes in petitions: committees and departments of hers. One statement."""
    kinds = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT)
    found = offices.reached(reach(who, Ability.TAKE_PETITIONS), on=on)
    return [office for office in found if office.kind in kinds]


class Told(NamedTuple):
    """One line of a petition's history: the kind of entry, when it happened, and who did it ("" for nobody)."""

    kind: str
    at: datetime
    by: str


def history(petition: Petition) -> list[Told]:
    """Return what happened to a petition, in order, as the journal tells it. Two statements."""
    entries = Entry.objects.filter(subject=rules.subject(petition.code)).order_by("number")
    told = list(entries.values_list("kind", "at", "actor"))
    ids = {int(actor.removeprefix("account:")) for _, _, actor in told if actor.startswith("account:")}
    names = dict(Account.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    by = {f"account:{pk}": name for pk, name in names.items()}
    return [Told(kind, clock.parse_stamp(at), by.get(actor, "")) for kind, at, actor in told]


def repeats(petition: Petition) -> list[str]:
    """Return the codes of the petitions that bring this one forward again. One statement."""
    return list(Petition.objects.filter(repeat_of=petition).values_list("code", flat=True))


@dataclass(frozen=True, slots=True)
class Published:
    """A page of what is published, the newest first, and how many there are in all."""

    rows: list[Petition]
    count: int

    @property
    def pages(self) -> int:
        return -(-self.count // A_PAGE)


def published(*, office: Office | None = None, words: str = "", page: int = 1) -> Published:
    """Return a page of published petitions, of one office and those below it or of all.

    `words`, marks or not, must all be in the published title, words or answer. Two statements.
    """
    found = _published().filter(office__path__startswith=office.path if office else "/")
    for word in text.fold(words).split():
        found = found.filter(public_found_by__contains=word)
    first = (page - 1) * A_PAGE
    return Published(list(found[first : first + A_PAGE]), found.count())


def published_one(code: str) -> Petition | None:
    """Return a published petition; None for one that is not, or not there. One statement."""
    return _published().filter(code=text.one_line(code)).first()


def offices_with_published() -> list[Office]:
    """Return the offices of which something is published. One statement."""
    ids = Petition.objects.filter(published_at__isnull=False).values("office_id")
    return list(Office.objects.filter(pk__in=ids).order_by("path"))


class Brought(NamedTuple):
    """A petition as figures count it: whose it is (code and name), about which dossier (id or code), and its course."""

    code: str
    office: str
    name: str
    dossier: int | str | None
    simulated: bool
    course: Course


def brought(first: date, last: date, *, under: str = "/") -> Iterator[Brought]:
    """Yield the petitions received from `first` to `last` by offices below a path, with that office. One statement."""
    since, until = clock.start_of(max(first, _EARLIEST)), clock.start_of(last + timedelta(1))
    found = Petition.objects.filter(received_at__gte=since, received_at__lt=until, office__path__startswith=under)
    names = ("code", "office__code", "office__short_name", "dossier_id", "simulated", *Course._fields)
    for code, office, name, dossier, simulated, *course in found.values_list(*names):
        yield Brought(code, office, name, dossier, simulated, Course(*course))


def known(first: date, last: date, day: date, *, under: str = "/") -> Iterator[Brought]:
    """Yield the same as they were known at the end of a day, from the journal: what was recorded until then.

    Where a petition was, and whether it was told of at all, is that of the day. Two statements.
    """
    places = {office.code: office for office in Office.objects.filter(path__startswith=under)}
    since, until = clock.start_of(max(first, _EARLIEST)), clock.start_of(last + timedelta(1))
    came = Petition.objects.filter(received_at__gte=since, received_at__lt=until)
    subjects = came.annotate(subject=Concat(Value(rules.subject("")), "code", output_field=TextField()))
    told = Entry.objects.filter(
        subject__in=subjects.values("subject"), recorded_at__lte=clock.stamp(clock.end_of(day))
    ).order_by("subject", "number")  # fmt: skip
    for subject, entries in groupby(told.values_list("subject", "body"), key=lambda one: one[0]):
        bodies = [body for _subject, body in entries]
        facts, first_told = (json.loads(body)["facts"] for body in (bodies[-1], bodies[0]))
        if office := places.get(facts["office"]):
            yield _brought(subject.removeprefix(rules.subject("")), office, facts, first_told["due_at"])


def _brought(code: str, office: Office, facts: Mapping[str, Any], first_due_at: str) -> Brought:
    moments = {name: facts[name] and clock.parse_stamp(facts[name]) for name in _MOMENTS}
    course = Course(**moments, first_due_at=clock.parse_stamp(first_due_at), satisfaction=facts["satisfaction"] or "")
    return Brought(code, office.code, office.short_name, facts["dossier"], facts["simulated"], course)


def any_until(last: date) -> bool:
    """Return whether a petition was ever received here until a day, by any office. One statement."""
    return Petition.objects.filter(received_at__lt=clock.start_of(last + timedelta(1))).exists()


def troubled(first: date, last: date, *, under: str = "/") -> dict[str, bool]:
    """Return the dossiers received from `first` to `last` below a path about which a petition came until then.

    By code: whether its filer also said that she was not satisfied. One statement.
    """
    until = clock.start_of(last + timedelta(1))
    brought_up = Petition.objects.filter(dossier__isnull=False, received_at__lt=until).values("dossier_id")
    found = Case.objects.filter(
        dossier_id__in=brought_up, received_at__gte=clock.start_of(max(first, _EARLIEST)), received_at__lt=until,
        competent_office__path__startswith=under,
    )  # fmt: skip
    rows = found.values_list("dossier__code", "satisfaction")
    return {code: answer == Satisfaction.NOT_SATISFIED for code, answer in rows}


def is_closed(petition: Petition) -> bool:
    """Return whether an office has said its word: answered or refused. No statement."""
    return petition.stage in CLOSED


def _published() -> QuerySet[Petition]:
    shown = ("code", "office", "received_at", "answered_at", "published_at", "public_title", "public_words",
             "public_answer", "answer_number", "simulated")  # fmt: skip
    found = Petition.objects.filter(published_at__isnull=False).select_related("office")
    related = ("office__name", "office__short_name", "office__code", "office__path")
    return found.only(*shown, *related).order_by("-published_at", "-id")


def _near(who: Who, ability: Ability) -> Q:
    near = Q(pk=None)
    for office in reach(who, ability):
        near |= Q(office__path__contains=f"/{office}/")
    return near


def _course(petition: Petition) -> Course:
    return Course(*(getattr(petition, name) for name in Course._fields))
