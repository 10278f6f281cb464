"""Drafts, dossiers and what is attached to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.catalogue.models import Procedure, ProcedureVersion
from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.core import ids
from motcua.filing.rules import Help, System
from motcua.offices.models import Office
from motcua.people.models import Account, Person
from motcua.records.models import Document


class Dossier(models.Model):
    """What was filed (hồ sơ). The work on it is the case; only `channel` and `help` may be put right, with an entry.

    `salt` goes into the digests of its content that the journal keeps. `submitted_at` is when the filer sent it or
    handed it in. `helper` is the officer or team member who stood beside.
    """

    code = models.CharField(max_length=60, unique=True)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    service_level = models.CharField(max_length=8, choices=ServiceLevel.choices)
    competent_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    filer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    applicant = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    channel = models.SmallIntegerField(choices=Channel.choices)
    help = models.CharField(max_length=8, choices=Help.choices)
    helper = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    submitted_at = models.DateTimeField()
    system = models.CharField(max_length=20, choices=System.choices, default=System.MOTCUA)
    salt = models.CharField(max_length=32, default=ids.salt)
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["filer", "-submitted_at"], name="dossiers_of_a_filer")]

    def __str__(self) -> str:
        return self.code


class Draft(models.Model):
    """A filing in the making (hồ sơ nháp): saved at every step, turned into one dossier at most.

    Set by `queries.locked_draft`: `unfinished`, whether parts of files have arrived that are not attached yet, and the
    `person` who files.
    """

    unfinished: bool
    person: Person | None

    key = models.CharField(max_length=26, unique=True, default=ids.token)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    competent_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    done_pages = models.JSONField(default=list)
    help = models.CharField(max_length=8, choices=Help.choices, blank=True)
    helper = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    dossier = models.OneToOneField(Dossier, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["account", "-saved_at"], name="drafts_of_an_account")]

    def __str__(self) -> str:
        return self.key


class Attachment(models.Model):
    """A document handed in for one of the papers (giấy tờ đính kèm).

    What came with a draft stays with it; what was handed in at a counter or added later belongs to the dossier.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="attachments")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="attachments")
    paper_position = models.IntegerField(null=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False) | Q(dossier__isnull=False), name="attached_to_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id or self.dossier_id} {self.document_id}"
