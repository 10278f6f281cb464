"""Classes and who came."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.adoption.training.rules import ClassState, SkillKind
from motcua.offices.models import Office
from motcua.people.models import Account


class TrainingClass(models.Model):
    """A class (lớp tập huấn) that an office holds, for one skill.

    `questions` is how many its test asks, 0 for none; who answers at least `pass_mark` of them has the skill.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    skill = models.CharField(max_length=12, choices=SkillKind.choices)
    begins_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    questions = models.PositiveSmallIntegerField(default=0)
    pass_mark = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ClassState.choices, default=ClassState.PLANNED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pass_mark__lte=F("questions")), name="pass_mark_within_questions"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.begins_at}"


class Attendance(models.Model):
    """Somebody's place in a class (lượt mời và dự học): was she invited, did she come, how did the test go.

    `attended` is null until attendance was kept; `score` is right answers, null for who did not take the test; `told`
    is what a member was last told of the class by message, in short, "" when nothing.
    """

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="places")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    invited = models.BooleanField()
    attended = models.BooleanField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    told = models.CharField(max_length=16, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training_class", "account"], name="one_place_in_a_class"),
            models.CheckConstraint(condition=Q(score=None) | Q(attended=True), name="only_who_came_took_the_test"),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.account_id}"
