"""What is written: questions and answers, notes, texts, choices, how it went. `messages` holds the verbs of sending."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from motcua.casework import actions as casework
from motcua.casework import queries as cases
from motcua.casework.models import Case
from motcua.casework.rules import Status
from motcua.core import canonical, clock, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.correspondence import queries, rules, texts
from motcua.correspondence.messages import follow as follow
from motcua.correspondence.messages import remind as remind
from motcua.correspondence.messages import send_next as send_next
from motcua.correspondence.models import Note, Preference, Question, QuestionFile, Rating, Template
from motcua.correspondence.rules import Medium, Occasion, Satisfaction
from motcua.filing import rules as filing_rules
from motcua.journal import actions as journal
from motcua.journal.models import Subject
from motcua.journal.rules import Event
from motcua.people import numbers
from motcua.people import queries as people
from motcua.people import rules as people_rules
from motcua.people.models import Account
from motcua.people.rules import Ability, actor, instead_of
from motcua.records.models import Document

MOST_WAITING = 5
MOST_FILES = 5
_LONGEST_LINE = 500


@transaction.atomic
def ask(*, case: Case, words: str, by: Account, at: datetime, documents: Iterable[Document] = ()) -> Question:
    """Ask the office, as the filer of the dossier, or the filer, as an officer.

    Raises Refused without words, with too many, and for a filer whose questions already wait for an answer.
    """
    held = cases.locked(case.pk)
    by_filer = by.pk == held.dossier.filer_id
    words = _words(words, Phrase("Viết câu hỏi."))
    if by_filer and queries.waiting_of_filer(held) >= MOST_WAITING:
        raise Refused(
            Phrase("Đang có %(count)s câu hỏi chờ trả lời. Hãy chờ cơ quan trả lời rồi hỏi tiếp.", count=MOST_WAITING),
            "words",
        )
    asked = Question.objects.create(case=held, by_filer=by_filer, words=words, asked_by=by, asked_at=at)
    _attach(asked, documents, with_answer=False)
    _record(held, "question_asked", by, at, question=asked.pk, by_filer=by_filer)
    return asked


@transaction.atomic
def answer(
    *, question: Question, words: str, by: Account, at: datetime, documents: Iterable[Document] = ()
) -> Question:
    """Answer a question of the other side, once. Raises Refused without words and when somebody was faster."""
    case = cases.locked(question.case_id)
    held = Question.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=question.pk)
    by_filer = by.pk == case.dossier.filer_id
    if held.by_filer == by_filer:
        raise Refused("Câu hỏi này do bên kia trả lời.")
    if held.answered_at is not None and held.answered_by is not None:
        raise Refused(
            Phrase(
                "%(name)s đã trả lời câu hỏi này lúc %(when)s. Hãy tải lại trang.",
                name=held.answered_by.full_name, when=f"{clock.local(held.answered_at):%H:%M, %d/%m/%Y}",
            )
        )  # fmt: skip
    held.answer, held.answered_by, held.answered_at = _words(words, Phrase("Viết câu trả lời.")), by, at
    held.seen_at = held.seen_at or at
    held.save(update_fields=["answer", "answered_by", "answered_at", "seen_at"])
    _attach(held, documents, with_answer=True)
    _record(case, "question_answered", by, at, question=held.pk, by_filer=by_filer)
    return held


@transaction.atomic
def see(*, case: Case, by_filer: bool, at: datetime) -> None:
    """Note that one side has looked at what the other one said; nothing is written when all was seen."""
    found = queries.unseen(case, by_filer=by_filer)
    found.filter(by_filer=not by_filer, seen_at=None).update(seen_at=at)
    found.filter(by_filer=by_filer, answered_at__isnull=False, answer_seen_at=None).update(answer_seen_at=at)


@transaction.atomic
def note(*, case: Case, words: str, by: Account, at: datetime) -> Note:
    """Write a note for officers on a case. Raises Refused without words."""
    held = cases.locked(case.pk)
    made = Note.objects.create(case=held, words=_words(words, Phrase("Viết ghi chú."), "note"), by=by, at=at)
    _record(held, "note_written", by, at, note=made.pk)
    return made


@transaction.atomic
def write_text(
    *, occasion: Occasion, medium: Medium, words: str, by: Account, at: datetime, title: str = "", reference: str = "",
    marks: bool = True, active: bool = True, seen: int | None = None,
) -> Template:  # fmt: skip
    """Write a new version of the text for an occasion on a medium; earlier ones stay.

    Raises Invalid at the fields: places that are not known, no words, too many, no subject of an e-mail, no number
    where only approved texts are sent; and Refused when somebody wrote another version after number `seen`.
    """
    words, title, reference = text.clean(words), text.one_line(title), text.one_line(reference)
    errors = text_errors(occasion, medium, words=words, title=title, reference=reference)
    if errors:
        raise Invalid(errors)
    newest = Template.objects.select_for_update().filter(occasion=occasion, medium=medium).first()
    number = newest.number if newest else 0
    if seen is not None and seen != number:
        raise Refused("Mẫu này vừa có người sửa. Hãy tải lại trang, xem bản mới rồi sửa tiếp.")
    try:
        with transaction.atomic():
            made = Template.objects.create(
                occasion=occasion, medium=medium, number=number + 1, title=title, words=words, reference=reference,
                marks=marks, active=active, by=by, at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused("Mẫu này vừa có người sửa. Hãy tải lại trang, xem bản mới rồi sửa tiếp.") from None
    details = {"number": made.number, "digest": canonical.digest(f"{title}\n{words}"), "active": active}
    subject = f"template/{occasion}/{medium}"
    opens = not Subject.objects.filter(name=subject).exists()
    journal.append(Event(subject, "template_written", at, actor(by.pk), details=details, opens=opens))
    return made


def text_errors(occasion: Occasion, medium: Medium, *, words: str, title: str, reference: str) -> dict[str, str]:
    """Return what to mend in a text before it is written, by field; {} when nothing."""
    found = {"words": texts.wrong(words, occasion, medium) if words else Phrase("Viết nội dung tin.")}
    if medium is Medium.EMAIL:
        found["title"] = texts.wrong(title, occasion, medium) if title else Phrase("Viết tiêu đề thư.")
        if len(title) > texts.LONGEST_TITLE:
            found["title"] = Phrase("Quá dài: tối đa %(count)s ký tự. Hãy viết gọn lại.", count=texts.LONGEST_TITLE)
    if medium is Medium.CHAT and not (reference.isascii() and reference and len(reference) <= 60):
        found["reference"] = Phrase("Nhập mã mẫu mà nhà cung cấp đã duyệt.")
    return {name: message for name, message in found.items() if message}


@transaction.atomic
def choose(*, account: Account, media: Iterable[Medium], email: str, phone: str, at: datetime) -> Preference:
    """Note how a citizen wants to be told, and where. Raises Invalid at the fields: no address for what she wants.

    The journal keeps which media, never an address.
    """
    chosen = sorted({Medium(one) for one in media})
    email, phone = text.one_line(email), text.one_line(phone)
    errors: dict[str, str] = {}
    try:
        if email:
            validate_email(email)
        elif Medium.EMAIL in chosen:
            errors["email"] = Phrase("Nhập địa chỉ thư để nhận tin, hoặc bỏ chọn thư điện tử.")
    except ValidationError:
        errors["email"] = Phrase("Địa chỉ thư không đúng; ví dụ ten@example.vn.")
    try:
        if phone:
            phone = numbers.check_phone(phone)
        if (not phone or phone.startswith("02")) and {Medium.SMS, Medium.CHAT} & set(chosen):
            errors["phone"] = Phrase("Nhập số di động để nhận tin, hoặc bỏ chọn tin nhắn.")
    except Refused as refused:
        errors["phone"] = refused.message
    if errors:
        raise Invalid(errors)
    given = {"email": email, "phone": phone, "media": [str(one) for one in chosen], "changed_at": at}
    made, _ = Preference.objects.update_or_create(person=account.person, defaults=given)
    subject = people_rules.subject(account.pk)
    opens = not Subject.objects.filter(name=subject).exists()
    details = {"media": given["media"]}
    facts = {"simulated": account.simulated}
    journal.append(Event(subject, "media_chosen", at, actor(account.pk), facts=facts, details=details, opens=opens))
    return made


@transaction.atomic
def rate(*, case: Case, answer: str, words: str = "", by: Account | None, at: datetime) -> Rating:
    """Note how it went, once, after the return; `by` is None for whoever came by the link.

    Raises Refused (field "answer" or "words"), and without a field before the return and a second time.
    """
    held = cases.locked(case.pk)
    if held.status != Status.RETURNED:
        raise Refused("Chỉ đánh giá được sau khi đã trả kết quả.")
    if queries.rating(held):
        raise Refused("Hồ sơ này đã được đánh giá. Cảm ơn bạn.")
    if answer not in Satisfaction.values:
        raise Refused("Chọn một trong ba câu trả lời.", "answer")
    line = text.one_line(words)
    if len(line) > _LONGEST_LINE:
        raise Refused(Phrase("Quá dài: tối đa %(count)s ký tự. Hãy viết gọn lại.", count=_LONGEST_LINE), "words")
    made = Rating.objects.create(case=held, answer=answer, words=line, by=by, at=at)
    who = actor(by.pk) if by else "system:rating-link"
    casework.note_rating(case=held, answer=str(answer), by=who, at=at)
    return made


def check_files(count: int) -> None:
    """Raise Refused (field "file") for more files than may come with a question or an answer."""
    if count > MOST_FILES:
        raise Refused(Phrase("Mỗi lần gửi tối đa %(count)s tệp. Hãy gộp lại.", count=MOST_FILES), "file")


def _words(typed: str, asked: str, field: str = "words") -> str:
    words = text.clean(typed)
    if not words:
        raise Refused(asked, field)
    if len(words) > rules.LONGEST:
        raise Refused(Phrase("Quá dài: tối đa %(count)s ký tự. Hãy viết gọn lại.", count=rules.LONGEST), field)
    return words


def _attach(question: Question, documents: Iterable[Document], *, with_answer: bool) -> None:
    files = [QuestionFile(question=question, document=one, with_answer=with_answer) for one in documents]
    check_files(len(files))
    QuestionFile.objects.bulk_create(files)


def _record(case: Case, kind: str, by: Account, at: datetime, **details: Any) -> None:
    """Write what happened around a case: the state stays as it is; words, names and files stay out of the journal."""
    if by.person_id is None:
        who = people.who(by.pk, on=clock.local_day(at))
        if absent := instead_of(who, Ability.TALK, cases.thing(case)):
            details["instead_of"] = absent
    subject = filing_rules.subject(case.dossier.code)
    journal.append(Event(subject, kind, at, actor(by.pk), facts=cases.facts(case), details=details))
