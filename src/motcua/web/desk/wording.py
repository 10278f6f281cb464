"""What the desk says about a case: its deadline, its history, its papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.casework import rules
from motcua.casework.deadlines.on_time import Ground, Judgement
from motcua.casework.models import Case, CaseStep
from motcua.casework.rules import Status
from motcua.catalogue.rules import ClockReason, clock_reasons
from motcua.core import clock, money
from motcua.filing.rules import System
from motcua.records.rules import PaperKind
from motcua.web.shared.jinja import show_day, show_moment

_GROUNDS = {
    Ground.FINISHED: gettext_lazy("tính đến lúc xử lý xong"),
    Ground.RETURNED: gettext_lazy("tính đến lúc trả kết quả"),
    Ground.ENDED: gettext_lazy("tính đến lúc dừng, từ chối hoặc rút hồ sơ"),
    Ground.WAITING: gettext_lazy("tính đến lúc yêu cầu bổ sung"),
    Ground.STANDING: gettext_lazy("thời hạn đang tạm dừng, tính đến lúc tạm dừng"),
    Ground.ASKED_AGAIN: gettext_lazy("đã yêu cầu bổ sung hơn một lần và đang chờ"),
    Ground.UNFINISHED: gettext_lazy("chưa xong, tính đến lúc này"),
    Ground.NO_DUE_TIME: gettext_lazy("thủ tục không quy định thời hạn"),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline in words, with the tone in which it is shown."""

    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """An official paper that can be downloaded: what it is, and the entry with which it came."""

    name: str
    entry: int
    at: datetime


def due(next_due_at: datetime | None, at: datetime, tomorrow: datetime) -> Deadline:
    """Say briefly when something is due, for a line of the queue; `tomorrow` is the next midnight after `at`."""
    if next_due_at is None:
        return Deadline("")
    if rules.is_late(next_due_at, at):
        return Deadline(_("Quá hạn từ %(when)s") % {"when": show_moment(next_due_at)}, "bad")
    if next_due_at < tomorrow:
        return Deadline(_("Hôm nay, %(hour)s") % {"hour": f"{clock.local(next_due_at):%H:%M}"}, "wait")
    return Deadline(show_moment(next_due_at))


def deadline(case: Case, at: datetime) -> Deadline:
    """Say what a case's clock stands at: who must do what until when, whether it is late, why it stands still."""
    status = Status(case.status)
    if status is Status.NEW:
        return _until(_("Tiếp nhận hoặc từ chối chậm nhất lúc %(when)s"), case.accept_by, at)
    if status in rules.PAUSED or case.pause:
        return _paused(case, status, at)
    if status in (Status.FINISHED, Status.RETURNED):
        return _finished(case)
    if status not in rules.OPEN:
        return Deadline(_("Không còn thời hạn."))
    if case.due_at is None:
        return Deadline(_("Thủ tục không quy định thời hạn."))
    said = _until(_("Trả kết quả chậm nhất lúc %(when)s"), case.due_at, at)
    if case.due_at != case.first_due_at:
        moved = _("Hẹn ban đầu: %(when)s.") % {"when": show_moment(case.first_due_at)}
        return Deadline(f"{said.words} {moved}", said.tone)
    return said


def pause(case: Case) -> ClockReason | None:
    """Return the named reason for which the clock of a case stands still while work goes on; None while it runs."""
    named = clock_reasons(case.dossier.version.rules)
    return next((each for each in named if each.key == case.pause), None) if case.pause else None


def _paused(case: Case, status: Status, at: datetime) -> Deadline:
    if status is Status.STOPPED:
        return Deadline(_("Đã dừng giải quyết; thời hạn không tính."), "bad")
    if status is Status.PAYMENT_ASKED:
        return Deadline(_("Tạm dừng tính thời hạn, chờ người dân nộp tiền."), "wait")
    if status is not Status.SUPPLEMENT_ASKED:
        named = pause(case)
        return Deadline(
            _("Tạm dừng tính thời hạn: %(reason)s.") % {"reason": named.words if named else case.pause}, "wait"
        )
    until = case.supplement_until
    if until is None:
        return Deadline(_("Tạm dừng tính thời hạn, chờ người dân."), "wait")
    if clock.local_day(at) > until:
        return Deadline(
            _("Người dân không bổ sung đến hết ngày %(day)s; có thể kết thúc việc chờ.") % {"day": show_day(until)},
            "bad",
        )
    return Deadline(
        _("Tạm dừng tính thời hạn, chờ người dân bổ sung đến hết ngày %(day)s.") % {"day": show_day(until)}, "wait"
    )


def on_time(judgement: Judgement | None) -> str:
    """Say whether a case is on time, by which rule and as seen when; "" for one that was never received."""
    if judgement is None:
        return ""
    still = judgement.ground in (Ground.WAITING, Ground.STANDING, Ground.UNFINISHED)
    words = _("Quá hạn") if not judgement.on_time else _("Còn trong hạn") if still else _("Đúng hạn")
    parts = [str(_GROUNDS[judgement.ground])]
    if days := judgement.taken_off.days:
        parts.append(_("đã trừ %(days)s ngày chờ bổ sung") % {"days": days})
    named = {"verdict": words, "rule": _(judgement.rule.title), "why": "; ".join(parts)}
    return _("%(verdict)s theo quy tắc «%(rule)s»: %(why)s.") % named


def more_of(step: CaseStep) -> str:
    """Return what a step says beside its words: an amount, a day, a receipt or a legal basis; "" for none."""
    parts = [_("Số tiền: %(amount)s.") % {"amount": money.show(step.amount)}] if step.amount else []
    if step.until:
        parts.append(_("Hạn bổ sung: hết ngày %(day)s.") % {"day": show_day(step.until)})
    if step.reference:
        named = _("Số biên lai: %(words)s.") if step.move == "record_payment" else _("Căn cứ: %(words)s.")
        parts.append(named % {"words": step.reference})
    return " ".join(parts)


def history(case: Case, steps: Sequence[CaseStep]) -> list[tuple[str, str, str, str]]:
    """Return the lines of the timeline: what, when and by whom, with which words, in which tone."""
    lines = [(_("Nộp hồ sơ"), show_moment(case.dossier.submitted_at), "", "")]
    for step in steps:
        who = step.by.full_name if step.by else _("Hệ thống")
        lines.append(
            (
                _titled(step),
                f"{show_moment(step.at)} · {who}",
                "\n".join(filter(None, [step.note, more_of(step)])),
                "",
            )
        )
    return lines


def _titled(step: CaseStep) -> str:
    """Name a move, and the step of the process that it was about."""
    label, about = _(rules.label(step.move)), step.joint_step
    return f"{label}: {about.name} ({about.office.short_name})" if about else label


def papers(case: Case, steps: Sequence[CaseStep]) -> list[IssuedPaper]:
    """Return the papers that came with sending and with the moves, in the order of time."""
    found = []
    if (
        case.dossier.channel == 2
        and case.dossier.system == System.MOTCUA
        and not (steps and steps[0].entry_number == 1)
    ):
        found.append(IssuedPaper(_(str(PaperKind.ACKNOWLEDGEMENT.label)), 1, case.dossier.submitted_at))
    for step in steps:
        if kind := rules.paper_of(step.move, received=case.received_at is not None):
            found.append(IssuedPaper(_(str(kind.label)), step.entry_number, step.at))
    return found


def _until(words: str, moment: datetime | None, at: datetime) -> Deadline:
    if moment is None:
        return Deadline("")
    said = words % {"when": show_moment(moment)} + "."
    if rules.is_late(moment, at):
        return Deadline(said + " " + _("Đã quá hạn."), "bad")
    return Deadline(said, "wait" if clock.local_day(moment) == clock.local_day(at) else "")


def _finished(case: Case) -> Deadline:
    said = _("Xử lý xong lúc %(when)s") % {"when": show_moment(case.finished_at)}
    if case.due_at is None or case.finished_at is None:
        return Deadline(said + ".")
    late = clock.local_day(case.finished_at) > clock.local_day(case.due_at)
    return Deadline(f"{said}, {_('quá hạn') if late else _('đúng hạn')}.", "bad" if late else "good")
