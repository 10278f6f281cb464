"""Drafts, dossiers and what is attached to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from motcua.catalogue.models import Procedure, ProcedureVersion
from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.core import ids
from motcua.filing.authority import PAPERS
from motcua.filing.rules import FilingBasis, ForStaff, Help, InPersonReason, Reuse, System
from motcua.offices.models import Office
from motcua.people.facts import Facts
from motcua.people.models import Account, Person
from motcua.people.rules import Gender
from motcua.records.models import Document, OfficialPaper


class Visit(models.Model):
    """Somebody came to a counter, or a letter did, with one dossier or several (lượt tiếp nhận).

    `key` is made with the page, so that what is sent twice is entered once. `counter` is where it was received, at
    `received_at`; `entered_at` is when it was typed in, later where a `late_reason` says why. `applicant` is whose
    dossiers they are; a `delegate` hands them in on her behalf, by the paper that `delegation` names. `slip` is the
    common receipt of several dossiers.
    """

    key = models.CharField(max_length=26, unique=True)
    counter = models.ForeignKey(Office, models.PROTECT, related_name="+")
    channel = models.SmallIntegerField(choices=Channel.choices)
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    delegate = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    delegation = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=20, choices=InPersonReason.choices, blank=True)
    queue_number = models.CharField(max_length=12, blank=True)
    tracking_number = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    late_reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    slip = models.ForeignKey(OfficialPaper, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["counter", "-entered_at"], name="visits_of_a_counter")]
        constraints = [
            models.CheckConstraint(condition=~Q(channel=Channel.ONLINE), name="visit_is_never_online"),
            models.CheckConstraint(condition=Q(entered_at__gte=models.F("received_at")), name="entered_after_receipt"),
            models.CheckConstraint(
                condition=Q(delegate__isnull=True, delegation="") | Q(delegate__isnull=False) & ~Q(delegation=""),
                name="delegate_has_a_paper",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Dossier(models.Model):
    """What was filed (hồ sơ). The work on it is the case; only `channel` and `help` may be put right, with an entry,
    and what another system sends anew before anybody accepted it.

    `salt` goes into the digests of its content that the journal keeps. `submitted_at` is when the filer sent it or
    handed it in. `helper` is the officer or team member who stood beside, `helped_office` the office where she did.
    `visit` is how it came to a counter. `reused` is how many of its documents its applicant had here before.

    `place` is the key of the most exact place that is known of it, `in_person` why it was brought to a counter.
    `fee_due` says whether the way it was filed costs something (null: the record does not say), `verified` whether an
    e-ID vouches for its filer. `via` is the key of the outreach message whose link led to it.
    `for_staff` says that an officer marked it as her own or her family's, `staff_office` is the code of her office.
    `help_agreed`: the filer agreed that the help is recorded with a digest of her number (and has not taken that back);
    `help_noted`: its help was recorded, in whatever way, and never is again.
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
    reused = models.SmallIntegerField(default=0, db_default=0)
    # Most dossiers have neither, and every index costs whoever files.
    helped_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="dossiers", db_index=False)
    place = models.CharField(max_length=20, blank=True, default="", db_default="")
    in_person = models.CharField(max_length=20, choices=InPersonReason.choices, blank=True, default="", db_default="")
    fee_due = models.BooleanField(null=True)
    verified = models.BooleanField(default=False, db_default=False)
    via = models.CharField(max_length=12, blank=True, default="", db_default="")
    for_staff = models.CharField(max_length=8, choices=ForStaff.choices, blank=True, default="", db_default="")
    staff_office = models.CharField(max_length=20, blank=True, default="", db_default="")
    help_agreed = models.BooleanField(default=False, db_default=False)
    help_noted = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["submitted_at"], condition=~Q(for_staff=""), name="dossiers_of_staff"),
            models.Index(fields=["via"], condition=~Q(via=""), name="dossiers_via_a_message"),
            models.Index(fields=["filer", "-submitted_at"], name="dossiers_of_a_filer"),
            models.Index(fields=["visit"], condition=Q(visit__isnull=False), name="dossiers_of_a_visit"),
        ]

    def __str__(self) -> str:
        return self.code


class Draft(models.Model):
    """A filing in the making (hồ sơ nháp): saved at every step, turned into one dossier at most.

    Set by `queries.locked_draft`: `unfinished`, whether parts of files have arrived that are not attached yet, the
    `person` who files, for whom (`whose`, None: herself), and `calendar`, the state of the working calendar by which
    the dossier would be received.
    `help_agreed`: she lets the help be recorded with a digest of her number.
    """

    unfinished: bool
    calendar: str
    person: Person | None
    whose: OnBehalf | None

    key = models.CharField(max_length=26, unique=True, default=ids.token)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    competent_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    done_pages = models.JSONField(default=list)
    help = models.CharField(max_length=8, choices=Help.choices, blank=True)
    helper = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    helped_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    help_agreed = models.BooleanField(default=False, db_default=False)
    via = models.CharField(max_length=12, blank=True, default="", db_default="")
    for_staff = models.CharField(max_length=8, choices=ForStaff.choices, blank=True, default="", db_default="")
    staff_office = models.CharField(max_length=20, blank=True, default="", db_default="")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    dossier = models.OneToOneField(Dossier, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["account", "-saved_at"], name="drafts_of_an_account")]

    def __str__(self) -> str:
        return self.key


class OnBehalf(models.Model):
    """For whom a draft, and the dossier that comes of it, is filed online by somebody else (nộp thay trực tuyến).

    What is told of her is what the filer typed: nobody vouches for it, and papers and pages that the filer sees show
    nothing else. The dossier's applicant is the person who is found or made by it, its filer the delegate.
    """

    draft = models.OneToOneField(Draft, models.CASCADE, related_name="on_behalf")
    dossier = models.OneToOneField(Dossier, models.PROTECT, null=True, related_name="on_behalf")
    basis = models.CharField(max_length=12, choices=FilingBasis.choices)
    full_name = models.CharField(max_length=120)
    personal_id = models.CharField(max_length=12, blank=True)
    birth_date = models.DateField(null=True)
    gender = models.CharField(max_length=6, choices=Gender.choices, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    residence = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.basis}"

    @property
    def facts(self) -> Facts:
        """What was typed of her."""
        return Facts(
            self.full_name, self.personal_id, self.birth_date, self.gender, self.phone, residence=self.residence
        )

    @property
    def paper(self) -> str:
        """What the paper is called that shows the authority."""
        return PAPERS[FilingBasis(self.basis)]


class LinkedPaper(models.Model):
    """A paper that another system names with a dossier (giấy tờ ở hệ thống khác): its link, and its file once fetched.

    `reference` is the other system's own id of it.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    link = models.TextField(blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "reference"], name="one_linked_paper")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.reference}"


class PaperTick(models.Model):
    """A paper that was handed in on paper with a dossier (giấy tờ đã nhận), and how many of it."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="ticks")
    position = models.IntegerField(null=True)
    name = models.CharField(max_length=300, blank=True)
    originals = models.SmallIntegerField(default=0)
    certified = models.SmallIntegerField(default=0)
    photocopies = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "position"], name="one_tick_of_a_paper"),
            models.CheckConstraint(
                condition=Q(originals__gte=0, certified__gte=0, photocopies__gte=0)
                & ~Q(originals=0, certified=0, photocopies=0),
                name="ticked_paper_is_there",
            ),
            models.CheckConstraint(condition=Q(position__isnull=False) | ~Q(name=""), name="other_paper_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.position}"


class Attachment(models.Model):
    """A document handed in for one of the papers (giấy tờ đính kèm).

    What came with a draft stays with it; what was handed in at a counter or added later belongs to the dossier.
    `reuse` says that the document was here before, and as what; `source` is the dossier that it comes from.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="attachments")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="attachments")
    paper_position = models.IntegerField(null=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    position = models.IntegerField(default=0)
    reuse = models.CharField(max_length=10, choices=Reuse.choices, blank=True, default="", db_default="")
    source = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reuse="", source__isnull=True) | (~Q(reuse="") & Q(source__isnull=False)),
                name="what_is_reused_has_a_source",
            ),
            models.CheckConstraint(
                condition=Q(draft__isnull=False) | Q(dossier__isnull=False), name="attached_to_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id or self.dossier_id} {self.document_id}"


@dataclass(frozen=True, slots=True)
class Again:
    """A paper that a person had here before (giấy tờ dùng lại), chosen for one paper (None: something else)."""

    document: Document
    reuse: Reuse
    source_id: int
    paper_position: int | None = None

    def attachment(self) -> Attachment:
        """Return what attaches it, not saved and not yet attached to anything."""
        return Attachment(
            document=self.document, reuse=self.reuse, source_id=self.source_id, paper_position=self.paper_position
        )


class Invitation(models.Model):
    """An officer's offer to stand beside one filing (lời mời hướng dẫn), open for a short time and to one filer.

    `token` goes into a QR code, `code` is typed. `office` is where help is given, `account` the filer once she has
    signed in, `agreed` what she said to being helped (null: nothing yet).
    """

    token = models.CharField(max_length=26, unique=True, default=ids.token)
    code = models.CharField(max_length=8, unique=True)
    officer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    competent_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    agreed = models.BooleanField(null=True)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["officer", "-created_at"], name="invitations_of_an_officer"),
            models.Index(fields=["expires_at"], name="invitations_by_their_end"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.created_at}"


class TraceKey(models.Model):
    """The secret by which the traces of a month are made (khóa dấu vết); without it nobody can make them again."""

    month = models.CharField(max_length=7, primary_key=True)
    secret = models.CharField(max_length=32, default=ids.salt)

    def __str__(self) -> str:
        return self.month


class Trace(models.Model):
    """From where a dossier was filed, for a while (dấu vết nộp): keyed digests that tell the same from another.

    `device` is one of a browser, `phone` of the number given for contact ("" where there is none), `office` the code of
    the office whose own network it came from. `kiosk`: at a kiosk, which everybody uses. Gone after `kept_until`.
    """

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()
    device = models.CharField(max_length=32, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    office = models.CharField(max_length=20, blank=True)
    kiosk = models.BooleanField()
    kept_until = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["day"], name="traces_by_day"),
            models.Index(fields=["kept_until"], name="traces_by_their_end"),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)
