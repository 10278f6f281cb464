"""Documents and official papers."""

from __future__ import annotations

from django.db import models

from motcua.core import ids
from motcua.people.models import Account
from motcua.records.rules import PaperKind


class Document(models.Model):
    """A file (tệp) kept under the digest of its content. `name` is what the person called it."""

    key = models.CharField(max_length=26, unique=True, default=ids.token)
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    added_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class OfficialPaper(models.Model):
    """A paper that an office issued (văn bản, giấy tờ) about a subject of the journal, with its file."""

    subject = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=24, choices=PaperKind.choices)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
