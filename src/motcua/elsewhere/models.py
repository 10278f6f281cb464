"""Tables of other systems' dossiers. What is known of each dossier stands in the journal; here is how it came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core import ids
from motcua.elsewhere.rules import ImportState
from motcua.filing.rules import ForStaff, System
from motcua.people.models import Account


class DossierMapping(models.Model):
    """How the columns of one source's exports are read (cách ghép cột); a change is a new row with the next number.

    `columns` is field → heading, `words` field → folded words of the source → what they mean here.
    """

    source = models.CharField(max_length=30)
    number = models.IntegerField()
    columns = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="one_mapping_per_number")]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class ImportRun(models.Model):
    """One import of a file of another system's dossiers (lượt nhập hồ sơ), going on in parts, with its report.

    `content` is the file, zipped, until the import has ended; an import by command has none. `done` of `rows` rows have
    been looked at. `told` is the report per row: zipped JSON lines of [row, code, outcome, [[field, problem, done]]].
    `sheet` is that of the workbook which is read, "" for the usual one. `received` is year → [dossiers of the file,
    first and last day of receipt], of those that are counted.
    """

    key = models.CharField(max_length=26, unique=True, default=ids.token)
    source = models.CharField(max_length=30)
    system = models.CharField(max_length=16, choices=System.choices)
    simulated = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    sheet = models.CharField(max_length=200, default="", db_default="")
    content = models.BinaryField(null=True)
    mapping = models.ForeignKey(DossierMapping, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState.choices)
    problem = models.TextField(blank=True)
    rows = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    told = models.BinaryField(default=b"")
    received = models.JSONField(default=dict)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-started_at"], name="imports_by_start"),
            models.Index(fields=["id"], condition=Q(state="running"), name="running_imports"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class RecordedDossier(models.Model):
    """A dossier that another system keeps (hồ sơ của hệ thống khác), by its code; its facts are in the journal.

    `digest` covers the facts of its last entry, `known_until` is the latest moment that they know of (text of fixed
    width, so that the order of texts is that of time), `source` is who told of it first.
    `person_key` is the keyed digest of its filer's number (`people.keys`), since `keyed_on` (text of the day) and for a
    few days; "" where the source names none or there is nobody who helps.
    `for_staff` and `staff_office` (a code): an officer marked it as her own or her family's afterwards.
    """

    code = models.CharField(max_length=60, primary_key=True)
    source = models.CharField(max_length=30)
    digest = models.CharField(max_length=64)
    known_until = models.CharField(max_length=32)
    person_key = models.CharField(max_length=64, default="", db_default="")
    keyed_on = models.CharField(max_length=10, default="", db_default="")
    for_staff = models.CharField(max_length=8, choices=ForStaff.choices, blank=True, default="", db_default="")
    staff_office = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["staff_office"], condition=~Q(for_staff=""), name="recorded_of_staff"),
            models.Index(fields=["person_key"], condition=~Q(person_key=""), name="recorded_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.code
