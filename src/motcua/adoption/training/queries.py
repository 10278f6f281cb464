"""Reading classes, who comes, who can do what, and which office still has nobody who can."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from motcua.adoption.models.training import Attendance, TrainingClass
from motcua.adoption.teams import queries as teams
from motcua.adoption.training import rules
from motcua.adoption.training.rules import ClassState, SkillKind
from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.core.text import fold
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind, path_ids
from motcua.people.models import Account, Appointment

_UNITS = (OfficeKind.COMMITTEE, OfficeKind.DEPARTMENT)
_HAS_SKILL = Q(attended=True, training_class__state=ClassState.HELD) & (
    Q(training_class__questions=0) | Q(score__gte=F("training_class__pass_mark"))
)
MOST = 200
"""How many classes a page lists."""


def training_class(number: int) -> TrainingClass | None:
    """Return a class with its office; None when there is none. One statement."""
    return TrainingClass.objects.select_related("office").filter(pk=number).first()


def classes(ids: Collection[int]) -> list[TrainingClass]:
    """Return the latest classes of some offices and those below them, the newest first, with office and two counts.

    `people` are all that were invited or came, `came` those who came. One statement.
    """
    below = Q(pk__in=[])
    for office in ids:
        below |= Q(office__path__contains=f"/{int(office)}/")
    counted = {"people": Count("places"), "came": Count("places", filter=Q(places__attended=True))}
    found = TrainingClass.objects.filter(below).select_related("office").annotate(**counted)
    return list(found.order_by("-begins_at", "-pk")[:MOST])


def attendance(training_class: TrainingClass) -> list[Attendance]:
    """Return everybody in a class by name, with account. One statement."""
    found = Attendance.objects.filter(training_class=training_class).select_related("account", "training_class")
    return sorted(found, key=lambda one: (fold(one.account.full_name), one.account_id))


def places_of(account_id: int) -> list[Attendance]:
    """Return somebody's places in classes that were not cancelled, the newest first, with class and office.

    One statement.
    """
    found = Attendance.objects.filter(account_id=account_id).exclude(training_class__state=ClassState.CANCELLED)
    return list(found.select_related("training_class__office").order_by("-training_class__begins_at", "-pk"))


def has_places(account_id: int) -> bool:
    """Return whether somebody was ever invited to a class or came to one. One statement."""
    return Attendance.objects.filter(account_id=account_id).exists()


def people_named(typed: str, *, on: date) -> list[Account]:
    """Return whom a list names: officers with a role on the day by user name, members by personal number and name.

    Two statements at most. Raises Refused (field "people") that names every line for which there is nobody, in the
    same words whatever is wrong with it: a list is no way to find out who is known.
    """
    lines = rules.named(typed)
    if len(lines) > rules.MOST_PEOPLE:
        raise Refused(Phrase("Mỗi lần nhập tối đa %(most)s người.", most=rules.MOST_PEOPLE), "people")
    usernames = [line.username for line in lines if line.username]
    numbers = [line.personal_id for line in lines if line.personal_id]
    officers = {one.username: one for one in _on_duty(on).filter(username__in=usernames)} if usernames else {}
    members = Account.objects.filter(person__personal_id__in=numbers, is_active=True).select_related("person")
    by_number = {one.person.personal_id: one for one in members if one.person} if numbers else {}
    found: dict[int, Account] = {}
    unknown = []
    for line in lines:
        account = officers.get(line.username) if line.username else by_number.get(line.personal_id)
        if account is None or (line.full_name and fold(account.full_name) != fold(line.full_name)):
            unknown.append(f"«{line.typed}»")
        else:
            found[account.pk] = account
    if unknown:
        raise Refused(
            Phrase(
                "Không tìm thấy %(who)s. Với cán bộ, nhập tên đăng nhập của người đang giữ vai trò vào ngày học; với "
                "thành viên tổ, nhập số định danh và họ tên của người đã đăng nhập bằng định danh điện tử.",
                who=", ".join(unknown),
            ),
            "people",
        )
    return list(found.values())


def _on_duty(on: date) -> QuerySet[Account]:
    held = Appointment.objects.on(on).values("account_id")
    return Account.objects.filter(id__in=held, is_active=True, person=None)


def officers(ids: Collection[int], *, on: date) -> list[Account]:
    """Return those among some accounts who are officers with a role on the day. One statement."""
    return list(_on_duty(on).filter(id__in=ids))


def officers_not_in(training_class: TrainingClass, office: Office, *, on: date) -> list[Account]:
    """Return who may still be invited: the officers of an office, units and counter with it, who have neither the
    skill nor a place. By name. Five statements.
    """
    free = Account.objects.filter(id__in=_workers(_units([office.pk], on), on).get(office.pk, set()))
    taken = set(Attendance.objects.filter(training_class=training_class).values_list("account_id", flat=True))
    able = set(_able([training_class.skill]).values_list("account_id", flat=True))
    return sorted((one for one in free if one.pk not in taken | able), key=lambda one: (fold(one.full_name), one.pk))


def members(ids: Collection[int], *, of: Collection[int], on: date) -> list[Account]:
    """Return those among some accounts who belong on the day to teams of some offices or below. One statement."""
    return list(_members(of, on).filter(id__in=ids))


def members_not_in(training_class: TrainingClass, office: Office, *, on: date) -> list[Account]:
    """Return who may still be invited: the members of an office's teams on the day who signed in once, and have neither
    the skill nor a place. By name. Three statements.
    """
    taken = set(Attendance.objects.filter(training_class=training_class).values_list("account_id", flat=True))
    able = set(_able([training_class.skill]).values_list("account_id", flat=True))
    free = (one for one in _members([office.pk], on) if one.pk not in taken | able)
    return sorted(free, key=lambda one: (fold(one.full_name), one.pk))


def _members(of: Collection[int], on: date) -> QuerySet[Account]:
    return Account.objects.filter(person__in=teams.members_at(of, on=on), is_active=True)


def workplaces(accounts: Collection[int], *, on: date) -> list[Office]:
    """Return the offices where any of some officers holds a role on a day. One statement."""
    held = Appointment.objects.on(on).filter(account_id__in=accounts)
    return list(Office.objects.filter(id__in=held.values("office_id")).order_by("path"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """An office with how many officers work at it on a day, units and counter with it, and how many have a skill."""

    office: Office
    officers: int
    able: int


def coverage(skill: SkillKind, ids: Collection[int], *, on: date) -> list[Coverage]:
    """Return committees and departments among some offices and those below, those where nobody has the skill first,
    and among these those that have officers who could learn it.

    Who works at a unit or counter counts at the committee or department above it, and nowhere else. Three statements.
    """
    units = _units(ids, on)
    at = _workers(units, on)
    able = set(_able([skill]).values_list("account_id", flat=True))
    lines = [Coverage(one, len(at[one.pk]), len(at[one.pk] & able)) for one in units.values()]
    return sorted(lines, key=_order)


def _order(line: Coverage) -> tuple[bool, bool, int, str]:
    return line.able > 0, not line.officers, line.office.path.count("/"), fold(line.office.short_name)


@dataclass(frozen=True, slots=True)
class Skilled:
    """An officer with the day since which she has each skill."""

    account: Account
    since: dict[str, date]


def skills(office: Office, *, on: date) -> list[Skilled]:
    """Return the officers of an office, units and counter with it, by name, and what they can do. Four statements."""
    workers = _workers(_units([office.pk], on), on).get(office.pk, set())
    since: dict[int, dict[str, date]] = {}
    rows = _able(SkillKind.values).filter(account_id__in=workers).order_by("training_class__begins_at")
    for account, skill, begins_at in rows.values_list(
        "account_id", "training_class__skill", "training_class__begins_at"
    ):
        since.setdefault(account, {}).setdefault(skill, clock.local_day(begins_at))
    accounts = Account.objects.filter(id__in=workers)
    return [
        Skilled(one, since.get(one.pk, {})) for one in sorted(accounts, key=lambda one: (fold(one.full_name), one.pk))
    ]


def _able(kinds: Iterable[str]) -> QuerySet[Attendance]:
    return Attendance.objects.filter(_HAS_SKILL, training_class__skill__in=list(kinds))


def _units(ids: Collection[int], on: date) -> dict[int, Office]:
    return {one.pk: one for one in offices.reached(ids, on=on) if one.kind in _UNITS}


def _workers(units: dict[int, Office], on: date) -> dict[int, set[int]]:
    """Return the accounts that work at each unit: every appointment counts at the nearest one at or above it."""
    at: dict[int, set[int]] = {unit: set() for unit in units}
    held = Appointment.objects.on(on).filter(account__is_active=True)
    for account, path in held.values_list("account_id", "office__path"):
        nearest = next((above for above in reversed(path_ids(path)) if above in units), None)
        if nearest is not None:
            at[nearest].add(account)
    return at
