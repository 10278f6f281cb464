"""Counters, by day and by month of receipt, and forecasts: they can be thrown away, the journal is the truth.

What somebody entered from outside, set about the 766 index, issued, published or judged is no counter, and stays.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.core import ids
from motcua.measures.frozen.rules import ReportKind
from motcua.measures.outside.rules import OutsideKind
from motcua.measures.rules import Axis
from motcua.measures.watch.rules import PatternName, WatchOutcome
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.records.models import OfficialPaper


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


class DossierFacts(models.Model):
    """One dossier as the figures see it (hồ sơ dưới mắt số liệu): so that a figure can be opened and put back to a day.

    What a definition asks of it has the name that it has there (`rules.Seen`); days are "YYYY-MM-DD", "" where there is
    none. `late_steps` are "day+1 day-1 …". `number` is the entry that it was made of, `first_day` the day on which the
    dossier was recorded first, `known_day` that on which its facts changed last. `system` keeps it; `way` is
    the channel as it was told ("1", "2", "3"), "" where it was not. What is null is not known.
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
            # Whether a procedure was used at all, and whether with an e-ID or without: one look for each.
            models.Index(fields=["procedure", "competent_office", "received_day"], name="facts_of_procedures"),
            models.Index(
                fields=["procedure", "competent_office", "received_day"],
                condition=models.Q(verified=True),
                name="facts_of_verified",
            ),
            models.Index(
                fields=["procedure", "competent_office", "received_day"],
                condition=models.Q(verified=False),
                name="facts_of_not_verified",
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


class Report(models.Model):
    """What the figures of a period said at one moment (báo cáo): a draft until it is issued, and then as it is.

    `content` is canonical JSON (`frozen.composing.compose`), `digest` its SHA-256. `issuer` is the office in whose name
    `issued_by` issued it, `signed` whether with its key. A report that `replaces` another says why; both stay.
    """

    key = models.CharField(max_length=26, unique=True, default=ids.token)
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    composed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    composed_at = models.DateTimeField()
    issuer = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    signed = models.BooleanField(default=False)
    paper = models.OneToOneField(OfficialPaper, models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["office", "-last", "-id"], name="reports_of_an_office")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "office", "first", "last"],
                condition=models.Q(issued_at=None),
                name="one_draft_of_a_report",
            ),
            models.CheckConstraint(
                condition=models.Q(issued_at=None, issuer=None, issued_by=None, paper=None, replaces=None)
                | models.Q(issued_at__isnull=False, issuer__isnull=False, issued_by__isnull=False, paper__isnull=False),
                name="a_report_is_issued_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class PublishedMonth(models.Model):
    """A closed month of a table of open data as it was published (dữ liệu mở của một tháng); `rows` are its lines.

    `month` is "YYYY-MM". It cannot be counted again: it stays as it was on the day on which it was published.
    """

    table = models.CharField(max_length=30)
    month = models.CharField(max_length=7)
    day = models.DateField()
    rows = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "month"], name="one_published_month")]

    def __str__(self) -> str:
        return f"{self.table} {self.month}"


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
