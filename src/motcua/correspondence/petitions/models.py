"""Petitions, one row each, with what was said and every moment and limit by which one is judged."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core import ids
from motcua.correspondence.petitions.rules import PetitionSource, PetitionStage, Withheld
from motcua.correspondence.rules import Satisfaction
from motcua.filing.models import Dossier
from motcua.offices.models import Office
from motcua.people.models import Person

_HAS_ANSWER = Q(stage__in=["answered", "published"])


class Petition(models.Model):
    """What somebody reports or proposes about procedures to an office (phản ánh, kiến nghị), and what became of it.

    `outside_code` is its code on the portal from which it came; `person` is whoever sent it here with her e-ID.
    `next_due_at` is by when the office does what comes next; null when nothing is left to do. `lapse_by` is until when
    it closes what was not supplemented. The `public_…` words are what everybody reads: they name nobody. `salt` goes
    into the digests of words that the journal keeps. `found_by` are the folded words by which officers find it,
    `public_found_by` those by which everybody does.
    """

    code = models.CharField(max_length=60, unique=True)
    salt = models.CharField(max_length=32, default=ids.salt)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=PetitionSource.choices)
    outside_code = models.CharField(max_length=60, blank=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    title = models.CharField(max_length=200)
    words = models.TextField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=160)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    found_by = models.TextField()
    stage = models.CharField(max_length=20, choices=PetitionStage.choices, default=PetitionStage.OPEN)
    received_at = models.DateTimeField()
    rule = models.CharField(max_length=40)
    refuse_by = models.DateTimeField()
    ask_by = models.DateTimeField()
    first_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_for = models.TextField(blank=True)
    wait_until = models.DateField(null=True)
    lapse_by = models.DateTimeField(null=True)
    supplemented_at = models.DateTimeField(null=True)
    supplement = models.TextField(blank=True)
    refused_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answer_number = models.CharField(max_length=60, blank=True)
    withheld = models.CharField(max_length=12, choices=Withheld.choices, blank=True)
    publish_by = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    public_title = models.CharField(max_length=200, blank=True)
    public_words = models.TextField(blank=True)
    public_answer = models.TextField(blank=True)
    public_found_by = models.TextField(blank=True)
    satisfaction = models.CharField(max_length=16, choices=Satisfaction.choices, blank=True)
    rated_at = models.DateTimeField(null=True)
    repeated_at = models.DateTimeField(null=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["office", "received_at"], name="petitions_of_an_office"),
            models.Index(fields=["received_at"], name="petitions_by_receipt"),
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="petitions_of_a_person"),
            models.Index(fields=["next_due_at", "id"], condition=Q(next_due_at__isnull=False), name="petitions_to_do"),
            models.Index(
                fields=["-published_at", "-id"], condition=Q(published_at__isnull=False), name="petitions_published"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["outside_code"], condition=~Q(outside_code=""), name="one_petition_of_code"
            ),
            models.CheckConstraint(
                condition=Q(_HAS_ANSWER, answered_at__isnull=False) & ~Q(answer="")
                | Q(~_HAS_ANSWER, answered_at__isnull=True, answer=""),
                name="answered_petition_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(stage="refused", refused_at__isnull=False)
                | ~Q(stage="refused") & Q(refused_at__isnull=True),
                name="refused_petition_has_time",
            ),
            models.CheckConstraint(
                condition=Q(stage="published", published_at__isnull=False, publish_by__isnull=False, withheld="")
                | ~Q(stage="published") & Q(published_at__isnull=True),
                name="published_petition_may_be",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction="", rated_at__isnull=True)
                | ~Q(satisfaction="") & Q(rated_at__isnull=False),
                name="rated_petition_has_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code
