"""Targets in words: shares, what is missing in an indicator's own words, how the year is expected to end."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from motcua.adoption.targets.queries import Line
from motcua.adoption.targets.rules import FORETOLD, counts_procedures
from motcua.core.ratio import Ratio
from motcua.measures.rules import Definition
from motcua.web.shared import figures, words

_ONLINE = (gettext_lazy("hồ sơ nộp trực tuyến"), gettext_lazy("hồ sơ còn nhận"))
_WORDS = {
    "services_with_filings": (
        gettext_lazy("dịch vụ công trực tuyến có phát sinh hồ sơ"), gettext_lazy("dịch vụ còn lại")
    ),
    "on_time": (gettext_lazy("hồ sơ đúng hạn"), gettext_lazy("hồ sơ còn nhận")),
    "digitised_dossiers": (gettext_lazy("hồ sơ số hóa"), gettext_lazy("hồ sơ còn nhận")),
    "electronic_results": (
        gettext_lazy("hồ sơ có kết quả điện tử"), gettext_lazy("hồ sơ trả kết quả là giấy tờ còn nhận")
    ),
    "reuse": (gettext_lazy("hồ sơ dùng lại giấy tờ đã có"), gettext_lazy("hồ sơ còn nhận")),
    "population_data": (gettext_lazy("hồ sơ có định danh điện tử xác thực"), gettext_lazy("hồ sơ còn nhận")),
    "results_as_files": (
        gettext_lazy("hồ sơ giải quyết xong có kết quả điện tử"), gettext_lazy("hồ sơ trả kết quả là giấy tờ còn nhận")
    ),
    "satisfaction": (gettext_lazy("lượt đánh giá hài lòng"), gettext_lazy("lượt đánh giá còn nhận")),
    "online_payment": (gettext_lazy("hồ sơ thanh toán trực tuyến"), gettext_lazy("hồ sơ phải nộp phí còn nhận")),
    "shared_data": (gettext_lazy("hồ sơ lấy dữ liệu từ kho quốc gia"), gettext_lazy("hồ sơ còn nhận")),
}  # fmt: skip
"""What is missing, and what is still to come, of each indicator but the ways to make the online-filing rate."""


def percent(rate: Fraction) -> str:
    """Return an exact share as pages show it, without needless zeros: "70 %", "72,5 %"."""
    return figures.share(plain(rate).replace(",", "."))


def plain(rate: Fraction | None) -> str:
    """Return an exact share as it is typed: "72,5"; "" for none."""
    if rate is None:
        return ""
    text = Ratio(rate.numerator, rate.denominator).percent() or ""
    return text.rstrip("0").rstrip(".").replace(".", ",")


def counted_said(definition: Definition) -> str:
    """Return what the numbers of a target count: dossiers, procedures or answers."""
    if counts_procedures(definition):
        return _("thủ tục")
    return _("lượt đánh giá") if definition.name == "satisfaction" else _("hồ sơ")


def gap_said(line: Line, until: date) -> str:
    """Return in a sentence what is missing to the target of an office."""
    if line.ended:
        return _("Đã kết thúc hoạt động ngày %(day)s.") % {"day": f"{line.office.valid_to:%d/%m/%Y}"}
    gap = line.gap
    if line.target is None:
        return _("Chưa giao.")
    if gap is None:
        return _("Chưa có hồ sơ nào để tính.")
    number = words.number(get_language())
    what, coming = _WORDS.get(line.target.indicator, _ONLINE)
    values = {
        "count": number(gap.needed), "expected": number(gap.expected), "day": f"{until.day}/{until.month}",
        "what": what, "coming": coming, "still": number(gap.still),
    }  # fmt: skip
    if gap.met:
        return _("Đã đủ số %(what)s đến %(day)s.") % values
    if not gap.expected and not gap.still:
        return _("Thiếu %(count)s %(what)s.") % values
    said = _("Cần thêm %(count)s %(what)s đến %(day)s, trong khoảng %(expected)s %(coming)s.")
    if not gap.possible:
        said = _("Cần thêm %(count)s %(what)s đến %(day)s, nhưng dự kiến chỉ còn %(expected)s %(coming)s.")
    elif gap.still and not gap.expected:
        said = _("Cần thêm %(count)s %(what)s đến %(day)s, trong %(still)s chưa đạt.")
    elif gap.still:
        said = _(
            "Cần thêm %(count)s %(what)s đến %(day)s, trong %(still)s hồ sơ đã nhận chưa đạt và khoảng %(expected)s "
            "%(coming)s."
        )
    return said % values


def gap_short(line: Line, until: date) -> str:
    """Return the same as short as a column of a table is."""
    if line.gap is None or line.ended or line.target is None:
        return "–"
    if line.gap.met:
        return _("đủ")
    what, _coming = _WORDS.get(line.target.indicator, _ONLINE)
    said = _("thiếu %(count)s, khó đạt") if not line.gap.possible else _("thiếu %(count)s")
    return said % {"count": words.number(get_language())(line.gap.needed), "what": what}


def outlook_said(line: Line) -> str:
    """Return in a sentence how the year is expected to end, and how likely the target is; "" where nobody tried."""
    if line.target and line.target.indicator not in FORETOLD and not line.ended:
        return _("Chỉ tiêu này không dự báo: thủ tục đếm một lần cho cả năm, không theo tháng.")
    if line.foretold is None or line.ended:
        return ""
    outlook = line.outlook
    if outlook is None:
        return _("Chưa đủ dữ liệu để dự báo cuối năm (cần ít nhất 3 tháng có hồ sơ và 30 hồ sơ).")
    middle, low, high = (_of_hundred(each) for each in (outlook.middle, outlook.low, outlook.high))
    said = _("Dự báo cuối năm: %(middle)s; mười lần dự báo thì tám lần nằm trong khoảng %(low)s đến %(high)s.")
    return said % {"middle": middle, "low": low, "high": high}


def chance_said(line: Line) -> str:
    """Return how likely the target is, never as certain; "" where nothing is foretold."""
    if line.chance is None:
        return ""
    if line.chance < 5:
        return _("dưới 5 %%") % {}
    return _("trên 95 %%") % {} if line.chance > 95 else _("khoảng %(chance)s %%") % {"chance": line.chance}


def _of_hundred(share: float) -> str:
    return figures.share(Ratio(round(share * 1_000_000), 1_000_000).percent(1))


def gap_tone(line: Line) -> str:
    """Return the tone of a gap: good where today's rate is enough, bad where nothing is, "wait" between."""
    if line.gap is None or line.ended:
        return ""
    if not line.gap.possible:
        return "bad"
    enough = line.gap.needed * line.counted.denominator <= line.gap.expected * line.counted.numerator
    return "good" if enough else "wait"
