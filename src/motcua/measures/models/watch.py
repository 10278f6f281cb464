"""Patterns that may mean made figures, and what a person found when she looked."""

from __future__ import annotations

from django.db import models

from motcua.measures.watch.rules import PatternName, WatchOutcome
from motcua.people.models import Account


class WatchFinding(models.Model):
    """A pattern that may mean that figures are made, at one office in one month (dấu hiệu cần xem): numbers, no person.

    `dossiers` of `of`, `sources` devices or telephones behind them, `usual` what would be expected (0: nothing
    is). It stays as it was when somebody judged it.
    """

    office = models.CharField(max_length=20)
    month = models.CharField(max_length=7)
    pattern = models.CharField(max_length=20, choices=PatternName.choices)
    dossiers = models.IntegerField()
    of = models.IntegerField()
    sources = models.IntegerField()
    usual = models.IntegerField()
    found_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "month", "pattern"], name="one_finding_of_a_month")]

    def __str__(self) -> str:
        return f"{self.pattern} {self.office} {self.month}"


class WatchNote(models.Model):
    """What a person above the office found when she looked (kết luận về một dấu hiệu). It never changes a figure."""

    finding = models.ForeignKey(WatchFinding, models.PROTECT, related_name="notes")
    outcome = models.CharField(max_length=10, choices=WatchOutcome.choices)
    words = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.finding_id} {self.outcome}"
