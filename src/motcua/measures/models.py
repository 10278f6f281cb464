"""Counters, by day and by month of receipt. They can be thrown away: the journal is the truth."""

from __future__ import annotations

from django.db import models

from motcua.measures.rules import Axis


class DayTally(models.Model):
    """How many dossiers received on one day stand in one measure at one office; `day` is "YYYY-MM-DD"."""

    pk = models.CompositePrimaryKey("axis", "office", "day", "measure")
    axis = models.CharField(max_length=10, choices=Axis.choices)
    office = models.CharField(max_length=20)
    day = models.CharField(max_length=10)
    measure = models.CharField(max_length=48)
    count = models.BigIntegerField()


class MonthTally(models.Model):
    """The same by month; `month` is "YYYY-MM"."""

    pk = models.CompositePrimaryKey("axis", "office", "month", "measure")
    axis = models.CharField(max_length=10, choices=Axis.choices)
    office = models.CharField(max_length=20)
    month = models.CharField(max_length=7)
    measure = models.CharField(max_length=48)
    count = models.BigIntegerField()
