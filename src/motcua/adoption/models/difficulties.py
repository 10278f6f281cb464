"""Difficulties, what was answered, what became of it, and who is on duty."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.adoption.difficulties.rules import DifficultySource, DifficultyState, Rung
from motcua.catalogue.models import Procedure
from motcua.filing.models import Dossier
from motcua.offices.models import Dated, Office
from motcua.people.models import Account


class Difficulty(models.Model):
    """Something an officer cannot get on with (vướng mắc), in words without numbers of persons.

    `office` is where she is stuck, `handler` whose turn it is to answer on the `rung` of the ladder since `rung_at`, by
    `controller` if somebody is on duty there. It moves up at `moves_up_at` unless it is answered, null at the top.
    `answer_by` is until when an answer is in time on this rung. Minutes are of office time since it was raised.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, null=True, related_name="+")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    words = models.TextField()
    source = models.CharField(max_length=8, choices=DifficultySource.choices)
    raised_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DifficultyState.choices, default=DifficultyState.OPEN)
    rung = models.CharField(max_length=12, choices=Rung.choices)
    handler = models.ForeignKey(Office, models.PROTECT, related_name="+")
    controller = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    rung_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    moves_up_at = models.DateTimeField(null=True)
    times_up = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    answer_minutes = models.PositiveIntegerField(null=True)
    solved_at = models.DateTimeField(null=True)
    solve_minutes = models.PositiveIntegerField(null=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["moves_up_at"], condition=Q(state="open"), name="difficulties_to_move_up"),
            models.Index(fields=["raised_at"], name="difficulties_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer_minutes=None)
                | Q(answered_at__isnull=False, answer_minutes__isnull=False),
                name="answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(solved_at=None, solve_minutes=None) & ~Q(state="solved")
                | Q(solved_at__isnull=False, solve_minutes__isnull=False, state="solved"),
                name="solved_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class DifficultyReply(models.Model):
    """What was said about a difficulty (trả lời vướng mắc): an answer, or the asker's words why it did not help."""

    difficulty = models.ForeignKey(Difficulty, models.PROTECT, related_name="replies")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField()
    answers = models.BooleanField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.difficulty_id} {self.at}"


class KnownSolution(models.Model):
    """How to get on with something in a procedure (cách gỡ đã biết), shown to every officer who opens it.

    It comes of an answered difficulty and holds until `ended_at`.
    """

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    difficulty = models.ForeignKey(Difficulty, models.PROTECT, related_name="+")
    problem = models.TextField()
    words = models.TextField()
    kept_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-kept_at", "-id"]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.kept_at}"


class Duty(models.Model):
    """Whose turn it is to answer at an office (lịch trực giải đáp): between two days, on one weekday or on all.

    `weekday` counts from Monday, 0; `field` is a field of procedures, "" for every one.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(null=True)
    field = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday=None) | Q(weekday__lte=6), name="duty_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="duty_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.account_id} {self.weekday}"


class GroupDigest(models.Model):
    """What is told to the chat group of the staff on a day (tin tóm tắt cho nhóm), once; `posted_at` when it went."""

    day = models.DateField(unique=True)
    words = models.TextField()
    posted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.day)
