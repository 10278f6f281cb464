"""Cases, the steps taken on them, and the ledger of their clocks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.casework.rules import Day, Status, StepKind, StepOutcome
from motcua.core import ids
from motcua.filing.models import Dossier
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import Role
from motcua.records.models import Document

_OPEN, _IN = [1, 2, 4, 5, 6, 8, 9], ["competent_office"]


def _known(day: Day) -> Q:
    return Q(**{f"{day}_at__isnull": False})


class Case(models.Model):
    """The office's work on one dossier (việc giải quyết hồ sơ).

    `accept_by` is when the counter must have accepted or refused; `due_at` when the result is due, as it stands
    after every stop, `first_due_at` as first promised; `promised_again_at` is the one new time of an apology.
    `next_due_at` is what the queue sorts by. `proposed` holds until the approver has decided. While papers are asked
    for, `supplement_until` is the last day for them. `pause` is the key of the reason for which the clock stands still
    although work goes on; "" while it runs. `concerned` lists, as a path, the ids of the other offices that take part
    and of those above them; `in_step` holds while a step of the process is open, `opinions_open` counts the opinions
    that are asked for (`JointStep`). `counted_at` is when the due time was counted, by the calendar of that moment,
    where that was not at receipt: entered later, or put right.

    For the figures: `division` is the code of the office where its officer holds that role, `digitised` that a file of
    what was handed in is kept, `ended_at` when it was stopped, refused or withdrawn, `stopped_at` since
    when its clock stands still for anything but papers. `judged_due_at` is the due time
    moved by every stop but those for papers, null while that is `due_at`; `requests` for papers since receipt are
    [asked, completed or null] as stamps, and `satisfaction` is what the filer answered afterwards.

    Codes and offices of the dossier are repeated here so that a queue reads one table.
    """

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="+")
    competent_office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    received_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    status = models.SmallIntegerField(choices=Status.choices, default=Status.NEW)
    status_before = models.SmallIntegerField(choices=Status.choices, null=True)
    officer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    accept_by = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    promised_again_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    deadline_rule = models.CharField(max_length=40, blank=True)
    supplement_until = models.DateField(null=True)
    pause = models.CharField(max_length=30, blank=True)
    supplement_requests = models.SmallIntegerField(default=0)
    proposed = models.BooleanField(default=False)
    concerned = models.TextField(blank=True)
    in_step = models.BooleanField(default=False)
    opinions_open = models.SmallIntegerField(default=0)
    result = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    simulated = models.BooleanField(default=False)
    division = models.CharField(max_length=20, blank=True, default="", db_default="")
    digitised = models.BooleanField(default=False, db_default=False)
    ended_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    judged_due_at = models.DateTimeField(null=True)
    requests = models.JSONField(default=list)
    satisfaction = models.CharField(max_length=16, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["competent_office", "next_due_at"],
                condition=Q(status__in=_OPEN),
                name="open_cases_by_due",
            ),
            models.Index(fields=["officer", "next_due_at"], condition=Q(status__in=[4]), name="cases_of_officer"),
            # What is open in a whole province, in the order of its queue, and the parts of it that are few. The office
            # stands in the index, so that counting reads nothing else.
            models.Index(fields=["next_due_at", "id"], condition=Q(status__in=_OPEN), include=_IN, name="open_cases"),
            models.Index(
                fields=["id"],
                condition=Q(status__in=[5, 6, 8]) | (Q(status=4) & ~Q(pause="")),
                include=_IN,
                name="waiting_cases",
            ),
            models.Index(fields=["id"], condition=Q(status=9), include=_IN, name="cases_to_return"),
            models.Index(
                fields=["next_due_at", "id"], condition=Q(status__in=[1, 2]), include=_IN, name="arrived_cases"
            ),
            models.Index(
                fields=["next_due_at", "id"], condition=Q(status=4, proposed=True), include=_IN, name="proposed_cases"
            ),
            # The register of an office and that of a province, by each of its three days; and all of an office.
            *(
                models.Index(fields=[f"{day}_at", "id"], condition=_known(day), include=_IN, name=f"register_{day}")
                for day in Day
            ),
            *(
                models.Index(
                    fields=["competent_office", f"{day}_at", "id"], condition=_known(day), name=f"office_register_{day}"
                )
                for day in Day
            ),
            models.Index(fields=["competent_office", "id"], name="cases_of_office"),
            # What goes through several offices: what is with one of them, and whatever one of them was concerned with.
            models.Index(
                fields=["next_due_at", "id"], condition=Q(status=4, in_step=True), include=_IN, name="cases_in_step"
            ),
            models.Index(fields=["id"], condition=Q(concerned__gt=""), include=_IN, name="concerned_cases"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[1, 3, 5, 7]) | Q(received_at__isnull=False),
                name="worked_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_office__isnull=True)
                | Q(received_at__isnull=False, received_office__isnull=False),
                name="receipt_has_time_and_office",
            ),
            # While the clock stands for a named reason, work goes on, nothing is proposed and nothing can become late.
            models.CheckConstraint(
                condition=Q(pause="") | Q(status=4, proposed=False, next_due_at__isnull=True),
                name="pause_while_working",
            ),
        ]

    def __str__(self) -> str:
        return f"case of {self.dossier_id}"


class JointStep(models.Model):
    """What one office has to do with a case: a step of its process, or an opinion (một cửa liên thông, lấy ý kiến).

    `key` is that of the process of the case's version, "" for an opinion that an officer asked for by herself; `name`
    what is to be done or answered. `hours` are office hours of `office`; `due_at` moves with the stops that the law
    gives and with nothing else. `officer` is whose work it is, null: anybody's with the role there. `values` are what
    was filled in, `note` and `document` what came with it, `by` who ended it. What is done over again is a new row.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    key = models.CharField(max_length=40, blank=True)
    name = models.TextField()
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, choices=Role.choices)
    officer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    hours = models.IntegerField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=StepOutcome.choices, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    values = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["office", "role"], condition=Q(done_at__isnull=True), name="open_steps_of_office"),
            models.Index(fields=["office", "case"], condition=~Q(outcome="withdrawn"), name="steps_of_office"),
            # What the offices that were asked are told of for some days.
            models.Index(
                fields=["done_at"],
                condition=Q(kind="opinion", outcome__in=["unanswered", "withdrawn"]),
                name="opinions_not_given",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="step", done_at__isnull=True), name="one_open_joint_step"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="") | Q(done_at__isnull=False) & ~Q(outcome=""),
                name="done_step_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ArrivedRecord(models.Model):
    """What another system said last about a dossier of its own (bản tin hồ sơ), so that nothing is applied twice.

    `digest` is salted with the dossier's salt. `supplements` are the other system's ids of those that were applied.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    supplements = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"


class CaseSearch(models.Model):
    """The words by which a case is found (từ khóa tìm hồ sơ), folded, as `finding.words_of` puts them.

    PostgreSQL has them once more as `vector`, with an index; SQLite reads them one after the other.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    words = models.TextField()

    def __str__(self) -> str:
        return f"words of {self.case_id}"


class BulkRun(models.Model):
    """One move for many cases (lượt làm cùng lúc), kept while it goes on and for some days after.

    `chosen` are [dossier code, number of its last move as the page showed it]; `outcomes` are [code, done, words of the
    refusal, their values], as many as are done with. Only the account that began it goes on with it.
    """

    key = models.CharField(max_length=26, unique=True, default=ids.token)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    move = models.CharField(max_length=30)
    officer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    chosen = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.move} {self.key}"


class CaseStep(models.Model):
    """One move of a case with its words (bước xử lý): what the journal may not hold, such as a reason.

    `amount` in whole đồng is what was to be paid, `until` the day until which something was asked for, `reference` what
    the move rests on: the number of a receipt, a legal basis. `joint_step` is what it was about within the process.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    entry_number = models.IntegerField()
    move = models.CharField(max_length=30)
    status = models.SmallIntegerField(choices=Status.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    amount = models.BigIntegerField(null=True)
    until = models.DateField(null=True)
    reference = models.CharField(max_length=300, blank=True)
    joint_step = models.ForeignKey(JointStep, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["entry_number"]
        constraints = [models.UniqueConstraint(fields=["case", "entry_number"], name="one_step_per_entry")]

    def __str__(self) -> str:
        return self.move


class ClockStop(models.Model):
    """A stretch in which the deadline does not run (tạm dừng tính thời hạn), with its legal reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="one_open_stop"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="stop_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.started_at}"
