"""Documents, official papers, and files of which only parts have arrived."""

from __future__ import annotations

from django.db import models

from motcua.core import ids
from motcua.people.models import Account
from motcua.records.rules import PaperKind, Scan


class Document(models.Model):
    """A file (tệp) kept under the digest of its content. `name` is what the person called it.

    `scan` is what the search for malware said; a file that could not be searched is searched later.
    """

    key = models.CharField(max_length=26, unique=True, default=ids.token)
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    added_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.NONE, db_default=Scan.NONE)

    class Meta:
        indexes = [
            models.Index(fields=["digest"], name="documents_by_digest"),
            models.Index(fields=["id"], condition=models.Q(scan=Scan.UNCHECKED), name="documents_unchecked"),
        ]

    def __str__(self) -> str:
        return self.name


class OfficialPaper(models.Model):
    """A paper that an office issued (văn bản, giấy tờ) about a subject of the journal, with its file.

    `token` opens the public page that vouches for it; `agency` is the name of the office as the paper says it.
    """

    token = models.CharField(max_length=26, unique=True, default=ids.token)
    agency = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=24, choices=PaperKind.choices)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Reprint(models.Model):
    """A marked copy of a paper (bản in lại) that somebody printed; `digest` is that of the printed file."""

    paper = models.ForeignKey(OfficialPaper, models.PROTECT, related_name="reprints")
    number = models.IntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="reprints_are_numbered")]

    def __str__(self) -> str:
        return f"{self.number} of {self.paper_id}"


class Upload(models.Model):
    """A file of which only the first parts have arrived (tệp đang gửi dở).

    `subject` is what it is handed in for, such as "draft/KEY", and `field` the input there. `digest` and `size` (bytes)
    are those of the whole, as its sender declares them; `sizes` are those of the parts that are here, in order.
    """

    key = models.CharField(max_length=26, unique=True, default=ids.token)
    subject = models.CharField(max_length=120)
    field = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    name = models.CharField(max_length=200)
    sizes = models.JSONField(default=list)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "field", "digest", "size"], name="one_upload_of_a_file")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.field}"

    @property
    def received(self) -> int:
        return sum(self.sizes)

    @property
    def whole(self) -> bool:
        return self.received == self.size
