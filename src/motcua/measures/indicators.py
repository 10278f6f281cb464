"""The further indicators, as data; those of online filing and of being on time are in `rules`. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from motcua.core.errors import Phrase
from motcua.measures.rules import (
    DEFINITIONS,
    INDEX_FROM,
    ON_TIME,
    ONLINE,
    PROVEN,
    THE_INDEX,
    Condition,
    Countable,
    Definition,
    Unit,
)

_SILENT = (
    "Hồ sơ của hệ thống khác không cho biết thì không tính; bản ghi nhập trước ngày 27/11/2026 khi không biết đã ghi "
    "là «không», nhập lại tệp thì đổi theo."
)
_FINISHED = Condition("finished", (True,), Phrase("Chưa giải quyết xong."))
_RETURNED = Condition("returned", (True,), Phrase("Chưa trả kết quả."))
_REQUIRED = Condition("required", (True,), Phrase("Kết quả của thủ tục không phải giấy tờ."))
_ELECTRONIC = Condition("electronic", (True,), Phrase("Chưa có kết quả điện tử."))
SERVICES_WITH_FILINGS = Definition(
    name="services_with_filings",
    version=1,
    title="Dịch vụ công trực tuyến có phát sinh hồ sơ",
    title_en="Online services with filings",
    below=(Condition("offered", (True,), Phrase("Ngày cuối kỳ không cung cấp trực tuyến.")),),
    below_says="thủ tục cung cấp trực tuyến một phần hoặc toàn trình vào ngày cuối kỳ",
    above=(Condition("filed", (True,), Phrase("Trong kỳ chưa có hồ sơ nộp trực tuyến nào được tiếp nhận.")),),
    above_says="trong đó thủ tục có ít nhất một hồ sơ nộp trực tuyến được tiếp nhận trong kỳ",
    source=f"{THE_INDEX} dịch vụ công trực tuyến phát sinh hồ sơ (3.2)",
    valid_from=INDEX_FROM,
    full_at=Fraction(1),
    of=Countable.PROCEDURES,
)
DIGITISED_DOSSIERS = Definition(
    name="digitised_dossiers",
    version=1,
    title="Hồ sơ được số hóa",
    title_en="Digitised dossiers",
    below=(Condition("digitised", (True, False), Phrase("Không biết có số hóa hay không.")),),
    below_says="hồ sơ được tiếp nhận trong kỳ mà hệ thống của hồ sơ cho biết có số hóa hay không",
    above=(Condition("digitised", (True,), Phrase("Chưa lưu tệp nào của thành phần hồ sơ.")), PROVEN),
    above_says="trong đó hồ sơ có tệp của thành phần hồ sơ, và có kết quả điện tử nếu kết quả là giấy tờ",
    source=f"{THE_INDEX} số hóa hồ sơ (4.2); Thông tư số 01/2023/TT-VPCP",
    valid_from=INDEX_FROM,
    full_at=Fraction(1),
    note=f"Nguồn không thống nhất về mức đạt điểm tối đa: 80 % hay 100 %; ở đây lấy 100 %. {_SILENT}",
)
ELECTRONIC_RESULTS = Definition(
    name="electronic_results",
    version=1,
    title="Cấp kết quả điện tử",
    title_en="Electronic results",
    below=(_REQUIRED,),
    below_says="hồ sơ được tiếp nhận trong kỳ của thủ tục trả kết quả là giấy tờ",
    above=(_ELECTRONIC,),
    above_says="trong đó hồ sơ đã có tệp kết quả điện tử",
    source=f"{THE_INDEX} cấp kết quả điện tử (4.1)",
    valid_from=INDEX_FROM,
    full_at=Fraction(1),
    note="Hồ sơ chưa giải quyết xong cũng ở mẫu số.",
)
REUSE = Definition(
    name="reuse",
    version=1,
    title="Tái sử dụng giấy tờ đã số hóa",
    title_en="Reuse of documents",
    below=(Condition("reused", (True, False), Phrase("Không biết có dùng lại giấy tờ hay không.")),),
    below_says="hồ sơ được tiếp nhận trong kỳ mà hệ thống của hồ sơ cho biết có dùng lại giấy tờ hay không",
    above=(Condition("reused", (True,), Phrase("Không dùng lại giấy tờ nào đã có.")),),
    above_says="trong đó hồ sơ dùng lại ít nhất một giấy tờ đã có",
    source=f"{THE_INDEX} tái sử dụng dữ liệu (4.3)",
    valid_from=INDEX_FROM,
    full_at=Fraction(4, 5),
    note=_SILENT,
)
POPULATION_DATA = Definition(
    name="population_data",
    version=1,
    title="Hồ sơ dùng dữ liệu dân cư",
    title_en="Dossiers with population data",
    below=(Condition("verified", (True, False), Phrase("Không biết người nộp có được định danh điện tử hay không.")),),
    below_says="hồ sơ được tiếp nhận trong kỳ mà hệ thống của hồ sơ cho biết có định danh điện tử hay không",
    above=(Condition("verified", (True,), Phrase("Người nộp không được định danh điện tử xác thực.")),),
    above_says="trong đó hồ sơ có người nộp được định danh điện tử xác thực",
    source=f"{THE_INDEX} hồ sơ dùng dữ liệu dân cư (4.5)",
    valid_from=INDEX_FROM,
    full_at=Fraction(1),
    note=_SILENT,
)
RESULTS_AS_FILES = Definition(
    name="results_as_files",
    version=1,
    title="Hồ sơ đã giải quyết xong có kết quả điện tử",
    title_en="Finished dossiers with an electronic result",
    below=(_REQUIRED, _FINISHED),
    below_says="hồ sơ được tiếp nhận trong kỳ, đã giải quyết xong, của thủ tục trả kết quả là giấy tờ",
    above=(_ELECTRONIC,),
    above_says="trong đó hồ sơ có tệp kết quả điện tử",
    source="Cách tính của phần mềm này, đọc cùng chỉ tiêu 4.1 của Quyết định số 766/QĐ-TTg",
    valid_from=INDEX_FROM,
)
SATISFACTION = Definition(
    name="satisfaction",
    version=1,
    title="Người dân hài lòng",
    title_en="Satisfied filers",
    below=(
        Condition("satisfaction", ("very_satisfied", "satisfied", "not_satisfied"), Phrase("Người nộp chưa đánh giá.")),
    ),
    below_says="hồ sơ được tiếp nhận trong kỳ mà người nộp đã đánh giá sau khi nhận kết quả",
    above=(Condition("satisfaction", ("very_satisfied", "satisfied"), Phrase("Người nộp đánh giá chưa hài lòng.")),),
    above_says="trong đó hồ sơ được đánh giá hài lòng hoặc rất hài lòng",
    source="Cách tính của phần mềm này",
    valid_from=INDEX_FROM,
    note="Không phải chỉ tiêu 5.4 của Quyết định số 766/QĐ-TTg.",
)
ONLINE_PAYMENT = Definition(
    name="online_payment",
    version=1,
    title="Thanh toán trực tuyến",
    title_en="Online payment",
    below=(
        Condition(
            "payment", ("online", "other"), Phrase("Không phải nộp phí, lệ phí, hoặc chưa biết đã nộp cách nào.")
        ),
    ),
    below_says="hồ sơ được tiếp nhận trong kỳ phải nộp phí, lệ phí mà biết đã nộp bằng cách nào",
    above=(Condition("payment", ("online",), Phrase("Phí, lệ phí không nộp trực tuyến.")),),
    above_says="trong đó hồ sơ nộp phí, lệ phí trực tuyến",
    source=f"{THE_INDEX} hồ sơ thanh toán trực tuyến (3.6)",
    valid_from=INDEX_FROM,
    full_at=Fraction(1),
    note="Hiện chỉ hồ sơ nhập từ hệ thống khác cho biết cách nộp.",
)
SHARED_DATA = Definition(
    name="shared_data",
    version=1,
    title="Khai thác, chia sẻ dữ liệu",
    title_en="Data from national sources",
    below=(Condition("shared", ("yes", "no"), Phrase("Không biết có dùng dữ liệu chia sẻ hay không.")),),
    below_says="hồ sơ được tiếp nhận trong kỳ mà hệ thống của hồ sơ cho biết có dùng dữ liệu chia sẻ hay không",
    above=(Condition("shared", ("yes",), Phrase("Không có giấy tờ nào lấy từ kho dữ liệu quốc gia.")),),
    above_says="trong đó hồ sơ có ít nhất một giấy tờ lấy từ kho dữ liệu quốc gia",
    source=f"{THE_INDEX} khai thác dữ liệu chia sẻ (4.4)",
    valid_from=INDEX_FROM,
    full_at=Fraction(1),
    note="Cách tính chưa được nguồn nào xác nhận. Hiện chỉ hồ sơ nhập từ hệ thống khác cho biết.",
)
_REAL_TIME = "Thời gian thực, cả ngày nghỉ. Hồ sơ chỉ biết ngày, không biết giờ, thì không tính."
_TIME_NOTE = (
    "Thời gian thực, cả ngày nghỉ; thời gian chờ người dân bổ sung đã trừ. Hồ sơ chỉ biết ngày, không biết giờ, thì "
    "không tính."
)
TIME_TO_ACCEPT = Definition(
    name="time_to_accept",
    version=1,
    title="Thời gian trung bình từ lúc nộp đến lúc tiếp nhận",
    title_en="Average time until acceptance",
    below=(
        ONLINE,
        Condition("accepted_by_clock", (True,), Phrase("Không biết giờ nộp hoặc giờ tiếp nhận, chỉ biết ngày.")),
    ),
    below_says="hồ sơ nộp trực tuyến được tiếp nhận trong kỳ mà biết giờ",
    above=(),
    above_says="tổng thời gian từ lúc nộp đến lúc tiếp nhận",
    source="Cách tính của phần mềm này",
    valid_from=INDEX_FROM,
    unit=Unit.HOURS,
    places=1,
    span=("submitted_at", "received_at"),
    note=_REAL_TIME,
)
TIME_TO_FINISH = Definition(
    name="time_to_finish",
    version=1,
    title="Thời gian giải quyết trung bình",
    title_en="Average time to resolve",
    below=(
        _FINISHED,
        Condition("finished_by_clock", (True,), Phrase("Không biết giờ tiếp nhận hoặc giờ xong, chỉ biết ngày.")),
    ),
    below_says="hồ sơ được tiếp nhận trong kỳ đã giải quyết xong mà biết giờ",
    above=(),
    above_says="tổng thời gian từ lúc tiếp nhận đến lúc giải quyết xong",
    source=f"{THE_INDEX} thời gian giải quyết trung bình (2.2), chỉ để biết",
    valid_from=INDEX_FROM,
    unit=Unit.HOURS,
    places=1,
    span=("received_at", "finished_at"),
    note=_TIME_NOTE,
)
TIME_TO_RETURN = Definition(
    name="time_to_return",
    version=1,
    title="Thời gian trung bình từ lúc xong đến lúc trả kết quả",
    title_en="Average time until the result is returned",
    below=(
        _FINISHED,
        _RETURNED,
        Condition("returned_by_clock", (True,), Phrase("Không biết giờ xong hoặc giờ trả, chỉ biết ngày.")),
    ),
    below_says="hồ sơ được tiếp nhận trong kỳ đã trả kết quả mà biết giờ",
    above=(),
    above_says="tổng thời gian từ lúc giải quyết xong đến lúc trả kết quả",
    source="Cách tính của phần mềm này",
    valid_from=INDEX_FROM,
    unit=Unit.HOURS,
    places=1,
    span=("finished_at", "returned_at"),
    note=_REAL_TIME,
)
INDICATORS: dict[str, tuple[Definition, ...]] = {
    definition.name: (definition,)
    for definition in (
        *DEFINITIONS.values(), SERVICES_WITH_FILINGS, ON_TIME, DIGITISED_DOSSIERS, ELECTRONIC_RESULTS, REUSE,
        POPULATION_DATA, RESULTS_AS_FILES, SATISFACTION, ONLINE_PAYMENT, SHARED_DATA,
        TIME_TO_ACCEPT, TIME_TO_FINISH, TIME_TO_RETURN,
    )
}  # fmt: skip
"""Every indicator with all its versions, the oldest first."""
OF_WHAT_IS_TOLD = frozenset(each.name for each in (ON_TIME, DIGITISED_DOSSIERS, REUSE, POPULATION_DATA, SHARED_DATA))
"""Those that count, of all that was received, the dossiers of which it is known; the others are not told."""


def version_on(name: str, day: date, among: Iterable[Definition] | None = None) -> Definition:
    """Return the version of an indicator in force on a day. Raises LookupError for an unknown one, or one not yet."""
    for definition in reversed(tuple(among or INDICATORS.get(name, ()))):
        if definition.valid_from <= day and (definition.valid_to is None or day <= definition.valid_to):
            return definition
    raise LookupError(f"no definition of {name} on {day}")
