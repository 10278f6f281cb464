"""Statuses, the table of moves, deadlines. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import IntegerChoices

from motcua.core import clock
from motcua.core.errors import Phrase
from motcua.people.rules import Ability
from motcua.records.rules import PaperKind


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
WITH_OFFICER = PAUSED | {Status.IN_PROGRESS}
NO_LIMIT = "no-limit"
SAME_DAY = "same_day"
SUPPLEMENT = "supplement"


class Tab(StrEnum):
    """A part of the desk's queue."""

    MINE = "mine"
    TODAY = "today"
    LATE = "late"
    WAITING = "waiting"
    TO_RETURN = "to_return"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: how a case goes from one status to another.

    `target` None leads back to the status before. `who` is what an officer must be able to do; `by_filer` moves are
    the filer's as well. `proposed` tells whether a decision must have been proposed (True) or must not (False); None
    when it does not matter. `paper` is issued with the move. A `final` move cannot be taken back: it is confirmed.
    """

    name: str
    kind: str
    sources: frozenset[Status]
    target: Status | None
    who: Ability
    label: str
    proposed: bool | None = None
    needs_reason: bool = False
    needs_officer: bool = False
    takes_result: bool = False
    takes_documents: bool = False
    by_filer: bool = False
    paper: PaperKind | None = None
    final: bool = False


def _move(name: str, kind: str, sources: Iterable[Status], target: Status | None, *rest: Any, **more: Any) -> Move:
    return Move(name, kind, frozenset(sources), target, *rest, **more)


_S = Status
MOVES: tuple[Move, ...] = (
    _move("accept", "accepted", {_S.NEW}, _S.RECEIVED, Ability.RECEIVE, "Tiếp nhận", paper=PaperKind.RECEIPT_SLIP),
    _move("assign", "assigned", {_S.RECEIVED}, _S.IN_PROGRESS, Ability.RECEIVE, "Chuyển xử lý", needs_officer=True),
    _move("assign", "assigned", {_S.IN_PROGRESS}, _S.IN_PROGRESS, Ability.RECEIVE, "Giao người khác xử lý",
          proposed=False, needs_officer=True),
    _move("propose", "proposed", {_S.IN_PROGRESS}, _S.IN_PROGRESS, Ability.WORK, "Trình duyệt",
          proposed=False, takes_result=True),
    _move("approve", "approved", {_S.IN_PROGRESS}, _S.FINISHED, Ability.APPROVE, "Duyệt kết quả",
          proposed=True, takes_result=True, final=True),
    _move("send_back", "sent_back", {_S.IN_PROGRESS}, _S.IN_PROGRESS, Ability.APPROVE, "Trả lại để làm lại",
          proposed=True, needs_reason=True),
    _move("return_result", "returned", {_S.FINISHED}, _S.RETURNED, Ability.RECEIVE, "Trả kết quả", final=True),
    _move("ask_supplement", "supplement_asked", {_S.NEW, _S.RECEIVED}, _S.SUPPLEMENT_ASKED, Ability.RECEIVE,
          "Yêu cầu bổ sung", needs_reason=True, paper=PaperKind.SUPPLEMENT_REQUEST),
    _move("ask_supplement", "supplement_asked", {_S.IN_PROGRESS}, _S.SUPPLEMENT_ASKED, Ability.WORK,
          "Yêu cầu bổ sung", proposed=False, needs_reason=True, paper=PaperKind.SUPPLEMENT_REQUEST),
    _move("supplement", "supplemented", {_S.SUPPLEMENT_ASKED}, None, Ability.RECEIVE, "Bổ sung giấy tờ",
          takes_documents=True, by_filer=True),
    _move("refuse", "refused", {_S.NEW}, _S.REFUSED, Ability.RECEIVE, "Từ chối tiếp nhận",
          needs_reason=True, paper=PaperKind.REFUSAL, final=True),
)  # fmt: skip


def allowed(status: Status, *, proposed: bool = False) -> tuple[Move, ...]:
    """Return the moves that a case in this state may take, whoever asks."""
    return tuple(
        move for move in MOVES if status in move.sources and (move.proposed is None or move.proposed == proposed)
    )


def find(name: str, status: Status, *, proposed: bool = False) -> Move | None:
    """Return the move of this name that the state allows; None when it allows none."""
    return next((move for move in allowed(status, proposed=proposed) if move.name == name), None)


def label(name: str) -> str:
    """Return how people call a move; what is not in the table is named as it is."""
    return next((move.label for move in MOVES if move.name == name), name)


def paper_of(name: str) -> PaperKind | None:
    """Return the kind of paper that a move issues; None when it issues none."""
    return next((move.paper for move in MOVES if move.name == name), None)


def next_due(status: Status, accept_by: datetime | None, due_at: datetime | None) -> datetime | None:
    """Return what the queue sorts a case by: the end of the office's present obligation; None while it has none."""
    if status is Status.NEW:
        return accept_by
    return due_at if status in (Status.RECEIVED, Status.IN_PROGRESS) else None


def is_late(next_due_at: datetime | None, at: datetime) -> bool:
    """Return whether the present obligation ended before `at`; what is due this minute is not late."""
    return next_due_at is not None and next_due_at < at


def warning(requests_so_far: int) -> str:
    """Return what an officer must hear before asking for more once more; "" the first time.

    The 766 index counts a dossier that was asked for more than once as late.
    """
    if requests_so_far == 0:
        return ""
    return Phrase(
        "Hồ sơ này đã được yêu cầu bổ sung %(count)s lần. Yêu cầu thêm lần nữa thì Bộ chỉ số 766 "
        "tính là giải quyết quá hạn. Hãy liệt kê đủ mọi giấy tờ còn thiếu trong một lần.",
        count=requests_so_far,
    )


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
) -> dict[str, Any]:
    """Return the whole state of a dossier as its journal entries carry it (docs/house.md): codes, times as text."""
    times = {
        "submitted_at": submitted_at, "received_at": received_at, "due_at": due_at, "finished_at": finished_at,
        "returned_at": returned_at,
    }  # fmt: skip
    return {
        "competent_office": competent_office, "received_office": received_office, "procedure": procedure,
        "version": version, "service_level": str(service_level), "channel": int(channel), "help": str(help),
        "status": int(status), "system": str(system), "simulated": simulated, "result_required": result_required,
        "electronic_result": electronic_result,
        **{name: moment and clock.stamp(moment) for name, moment in times.items()},
    }  # fmt: skip
