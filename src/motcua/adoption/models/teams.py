"""Mass organisations, community teams and who belongs to them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.adoption.teams.rules import OrganisationKind
from motcua.offices.models import Dated, Office
from motcua.people.models import Person


class Branch(models.Model):
    """A branch of a mass organisation (chi đoàn, chi hội, ban chấp hành) that stands behind teams of an office."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "name"], condition=Q(valid_to__isnull=True), name="one_branch_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommunityTeam(models.Model):
    """The team of a village or residential group (tổ công nghệ số cộng đồng) below an office, by its decision.

    `village_key` is the name without marks and capitals. It is in being on both of its days.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    village = models.CharField(max_length=80)
    village_key = models.CharField(max_length=80)
    decision = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    simulated = models.BooleanField(default=False)

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "village_key"], condition=Q(valid_to__isnull=True), name="one_team_of_a_village"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="team_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.village


class TeamMembership(models.Model):
    """A term of a person in a team (nhiệm kỳ trong tổ); nobody has two at once in one team, and one member leads.

    `youth_union`: she is a member of the Youth Union; `branch` is who sent her, where that is known.
    """

    team = models.ForeignKey(CommunityTeam, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)
    youth_union = models.BooleanField(default=False)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(leads=True, valid_to__isnull=True), name="one_open_leader"
            ),
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(valid_to__isnull=True), name="one_open_term_in_a_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.person_id} {self.valid_from}"


class SelfCheck(models.Model):
    """One try of a member at the self-check (lần tự kiểm tra): how many of the questions of a version were right."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    questions = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(right__lte=F("questions")), name="right_within_questions"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.right}/{self.questions}"
