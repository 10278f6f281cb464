"""What stands beside the counters: forecasts, figures from outside, parameters of the 766 index."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.measures.outside.rules import OutsideKind
from motcua.offices.models import Office
from motcua.people.models import Account


class Forecast(models.Model):
    """How the year of an office is expected to end by one definition (dự báo cuối năm), as of a day.

    `quantiles` are shares in millionths, the least first, or empty where there was too little to go by. `tried` and
    `held` tell how often the past of the tier was foretold, and how often its range held the truth.
    """

    office = models.CharField(max_length=20)
    indicator = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    version = models.SmallIntegerField()
    day = models.DateField()
    quantiles = models.JSONField()
    tried = models.IntegerField()
    held = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "year", "office"], name="one_forecast_of_a_year")]

    def __str__(self) -> str:
        return f"{self.office} {self.indicator} {self.year}"


class OutsideFigure(models.Model):
    """A figure that somebody read outside (số liệu bên ngoài): of the whole country, or the portal's of one office.

    `indicator` is an indicator's name or a row of the 766 index, `value` in its unit. Another for the same replaces it:
    the old row stays, with `replaced_at`; so does one that was withdrawn. `read_on` is the day on which it was read.
    """

    kind = models.CharField(max_length=10, choices=OutsideKind.choices)
    indicator = models.CharField(max_length=40)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    first = models.DateField()
    last = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=4)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    source = models.CharField(max_length=300)
    read_on = models.DateField()
    public = models.BooleanField()
    entered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-read_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "indicator", "office", "first", "last"],
                condition=Q(replaced_at__isnull=True, office__isnull=False),
                name="one_outside_figure_of_an_office",
            ),
            models.UniqueConstraint(
                fields=["kind", "indicator", "first", "last"],
                condition=Q(replaced_at__isnull=True, office__isnull=True),
                name="one_outside_figure_of_the_country",
            ),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="outside_figure_has_days"),
            models.CheckConstraint(
                condition=Q(kind="portal", office__isnull=False) | Q(kind="national", office__isnull=True),
                name="outside_figure_has_its_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.indicator} {self.first}–{self.last}"


class IndexParameter(models.Model):
    """The value of something that the sources of the 766 index leave open, from a day on (tham số của bộ chỉ số 766).

    `name` is one of the profile's parameters, `value` text as `index.parameters` keeps it, `source` on what it
    rests. Of several from the same day the one that was set last holds; none is ever changed or removed.
    """

    name = models.CharField(max_length=40)
    value = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["valid_from", "set_at", "id"]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"
