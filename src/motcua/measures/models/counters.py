"""Counters, by day and by month of receipt, and one row a dossier: made of the journal, which is the truth."""

from __future__ import annotations

from django.db import models

from motcua.measures.rules import Axis


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
    online_payment_below = models.BigIntegerField(default=0)
    online_payment_above = models.BigIntegerField(default=0)
    shared_data_below = models.BigIntegerField(default=0)
    shared_data_above = models.BigIntegerField(default=0)
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


class StepTally(models.Model):
    """Steps of processes that an office ended on one day: how many, in how many seconds, how many after their due time.

    `kind` and `key` are those of the step as its process names it, "" for an opinion that an officer asked for.
    """

    pk = models.CompositePrimaryKey("office", "day", "procedure", "kind", "key")
    office = models.CharField(max_length=20)
    day = models.CharField(max_length=10)
    procedure = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=40)
    count = models.BigIntegerField(default=0)
    seconds = models.BigIntegerField(default=0)
    late = models.BigIntegerField(default=0)


class StepFacts(models.Model):
    """A step of a process, or an opinion that was asked for, as its last entry told of it (bước dưới mắt số liệu).

    So that the times of steps can be opened. `number` is its own, `entry` that of the entry; moments are texts, "" for
    none, `day` that of the end. `opened_day` is the day on which it was first told of, `ended_day` that on which its
    end was ("" while it goes on).
    """

    pk = models.CompositePrimaryKey("code", "number")
    code = models.CharField(max_length=60)
    number = models.BigIntegerField()
    entry = models.IntegerField()
    office = models.CharField(max_length=20)
    procedure = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=40)
    opened_at = models.CharField(max_length=32)
    done_at = models.CharField(max_length=32)
    due_at = models.CharField(max_length=32)
    day = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10)
    opened_day = models.CharField(max_length=10)
    ended_day = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["office", "procedure", "day"], name="step_facts_of_an_office")]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


_USE = ["procedure", "competent_office", "received_day"]


NEVER_LOOKED = "9999-12-31"


class DossierFacts(models.Model):
    """One dossier as the figures see it (hồ sơ dưới mắt số liệu): so that a figure can be opened and put back to a day.

    What a definition asks of it has the name that it has there (`rules.Seen`); days are "YYYY-MM-DD", "" where there is
    none. `late_steps` are "day+1 day-1 …". `number` is the entry that it was made of, `first_day` the day on which the
    dossier was recorded first, `known_day` that on which its facts changed last, `moved_day` that on which it last went
    to another office or another day ("" if never; a day far off where nobody has looked since that is kept). `system`
    keeps it; `way` is the channel as it was told ("1", "2", "3"), "" where it was not; so is the `hour`. What is null
    is not known.
    """

    code = models.CharField(max_length=60, primary_key=True)
    number = models.IntegerField()
    competent_office = models.CharField(max_length=20)
    received_office = models.CharField(max_length=20)
    received_day = models.CharField(max_length=10)
    submitted_day = models.CharField(max_length=10)
    procedure = models.CharField(max_length=40)
    system = models.CharField(max_length=16, default="", db_default="")
    way = models.CharField(max_length=1, default="", db_default="")
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
    digitised = models.BooleanField(null=True)
    reused = models.BooleanField(null=True)
    verified = models.BooleanField(null=True)
    satisfaction = models.CharField(max_length=16)
    payment = models.CharField(max_length=6, default="", db_default="")
    shared = models.CharField(max_length=3, default="", db_default="")
    limited = models.BooleanField(default=True, db_default=True)
    accepted_by_clock = models.BooleanField(default=True, db_default=True)
    finished_by_clock = models.BooleanField(default=True, db_default=True)
    returned_by_clock = models.BooleanField(default=True, db_default=True)
    late_steps = models.TextField()
    time_to_accept_seconds = models.BigIntegerField()
    time_to_finish_seconds = models.BigIntegerField()
    time_to_return_seconds = models.BigIntegerField()
    first_day = models.CharField(max_length=10)
    known_day = models.CharField(max_length=10)
    moved_day = models.CharField(max_length=10, default=NEVER_LOOKED, db_default=NEVER_LOOKED)

    class Meta:
        indexes = [
            models.Index(fields=["competent_office", "received_day", "code"], name="facts_of_competent_office"),
            models.Index(fields=["received_office", "received_day", "code"], name="facts_of_received_office"),
            models.Index(fields=_USE, condition=models.Q(channel=2), name="facts_of_online_services"),
            # Whether a procedure was used at all, and whether with an e-ID or without: one look for each.
            models.Index(fields=_USE, name="facts_of_procedures"),
            models.Index(fields=_USE, condition=models.Q(verified=True), name="facts_of_verified"),
            models.Index(fields=_USE, condition=models.Q(verified=False), name="facts_of_not_verified"),
            models.Index(fields=["known_day", "first_day"], name="facts_by_day_of_change"),
            models.Index(
                fields=["moved_day", "first_day"], condition=~models.Q(moved_day=""), name="facts_by_day_of_move"
            ),
        ]

    def __str__(self) -> str:
        return self.code
