"""The definitions of the online-filing rate that are in use, as data; each is named beside its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from motcua.catalogue.rules import Channel, ServiceLevel
from motcua.measures.rules import CELLS, PARTS, SIMULATED, Condition, Definition, Standing, parts_of

_NOT_NEW = (Standing.RECEIVED, Standing.REFUSED)
_ACCEPTED = (Standing.RECEIVED,)
_NOT_POST = (Channel.DIRECT, Channel.ONLINE)
_OFFERED = (ServiceLevel.PARTIAL, ServiceLevel.FULL)
_FULL = (ServiceLevel.FULL,)
_ONLINE = (Channel.ONLINE,)
_LEVELS_LAW = "mức độ cung cấp dịch vụ công trực tuyến theo khoản 1 Điều 11 Nghị định số 42/2022/NĐ-CP"

ALL_PROCEDURES = Definition(
    name="all_procedures",
    version=1,
    title="Tất cả thủ tục",
    title_en="All procedures",
    above=Condition(channels=_ONLINE, standings=_NOT_NEW),
    above_says="hồ sơ nộp trực tuyến được tiếp nhận trong kỳ",
    below=Condition(standings=_NOT_NEW),
    below_says="toàn bộ hồ sơ được tiếp nhận trong kỳ: trực tiếp, trực tuyến và qua bưu chính công ích",
    source="Biểu thống kê của hệ thống thông tin giải quyết thủ tục hành chính cấp tỉnh",
    note="Hồ sơ không ghi kênh nộp được tính là trực tiếp.",
)
ONLINE_ENABLED = Definition(
    name="online_enabled",
    version=1,
    title="Thủ tục có dịch vụ công trực tuyến",
    title_en="Procedures offered online",
    above=Condition(channels=_ONLINE, levels=_OFFERED, standings=_ACCEPTED),
    above_says="hồ sơ nộp trực tuyến của thủ tục cung cấp trực tuyến một phần hoặc toàn trình",
    below=Condition(channels=_NOT_POST, levels=_OFFERED, standings=_ACCEPTED),
    below_says="hồ sơ nộp trực tiếp và trực tuyến của các thủ tục đó; không tính hồ sơ qua bưu chính",
    source=f"Biểu thống kê của hệ thống thông tin giải quyết thủ tục hành chính cấp tỉnh; {_LEVELS_LAW}",
    note="Mức độ lấy tại cơ quan giải quyết vào ngày nộp hồ sơ.",
)
FULL_SERVICE = Definition(
    name="full_service",
    version=1,
    title="Thủ tục toàn trình",
    title_en="Full online procedures",
    above=Condition(channels=_ONLINE, levels=_FULL, standings=_ACCEPTED),
    above_says="hồ sơ nộp trực tuyến của thủ tục cung cấp trực tuyến toàn trình",
    below=Condition(channels=_NOT_POST, levels=_FULL, standings=_ACCEPTED),
    below_says="hồ sơ nộp trực tiếp và trực tuyến của các thủ tục đó; không tính hồ sơ qua bưu chính",
    source=f"Biểu thống kê của hệ thống thông tin giải quyết thủ tục hành chính cấp tỉnh; {_LEVELS_LAW}",
    note="Mức độ lấy tại cơ quan giải quyết vào ngày nộp hồ sơ.",
)
NATIONAL_766 = Definition(
    name="national_766",
    version=1,
    title="Bộ chỉ số 766 (chưa nhân tỷ lệ đồng bộ)",
    title_en="National index 766 (before the synchronisation factor)",
    above=Condition(channels=_ONLINE, proven=True),
    above_says="hồ sơ nộp trực tuyến có ngày tiếp nhận trong kỳ; nếu thủ tục trả kết quả là giấy tờ thì phải có "
    "kết quả điện tử",
    below=Condition(),
    below_says="toàn bộ hồ sơ có ngày tiếp nhận trong kỳ, mọi kênh nộp",
    source="Quyết định số 766/QĐ-TTg ngày 23/6/2022, chỉ tiêu hồ sơ nộp trực tuyến (3.3)",
    note="Công thức quốc gia còn nhân với tỷ lệ hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia; ở đây chưa nhân.",
)

DEFINITIONS: dict[str, Definition] = {
    definition.name: definition for definition in (ALL_PROCEDURES, ONLINE_ENABLED, FULL_SERVICE, NATIONAL_766)
}
COLUMNS = (*(f"{name}_{part}" for name in DEFINITIONS for part in PARTS), SIMULATED)
"""What the tables of counters hold beside the office and the day."""
_TERMS = {
    cell: [f"{each.name}_{part}" for each in DEFINITIONS.values() for part in parts_of(each, cell)] for cell in CELLS
} | {SIMULATED: [SIMULATED]}
_POSITIONS = {measure: [COLUMNS.index(column) for column in terms] for measure, terms in _TERMS.items()}


def positions(measure: str) -> list[int]:
    """Return which of `COLUMNS` a measure is counted in."""
    return _POSITIONS[measure]


def columns(counted: Mapping[str, int]) -> dict[str, int]:
    """Return counts by column from counts by measure."""
    summed: Counter[str] = Counter()
    for measure, count in counted.items():
        for column in _TERMS[measure]:
            summed[column] += count
    return summed
