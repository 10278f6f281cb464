"""Accounts, persons, e-identities and appointments."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from motcua.core import ids
from motcua.offices.models import Dated, Office
from motcua.people.rules import Gender, Role


class Person(models.Model):
    """A natural person (cá nhân): a citizen who files, or on whose behalf something is filed.

    `salt` goes into every digest of this person's data that the journal keeps; without it they say nothing.
    `helps_until` is the last day on which she belongs to a community team (the end of time where none is set), null for
    everybody else; `helps_ready`, whether she passed its self-check. The teams themselves stand higher up the stairs.
    """

    full_name = models.CharField(max_length=120)
    personal_id = models.CharField(max_length=12, unique=True, null=True)  # noqa: DJ001 (null: not known)
    birth_date = models.DateField(null=True)
    gender = models.CharField(max_length=6, choices=Gender.choices, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    residence = models.CharField(max_length=300, blank=True)
    salt = models.CharField(max_length=32, default=ids.salt)
    simulated = models.BooleanField(default=False)
    helps_until = models.DateField(null=True)
    helps_ready = models.BooleanField(default=False, db_default=False)

    class Meta:
        # A counter finds a person by her phone or by her name.
        indexes = [
            models.Index(fields=["phone"], condition=~Q(phone=""), name="people_by_phone"),
            models.Index(fields=["full_name"], name="people_by_name"),
            models.Index(fields=["helps_until"], condition=Q(helps_until__isnull=False), name="people_who_help"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Account(AbstractBaseUser):
    """A sign-in (tài khoản), of a citizen through an e-ID or of an officer with a password."""

    username = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=120)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.full_name


class EIdentity(models.Model):
    """A link between an account and an electronic identity (định danh điện tử) at an identity provider."""

    issuer = models.URLField()
    subject = models.CharField(max_length=120)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    level = models.CharField(max_length=20, blank=True)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_per_identity")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.subject}"


class Appointment(models.Model):
    """A role that an officer holds at an office between two dates (phân công)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "office", "role"],
                condition=Q(valid_to__isnull=True),
                name="one_open_appointment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.office_id}"


class Absence(models.Model):
    """Days on which an officer is away and another stands in for her (vắng mặt, người thay); both days included."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Account, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(account=models.F("deputy")), name="deputy_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.valid_from} {self.valid_to}"


class FailedAttempt(models.Model):
    """A wrong password or code (lần thử sai), counted by digests of who tried and what; old rows are removed.

    An attempt under way is counted as failed until it turns out right.
    """

    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="failures_of_a_digest")]

    def __str__(self) -> str:
        return f"{self.at}"
