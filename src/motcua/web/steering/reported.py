"""How the page of a report says its figures, and what happened to the dossiers between then and now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from motcua.casework.rules import MOVES, Status
from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.core import clock
from motcua.correspondence.rules import Satisfaction
from motcua.filing.rules import Help
from motcua.measures import reports
from motcua.measures.frozen import further as beside
from motcua.measures.frozen import shown
from motcua.measures.frozen.comparing import Change, Comparison, Moved, Pair, Told
from motcua.measures.frozen.rules import Line, ReportKind
from motcua.measures.models import Report
from motcua.measures.rules import Counted, Unit, Verdict
from motcua.offices.models import Office
from motcua.offices.rules import path_ids
from motcua.people.rules import Ability, Thing, may
from motcua.web.shared import figures, words
from motcua.web.shared.access import Request
from motcua.web.shared.jinja import show_moment


class Row(NamedTuple):
    """One figure of a report as its page shows it. `now` is "" where nothing differs."""

    name: str
    terms: str
    value: str
    before: str
    now: str
    now_terms: str
    by: tuple[int, int, int] | None
    before_by: tuple[int, int, int] | None


def named(report: Report) -> str:
    """Return what a report is called in a list, in the language of the page."""
    first, last = report.first, report.last
    kind = ReportKind(report.kind)
    if kind is ReportKind.MONTH:
        return _("Tháng %(month)s/%(year)s") % {"month": first.month, "year": first.year}
    if kind is ReportKind.QUARTER:
        return _("Quý %(quarter)s/%(year)s") % {"quarter": (first.month + 2) // 3, "year": first.year}
    if kind is ReportKind.YEAR:
        return _("Năm %(year)s") % {"year": first.year}
    days = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    return _("Bản tin từ %(first)s đến %(last)s") % days


def tables(content: dict[str, Any], compared: Comparison) -> dict[str, Any]:
    """Return the tables of a report, each line beside what it is now."""
    now = {pair.sent.key: pair for pair in compared.tables["whole"] if pair.sent}
    rows = []
    for line, before, several in shown.beside(content):
        title = figures.title(shown.definition(line))
        rows.append(_row(shown.called(line, title) if several else title, line, before, now[line.key]))
    others = {
        name: [pair for pair in pairs if pair.differs] for name, pairs in compared.tables.items() if name != "whole"
    }
    return {
        "whole": rows, "simulated_count": shown.simulated(content), "others_differ": sum(map(len, others.values())),
        "months": [
            (_month(line), _terms(line), _by(line), _worth(line), before and _worth(before))
            for line, before in shown.months(content)
        ],
        "compared_offices": [
            (name, _terms(line), _by(line), _worth(line), _said(late)) for name, line, late in shown.offices(content)
        ],
        "share": figures.share, "further": [_further(sent, now) for sent, now in compared.further],
        "petitions": [(one.code, _petition(one.was), _petition(one.now)) for one in compared.petitions],
    }  # fmt: skip


class Beside(NamedTuple):
    """A row beside the lines: `now` is "" where nothing differs; `parts` are the rows of the index that differ."""

    name: str
    terms: str
    value: str
    now: str
    now_terms: str
    parts: list[tuple[str, str, str]]


def _further(sent: beside.Row, now: beside.Row | None) -> Beside:
    differs = now is not None and sent.counts != now.counts
    parts = [
        (name, _points(was), _points(now.parts.get(name)))
        for name, was in sent.parts.items() if now and was != now.parts.get(name)
    ]  # fmt: skip
    said = _row_said(now) if differs else ""
    return Beside(
        _(sent.title), _row_terms(sent), _row_said(sent), said, _row_terms(now) if now and differs else "", parts
    )


def _row_said(row: beside.Row | None) -> str:
    if row is None or row.value is None:
        return "–"
    if row.unit == Unit.PERCENT:
        return figures.share(row.value)
    plain = row.value if get_language() == "en" else row.value.replace(".", ",")
    return (_("%(hours)s giờ") if row.unit == Unit.HOURS else _("%(points)s điểm")) % {"hours": plain, "points": plain}


def _row_terms(row: beside.Row) -> str:
    number = words.number(get_language())
    return " / ".join(number(each) for each in shown.terms(row) if each is not None)


def _points(text: str | None) -> str:
    if text is None:
        return "–"
    return text if get_language() == "en" else text.replace(".", ",")


def _petition(stands: tuple[bool, bool] | None) -> str:
    if stands is None:
        return _("không có trong kỳ")
    in_time, satisfied = stands
    return f"{_('đúng hạn') if in_time else _('trễ hạn')}, {_('hài lòng') if satisfied else _('không hài lòng')}"


def _row(name: str, line: Line, before: Line | None, pair: Pair) -> Row:
    differs = pair.differs
    return Row(
        name, _terms(line), _said(line), _said(before), _said(pair.now) if differs else "",
        _terms(pair.now) if differs and pair.now else "", line.by,
        before.by if before else None,
    )  # fmt: skip


def _said(line: Line | None) -> str:
    amount = shown.amount(line) if line else None
    if amount is None or amount.definition.unit is Unit.PERCENT:
        return figures.share(amount.value() if amount else None)
    hours = amount.value()
    if hours is None or get_language() != "en":
        return reports.value(amount)
    return f"{hours} {_(str(Unit.HOURS.label))}"


def _terms(line: Line) -> str:
    number = words.number(get_language())
    below = number(line.denominator)
    return below if shown.definition(line).span else f"{number(line.numerator)} / {below}"


def _worth(line: Line) -> str | None:
    return shown.amount(line).value()


def _by(line: Line) -> str:
    """Return who did it: by oneself, with help, unknown; "–" where the indicator is not kept so."""
    return " / ".join(map(words.number(get_language()), line.by)) if line.by else "–"


def _month(line: Line) -> str:
    return f"{line.first[5:7]}/{line.first[:4]}"


class Said(NamedTuple):
    """A dossier between then and now: what it counted as, what changed of it, what was told of it and when."""

    code: str
    opens: bool
    moved: list[tuple[str, str, str]]
    facts: list[tuple[str, str, str]]
    told: list[tuple[str, str]]
    new: bool


def changes(request: Request, found: Iterable[Change]) -> list[Said]:
    """Return dossiers as the page tells of them; a dossier's page opens for who may see its case. One statement."""
    rows = list(found)
    paths = dict(Office.objects.filter(code__in={each.office for each in rows}).values_list("code", "path"))
    opens = {
        code: may(request.who, Ability.SEE_CASE, Thing(offices=frozenset(path_ids(path))))
        for code, path in paths.items()
    }
    return [
        Said(each.code, opens.get(each.office, False), [_moved(one) for one in each.moved], _facts(each.facts),
             [_told(one) for one in each.told], each.new)
        for each in rows
    ]  # fmt: skip


def _moved(moved: Moved) -> tuple[str, str, str]:
    return figures.title(moved.definition), _stands(moved.was), _stands(moved.now)


def _stands(verdict: Verdict | None) -> str:
    if verdict is None:
        return _("không có trong kỳ")
    stands = {
        Counted.ABOVE: _("được tính"), Counted.BELOW: _("chỉ ở mẫu số"), Counted.OUT: _("không tính"),
    }[verdict.counted]  # fmt: skip
    return f"{stands}: {_(verdict.reason)}" if verdict.reason else stands


_RECORDED = {
    "recorded": gettext_lazy("Nhập từ hệ thống khác"), "recorded_again": gettext_lazy("Nhập lại từ hệ thống khác"),
    "record_dropped": gettext_lazy("Bỏ hồ sơ đã nhập nhầm"), "submitted": gettext_lazy("Nộp hồ sơ"),
    "rated": gettext_lazy("Người nộp đánh giá"), "scanned": gettext_lazy("Số hóa giấy tờ"),
}  # fmt: skip


def _told(told: Told) -> tuple[str, str]:
    known: Any = _RECORDED.get(told.kind)
    if known is None:
        label = next((move.label for move in MOVES if move.kind == told.kind), "")
        known = _(label) if label else _("Ghi nhận khác")
    return str(known), show_moment(clock.parse_stamp(told.recorded_at))


_FACTS = {
    "received_at": gettext_lazy("Tiếp nhận"), "submitted_at": gettext_lazy("Nộp"), "channel": gettext_lazy("Kênh nộp"),
    "help": gettext_lazy("Ai làm"), "competent_office": gettext_lazy("Cơ quan giải quyết"),
    "received_office": gettext_lazy("Nơi tiếp nhận"), "status": gettext_lazy("Trạng thái"),
    "service_level": gettext_lazy("Mức độ dịch vụ công"), "finished_at": gettext_lazy("Giải quyết xong"),
    "returned_at": gettext_lazy("Trả kết quả"), "ended_at": gettext_lazy("Dừng, rút hoặc từ chối"),
    "stopped_at": gettext_lazy("Dừng tính thời hạn từ"), "due_at": gettext_lazy("Hẹn trả"),
    "judged_due_at": gettext_lazy("Hạn để xét đúng hạn"), "requests": gettext_lazy("Số lần yêu cầu bổ sung"),
    "result_required": gettext_lazy("Kết quả là giấy tờ"), "electronic_result": gettext_lazy("Kết quả điện tử"),
    "digitised": gettext_lazy("Đã số hóa"), "reused": gettext_lazy("Số giấy tờ dùng lại"),
    "verified": gettext_lazy("Định danh điện tử xác thực"), "satisfaction": gettext_lazy("Đánh giá của người nộp"),
    "simulated": gettext_lazy("Mô phỏng"),
}  # fmt: skip
_CHOICES: Mapping[str, Callable[[Any], Any]] = {
    "channel": Channel, "help": Help, "status": Status, "service_level": ServiceLevel, "satisfaction": Satisfaction,
}  # fmt: skip


def _facts(found: Mapping[str, tuple[Any, Any]]) -> list[tuple[str, str, str]]:
    return [(str(_FACTS.get(name, name)), _value(name, was), _value(name, now)) for name, (was, now) in found.items()]


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return str(len(value))
    if name in _CHOICES:
        try:
            return _(str(_CHOICES[name](value).label))
        except ValueError:
            return str(value)
    return show_moment(clock.parse_stamp(value)) if name.endswith("_at") else str(value)
