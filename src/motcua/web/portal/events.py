"""What happened to a dossier, in the words of the person who waits for it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.casework.models import Case, CaseStep
from motcua.casework.rules import PAUSED, Status
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
    "approve": (gettext_lazy("Đã giải quyết xong"), "good"),
    "return_result": (gettext_lazy("Đã trả kết quả"), "good"),
}
_TOLD = ("refuse", "ask_supplement", "supplement", "return_result")


def of(case: Case, steps: Sequence[CaseStep]) -> list[Event]:
    """Return (title, when, words, tone) in order of time, with the promised day still ahead at the end."""
    events: list[Event] = [(_("Đã nộp hồ sơ"), show_moment(case.dossier.submitted_at), "", "good")]
    for step in steps:
        if step.move in _WORDS:
            title, tone = _WORDS[step.move]
            events.append((str(title), show_moment(step.at), step.note if step.move in _TOLD else "", tone))
    if case.due_at is not None and case.finished_at is None and case.status not in PAUSED:
        events.append((_("Hẹn trả kết quả"), weekday(case.due_at), "", "ahead"))
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
    elif case.due_at and not case.finished_at:
        stopped = case.status in PAUSED
        rows.append((_("Hẹn trả kết quả"), _("đang tạm dừng, chờ bổ sung") if stopped else weekday(case.due_at)))
    return [row for row in rows if row[1]]
