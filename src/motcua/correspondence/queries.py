"""Reading questions, notes, messages, texts and choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from motcua.casework.models import Case
from motcua.core.errors import Refused
from motcua.correspondence import ratings, shipped
from motcua.correspondence.models import Message, Note, Preference, Question, Rating, Template
from motcua.correspondence.rules import Medium, Occasion
from motcua.correspondence.shipped import Text
from motcua.people import numbers
from motcua.people.models import Person
from motcua.people.rules import Ability, Who, reach

MOST_OPEN = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a person is told, and where: `media` are those of which she wants to hear and gave the address."""

    email: str
    phone: str
    media: tuple[Medium, ...]

    def address(self, medium: Medium) -> str:
        """Return where she is reached on a medium; "" when she gave no such address."""
        return self.email if medium is Medium.EMAIL else self.phone


Texts = Mapping[tuple[Occasion, Medium], tuple[int, Text]]


def questions(case: Case) -> list[Question]:
    """Return the questions on a case in order of time, with who asked and answered and with files. Two statements."""
    found = Question.objects.filter(case=case).select_related("asked_by", "answered_by")
    return list(found.prefetch_related("files__document"))


def notes(case: Case) -> list[Note]:
    """Return the internal notes on a case in order of time, with their writers. One statement."""
    return list(Note.objects.filter(case=case).select_related("by"))


def messages(case: Case) -> list[Message]:
    """Return what was sent, or is to be sent, about a case, in order of time. One statement."""
    return list(Message.objects.filter(case=case))


def rating(case: Case) -> Rating | None:
    """Return how it went, None when nobody has said. One statement."""
    return Rating.objects.filter(case=case).first()


def case_to_rate(token: str) -> Case | None:
    """Return the case to whose question a token leads, with its dossier; None for a token that is not ours."""
    found = ratings.case_id(token)
    cases = Case.objects.select_related("dossier", "competent_office")
    return None if found is None else cases.filter(id=found).first()


def open_questions(who: Who) -> list[Question]:
    """Return what citizens ask the offices of a person and nobody has answered, the oldest first, at most MOST_OPEN;

    and their answers that nobody has read yet. With case, dossier and office. One statement.
    """
    near = Q(pk=None)
    for office in reach(who, Ability.SEE_CASE):
        near |= Q(case__competent_office__path__contains=f"/{office}/")
    asked = Q(by_filer=True, answered_at__isnull=True)
    answered = Q(by_filer=False, answered_at__isnull=False, answer_seen_at__isnull=True)
    found = Question.objects.filter(near, asked | answered)
    related = ("case__dossier", "case__competent_office", "asked_by", "answered_by")
    return list(found.select_related(*related).defer("case__dossier__answers")[:MOST_OPEN])


def news(account_id: int) -> set[int]:
    """Return the ids of the cases on which something new was said to their filer. One statement."""
    asked = Q(by_filer=False, answered_at__isnull=True)
    answered = Q(by_filer=True, answered_at__isnull=False, answer_seen_at__isnull=True)
    found = Question.objects.filter(asked | answered, case__dossier__filer_id=account_id)
    return set(found.values_list("case_id", flat=True))


def unseen(case: Case, *, by_filer: bool) -> QuerySet[Question]:
    """Return the questions on a case in which something is new to one of its two sides."""
    asked = Q(by_filer=not by_filer, seen_at__isnull=True)
    answered = Q(by_filer=by_filer, answered_at__isnull=False, answer_seen_at__isnull=True)
    return Question.objects.filter(asked | answered, case=case)


def waiting_of_filer(case: Case) -> int:
    """Return how many questions of the filer are not answered. One statement."""
    return Question.objects.filter(case=case, by_filer=True, answered_at__isnull=True).count()


def texts() -> Texts:
    """Return the text in force, with its number, for every occasion on every medium. One statement."""
    found = {(o, m): (0, shipped.text(o, m)) for o in Occasion for m in Medium}
    for row in Template.objects.order_by("number"):
        if row.occasion in Occasion.values and row.medium in Medium.values:
            found[Occasion(row.occasion), Medium(row.medium)] = row.number, _text(row)
    return found


def versions(occasion: Occasion, medium: Medium) -> list[Template]:
    """Return the texts that were written for an occasion on a medium, the newest first. One statement."""
    return list(Template.objects.filter(occasion=occasion, medium=medium).select_related("by"))


def text(occasion: Occasion, medium: Medium) -> tuple[int, Text]:
    """Return the text in force for an occasion on a medium, with its number (0: shipped). One statement."""
    row = Template.objects.filter(occasion=occasion, medium=medium).first()
    return (row.number, _text(row)) if row else (0, shipped.text(occasion, medium))


def wanted(person: Person) -> Wanted:
    """Return how a person is told. One statement."""
    return wanted_by([person])[person.pk]


def wanted_by(persons: Collection[Person]) -> dict[int, Wanted]:
    """Return how persons are told, by their ids. Who has chosen nothing: as far as her e-ID gives addresses. One
    statement.
    """
    chosen = {row.person_id: row for row in Preference.objects.filter(person__in=persons)}
    return {person.pk: _wanted(person, chosen.get(person.pk)) for person in persons}


def _wanted(person: Person, row: Preference | None) -> Wanted:
    if row is not None:
        media = [Medium(one) for one in row.media if one in Medium.values]
        return Wanted(row.email, row.phone, tuple(one for one in media if row.email or one is not Medium.EMAIL))
    phone = _mobile(person.phone)
    media = [Medium.EMAIL] if person.email else []
    return Wanted(person.email, phone, tuple([*media, Medium.SMS] if phone else media))


def _mobile(phone: str) -> str:
    """Return a number that takes text messages; "" for anything else."""
    try:
        number = numbers.check_phone(phone)
    except Refused:
        return ""
    return "" if number.startswith("02") else number


def _text(row: Template) -> Text:
    return Text(row.words, row.title, row.reference, row.marks, row.active)
