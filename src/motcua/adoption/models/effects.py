"""What the programme did, for which offices."""

from __future__ import annotations

from django.db import models

from motcua.adoption.effects.rules import ActionKind
from motcua.offices.models import Office


class ProgrammeAction(models.Model):
    """Something done for one office on a day (hoạt động đã diễn ra); `source` is its subject in the journal."""

    kind = models.CharField(max_length=12, choices=ActionKind.choices)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    on = models.DateField()
    source = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "office"], name="one_action_of_a_source_at_an_office"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on} {self.source}"
