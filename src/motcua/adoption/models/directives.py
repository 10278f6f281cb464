"""Directives, to whom they were passed, plans and their tasks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.offices.models import Office
from motcua.people.models import Account


class Directive(models.Model):
    """A directive that an office received from above (văn bản chỉ đạo) and passes down: what is to be done by when."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    issuer = models.CharField(max_length=160)
    title = models.CharField(max_length=300)
    what = models.TextField()
    due_on = models.DateField()
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number", "issued_on", "issuer"], name="directive_entered_once"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("issued_on")), name="directive_due_after_its_day"),
        ]

    def __str__(self) -> str:
        return self.number


class DirectiveShare(models.Model):
    """An office or division to which a directive was passed (giao thực hiện), by the office above or one between.

    `passed_by` is that office; by `plan_due_on` the receiving one is to have a plan of its own.
    """

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="shares")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    passed_by = models.ForeignKey(Office, models.PROTECT, related_name="+")
    plan_due_on = models.DateField()
    passed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "office"], name="directive_passed_once")]

    def __str__(self) -> str:
        return f"{self.directive_id} → {self.office_id}"


class Plan(models.Model):
    """An office's own plan for a directive (kế hoạch): its number where it has one, and its tasks."""

    share = models.OneToOneField(DirectiveShare, models.PROTECT, related_name="plan")
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)
    adopted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class PlanTask(models.Model):
    """Something to do under a plan (việc trong kế hoạch): who does it, until when, and when it was done."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks")
    owner = models.ForeignKey(Account, models.PROTECT, related_name="+")
    what = models.TextField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["owner"], condition=Q(done_at__isnull=True), name="open_tasks_of_an_officer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="done_has_time_and_doer",
            )
        ]

    def __str__(self) -> str:
        return self.what
