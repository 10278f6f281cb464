"""The rows of the 766 index, as data that a person can read, and what its sources leave open. Pure."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from motcua.core.errors import Phrase, Refused
from motcua.measures.index.rules import IF_ANY, NO, YES, Earns, Group, Kind, Parameter, Profile, Row
from motcua.measures.indicators import (
    DIGITISED_DOSSIERS,
    ELECTRONIC_RESULTS,
    ONLINE_PAYMENT,
    POPULATION_DATA,
    RESULTS_AS_FILES,
    REUSE,
    SERVICES_WITH_FILINGS,
    SHARED_DATA,
    TIME_TO_FINISH,
)
from motcua.measures.rules import INDEX_FROM, NATIONAL_766, ON_TIME, Definition


def _by(row: str, name: str, maximum: int, definition: Definition, earns: Earns, more: str, *others: str) -> Row:
    """Return a row that a definition of ours counts, with its own words and its share of full marks."""
    return Row(
        row, name, maximum, definition.above_says, definition.below_says, definition.full_at or Fraction(1),
        indicators=(definition.name, *others), earns=earns, more=more,
    )  # fmt: skip


_PUBLISHED = "thủ tục được công bố trong kỳ"
TRANSPARENCY = Group("transparency", "Công khai, minh bạch", (
    Row("1.1", "TTHC công bố đúng hạn", 6, "thủ tục được công bố đúng hạn: quyết định ban hành chậm nhất 5 ngày làm "
        "việc trước ngày có hiệu lực", _PUBLISHED, outside=True),
    Row("1.2", "TTHC cập nhật, công khai đúng hạn", 4, "thủ tục được công khai chậm nhất 5 ngày làm việc sau ngày ký "
        "quyết định công bố", "thủ tục đã công khai hoặc đến hạn công khai trong kỳ", outside=True),
    Row("1.3", "TTHC công khai đầy đủ bộ phận tạo thành", 2, "thủ tục có đủ tên, trình tự, cách thức, thành phần và "
        "số lượng hồ sơ, thời hạn, đối tượng, cơ quan thực hiện", "thủ tục đang có hiệu lực vào ngày cuối kỳ",
        earns=Earns.OPEN, more="thủ tục được bổ sung cho đủ bộ phận tạo thành",
        note="Theo bản ghi thủ tục của hệ thống này, không phải bản công khai trên Cổng."),
    Row("1.4", "Hồ sơ đồng bộ lên Cổng DVCQG", 6, "hồ sơ có ngày tiếp nhận trong kỳ đã đồng bộ lên Cổng Dịch vụ công "
        "quốc gia", "số lớn hơn giữa báo cáo của bộ, ngành và số của Cổng", outside=True),
))  # fmt: skip
PROGRESS = Group("dvc-progress-tree", "Tiến độ, kết quả giải quyết", (
    _by("2.1", "Hồ sơ xử lý trước hạn, đúng hạn", 20, ON_TIME, Earns.NEW, "hồ sơ mới, tất cả đúng hạn"),
    _by("2.2", "Thời gian giải quyết trung bình", 0, TIME_TO_FINISH, Earns.NOT, ""),
))  # fmt: skip
ONLINE_SERVICES = Group("provide-online-tree", "Cung cấp dịch vụ công trực tuyến", (
    Row("3.1", "TTHC cung cấp DVCTT (một phần + toàn trình)/tổng", 2, "thủ tục cung cấp trực tuyến một phần hoặc toàn "
        "trình", "thủ tục thuộc thẩm quyền, đã được xếp mức độ vào ngày cuối kỳ", Fraction(4, 5), earns=Earns.OPEN,
        more="thủ tục được cung cấp trực tuyến"),
    _by("3.2", "DVCTT có phát sinh hồ sơ trực tuyến", 4, SERVICES_WITH_FILINGS, Earns.OPEN,
        "dịch vụ công trực tuyến có hồ sơ nộp trực tuyến đầu tiên trong kỳ"),
    _by("3.3", "Hồ sơ nộp trực tuyến", 6, NATIONAL_766, Earns.NEW,
        "hồ sơ mới, tất cả nộp trực tuyến và có kết quả điện tử khi kết quả là giấy tờ"),
))  # fmt: skip
_TOLD = "Chưa có số từ Cổng thì chỉ tính những hồ sơ mà hệ thống của hồ sơ cho biết."
_WITH_FEE = "thủ tục có nghĩa vụ tài chính"
PAYMENT = Group("formality-online-payment-tree", "Thanh toán trực tuyến", (
    Row("3.5", "TTHC có nghĩa vụ tài chính được cung cấp thanh toán trên Cổng DVCQG", 2, "thủ tục có hồ sơ đồng bộ "
        "khoản phải nộp lên Cổng Dịch vụ công quốc gia", _WITH_FEE, Fraction(4, 5), outside=True, earns=Earns.OPEN,
        more="thủ tục có nghĩa vụ tài chính có hồ sơ đồng bộ khoản phải nộp lên Cổng"),
    Row("3.5b", "TTHC có giao dịch thanh toán trực tuyến", 2, "thủ tục có ít nhất một giao dịch thanh toán trực tuyến "
        "thành công", _WITH_FEE, Fraction(4, 5), outside=True, earns=Earns.OPEN,
        more="thủ tục có giao dịch thanh toán trực tuyến đầu tiên trong kỳ"),
    Row("3.6", "Hồ sơ thanh toán trực tuyến", 6, "hồ sơ được thanh toán trực tuyến",
        "hồ sơ của thủ tục có nghĩa vụ tài chính, trừ hồ sơ không phải nộp gì", outside=True,
        indicators=(ONLINE_PAYMENT.name,), note=_TOLD, earns=Earns.NEW,
        more="hồ sơ mới phải nộp phí, lệ phí, tất cả thanh toán trực tuyến"),
))  # fmt: skip
_PETITIONS = "phản ánh, kiến nghị nhận trong kỳ"
SATISFACTION = Group("handling-satisfaction", "Mức độ hài lòng", (
    Row("5.2", "PAKN xử lý đúng hạn", 6, "phản ánh xử lý xong không quá hạn nào, hoặc còn trong hạn vào cuối kỳ",
        _PETITIONS, empty=6, outside=True),
    Row("5.3", "Hài lòng trong xử lý PAKN", 6, "phản ánh đã nhận, trừ trễ hạn, bị đánh giá không hài lòng hoặc bị "
        "phản ánh lại", _PETITIONS, empty=6, outside=True),
    Row("5.4", "Hài lòng trong tiếp nhận, giải quyết TTHC", 6, "hồ sơ tiếp nhận trong kỳ, trừ số quá hạn, rồi trừ số "
        "có phản ánh hoặc bị đánh giá chưa hài lòng", ON_TIME.below_says, Fraction(9, 10),
        (ON_TIME.name, "satisfaction"), empty=0, outside=True, earns=Earns.NEW,
        more="hồ sơ mới, tất cả đúng hạn, không bị phản ánh hay đánh giá chưa hài lòng"),
))  # fmt: skip
DIGITISED = Group("dossier-digitized", "Số hóa hồ sơ", (
    _by("4.1", "Hồ sơ có kết quả điện tử", 6, ELECTRONIC_RESULTS, Earns.STORED, "hồ sơ được cấp tệp kết quả điện tử",
        RESULTS_AS_FILES.name),
    _by("4.2", "Hồ sơ thực hiện số hóa", 4, DIGITISED_DOSSIERS, Earns.STORED,
        "hồ sơ được số hóa thành phần và có kết quả điện tử khi kết quả là giấy tờ"),
    Row("4.x", "Chứng thực bản sao điện tử", 2, "dịch vụ chứng thực bản sao điện tử đã được cung cấp", "dịch vụ đó",
        outside=True),
    _by("4.3", "Tái sử dụng dữ liệu số hóa", 2, REUSE, Earns.NEW, "hồ sơ mới, tất cả dùng lại giấy tờ đã có"),
    Row("4.4", "Số hóa có kết nối, chia sẻ để tái sử dụng", 4, "hồ sơ có giấy tờ lấy từ kho dữ liệu quốc gia, hoặc "
        "kết quả được đưa vào kho của công dân", "toàn bộ hồ sơ được tiếp nhận trong kỳ", outside=True,
        indicators=(SHARED_DATA.name,), note=_TOLD, earns=Earns.NEW,
        more="hồ sơ mới, tất cả có giấy tờ lấy từ kho dữ liệu quốc gia"),
    Row("4.5a", "TTHC kết nối dữ liệu dân cư", 2, "thủ tục có ít nhất một hồ sơ của người nộp được định danh điện tử "
        "xác thực", "thủ tục có hồ sơ được tiếp nhận trong kỳ cho biết điều đó", indicators=(POPULATION_DATA.name,),
        earns=Earns.OPEN, more="thủ tục có hồ sơ của người nộp được định danh điện tử xác thực"),
    _by("4.5b", "Hồ sơ dùng dữ liệu dân cư", 2, POPULATION_DATA, Earns.NEW,
        "hồ sơ mới, tất cả có người nộp được định danh điện tử xác thực"),
))  # fmt: skip
PARAMETERS = (
    Parameter("not_for_communes", "", "Các dòng không áp dụng cho cấp xã", Kind.ROWS, "1.1 1.2 1.3 3.1 3.5",
              "Cổng quốc gia cho cấp xã điểm tối đa ở các dòng số 6, 8, 9, 16, 17 của một danh sách không kèm tên, "
              "nên chưa rõ là dòng nào. Lấy năm dòng chỉ cấp tỉnh quyết định được."),
    Parameter("empty_is_zero", "", "Không có gì để tính thì được 0 điểm", Kind.YES_NO, NO,
              "Nguồn nói «0 điểm hoặc không tính» (trừ 5.2, 5.3, 5.4). Tổng điểm như nhau; để trống thì thấy là không "
              "có gì để tính."),
    Parameter("synced_3.3", "3.3", "Nhân tỷ lệ hồ sơ trực tuyến với tỷ lệ đồng bộ (1.4)", Kind.YES_NO, NO,
              "Văn bản mô tả công thức có nhân, công thức dò lại từ điểm thật của Cổng thì không."),
    Parameter("full_at_3.5b", "3.5b", "Tỷ lệ đạt điểm tối đa của dòng 3.5b", Kind.PERCENT, "80",
              "Mức 80 % chỉ dò lại được từ điểm thật của Cổng, không có văn bản."),
    Parameter("unfinished_4.1", "4.1", "Hồ sơ chưa giải quyết xong cũng ở mẫu số của dòng 4.1", Kind.YES_NO, YES,
              "Nguồn viết «hồ sơ của thủ tục có kết quả là giấy tờ», không nói đã xong hay chưa."),
    Parameter("full_at_4.2", "4.2", "Tỷ lệ đạt điểm tối đa của dòng 4.2", Kind.PERCENT, "100",
              "Ghi chú của văn bản mô tả nói 80 %, điểm thật của Cổng cho thấy 100 %."),
    Parameter("full_at_4.4", "4.4", "Tỷ lệ đạt điểm tối đa của dòng 4.4", Kind.PERCENT, "100",
              "Chưa kiểm chứng được: mọi nơi đã thấy đều 0 điểm."),
    Parameter("petitions_here", "5.2", "Phản ánh, kiến nghị được ghi ở hệ thống này", Kind.IF_ANY, IF_ANY,
              "Nguồn cho 6 điểm khi không có phản ánh nào, nhưng nơi ghi phản ánh ở hệ thống khác thì ở đây cũng không "
              "có phản ánh nào: khi đó dòng 5.2 và 5.3 chưa có dữ liệu."),
)  # fmt: skip
PROFILES = (
    Profile(
        "766-portal", 1, INDEX_FROM,
        "Quyết định số 766/QĐ-TTg ngày 23/6/2022, như Cổng Dịch vụ công quốc gia chấm điểm",
        (TRANSPARENCY, PROGRESS, ONLINE_SERVICES, PAYMENT, SATISFACTION, DIGITISED), PARAMETERS,
    ),
)  # fmt: skip
"""Every version of the index, the oldest first."""


def profile_on(day: date) -> Profile:
    """Return the version of the index in force on a day. Raises Refused before the first."""
    for profile in reversed(PROFILES):
        if profile.valid_from <= day:
            return profile
    first = PROFILES[0].valid_from
    raise Refused(
        Phrase("Bộ chỉ số 766 có từ ngày %(day)s. Chọn kỳ muộn hơn.", day=f"{first:%d/%m/%Y}"), "from"
    )  # fmt: skip
