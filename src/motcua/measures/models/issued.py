"""What was handed out and stays as it was: reports and published months."""

from __future__ import annotations

from django.db import models

from motcua.core import ids
from motcua.measures.frozen.rules import ReportKind
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.records.models import OfficialPaper


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
