"""What happened to a dossier, in the words of the person who waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.casework.models import Case, CaseStep
from motcua.casework.rules import OPEN, Status, clock_runs
from motcua.core import money
from motcua.web.shared.jinja import show_moment
from motcua.web.shared.words import weekday

Event = tuple[str, str, str, str]
# Only moves that concern her; what officers say to each other about a proposal is not shown.
_WORDS = {
    "accept": (gettext_lazy("Một cửa đã tiếp nhận"), ""),
    "refuse": (gettext_lazy("Không được tiếp nhận"), "bad"),
    "ask_supplement": (gettext_lazy("Yêu cầu bổ sung giấy tờ"), "wait"),
    "supplement": (gettext_lazy("Đã nhận giấy tờ bổ sung"), ""),
    "assign": (gettext_lazy("Cán bộ chuyên môn đang xử lý"), ""),
    "ask_payment": (gettext_lazy("Yêu cầu nộp tiền"), "wait"),
    "record_payment": (gettext_lazy("Đã ghi nhận nộp tiền"), ""),
    "pause": (gettext_lazy("Tạm dừng tính thời hạn"), "wait"),
    "resume_clock": (gettext_lazy("Tính tiếp thời hạn"), ""),
    "stop": (gettext_lazy("Dừng giải quyết"), "bad"),
    "resume": (gettext_lazy("Giải quyết tiếp"), ""),
    "withdraw": (gettext_lazy("Đã rút hồ sơ"), ""),
    "apologise": (gettext_lazy("Cơ quan xin lỗi vì trả chậm và hẹn lại"), "bad"),
    "approve": (gettext_lazy("Đã giải quyết xong"), "good"),
    "revoke": (gettext_lazy("Kết quả được xem lại"), "wait"),
    "retract": (gettext_lazy("Thu hồi kết quả trả nhầm"), "wait"),
    "correct": (gettext_lazy("Đính chính điều ghi sai"), ""),
    "return_result": (gettext_lazy("Đã trả kết quả"), "good"),
}
_TOLD = (
    "refuse", "ask_supplement", "supplement", "return_result", "ask_payment", "stop", "resume", "withdraw", "retract",
    "correct", "apologise",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wait:
    """Why nothing is promised at this moment: what the office said, and what the person can do."""

    tone: str
    title: str
    words: str = ""
    then: str = ""


def waits(case: Case, steps: Sequence[CaseStep]) -> Wait | None:
    """Return what a dossier waits for when its clock stands still for another reason than papers; None otherwise."""
    last = {step.move: step for step in steps}
    if case.status == Status.PAYMENT_ASKED and (asked := last.get("ask_payment")):
        title = _("Cần bạn nộp %(amount)s") % {"amount": money.show(asked.amount or 0)}
        then = _("Nộp tại bộ phận một cửa và mang theo mã hồ sơ. Thời gian chờ bạn không tính vào thời hạn giải quyết.")
        return Wait("wait", title, asked.note, then)
    if case.status == Status.STOPPED and (stopped := last.get("stop")):
        return Wait("bad", _("Cơ quan đã dừng giải quyết"), f"{stopped.note}\n{stopped.reference}")
    if case.pause and (paused := last.get("pause")):
        then = _("Thời gian này không tính vào thời hạn giải quyết.")
        return Wait("wait", _("Tạm dừng tính thời hạn"), paused.reference, then)
    return None


def of(case: Case, steps: Sequence[CaseStep]) -> list[Event]:
    """Return (title, when, words, tone) in order of time, with the promised day still ahead at the end."""
    events: list[Event] = [(_("Đã nộp hồ sơ"), show_moment(case.dossier.submitted_at), "", "good")]
    for step in steps:
        if step.move in _WORDS:
            title, tone = _WORDS[step.move]
            words = step.note if step.move in _TOLD else step.reference if step.move == "pause" else ""
            events.append((str(title), show_moment(step.at), words, tone))
    if case.due_at is not None and clock_runs(Status(case.status), paused=bool(case.pause)):
        events.append((_("Hẹn trả kết quả"), weekday(case.due_at), "", "ahead"))
        if case.promised_again_at is not None:
            events.append((_("Hẹn lại (đã xin lỗi)"), weekday(case.promised_again_at), "", "ahead"))
    return events


def dates(case: Case) -> list[tuple[str, str]]:
    """Return what the public look-up shows: names of moments and when they were or are due, never content."""
    rows = [
        (_("Nộp lúc"), show_moment(case.dossier.submitted_at)),
        (_("Tiếp nhận lúc"), show_moment(case.received_at)),
        (_("Giải quyết xong lúc"), show_moment(case.finished_at)),
        (_("Trả kết quả lúc"), show_moment(case.returned_at)),
    ]
    if case.status == Status.NEW and case.accept_by:
        rows.append((_("Trả lời tiếp nhận chậm nhất"), weekday(case.accept_by)))
    elif case.due_at and case.status in OPEN and not case.finished_at:
        runs = clock_runs(Status(case.status), paused=bool(case.pause))
        rows.append((_("Hẹn trả kết quả"), weekday(case.due_at) if runs else _stands(Status(case.status))))
        if case.promised_again_at:
            rows.append((_("Hẹn lại (đã xin lỗi)"), weekday(case.promised_again_at)))
    return [row for row in rows if row[1]]


def _stands(status: Status) -> str:
    return _("đang tạm dừng, chờ bổ sung") if status is Status.SUPPLEMENT_ASKED else _("đang tạm dừng tính thời hạn")
