"""What is done with a petition: taken in, refused, asked about, answered, published, rated. Each with one entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.core import canonical, clock, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.correspondence.petitions import queries, rules, taking
from motcua.correspondence.petitions.models import Petition
from motcua.correspondence.petitions.rules import MOVES, PetitionMove, PetitionStage, Withheld
from motcua.correspondence.petitions.taking import Taken as Taken
from motcua.correspondence.rules import Satisfaction
from motcua.filing import rules as filing_rules
from motcua.journal import actions as journal
from motcua.journal.rules import Event, changed
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people import queries as people
from motcua.people.models import Account, Person
from motcua.people.rules import Ability, actor, instead_of

PUBLISH = "publish"


@transaction.atomic
def receive(
    *, taken: Taken, office: Office | None, by: Account | None, at: datetime, received_at: datetime | None = None,
    own: bool = False, simulated: bool = False,
) -> Petition:  # fmt: skip
    """Write down a petition to an office, with its limits counted from `received_at` (None: now).

    With `own` whoever acts sends it herself. What somebody sent or typed a moment ago and sends again is the one that
    is there.
    Raises Invalid at the fields as `taking.check` does, and Refused for one whose petitions already wait for an answer.
    """
    sender, since = by if own else None, received_at or at
    given, dossier, earlier = taking.check(taken, office, received_at, at=at, own=sender)
    if by and not simulated and (found := _sent_already(by, sender, office, given, since)) is not None:
        return found
    if sender and sender.person_id and queries.waiting_of(sender.person_id) >= rules.MOST_WAITING:
        raise Refused(
            Phrase("Bạn có %(count)s phản ánh chờ trả lời. Hãy chờ trả lời rồi gửi tiếp.", count=rules.MOST_WAITING)
        )
    assert office is not None
    series = rules.series(office.code, clock.local_day(since))
    number = journal.take_numbers(series)
    subject = rules.numbered(series, number)
    made = Petition(
        code=subject.removeprefix("petition/"), person=sender.person if sender else None, dossier=dossier,
        repeat_of=earlier, simulated=simulated, **_stored(given), **_limits(office, since),
    )  # fmt: skip
    made.found_by = text.fold(f"{made.code} {given.title} {given.name} {given.outside_code} {given.dossier}")
    _insert(made)
    details: dict[str, Any] = {"words": _digest(made, given.title, given.words)}
    if since != at:
        details["entered_at"] = clock.stamp(at)
    if earlier:
        details["repeat_of"] = earlier.code
    who, told = _who(made, by, at, Ability.TAKE_PETITIONS)
    events = [
        Event(
            subject, "petition_received", since, who, queries.facts(made), details=details | told, opens=True,
            series=series, series_number=number, recorded_at=at,
        )
    ]  # fmt: skip
    if earlier:
        events.append(_repeated(earlier, made, who, at))
    journal.append_all(events)
    return made


@transaction.atomic
def refuse(*, petition: Petition, reason: str, by: Account | None, at: datetime) -> Petition:
    """Close a petition without handling it, or one that was not supplemented. Raises Refused without a reason."""
    step = _begin(petition, PetitionMove.REFUSE, by, at)
    step.held.refusal = _words(
        reason, Phrase("Nhập lý do, để người phản ánh biết gửi đến đâu hay làm gì tiếp."), "reason"
    )
    step.held.refused_at = at
    return step.finish(next_due_at=None, said=step.held.refusal)


@transaction.atomic
def ask_supplement(
    *, petition: Petition, request: str, until: date | None, by: Account | None, at: datetime
) -> Petition:
    """Ask whoever brought it for more, once, until the end of a day; the answer's limit stands still meanwhile.

    Raises Invalid at the fields: no words, no day, a day that is not to come or too far.
    """
    step, errors = _begin(petition, PetitionMove.ASK_SUPPLEMENT, by, at), dict[str, str]()
    today = clock.local_day(at)
    words = text.clean(request)
    if wrong := taking.wrong_words(words, Phrase("Viết rõ cần bổ sung gì.")):
        errors["request"] = wrong
    if until is None or not today < until <= today + rules.LONGEST_WAIT:
        errors["until"] = Phrase(
            "Nhập ngày cuối được bổ sung: sau hôm nay, chậm nhất %(day)s.", day=f"{today + rules.LONGEST_WAIT:%d/%m/%Y}"
        )
    if errors:
        raise Invalid(errors)
    held = step.held
    assert until is not None
    held.asked_for, held.asked_at, held.wait_until = words, at, until
    lapse = clock.start_of(until)
    held.lapse_by = _within(held.office, lapse, rules.rule_named(held.rule).refuse_days)
    return step.finish(next_due_at=held.lapse_by, said=words)


@transaction.atomic
def supplement(*, petition: Petition, words: str, by: Account | None, at: datetime) -> Petition:
    """Write down what was added; the limits of answer and refusal run on. Raises Refused without words."""
    step = _begin(petition, PetitionMove.SUPPLEMENT, by, at)
    held = step.held
    assert held.asked_at is not None
    held.supplement = _words(words, Phrase("Ghi lại nội dung người phản ánh đã bổ sung."))
    held.supplemented_at = max(at, held.asked_at)  # the clock of this machine may have been set back since
    asked_at, back = held.asked_at, held.supplemented_at
    held.due_at = offices.on_calendar(
        clock.local_day(asked_at),
        lambda calendar: rules.moved(calendar, held.first_due_at, asked_at, back),
        held.office_id,
    )
    held.refuse_by = _within(held.office, back, rules.rule_named(held.rule).refuse_days)
    return step.finish(next_due_at=held.due_at, said=held.supplement)


@transaction.atomic
def answer(
    *, petition: Petition, words: str, publication: str, by: Account | None, at: datetime, number: str = ""
) -> Petition:
    """Answer a petition, and say whether it will be published: PUBLISH, or the reason of `Withheld` why not.

    `number` is that of the letter with which it was answered. Raises Invalid at the fields.
    """
    step, errors = _begin(petition, PetitionMove.ANSWER, by, at), dict[str, str]()
    held = step.held
    held.answer, held.answer_number = text.clean(words), text.one_line(number)
    if wrong := taking.wrong_words(held.answer, Phrase("Viết câu trả lời.")):
        errors["words"] = wrong
    if len(held.answer_number) > 60:
        errors["number"] = Phrase("Quá dài: tối đa %(count)s ký tự. Hãy viết gọn lại.", count=60)
    if publication != PUBLISH and publication not in Withheld.values:
        errors["publication"] = Phrase("Chọn công khai câu trả lời hay không, và vì sao.")
    if errors:
        raise Invalid(errors)
    held.answered_at = at
    held.withheld = "" if publication == PUBLISH else publication
    held.publish_by = None
    if publication == PUBLISH:
        held.publish_by = _within(held.office, at, rules.rule_named(held.rule).publish_days)
    return step.finish(next_due_at=held.publish_by, said=held.answer)


@transaction.atomic
def publish(
    *, petition: Petition, title: str, words: str, answer: str, checked: bool, by: Account | None, at: datetime
) -> Petition:
    """Publish an answer in words that name nobody. Raises Invalid at the fields: none, too many, or telling who it was;

    and at "checked" when nobody says that she has read it through.
    """
    step = _begin(petition, PetitionMove.PUBLISH, by, at)
    held = step.held
    held.public_title, held.public_words, held.public_answer = (
        text.one_line(title),
        text.clean(words),
        text.clean(answer),
    )
    asked = {
        "title": (held.public_title, Phrase("Nhập tiêu đề.")),
        "words": (held.public_words, Phrase("Viết nội dung phản ánh.")),
        "answer": (held.public_answer, Phrase("Viết câu trả lời.")),
    }  # fmt: skip
    known = {"name": held.name, "phone": held.phone, "email": held.email, "address": held.address}
    errors = {}
    for field, (said, missing) in asked.items():
        longest = rules.LONGEST_TITLE if field == "title" else rules.LONGEST
        if wrong := taking.wrong_words(said, missing, longest) or rules.tells_who(said, **known):
            errors[field] = wrong
    if not checked:
        errors["checked"] = Phrase(
            "Đọc lại cả ba phần, bỏ mọi chi tiết nhận ra được một người, rồi đánh dấu vào ô này."
        )
    if errors:
        raise Invalid(errors)
    held.published_at, said = at, f"{held.public_title}\n{held.public_words}\n{held.public_answer}"
    held.public_found_by = text.fold(said)
    return step.finish(next_due_at=None, said=said)


@transaction.atomic
def rate(*, petition: Petition, answer: str, by: Account | None, at: datetime) -> Petition:
    """Write down, once, how whoever brought it found the handling. Raises Refused (field "answer") for another word."""
    step = _begin(petition, PetitionMove.RATE, by, at)
    if step.held.person_id and (by is None or by.person_id != step.held.person_id):
        raise Refused("Người gửi tự đánh giá trên trang của mình.")
    if answer not in Satisfaction.values:
        raise Refused("Chọn một trong ba câu trả lời.", "answer")
    step.held.satisfaction, step.held.rated_at = answer, at
    return step.finish(next_due_at=step.held.next_due_at)


@dataclass(slots=True)
class _Step:
    """A move under way: the locked petition, its facts before, who moves it and when."""

    held: Petition
    move: PetitionMove
    before: dict[str, Any]
    by: Account | None
    at: datetime

    def finish(self, *, next_due_at: datetime | None, said: str = "") -> Petition:
        """Go where the move leads, save, and write the entry; `said` goes into it as a salted digest."""
        held, allowed = self.held, MOVES[self.move]
        held.stage, held.next_due_at = allowed.target or PetitionStage(held.stage), next_due_at
        held.save(force_update=True)
        who, details = _who(held, self.by, self.at, allowed.who)
        if said:
            details["words"] = _digest(held, said)
        after = queries.facts(held)
        was = changed(self.before, after)
        journal.append(Event(rules.subject(held.code), allowed.kind, self.at, who, after, was, details))
        return held


def _begin(petition: Petition, move: PetitionMove, by: Account | None, at: datetime) -> _Step:
    """Lock a petition and make sure that it may go this way now. Raises Refused, saying where it stands."""
    held = queries.locked(petition.pk)
    now = queries.state(held, at)
    if rules.may_move(move, now):
        return _Step(held, move, queries.facts(held), by, at)
    if rules.may_move(move, now._replace(lapsed=True)):
        day = f"{held.wait_until:%d/%m/%Y}"
        raise Refused(
            Phrase("Người phản ánh còn được bổ sung đến hết ngày %(day)s; sau ngày đó mới đóng được.", day=day)
        )
    raise Refused(
        Phrase(
            "Phản ánh %(code)s hiện «%(stage)s», không làm được bước này. Hãy tải lại trang.",
            code=held.code, stage=Phrase(str(PetitionStage(held.stage).label)),
        )
    )  # fmt: skip


def _sent_already(
    by: Account, sender: Account | None, office: Office | None, given: Taken, since: datetime
) -> Petition | None:  # fmt: skip
    """Return what came a moment ago in the same words; who sends or types it is held until commit."""
    if sender and sender.person_id:
        Person.objects.select_for_update(of=("self",)).get(pk=sender.person_id)
    else:
        Account.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    told = {name: getattr(given, name) for name in ("title", "words", "name", "outside_code")}
    return queries.same(office, told, since=since, person_id=sender.person_id if sender else None)


def _stored(given: Taken) -> dict[str, str]:
    """Return the columns that are stored as they were typed."""
    names = ("source", "outside_code", "title", "words", "name", "email", "address")
    return {"phone": taking.phone(given.phone), **{name: getattr(given, name) for name in names}}


def _limits(office: Office, since: datetime) -> dict[str, Any]:
    """Return the columns that say whose petition it is, since when, and by when what is done."""
    rule = rules.rule_on(clock.local_day(since))
    refuse_by, ask_by, due_at = (
        _within(office, since, days) for days in (rule.refuse_days, rule.ask_days, rule.answer_days)
    )
    return {
        "office": office, "received_at": since, "rule": rule.name, "refuse_by": refuse_by, "ask_by": ask_by,
        "first_due_at": due_at, "due_at": due_at, "next_due_at": due_at,
    }  # fmt: skip


def _insert(made: Petition) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        twice = Phrase("Phản ánh mang mã này vừa có người nhập. Tìm trong danh sách.")
        raise Invalid({"outside_code": twice}) from None


def _repeated(earlier: Petition, again: Petition, who: str, at: datetime) -> Event:
    """Note on a closed petition that the same matter came back, when first; return the entry that says so."""
    earlier = queries.locked(earlier.pk)
    before = queries.facts(earlier)
    earlier.repeated_at = earlier.repeated_at or again.received_at
    earlier.save(update_fields=["repeated_at"])
    after = queries.facts(earlier)
    details = {"by": again.code}
    return Event(rules.subject(earlier.code), "petition_repeated", at, who, after, changed(before, after), details)


def _within(office: Office, start: datetime, days: int) -> datetime:
    first = clock.local_day(start)
    return offices.on_calendar(first, lambda calendar: rules.within(calendar, start, days), office.pk)


def _words(typed: str, asked: str, field: str = "words") -> str:
    words = text.clean(typed)
    if wrong := taking.wrong_words(words, asked):
        raise Refused(wrong, field)
    return words


def _digest(petition: Petition, *words: str) -> str:
    """Return the digest of words that the journal keeps: without the petition's salt it says nothing."""
    return filing_rules.salted(petition.salt, canonical.digest("\n".join(words)))


def _who(petition: Petition, by: Account | None, at: datetime, ability: Ability) -> tuple[str, dict[str, Any]]:
    """Return how an entry names who acts, and in whose stead."""
    details: dict[str, Any] = {}
    if by is not None:
        who = people.who(by.pk, on=clock.local_day(at))
        if absent := instead_of(who, ability, queries.thing(petition)):
            details["instead_of"] = absent
    return actor(by.pk if by else None), details
