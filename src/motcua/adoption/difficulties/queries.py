"""Reading difficulties, what is known already, who is on duty, and how long answers take."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When

from motcua.adoption.difficulties import rules
from motcua.adoption.difficulties.rules import DifficultyState
from motcua.adoption.models import Difficulty, DifficultyReply, Duty, KnownSolution
from motcua.catalogue import queries as catalogue
from motcua.core import clock, text
from motcua.core.text import fold
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind, path_ids
from motcua.people.models import Account, Appointment
from motcua.people.rules import Thing

MOST = 200
_SHOWN = ("office", "handler", "procedure", "dossier", "raised_by", "controller")
_UNITS = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT, OfficeKind.SERVICE_CENTRE)


def difficulty(number: int) -> Difficulty | None:
    """Return a difficulty with offices, procedure, dossier and people; None when there is none. One statement."""
    return Difficulty.objects.select_related(*_SHOWN).filter(pk=number).first()


def locked(number: int) -> Difficulty:
    """Return a difficulty, locked until commit, with what `difficulty` loads. Raises Difficulty.DoesNotExist."""
    held = Difficulty.objects.select_for_update(of=("self",), no_key=True).select_related(*_SHOWN)
    return held.get(pk=number)


def replies(found: Difficulty) -> list[DifficultyReply]:
    """Return what was said about a difficulty, in order, each with who said it. One statement."""
    return list(found.replies.select_related("by"))


def thing(found: Difficulty) -> Thing:
    """Return a difficulty as the rules of access see it: where she is stuck, and whose turn it is. No statement."""
    return Thing(offices=frozenset((*path_ids(found.office.path), *path_ids(found.handler.path))))


def facts(found: Difficulty) -> dict[str, Any]:
    """Return the whole state that entries of the journal carry: codes, choices, moments; no words, no person."""
    moments = ("raised_at", "rung_at", "answer_by", "answered_at", "solved_at")
    told = {name: getattr(found, name) for name in moments}
    return {
        "office": found.office.code,
        "procedure": found.procedure.code if found.procedure else None,
        "dossier": found.dossier.code if found.dossier else None,
        "source": str(found.source),
        "state": str(found.state),
        "rung": str(found.rung),
        "handler": found.handler.code,
        "simulated": found.simulated,
        **{name: clock.stamp(moment) if moment else None for name, moment in told.items()},
    }


def own(account_id: int) -> list[Difficulty]:
    """Return what an officer is or was stuck with, those not solved first, then the newest. One statement."""
    order = Case(When(state=DifficultyState.SOLVED, then=1), default=0, output_field=IntegerField())
    found = Difficulty.objects.filter(raised_by_id=account_id).select_related(*_SHOWN)
    return list(found.order_by(order, "-raised_at", "-pk")[:MOST])


def to_answer(ids: Collection[int], *, state: DifficultyState) -> list[Difficulty]:
    """Return the difficulties in a state whose turn is at some offices or below, or that came from there.

    Those waiting by until when they are to be answered, others the newest first. One statement.
    """
    near = _below("handler__path", ids) | _below("office__path", ids)
    order = ("answer_by", "pk") if state is DifficultyState.OPEN else ("-raised_at", "-pk")
    return list(Difficulty.objects.filter(near, state=state).select_related(*_SHOWN).order_by(*order)[:MOST])


def due_to_move_up(at: datetime) -> list[int]:
    """Return the ids of what waited too long on its rung and has another above it. One statement."""
    found = Difficulty.objects.filter(state=DifficultyState.OPEN, moves_up_at__lte=at)
    return list(found.order_by("moves_up_at", "pk").values_list("pk", flat=True)[:MOST])


def solutions(procedure_id: int) -> list[KnownSolution]:
    """Return what is known about a procedure, the newest first. One statement."""
    return list(KnownSolution.objects.filter(procedure_id=procedure_id, ended_at=None))


def solution(number: int) -> KnownSolution | None:
    """Return a solution that holds, with its difficulty and both offices; None when there is none. One statement."""
    found = KnownSolution.objects.select_related("procedure", "difficulty__office", "difficulty__handler")
    return found.filter(pk=number, ended_at=None).first()


@dataclass(frozen=True, slots=True)
class Known:
    """A solution beside the name of its procedure today, and since when that stands in its version."""

    solution: KnownSolution
    name: str
    since: date | None

    @property
    def older(self) -> bool:
        """Whether the procedure has changed since the answer was given."""
        return self.since is not None and self.since > clock.local_day(self.solution.kept_at)


def find_solutions(words: str, *, on: date) -> list[Known]:
    """Return the solutions whose procedure, problem or answer has all the words, marks or not, the newest first.

    Two statements.
    """
    found = list(
        KnownSolution.objects.filter(ended_at=None).select_related(
            "procedure", "difficulty__office", "difficulty__handler"
        )
    )
    versions = catalogue.in_force({one.procedure.code for one in found}, on)
    wanted = fold(words).split()
    lines = []
    for one in found:
        version = versions.get(one.procedure.code)
        name = version.name if version else ""
        if all(word in fold(f"{one.procedure.code} {name} {one.problem} {one.words}") for word in wanted):
            lines.append(Known(one, name, version.valid_from if version else None))
    return lines[:MOST]


def names(found: Iterable[Difficulty], *, on: date) -> dict[int, str]:
    """Return the name of its procedure for each difficulty that has one, by id. One statement."""
    codes = {one.pk: one.procedure.code for one in found if one.procedure}
    versions = catalogue.in_force(set(codes.values()), on)
    return {pk: versions[code].name if code in versions else code for pk, code in codes.items()}


def places(ids: Collection[int], *, on: date) -> list[Office]:
    """Return the committees, departments and centres among some offices and those below. One statement."""
    return [office for office in offices.reached(ids, on=on) if office.kind in _UNITS]


def workplaces(account_id: int, ids: Collection[int], *, on: date) -> list[Office]:
    """Return where somebody may say that one is stuck: where she works, then the `places` of hers. Two statements."""
    held = Office.objects.on(on).filter(pk__in=_held(account_id, on)).order_by("path")
    found = {office.pk: office for office in held}
    return list({**found, **{office.pk: office for office in places(ids, on=on)}}.values())


def _held(account_id: int, on: date) -> QuerySet[Any]:
    return Appointment.objects.on(on).filter(account_id=account_id).values("office_id")


def duties(office: Office, *, on: date) -> list[Duty]:
    """Return the roster of an office from a day on, with accounts: every day first, then by weekday. One statement."""
    found = Duty.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), office=office).select_related("account")
    return sorted(
        found, key=lambda one: (-1 if one.weekday is None else one.weekday, one.field, one.valid_from, one.pk)
    )


def duty(number: int) -> Duty | None:
    """Return a line of a roster with its office; None when there is none. One statement."""
    return Duty.objects.select_related("office", "account").filter(pk=number).first()


def account(number: str) -> Account | None:
    """Return an open account by its id as a page sends it. One statement."""
    known = Account.objects.filter(is_active=True)
    return known.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 10 else None


@dataclass(frozen=True, slots=True)
class Line:
    """How it went with difficulties that have something in common; the middle times are minutes of office time."""

    label: str
    raised: int
    open: int
    late: int
    answered: int
    solved: int
    moved_up: int
    answer_minutes: int | None
    solve_minutes: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Difficulties of a stretch of days: all together, by office and by procedure, those with most first."""

    whole: Line
    by_office: list[Line]
    by_procedure: list[Line]


def figures(ids: Collection[int], *, days: int, at: datetime) -> Figures:
    """Return how it went with what was raised at some offices and those below within so many days. Two statements.

    What was raised at a unit or counter counts where it was raised. What is open counts as late after `answer_by`.
    """
    since = clock.start_of(clock.local_day(at) - timedelta(days - 1))
    found = list(
        Difficulty.objects.filter(_below("office__path", ids), raised_at__gte=since).select_related(
            "office", "procedure"
        )
    )
    name = names(found, on=clock.local_day(at))
    by_office, by_procedure = dict[str, list[Difficulty]](), dict[str, list[Difficulty]]()
    for one in found:
        by_office.setdefault(one.office.short_name, []).append(one)
        by_procedure.setdefault(name.get(one.pk, ""), []).append(one)
    return Figures(_line("", found, at), _lines(by_office, at), _lines(by_procedure, at))


def _lines(groups: dict[str, list[Difficulty]], at: datetime) -> list[Line]:
    made = [_line(label, group, at) for label, group in groups.items()]
    return sorted(made, key=lambda one: (-one.open, -one.raised, text.fold(one.label)))


def _line(label: str, group: list[Difficulty], at: datetime) -> Line:
    waiting = [one for one in group if one.state == DifficultyState.OPEN]
    return Line(
        label, len(group), len(waiting), sum(one.answer_by < at for one in waiting),
        sum(one.answered_at is not None for one in group), sum(one.solved_at is not None for one in group),
        sum(one.times_up > 0 for one in group), rules.middle(one.answer_minutes for one in group),
        rules.middle(one.solve_minutes for one in group),
    )  # fmt: skip


def _below(path: str, ids: Collection[int]) -> Q:
    near = Q(pk__in=[])
    for office in ids:
        near |= Q(**{f"{path}__contains": f"/{int(office)}/"})
    return near
