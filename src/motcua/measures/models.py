"""Counters, by day and by month of receipt, and forecasts. They can be thrown away: the journal is the truth.

What somebody set about the 766 index is no counter, and stays.
"""

from __future__ import annotations

from django.db import models

from motcua.measures.rules import Axis
from motcua.people.models import Account


class Tally(models.Model):
    """How many dossiers of one office stand in the denominator and in each part of the numerator of each definition.

    The columns are those of `counting.COLUMNS`.
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


class ServiceTally(models.Model):
    """The same for the further indicators, `…_seconds` being sums of times; columns are `counting.SERVICE_COLUMNS`."""

    axis = models.CharField(max_length=10, choices=Axis.choices)
    office = models.CharField(max_length=20)
    on_time_below = models.BigIntegerField(default=0)
    digitised_dossiers_below = models.BigIntegerField(default=0)
    digitised_dossiers_above = models.BigIntegerField(default=0)
    electronic_results_below = models.BigIntegerField(default=0)
    electronic_results_above = models.BigIntegerField(default=0)
    reuse_below = models.BigIntegerField(default=0)
    reuse_above = models.BigIntegerField(default=0)
    population_data_below = models.BigIntegerField(default=0)
    population_data_above = models.BigIntegerField(default=0)
    results_as_files_below = models.BigIntegerField(default=0)
    results_as_files_above = models.BigIntegerField(default=0)
    satisfaction_below = models.BigIntegerField(default=0)
    satisfaction_above = models.BigIntegerField(default=0)
    time_to_accept_below = models.BigIntegerField(default=0)
    time_to_accept_seconds = models.BigIntegerField(default=0)
    time_to_finish_below = models.BigIntegerField(default=0)
    time_to_finish_seconds = models.BigIntegerField(default=0)
    time_to_return_below = models.BigIntegerField(default=0)
    time_to_return_seconds = models.BigIntegerField(default=0)
    simulated = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class ServiceDay(ServiceTally):
    """Dossiers received on one day, by the further indicators."""

    pk = models.CompositePrimaryKey("axis", "office", "day")
    day = models.CharField(max_length=10)


class ServiceMonth(ServiceTally):
    """Dossiers received in one month, by the further indicators."""

    pk = models.CompositePrimaryKey("axis", "office", "month")
    month = models.CharField(max_length=7)


class LateTally(models.Model):
    """By how much the number of late dossiers received on `day` changes from the day `late_on` (quá hạn từ ngày).

    Their sum to any day is how many are late as seen on it. There are rows only for what is late or may become so.
    """

    pk = models.CompositePrimaryKey("axis", "office", "day", "late_on")
    axis = models.CharField(max_length=10, choices=Axis.choices)
    office = models.CharField(max_length=20)
    day = models.CharField(max_length=10)
    late_on = models.CharField(max_length=10)
    steps = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["axis"], condition=models.Q(steps=0), name="late_tallies_of_none")]


class DossierFacts(models.Model):
    """One dossier as the figures see it (hồ sơ dưới mắt số liệu): so that a figure can be opened and put back to a day.

    What a definition asks of it has the name that it has there (`rules.Seen`); days are "YYYY-MM-DD", "" where there is
    none. `late_steps` are "day+1 day-1 …". `number` is the entry that it was made of, `first_day` the day on which the
    dossier was recorded first, `known_day` that on which its facts changed last.
    """

    code = models.CharField(max_length=60, primary_key=True)
    number = models.IntegerField()
    competent_office = models.CharField(max_length=20)
    received_office = models.CharField(max_length=20)
    received_day = models.CharField(max_length=10)
    submitted_day = models.CharField(max_length=10)
    procedure = models.CharField(max_length=40)
    division = models.CharField(max_length=20)
    officer = models.CharField(max_length=20)
    place = models.CharField(max_length=20)
    in_person = models.CharField(max_length=20)
    hour = models.CharField(max_length=2)
    channel = models.SmallIntegerField()
    level = models.CharField(max_length=8)
    help = models.CharField(max_length=8)
    proven = models.BooleanField()
    standing = models.CharField(max_length=8)
    simulated = models.BooleanField()
    required = models.BooleanField()
    electronic = models.BooleanField()
    finished = models.BooleanField()
    returned = models.BooleanField()
    digitised = models.BooleanField()
    reused = models.BooleanField()
    verified = models.BooleanField()
    satisfaction = models.CharField(max_length=16)
    late_steps = models.TextField()
    time_to_accept_seconds = models.BigIntegerField()
    time_to_finish_seconds = models.BigIntegerField()
    time_to_return_seconds = models.BigIntegerField()
    first_day = models.CharField(max_length=10)
    known_day = models.CharField(max_length=10)

    class Meta:
        indexes = [
            models.Index(fields=["competent_office", "received_day", "code"], name="facts_of_competent_office"),
            models.Index(fields=["received_office", "received_day", "code"], name="facts_of_received_office"),
            models.Index(
                fields=["procedure", "competent_office", "received_day"],
                condition=models.Q(channel=2),
                name="facts_of_online_services",
            ),
            # Whether a procedure was used at all, and by anybody with an e-ID: one look for each, whatever the number.
            models.Index(fields=["procedure", "competent_office", "received_day"], name="facts_of_procedures"),
            models.Index(
                fields=["procedure", "competent_office", "received_day"],
                condition=models.Q(verified=True),
                name="facts_of_verified",
            ),
            models.Index(fields=["known_day", "first_day"], name="facts_by_day_of_change"),
        ]

    def __str__(self) -> str:
        return self.code


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


class IndexParameter(models.Model):
    """The value of something that the sources of the 766 index leave open, from a day on (tham số của bộ chỉ số 766).

    `name` is one of the profile's parameters, `value` text as `index.rules.read_value` keeps it, `source` on what it
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
