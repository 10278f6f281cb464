"""Procedures, versions, papers, ways of filing, fees, service levels."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.catalogue.rules import Channel, LimitUnit, ServiceLevel
from motcua.offices.models import Dated, Office


class Procedure(models.Model):
    """An administrative procedure (thủ tục hành chính) by its national code; what it says is in its versions."""

    code = models.CharField(max_length=30, unique=True)
    simulated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class ProcedureVersion(models.Model):
    """What a procedure says between two dates (phiên bản thủ tục).

    `authority_tiers` lists the tiers that resolve it. `digest` covers the whole content: an unchanged record
    makes no new version. `form` is the electronic form as data (pages with fields), null when there is none.
    `rules` holds what the calculation of deadlines needs beside the limits, such as {"same_day_until": "15:00"}.
    `process` is how the offices work on it (`catalogue.process`), null: work, then approve.
    `search_name` and `search_text` are folded (`core.text.fold`).
    `asked`, set by `queries.in_force`: its papers without notes.
    `more` keeps what else the record says, untouched: keywords, issuing body, addresses, what is `unverified`.
    """

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    number = models.IntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    name = models.TextField()
    field = models.CharField(max_length=200)
    # Before the long texts: SQLite reads a row up to the last column it needs.
    search_name = models.TextField()
    search_text = models.TextField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200, blank=True)
    authority_tiers = models.JSONField(default=list)
    audience = models.TextField(blank=True)
    competent_agency = models.TextField(blank=True)
    decision = models.CharField(max_length=200, blank=True)
    steps = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    legal_basis = models.JSONField(default=list)
    results = models.JSONField(default=list)
    result_required = models.BooleanField(default=True)
    form = models.JSONField(null=True)
    rules = models.JSONField(default=dict)
    process = models.JSONField(null=True)
    more = models.JSONField(default=dict)

    asked: list[Paper]

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["procedure"], condition=Q(valid_to__isnull=True), name="one_open_version"),
        ]

    def __str__(self) -> str:
        return self.name


class Paper(models.Model):
    """A paper that a procedure asks for (thành phần hồ sơ). Zero originals and copies: a note, not a paper."""

    version = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="papers")
    position = models.IntegerField()
    situation = models.TextField(blank=True)
    name = models.TextField()
    originals = models.IntegerField(default=0)
    copies = models.IntegerField(default=0)
    required = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class FilingWay(models.Model):
    """One way to file (cách thức thực hiện): channel, time limit and what is said about it.

    A channel may occur several times. `limit_amount` and `limit_unit` are null when the record gives no limit or
    none that can be trusted; `limit_text` is always what the record says.
    """

    version = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="ways")
    position = models.IntegerField()
    channel = models.SmallIntegerField(choices=Channel.choices)
    limit_amount = models.IntegerField(null=True)
    limit_unit = models.CharField(max_length=12, choices=LimitUnit.choices, null=True)  # noqa: DJ001 (pairs with amount)
    limit_text = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(limit_amount__isnull=True, limit_unit__isnull=True)
                | Q(limit_amount__gte=0, limit_unit__isnull=False),
                name="limit_has_amount_and_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.limit_text}"


class Fee(models.Model):
    """A fee or charge of one way to file (phí, lệ phí) in whole đồng; null: stated by a rule or not entered."""

    way = models.ForeignKey(FilingWay, models.CASCADE, related_name="fees")
    position = models.IntegerField()
    amount = models.BigIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class Offering(models.Model):
    """The service level of a procedure at an office and all offices below it, between two dates.

    The row of the nearest office above wins.
    """

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=ServiceLevel.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    decision = models.CharField(max_length=200, blank=True)
    simulated = models.BooleanField(default=False)

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "office", "valid_from"], name="one_level_from_a_date")
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.level}"
