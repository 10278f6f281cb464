"""Statuses, the table of moves, deadlines. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import IntegerChoices, TextChoices

from motcua.core import clock
from motcua.core.errors import Phrase
from motcua.people.rules import Ability
from motcua.records.rules import PaperKind

Moment = TypeVar("Moment")


class Status(IntegerChoices):
    """The ten national statuses of a dossier (trạng thái hồ sơ), with the national numbers."""

    NEW = 1, "Mới đăng ký"
    RECEIVED = 2, "Được tiếp nhận"
    REFUSED = 3, "Không được tiếp nhận"
    IN_PROGRESS = 4, "Đang xử lý"
    SUPPLEMENT_ASKED = 5, "Yêu cầu bổ sung giấy tờ"
    PAYMENT_ASKED = 6, "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = 7, "Công dân yêu cầu rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    FINISHED = 9, "Đã xử lý xong"
    RETURNED = 10, "Đã trả kết quả"


OPEN = frozenset({
    Status.NEW, Status.RECEIVED, Status.IN_PROGRESS, Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED, Status.STOPPED,
    Status.FINISHED,
})  # fmt: skip
PAUSED = frozenset({Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED, Status.STOPPED})
ENDED = frozenset({Status.STOPPED, Status.REFUSED, Status.WITHDRAWN})
WITH_OFFICER = PAUSED | {Status.IN_PROGRESS}
NO_LIMIT = "no-limit"
SAME_DAY = "same_day"
SUPPLEMENT, PAYMENT, STOP = "supplement", "payment", "stop"
STOPS = (SUPPLEMENT, PAYMENT, STOP)
"""Why a clock stands still by the law of every procedure; a version may name further reasons by keys of its own."""
LEAST_PAYMENT = 1000


class StepKind(TextChoices):
    """What an office is to do with a case within the process (phần việc trong quy trình)."""

    STEP = "step", "Bước giải quyết"
    OPINION = "opinion", "Ý kiến phối hợp"


class StepOutcome(TextChoices):
    """How a step of a joint case ended, or an opinion that was asked for (kết quả của bước)."""

    DONE = "done", "Đã xong"
    SENT_BACK = "sent_back", "Trả về bước trước"
    ANSWERED = "answered", "Đã trả lời"
    UNANSWERED = "unanswered", "Quá hạn, không trả lời"
    WITHDRAWN = "withdrawn", "Thôi không cần"


class Tab(StrEnum):
    """A part of the desk's queue."""

    MINE = "mine"
    TODAY = "today"
    LATE = "late"
    WAITING = "waiting"
    TO_RETURN = "to_return"
    ALL = "all"


class Day(StrEnum):
    """By which of its days a case stands in the register."""

    RECEIVED = "received"
    DUE = "due"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class State:
    """What the table asks about a case: its status, and what else decides where it may go.

    `proposed`: a decision waits for the approver. `received`: it was accepted once. `paused`: its clock stands still
    for a reason that its version names, while work goes on. `overdue`: the day for the supplement has passed.
    `in_step`: a step of its process is not done. `asked`: an opinion that was asked for is still open.
    """

    status: Status
    proposed: bool = False
    received: bool = True
    paused: bool = False
    overdue: bool = False
    in_step: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: how a case goes from one status to another.

    `target` None leads back to the status before; a move that `stays` changes no status. `who` is what an officer must
    be able to do; `by_filer` moves are the filer's as well, and she need not give a reason. `proposed`, `received`,
    `paused`, `overdue`, `in_step` and `asked` say what the state must be (None: it does not matter). A move `of_step`
    is about one step or opinion, at the office where that is. `asks` names what the form asks for
    beside reason, officer and files: "amount", "receipt", "basis", "until", "new_date", "clock", "facts". `paper` is
    issued with the move. A `final` move cannot be taken back: it is confirmed. `aside` moves are rare: pages put them
    last.
    """

    name: str
    kind: str
    sources: frozenset[Status]
    target: Status | None
    who: Ability
    label: str
    proposed: bool | None = None
    received: bool | None = None
    paused: bool | None = None
    overdue: bool | None = None
    in_step: bool | None = None
    asked: bool | None = None
    of_step: bool = False
    stays: bool = False
    needs_reason: bool = False
    needs_officer: bool = False
    takes_result: bool = False
    takes_documents: bool = False
    asks: tuple[str, ...] = ()
    by_filer: bool = False
    paper: PaperKind | None = None
    final: bool = False
    aside: bool = False

    def fits(self, state: State) -> bool:
        """Return whether a case in this state may take the move."""
        wanted = (self.proposed, self.received, self.paused, self.overdue, self.in_step, self.asked)
        found = (state.proposed, state.received, state.paused, state.overdue, state.in_step, state.asked)
        return state.status in self.sources and all(w is None or w == f for w, f in zip(wanted, found, strict=True))


def _move(name: str, kind: str, sources: Iterable[Status], target: Status | None, *rest: Any, **more: Any) -> Move:
    return Move(name, kind, frozenset(sources), target, *rest, **more)


_S = Status
_DECIDING = {"proposed": False, "paused": False}
_WAITING = frozenset({_S.RECEIVED, _S.IN_PROGRESS, _S.SUPPLEMENT_ASKED, _S.PAYMENT_ASKED})
MOVES: tuple[Move, ...] = (
    _move("accept", "accepted", {_S.NEW}, _S.RECEIVED, Ability.RECEIVE, "Tiếp nhận", paper=PaperKind.RECEIPT_SLIP),
    _move("assign", "assigned", {_S.RECEIVED}, _S.IN_PROGRESS, Ability.RECEIVE, "Chuyển xử lý", needs_officer=True),
    _move("assign", "assigned", {_S.IN_PROGRESS}, _S.IN_PROGRESS, Ability.RECEIVE, "Giao người khác xử lý",
          proposed=False, needs_officer=True),
    _move("propose", "proposed", {_S.IN_PROGRESS}, _S.IN_PROGRESS, Ability.WORK, "Trình duyệt",
          **_DECIDING, in_step=False, asked=False, takes_result=True),
    _move("approve", "approved", {_S.IN_PROGRESS}, _S.FINISHED, Ability.APPROVE, "Duyệt kết quả",
          proposed=True, takes_result=True),
    _move("send_back", "sent_back", {_S.IN_PROGRESS}, _S.IN_PROGRESS, Ability.APPROVE, "Trả lại để làm lại",
          proposed=True, needs_reason=True),
    _move("return_result", "returned", {_S.FINISHED}, _S.RETURNED, Ability.RECEIVE, "Trả kết quả"),
    _move("ask_supplement", "supplement_asked", {_S.NEW, _S.RECEIVED}, _S.SUPPLEMENT_ASKED, Ability.RECEIVE,
          "Yêu cầu bổ sung", needs_reason=True, asks=("until",), paper=PaperKind.SUPPLEMENT_REQUEST),
    _move("ask_supplement", "supplement_asked", {_S.IN_PROGRESS}, _S.SUPPLEMENT_ASKED, Ability.WORK,
          "Yêu cầu bổ sung", **_DECIDING, needs_reason=True, asks=("until",), paper=PaperKind.SUPPLEMENT_REQUEST),
    _move("supplement", "supplemented", {_S.SUPPLEMENT_ASKED}, None, Ability.RECEIVE, "Bổ sung giấy tờ",
          takes_documents=True, by_filer=True),
    _move("ask_payment", "payment_asked", {_S.RECEIVED}, _S.PAYMENT_ASKED, Ability.RECEIVE,
          "Yêu cầu nộp tiền", needs_reason=True, asks=("amount",), aside=True),
    _move("ask_payment", "payment_asked", {_S.IN_PROGRESS}, _S.PAYMENT_ASKED, Ability.WORK,
          "Yêu cầu nộp tiền", **_DECIDING, needs_reason=True, asks=("amount",), aside=True),
    _move("record_payment", "payment_recorded", {_S.PAYMENT_ASKED}, None, Ability.RECEIVE, "Ghi nhận đã nộp tiền",
          asks=("receipt",)),
    _move("refuse", "refused", {_S.NEW}, _S.REFUSED, Ability.RECEIVE, "Từ chối tiếp nhận",
          needs_reason=True, paper=PaperKind.REFUSAL, final=True),
    _move("refuse", "refused", {_S.SUPPLEMENT_ASKED}, _S.REFUSED, Ability.RECEIVE, "Từ chối tiếp nhận",
          received=False, overdue=True, needs_reason=True, paper=PaperKind.REFUSAL, final=True),
    _move("pause", "clock_stopped", {_S.IN_PROGRESS}, None, Ability.WORK, "Tạm dừng tính thời hạn",
          **_DECIDING, stays=True, asks=("clock",), aside=True),
    _move("resume_clock", "clock_resumed", {_S.IN_PROGRESS}, None, Ability.WORK, "Tính tiếp thời hạn",
          paused=True, stays=True),
    _move("stop", "stopped", {_S.RECEIVED, _S.IN_PROGRESS}, _S.STOPPED, Ability.APPROVE, "Dừng giải quyết",
          paused=False, needs_reason=True, asks=("basis",), paper=PaperKind.STOP_NOTICE, aside=True),
    _move("stop", "stopped", {_S.SUPPLEMENT_ASKED}, _S.STOPPED, Ability.APPROVE, "Dừng giải quyết",
          received=True, overdue=True, needs_reason=True, asks=("basis",), paper=PaperKind.STOP_NOTICE),
    _move("resume", "resumed", {_S.STOPPED}, None, Ability.APPROVE, "Giải quyết tiếp", needs_reason=True),
    _move("withdraw", "withdrawn", {_S.NEW, _S.SUPPLEMENT_ASKED}, _S.WITHDRAWN, Ability.RECEIVE, "Rút hồ sơ",
          received=False, needs_reason=True, by_filer=True, final=True, aside=True),
    _move("withdraw", "withdrawn", {_S.RECEIVED, _S.IN_PROGRESS, _S.SUPPLEMENT_ASKED, _S.PAYMENT_ASKED},
          _S.WITHDRAWN, Ability.RECEIVE, "Rút hồ sơ",
          received=True, needs_reason=True, by_filer=True, paper=PaperKind.STOP_NOTICE, final=True, aside=True),
    _move("recall", "recalled", {_S.IN_PROGRESS}, _S.RECEIVED, Ability.RECEIVE, "Thu hồi về một cửa",
          **_DECIDING, aside=True),
    _move("take_back", "proposal_taken_back", {_S.IN_PROGRESS}, _S.IN_PROGRESS, Ability.WORK, "Rút lại tờ trình",
          proposed=True, aside=True),
    _move("revoke", "approval_taken_back", {_S.FINISHED}, _S.IN_PROGRESS, Ability.APPROVE, "Thu hồi kết quả đã duyệt",
          needs_reason=True, aside=True),
    _move("retract", "return_retracted", {_S.RETURNED}, _S.FINISHED, Ability.RECEIVE, "Thu hồi kết quả trả nhầm",
          needs_reason=True, aside=True),
    _move("correct", "corrected", set(_S), None, Ability.CORRECT, "Đính chính điều ghi sai",
          stays=True, needs_reason=True, asks=("facts",), aside=True),
    _move("apologise", "apologised", {_S.RECEIVED, _S.IN_PROGRESS}, None, Ability.WORK, "Xin lỗi và hẹn lại",
          stays=True, needs_reason=True, asks=("new_date",), paper=PaperKind.APOLOGY, final=True, aside=True),
    _move("complete_step", "step_completed", {_S.IN_PROGRESS}, None, Ability.TAKE_PART, "Hoàn thành bước",
          proposed=False, in_step=True, of_step=True, stays=True, asks=("step",)),
    _move("return_step", "step_returned", {_S.IN_PROGRESS}, None, Ability.TAKE_PART, "Trả về bước trước",
          proposed=False, in_step=True, of_step=True, stays=True, needs_reason=True, asks=("former",), aside=True),
    _move("assign_step", "step_assigned", {_S.IN_PROGRESS}, None, Ability.TAKE_PART, "Phân công trong cơ quan",
          in_step=True, of_step=True, stays=True, needs_officer=True, aside=True),
    _move("assign_step", "step_assigned", {_S.IN_PROGRESS}, None, Ability.TAKE_PART, "Phân công trong cơ quan",
          in_step=False, asked=True, of_step=True, stays=True, needs_officer=True, aside=True),
    _move("reopen_step", "step_reopened", {_S.IN_PROGRESS}, None, Ability.WORK, "Làm lại một bước",
          proposed=False, in_step=False, stays=True, needs_reason=True, asks=("former",), aside=True),
    _move("ask_opinion", "opinion_asked", {_S.IN_PROGRESS}, None, Ability.WORK, "Lấy ý kiến cơ quan khác",
          proposed=False, stays=True, asks=("opinion",), aside=True),
    _move("answer_opinion", "opinion_given", _WAITING, None, Ability.TAKE_PART, "Trả lời ý kiến",
          asked=True, of_step=True, stays=True, asks=("answer",)),
    _move("close_opinion", "opinion_closed", _WAITING, None, Ability.WORK, "Thôi chờ ý kiến",
          asked=True, of_step=True, stays=True, needs_reason=True),
    _move("repeat_opinion", "opinion_asked", {_S.IN_PROGRESS}, None, Ability.WORK, "Hỏi lại ý kiến",
          proposed=False, of_step=True, stays=True, needs_reason=True, aside=True),
)  # fmt: skip


def allowed(state: State) -> tuple[Move, ...]:
    """Return the moves that a case in this state may take, whoever asks."""
    return tuple(move for move in MOVES if move.fits(state))


def find(name: str, state: State) -> Move | None:
    """Return the move of this name that the state allows; None when it allows none."""
    return next((move for move in MOVES if move.name == name and move.fits(state)), None)


_UNMOVED = {
    "arrival_updated": Phrase("Nội dung mới từ hệ thống khác"),
    "papers_fetched": Phrase("Nhận thêm tệp từ hệ thống khác"),
}


def label(name: str) -> str:
    """Return how people call a move or another step; what neither table knows is named as it is."""
    return next((move.label for move in MOVES if move.name == name), _UNMOVED.get(name, name))


def paper_of(name: str, *, received: bool = True) -> PaperKind | None:
    """Return the kind of paper that a move issues, by whether the dossier was received; None when it issues none."""
    return next((move.paper for move in MOVES if move.name == name and move.received in (None, received)), None)


def clock_runs(status: Status, *, paused: bool = False) -> bool:
    """Return whether the time limit of a case runs at this moment."""
    return status in (Status.RECEIVED, Status.IN_PROGRESS) and not paused


def next_due(status: Status, accept_by: Moment | None, due_at: Moment | None, *, paused: bool = False) -> Moment | None:
    """Return what the queue sorts a case by: the end of the office's present obligation; None while it has none."""
    if status is Status.NEW:
        return accept_by
    return due_at if clock_runs(status, paused=paused) else None


def is_late(next_due_at: datetime | None, at: datetime) -> bool:
    """Return whether the present obligation ended before `at`; what is due this minute is not late."""
    return next_due_at is not None and next_due_at < at


def warning(requests_so_far: int, *, counts_as_late: bool) -> str:
    """Return what an officer must hear before asking for more once more; "" the first time.

    `counts_as_late`: row 2.1 of the 766 index (`on_time`) will judge the case as late while it waits.
    """
    if requests_so_far == 0:
        return ""
    if not counts_as_late:
        return Phrase(
            "Hồ sơ này đã được yêu cầu bổ sung %(count)s lần. Hãy liệt kê đủ mọi giấy tờ còn thiếu trong một lần.",
            count=requests_so_far,
        )
    return Phrase(
        "Hồ sơ này đã được yêu cầu bổ sung %(count)s lần. Yêu cầu thêm lần nữa thì trong lúc chờ bổ sung, "
        "Bộ chỉ số 766 (mục 2.1) tính là quá hạn. Hãy liệt kê đủ mọi giấy tờ còn thiếu trong một lần.",
        count=requests_so_far,
    )


TOLD_LATER: dict[str, Any] = {
    "place": None, "officer": None, "division": None, "in_person": None, "fee_due": None, "digitised": False,
    "verified": False, "paid_online": None, "shared": None,
    "ended_at": None, "stopped_at": None, "judged_due_at": None, "longest_at": None, "end_untold": False,
    "requests": [], "satisfaction": None, "via": None, "for_staff": None, "staff_office": None,
}  # fmt: skip
"""Facts that the first entries of the product did not tell yet, and what their silence means."""


def facts(
    *,
    competent_office: str,
    received_office: str | None,
    procedure: str,
    version: int,
    service_level: str,
    channel: int,
    help: str,
    status: int,
    system: str,
    simulated: bool,
    submitted_at: datetime,
    received_at: datetime | None = None,
    due_at: datetime | None = None,
    finished_at: datetime | None = None,
    returned_at: datetime | None = None,
    result_required: bool,
    electronic_result: bool = False,
    reused: int | None = 0,
    **later: Any,
) -> dict[str, Any]:
    """Return the whole state of a dossier as its journal entries carry it (docs/house.md): codes, times as text.

    `later` are those of `TOLD_LATER`, "" for what is not known; so is `reused` where it is None.
    """
    times = {
        "submitted_at": submitted_at, "received_at": received_at, "due_at": due_at, "finished_at": finished_at,
        "returned_at": returned_at,
        **{name: later.pop(name, None) for name in ("ended_at", "stopped_at", "judged_due_at", "longest_at")},
    }  # fmt: skip
    if unknown := later.keys() - TOLD_LATER.keys():
        raise TypeError(f"no such facts: {unknown}")
    return {
        **TOLD_LATER, **{name: None if value == "" else value for name, value in later.items()},
        "competent_office": competent_office, "received_office": received_office, "procedure": procedure,
        "version": version, "service_level": str(service_level), "channel": int(channel), "help": str(help),
        "status": int(status), "system": str(system), "simulated": simulated, "result_required": result_required,
        "electronic_result": electronic_result, "reused": reused,
        **{name: moment and clock.stamp(moment) for name, moment in times.items()},
    }  # fmt: skip
