"""Questions, notes, templates, messages, choices and ratings; petitions have a folder of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.casework.models import Case
from motcua.correspondence.petitions.models import Petition as Petition
from motcua.correspondence.rules import Medium, MessageState, Occasion, Satisfaction
from motcua.people.models import Account, Person
from motcua.records.models import Document


class Question(models.Model):
    """A question on a case and its answer (hỏi đáp), asked by the filer or by the office.

    `seen_at` is when the other side first saw the question, `answer_seen_at` when whoever asked first saw the answer.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    by_filer = models.BooleanField()
    words = models.TextField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(fields=["case", "asked_at"], name="questions_of_a_case"),
            models.Index(
                fields=["asked_at"], condition=Q(by_filer=True, answered_at__isnull=True), name="open_questions"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answer_has_time_and_giver",
            )
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"


class QuestionFile(models.Model):
    """A file that came with a question or with its answer (tệp kèm câu hỏi)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="files")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    with_answer = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.question_id} {self.document_id}"


class Note(models.Model):
    """What officers tell each other about a case (ghi chú nội bộ); never shown to the citizen."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    words = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at"], name="notes_of_a_case")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Template(models.Model):
    """One version of a text for an occasion on a medium (mẫu tin); the highest number counts, older ones stay."""

    occasion = models.CharField(max_length=24, choices=Occasion.choices)
    medium = models.CharField(max_length=8, choices=Medium.choices)
    number = models.IntegerField()
    title = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    reference = models.CharField(max_length=60, blank=True)
    marks = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["occasion", "medium", "number"], name="one_text_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.medium} {self.number}"


class Message(models.Model):
    """A message about a case to a person (tin nhắn), made once from one entry of the journal.

    `key` is its identifier for whoever carries it, the same at every attempt. `template` is the number of the text, 0
    for the shipped one. `words` are as sent but for a link that opens something without a sign-in. `address` is whole
    only while the message waits, then masked.
    """

    key = models.CharField(max_length=40, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry_number = models.IntegerField()
    occasion = models.CharField(max_length=24, choices=Occasion.choices)
    medium = models.CharField(max_length=8, choices=Medium.choices)
    template = models.IntegerField()
    reference = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300, blank=True)
    words = models.TextField()
    values = models.JSONField(default=dict)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [
            models.Index(fields=["case", "made_at"], name="messages_of_a_case"),
            models.Index(fields=["medium", "next_at", "id"], condition=Q(state="waiting"), name="messages_to_send"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_message_has_time")
        ]

    def __str__(self) -> str:
        return self.key


class Preference(models.Model):
    """How a person wants to be told (cách nhận tin), and where; without a row what her e-ID says counts."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    media = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"


class Rating(models.Model):
    """How it went, asked once after the return (đánh giá mức độ hài lòng); the words stay with the province."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=16, choices=Satisfaction.choices)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.answer
