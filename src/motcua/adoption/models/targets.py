"""Targets."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from motcua.adoption.targets.rules import ShareRule
from motcua.offices.models import Office
from motcua.people.models import Account


class Target(models.Model):
    """The rate that an office is to reach in a year by a named definition (chỉ tiêu): an exact share.

    `given_by` is the office that gave it. What came by sharing out names the target `above` it and the `rule`. Another
    target for the same replaces it: the old row stays, with `replaced_at`.
    """

    year = models.SmallIntegerField()
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=40)
    version = models.SmallIntegerField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    given_by = models.ForeignKey(Office, models.PROTECT, related_name="+")
    above = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=8, choices=ShareRule.choices, blank=True)
    source = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-set_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "indicator"],
                condition=Q(replaced_at__isnull=True),
                name="one_target_in_force",
            ),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, numerator__lte=F("denominator")), name="target_up_to_everything"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.office_id} {self.indicator}"

    @property
    def rate(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)
