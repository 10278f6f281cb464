"""The moves by which the clock of a case stops and runs again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from motcua.casework import queries, rules
from motcua.casework.deadlines import counting, judging
from motcua.casework.lists.holdings import chosen
from motcua.casework.models import Case
from motcua.casework.moves import joint
from motcua.casework.moves.step import begin, digests
from motcua.catalogue.rules import clock_reasons
from motcua.core import clock, money, text
from motcua.core.errors import Phrase, Refused
from motcua.filing import actions as filing
from motcua.filing.models import Again
from motcua.people.models import Account
from motcua.records.models import Document

Papers = Iterable[tuple[int | None, Document]]
_LONGEST_REFERENCE = 300
_LONGEST_WAIT = timedelta(366)
_NOT_ANOTHERS = Phrase("Giấy tờ đã có ở đây là của người được nộp thay, bạn không dùng lại được. Hãy gửi tệp.")


@transaction.atomic
def ask_supplement(
    *, case: Case, reason: str, by: Account, at: datetime, until: date | None = None, again: bool = False,
    seen: int | None = None,
) -> Case:  # fmt: skip
    """Ask the citizen for what is missing, `until` a day (included; by default the days that the procedure gives).

    The clock stops. From the second time on `again` must say so. Raises Refused without a reason, for a day that is
    over or more than a year away (field "until"), and with the warning (field "again") when more is asked once more.
    """
    step = begin(case, "ask_supplement", by, at, seen, reason)
    held = step.case
    if held.supplement_requests and not again:
        raise Refused(judging.warning(held), "again")
    last = until or counting.supplement_until(held.dossier, at)
    if not timedelta() <= last - clock.local_day(at) <= _LONGEST_WAIT:
        raise Refused("Hạn bổ sung phải từ hôm nay trở đi và không quá một năm.", "until")
    held.supplement_requests += 1
    held.supplement_until = step.kept["until"] = last
    if held.received_at is not None:
        held.requests = [*held.requests, [clock.stamp(at), None]]
    step.stop_clock(rules.SUPPLEMENT)
    return step.finish(until=last.isoformat())


@transaction.atomic
def supplement(
    *, case: Case, by: Account | None, at: datetime, documents: Papers = (), again: Iterable[str] = (), note: str = "",
    seen: int | None = None,
) -> Case:  # fmt: skip
    """Hand in what was asked for, (paper position, document); the case goes back to where it was, its clock on.

    `again` are documents, by key, that the applicant has here before. `by` None: in another system, which tells of it.
    Raises Refused (field "again") for one that is not hers or not valid any more, and from who files for her online.
    """
    step = begin(case, "supplement", by, at, seen, note)
    held, added = step.case, list(documents)
    used = _used_again(held, again, by)
    filing.add_documents(dossier=held.dossier, documents=added, again=used)
    held.digitised = held.digitised or bool(added or used)
    held.requests = [[asked, done or clock.stamp(at)] for asked, done in held.requests]
    step.run_clock()
    if held.received_at is None:
        held.accept_by = counting.accept_by(held.competent_office, at)
    told: dict[str, Any] = {"reused": dict(Counter(str(one.reuse) for one in used))} if used else {}
    found = [*(document for _, document in added), *(one.document for one in used)]
    return step.finish(documents=digests(held, found), **told)


def _used_again(held: Case, keys: Iterable[str], by: Account | None) -> list[Again]:
    """Count what a supplement uses again, as something else than a named paper: a slip lists what came at first."""
    if not (picks := [(None, key) for key in dict.fromkeys(keys)]):
        return []
    dossier = held.dossier
    if by is not None and by.pk == dossier.filer_id and by.person_id != dossier.applicant_id:
        raise Refused(_NOT_ANOTHERS, "again")  # what is kept of an applicant is not her delegate's
    try:
        used = chosen(person_id=held.dossier.applicant_id, picks=picks)
    except Refused as refused:
        raise Refused(refused.message, "again") from None
    filing.count_reused(dossier=held.dossier, more=len(used))
    return used


@transaction.atomic
def ask_payment(
    *, case: Case, reason: str, amount: int | None, by: Account, at: datetime, seen: int | None = None
) -> Case:
    """Ask for `amount` whole đồng that the law lays down; the clock stops until it is recorded as paid.

    Raises Refused without a reason, and (field "amount") for less than a thousand đồng.
    """
    step = begin(case, "ask_payment", by, at, seen, reason)
    if amount is None or amount < rules.LEAST_PAYMENT:
        least = money.show(rules.LEAST_PAYMENT)
        raise Refused(
            Phrase("Nhập số tiền phải nộp bằng đồng, từ %(least)s trở lên, chỉ gồm chữ số.", least=least), "amount"
        )
    step.stop_clock(rules.PAYMENT)
    step.kept["amount"] = amount
    return step.finish(amount=amount)


@transaction.atomic
def record_payment(
    *, case: Case, receipt: str, by: Account, at: datetime, note: str = "", seen: int | None = None
) -> Case:
    """Note that what was asked for is paid, by the number of the receipt; the clock runs on from where it stood."""
    step = begin(case, "record_payment", by, at, seen, note)
    step.kept["reference"] = _reference(receipt, Phrase("Nhập số biên lai thu tiền."), "receipt")
    step.run_clock()
    return step.finish()


@transaction.atomic
def pause(*, case: Case, reason: str, by: Account, at: datetime, note: str = "", seen: int | None = None) -> Case:
    """Let the clock stand still for a reason that the procedure version names, by its key; work goes on.

    Raises Refused (field "clock") for any other reason: waiting inside the office never stops a clock.
    """
    step = begin(case, "pause", by, at, seen, note)
    named = {each.key: each for each in clock_reasons(step.case.dossier.version.rules)}
    if reason not in named:
        raise Refused("Chọn lý do mà thủ tục cho phép; chờ đợi nội bộ không làm dừng thời hạn.", "clock")
    step.case.pause = reason
    step.kept["reference"] = named[reason].words
    step.stop_clock(reason)
    return step.finish(clock=reason)


@transaction.atomic
def resume_clock(*, case: Case, by: Account, at: datetime, note: str = "", seen: int | None = None) -> Case:
    """Let the clock run on after `pause`; the due time moves by the working time that passed."""
    step = begin(case, "resume_clock", by, at, seen, note)
    step.case.pause = ""
    step.run_clock()
    return step.finish()


@transaction.atomic
def stop(*, case: Case, reason: str, basis: str, by: Account, at: datetime, seen: int | None = None) -> Case:
    """Decide to stop resolving a case, on a legal basis; a proposal is dropped, the clock stands still.

    Raises Refused without a reason or (field "basis") a legal basis.
    """
    step = begin(case, "stop", by, at, seen, reason)
    step.kept["reference"] = _reference(
        basis, Phrase("Nhập căn cứ pháp lý của việc dừng: điều, khoản, văn bản."), "basis"
    )
    step.case.proposed = False
    step.run_clock()
    step.stop_clock(rules.STOP)
    return step.finish()


@transaction.atomic
def resume(*, case: Case, reason: str, by: Account, at: datetime, seen: int | None = None) -> Case:
    """Go on with a case that was stopped, from where it was; the due time moves by the working time that passed."""
    step = begin(case, "resume", by, at, seen, reason)
    step.run_clock()
    return step.finish()


@transaction.atomic
def withdraw(*, case: Case, by: Account, at: datetime, reason: str = "", seen: int | None = None) -> Case:
    """Take the dossier back as its filer wishes: by herself, or recorded for her, then with a reason.

    An open stop ends, a proposal is dropped. What was never received stays so. Raises Refused for a filer who has paid
    already: the money is given back first, at the counter.
    """
    step = begin(case, "withdraw", by, at, seen, reason)
    held = step.case
    if by.pk == held.dossier.filer_id and queries.paid(held):
        raise Refused("Hồ sơ đã nộp tiền: hãy đến bộ phận một cửa để được hoàn tiền và rút hồ sơ.")
    held.proposed, held.pause = False, ""
    step.run_clock()
    joint.drop_open(step)
    return step.finish()


def _reference(typed: str, asked: str, field: str) -> str:
    words = text.one_line(typed)
    if not words:
        raise Refused(asked, field)
    if len(words) > _LONGEST_REFERENCE:
        raise Refused(Phrase("Quá dài: tối đa %(count)s ký tự. Hãy viết gọn lại.", count=_LONGEST_REFERENCE), field)
    return words
