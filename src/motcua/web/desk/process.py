"""The panel «Quy trình» of a case: what is done, who has it now, what comes next; who, until when, late or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.casework import queries, rules
from motcua.casework.models import Case, JointStep
from motcua.casework.moves import holding
from motcua.casework.rules import Move, StepKind, StepOutcome
from motcua.catalogue import forms
from motcua.catalogue.process import COMMUNE, COMPETENT, Process, ProcessStep
from motcua.people.rules import Who, may
from motcua.records.models import Document
from motcua.web.shared.jinja import show_moment

SLUGS = {
    "complete_step": "hoan-thanh", "return_step": "tra-buoc", "assign_step": "phan-cong",
    "answer_opinion": "tra-loi", "close_opinion": "thoi-cho",
    "repeat_opinion": "hoi-lai",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One step or opinion: what, where, how it stands, by when; what was written (`fresh`: last) and may be done."""

    name: str
    office: str
    state: str
    tone: str = ""
    due: str = ""
    late: bool = False
    more: str = ""
    values: tuple[tuple[str, str], ...] = ()
    document: Document | None = None
    opinion: bool = False
    now: bool = False
    fresh: bool = False
    actions: list[tuple[Move, str]] = field(default_factory=list)

    @property
    def dot(self) -> str:
        """How the line is marked on the way: past, here (late or not), ahead."""
        if self.now:
            return "bad" if self.late else "wait"
        return self.tone or "ahead"


@dataclass(frozen=True, slots=True)
class Panel:
    """All lines, in a sentence who holds the case, and first what this person has to do: (words, address).

    `paused` says that a step is done for which the clock may have been stopped, and stands still.
    """

    summary: str
    tone: str
    lines: list[Line]
    mine: list[tuple[str, str]] = field(default_factory=list)
    paused: str = ""


def panel(who: Who, case: Case, at: datetime) -> Panel | None:
    """Return the panel of a case; None for one that has neither process nor opinions."""
    course = holding.of(case)
    if course.process is None and not course.rows:
        return None
    lines = [_line(who, case, course, row, at) for row in course.rows]
    lines += [_ahead(case, step, course.names) for step in course.ahead]
    if course.process:
        lines.append(Line(_("Trình duyệt và quyết định"), case.competent_office.name, *_decision(case)))
    mine = [
        (f"{_(move.label)}: {line.name}", href)
        for line in lines for move, href in line.actions if not move.aside
    ]  # fmt: skip
    return Panel(*_summary(case, course, at), lines, mine, _still_paused(case, course))


def moves(who: Who, case: Case, course: holding.Course, row: JointStep, at: datetime) -> Iterator[Move]:
    """Yield what a person may do now about a step or an opinion; going on without one is aside while it is in time."""
    state, waits = queries.state(case, at), bool(_awaited(course, row))
    about = "answer_opinion", "close_opinion", "repeat_opinion", "assign_step"
    for move in rules.allowed(state):
        fits = move.of_step and (move.name in about if row.kind == StepKind.OPINION else move.name not in about[:3])
        if move.name == "repeat_opinion":
            fits = fits and holding.may_repeat(row, course.rows)
        else:
            fits = fits and row.done_at is None
        if move.name == "complete_step":
            fits = fits and not waits
        if move.name == "return_step":
            fits = fits and bool(holding.former(course.rows, row))
        if move.name == "close_opinion" and not course.is_late(row, at):
            move = replace(move, aside=True)
        if fits and may(who, holding.ability(row, move), holding.thing(row, case, move)):
            yield move


def _line(who: Who, case: Case, course: holding.Course, row: JointStep, at: datetime) -> Line:
    late, is_open = course.is_late(row, at), row.done_at is None
    state, tone = _state(row)
    actions = [
        (move, reverse("desk_step", args=[case.dossier.code, row.pk, SLUGS[move.name]]))
        for move in moves(who, case, course, row, at)
    ]
    return Line(
        row.name, row.office.name, state, "bad" if is_open and late else tone, _due(row), late,
        more=_more(course, row), values=_values(course.process, row), document=row.document,
        opinion=row.kind == StepKind.OPINION, now=is_open, actions=actions, fresh=row == _latest(course),
    )  # fmt: skip


def _still_paused(case: Case, course: holding.Course) -> str:
    row = holding.done_while_paused(case, course.rows)
    if row is None:
        return ""
    return _("«%(step)s» đã xong lúc %(when)s (%(office)s) mà thời hạn vẫn đang tạm dừng.") % {
        "step": row.name, "when": show_moment(row.done_at), "office": row.office.name,
    }  # fmt: skip


def _latest(course: holding.Course) -> JointStep | None:
    done = [row for row in course.rows if row.values and row.done_at is not None]
    return max(done, key=lambda row: (row.done_at, row.pk), default=None)


def _state(row: JointStep) -> tuple[str, str]:
    if row.done_at is None:
        return (_("Chờ ý kiến") if row.kind == StepKind.OPINION else _("Đang làm")), "active"
    tones = {StepOutcome.DONE: "good", StepOutcome.ANSWERED: "good", StepOutcome.UNANSWERED: "bad"}
    outcome = StepOutcome(row.outcome)
    return _(str(outcome.label)), tones.get(outcome, "")


def _due(row: JointStep) -> str:
    return _("hạn %(when)s") % {"when": show_moment(row.due_at)} if row.due_at else ""


def _awaited(course: holding.Course, row: JointStep) -> list[JointStep]:
    return holding.awaited(course.process.find(row.key), course.rows) if course.process and row.key else []


def _more(course: holding.Course, row: JointStep) -> str:
    parts = []
    if row.done_at is None:
        parts.append(_("Nhận lúc %(when)s.") % {"when": show_moment(row.opened_at)})
        parts.append(_("Người làm: %(name)s.") % {"name": row.officer.full_name} if row.officer else "")
        if waiting := _awaited(course, row):
            names = ", ".join(one.office.name for one in waiting)
            parts.append(_("Hoàn thành được khi có ý kiến của %(offices)s.") % {"offices": names})
    else:
        who = row.by.full_name if row.by else ""
        parts.append(_("Kết thúc lúc %(when)s, %(name)s.") % {"when": show_moment(row.done_at), "name": who})
    return "\n".join(part for part in (" ".join(filter(None, parts)), row.note) if part)


def _values(process: Process | None, row: JointStep) -> tuple[tuple[str, str], ...]:
    step = process.find(row.key) if process else None
    if step is None or not row.values:
        return ()
    return tuple((line.field.label, line.text) for line in forms.shown(step.form, row.values))


def _ahead(case: Case, step: ProcessStep, names: dict[str, str]) -> Line:
    where = {**names, COMPETENT: case.competent_office.name, COMMUNE: _("xã, phường được chọn khi chuyển")}
    due = _("%(hours)s giờ làm việc") % {"hours": step.hours} if step.hours else ""
    return Line(step.name, where.get(step.office, step.office), _("Tiếp theo"), due=due)


def _decision(case: Case) -> tuple[str, str]:
    if case.finished_at is not None:
        return _("Đã xong"), "good"
    return (_("Chờ duyệt"), "wait") if case.proposed else (_("Tiếp theo"), "")


def _summary(case: Case, course: holding.Course, at: datetime) -> tuple[str, str]:
    late = [row for row in course.open if course.is_late(row, at)]
    parts = []
    if course.current:
        parts.append(_("Hồ sơ đang ở %(office)s.") % {"office": course.current.office.name})
    for row in late:
        given = {"office": row.office.name, "when": show_moment(row.due_at)}
        parts.append(_("%(office)s quá hạn từ %(when)s.") % given)
    waiting = [row for row in course.open if row.kind == StepKind.OPINION and row not in late]
    if waiting:
        names = ", ".join(row.office.name for row in waiting)
        parts.append(_("Đang chờ ý kiến của %(offices)s.") % {"offices": names})
    if not parts and case.status == rules.Status.IN_PROGRESS and not case.proposed:
        parts.append(_("Mọi bước đã xong, có thể trình duyệt."))
    return " ".join(parts), "bad" if late else ""
