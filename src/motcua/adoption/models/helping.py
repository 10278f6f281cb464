"""Evenings of teams and what was recorded of their help."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.adoption.helping.rules import Consent, HelpKind
from motcua.adoption.models.teams import CommunityTeam
from motcua.catalogue.models import Procedure
from motcua.filing.rules import System
from motcua.offices.models import Office
from motcua.people.models import Account


class TeamEvening(models.Model):
    """A time at which a team helps people at one place (buổi hỗ trợ); open until somebody of the team ends it."""

    team = models.ForeignKey(CommunityTeam, models.PROTECT, related_name="+")
    place = models.CharField(max_length=120)
    begun_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team"], condition=Q(ended_at__isnull=True), name="one_open_evening"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="evening_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.began_at}"


class HelpRecord(models.Model):
    """One person helped once (lượt hỗ trợ), recorded with her consent: with what, by whom, when.

    She is known by a keyed digest of her number alone, for some time, and by nothing where she did not agree. `code` is
    hers: with it she takes her consent back. `system` is where she filed or paid; `booked_on` the day on which she will
    open her account, with `booked_time` and `booked_place` as far as told. `dossier_code` is the dossier that the help
    was for, `matched_at` since when there is one. `graduated_at` is when she first filed by herself after it;
    `graduation_told`, whether the journal knows.
    """

    code = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=8, choices=HelpKind.choices)
    system = models.CharField(max_length=20, choices=System.choices, blank=True)
    procedure = models.ForeignKey(Procedure, models.PROTECT, null=True, related_name="+")
    booked_on = models.DateField(null=True)
    booked_time = models.TimeField(null=True)
    booked_place = models.CharField(max_length=120, blank=True, default="", db_default="")
    helper = models.ForeignKey(Account, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    team = models.ForeignKey(CommunityTeam, models.PROTECT, null=True, related_name="+")
    evening = models.ForeignKey(TeamEvening, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    consent = models.CharField(max_length=8, choices=Consent.choices, blank=True)
    consent_paper = models.CharField(max_length=40, blank=True)
    person_key = models.CharField(max_length=64, blank=True)
    dossier_code = models.CharField(max_length=60, blank=True)
    matched_at = models.DateTimeField(null=True)
    graduated_at = models.DateTimeField(null=True)
    graduation_told = models.BooleanField(default=False, db_default=False)
    withdrawn_at = models.DateTimeField(null=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["person_key"], condition=~Q(person_key=""), name="helps_of_a_person"),
            models.Index(fields=["office", "at"], name="helps_of_an_office"),
            models.Index(
                fields=["at"], condition=~Q(person_key="") | ~Q(dossier_code=""), name="helps_that_know_somebody"
            ),
            models.Index(fields=["booked_on"], condition=Q(booked_on__isnull=False), name="helps_booked"),
            models.Index(
                fields=["graduated_at"],
                condition=Q(graduated_at__isnull=False, graduation_told=False),
                name="graduations_to_tell",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_code"], condition=~Q(dossier_code=""), name="one_help_of_a_dossier"
            ),
            models.CheckConstraint(
                condition=Q(person_key="", dossier_code="") | ~Q(consent=""), name="nobody_without_consent"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(person_key="", dossier_code=""),
                name="withdrawn_knows_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
