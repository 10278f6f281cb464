"""Tables of places, offices and the working calendar. A row never changes its name, code or parent: it ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from motcua.offices.rules import DayKind, Extent, OfficeKind, PlaceLevel, Tier


class Dated(models.QuerySet[Any]):
    """Rows with `valid_from` and `valid_to` (both included, null means open)."""

    def on(self, day: date) -> Dated:
        """Return the rows in force on a day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Place(models.Model):
    """An administrative unit (đơn vị hành chính) between two dates, with its national code of that time."""

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=PlaceLevel.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    area_km2 = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    outline = models.JSONField(null=True)

    objects = Dated.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "code", "valid_from"], name="place_code_on_date")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def key(self) -> str:
        """The code with the month of its beginning, such as "18082/2025-01": codes are given again over time."""
        return self.code if self.valid_from is None else f"{self.code}/{self.valid_from:%Y-%m}"


class PlaceSuccession(models.Model):
    """A place became another one. A split place has several successors; one of them is the default."""

    predecessor = models.ForeignKey(Place, models.PROTECT, related_name="+")
    successor = models.ForeignKey(Place, models.PROTECT, related_name="+")
    extent = models.CharField(max_length=12, choices=Extent.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="one_place_succession")]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Office(models.Model):
    """A public body or a unit inside one (cơ quan, đơn vị) between two dates.

    `code` is unique for all time. `path` lists the ids from the root to this office, "/1/12/45/", so that a
    subtree is a prefix. `short_name` is what rankings show ("Huyện Vũ Quang").
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, choices=OfficeKind.choices)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=80, db_index=True)
    address = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    objects = Dated.as_manager()

    def __str__(self) -> str:
        return self.name


class OfficeSuccession(models.Model):
    """An office's work went to another one."""

    predecessor = models.ForeignKey(Office, models.PROTECT, related_name="+")
    successor = models.ForeignKey(Office, models.PROTECT, related_name="+")
    extent = models.CharField(max_length=12, choices=Extent.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="one_office_succession")]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class OpeningHours(models.Model):
    """One stretch of office hours on a weekday (giờ làm việc); without an office it holds for all.

    `recorded_at` is when it was decided; null: before anybody asked.
    """

    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    weekday = models.SmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField(null=True)

    objects = Dated.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=0, weekday__lte=6), name="weekday_of_week"),
            models.CheckConstraint(condition=Q(opens__lt=models.F("closes")), name="opens_before_closing"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes}"


class SpecialDay(models.Model):
    """A day off or a make-up day (ngày nghỉ, ngày làm bù) by a decision; it wins over every computed holiday.

    Without an office it holds for all. A later row for the same day and office replaces an earlier one.
    """

    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=DayKind.choices)
    name = models.CharField(max_length=120)
    decision = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["day"], name="special_day_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
