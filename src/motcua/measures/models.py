"""Counters, by day and by month of receipt, and forecasts. They can be thrown away: the journal is the truth."""

from __future__ import annotations

from django.db import models

from motcua.measures.rules import Axis


class Tally(models.Model):
    """How many dossiers of one office stand in the denominator and in each part of the numerator of each definition.

    The columns are those of `definitions.COLUMNS`.
    """

    axis = models.CharField(max_length=10, choices=Axis.choices)
    office = models.CharField(max_length=20)
    all_procedures_below = models.BigIntegerField(default=0)
    all_procedures_self = models.BigIntegerField(default=0)
    all_procedures_helped = models.BigIntegerField(default=0)
    all_procedures_unknown = models.BigIntegerField(default=0)
    online_enabled_below = models.BigIntegerField(default=0)
    online_enabled_self = models.BigIntegerField(default=0)
    online_enabled_helped = models.BigIntegerField(default=0)
    online_enabled_unknown = models.BigIntegerField(default=0)
    full_service_below = models.BigIntegerField(default=0)
    full_service_self = models.BigIntegerField(default=0)
    full_service_helped = models.BigIntegerField(default=0)
    full_service_unknown = models.BigIntegerField(default=0)
    national_766_below = models.BigIntegerField(default=0)
    national_766_self = models.BigIntegerField(default=0)
    national_766_helped = models.BigIntegerField(default=0)
    national_766_unknown = models.BigIntegerField(default=0)
    simulated = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class DayTally(Tally):
    """Dossiers received on one day; `day` is "YYYY-MM-DD"."""

    pk = models.CompositePrimaryKey("axis", "office", "day")
    day = models.CharField(max_length=10)


class MonthTally(Tally):
    """Dossiers received in one month; `month` is "YYYY-MM"."""

    pk = models.CompositePrimaryKey("axis", "office", "month")
    month = models.CharField(max_length=7)


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
