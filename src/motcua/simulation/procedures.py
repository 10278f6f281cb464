"""Procedures that fill a catalogue to its published size: plausible names by field, marked as simulated. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from motcua.catalogue.rules import ServiceLevel
from motcua.offices.rules import Tier
from motcua.simulation.scenarios import Levels

VERBS = (
    "Cấp giấy xác nhận về", "Cấp lại giấy xác nhận về", "Cấp đổi giấy xác nhận về", "Gia hạn giấy tờ về",
    "Điều chỉnh thông tin về", "Cung cấp thông tin về", "Tiếp nhận thông báo về", "Thẩm định hồ sơ về",
    "Phê duyệt hồ sơ về", "Công nhận kết quả về", "Chấp thuận đề nghị về", "Giải quyết đề nghị về",
    "Chấm dứt hiệu lực giấy tờ về", "Thu hồi theo đề nghị giấy tờ về",
)  # fmt: skip
P, D, C = Tier.PROVINCE, Tier.DISTRICT, Tier.COMMUNE
FIELDS: tuple[tuple[str, tuple[Tier, ...], tuple[str, ...]], ...] = (
    ("Hộ tịch", (C, D), ("hồ sơ hộ tịch lưu trữ", "việc hộ tịch đã đăng ký ở nơi khác", "thông tin hộ tịch điện tử")),
    ("Chứng thực", (C, D), ("hợp đồng, giao dịch", "chữ ký người dịch", "văn bản thỏa thuận phân chia di sản")),
    ("Bảo trợ xã hội", (C, D), ("trợ giúp xã hội khẩn cấp", "cơ sở trợ giúp xã hội", "chế độ chăm sóc tại cộng đồng")),
    ("Người có công", (C, P), ("chế độ ưu đãi người có công", "hồ sơ thờ cúng liệt sĩ", "chế độ điều dưỡng")),
    ("Đất đai", (D, P), ("giấy chứng nhận quyền sử dụng đất", "biến động đất đai", "hạn mức giao đất", "thuê đất")),
    ("Môi trường", (D, P), ("giấy phép môi trường", "phương án bảo vệ môi trường", "đăng ký môi trường")),
    ("Tài nguyên nước", (P,), ("giấy phép khai thác nước", "hành nghề khoan nước", "tiền cấp quyền khai thác")),
    ("Khoáng sản", (P,), ("giấy phép khai thác khoáng sản", "phương án đóng cửa mỏ", "đề án thăm dò khoáng sản")),
    ("Hoạt động xây dựng", (D, P), ("giấy phép xây dựng công trình", "chứng chỉ năng lực xây dựng", "thiết kế cơ sở")),
    ("Quy hoạch xây dựng", (D, P), ("thông tin quy hoạch", "đồ án quy hoạch chi tiết", "giấy phép quy hoạch")),
    ("Nhà ở và công sở", (D, P), ("hồ sơ mua nhà ở xã hội", "việc cho thuê nhà ở công vụ", "dự án nhà ở")),
    ("Đường bộ", (D, P), ("giấy phép kinh doanh vận tải", "phù hiệu xe", "giấy phép thi công trên đường")),
    ("Đăng kiểm và đường thủy", (P,), ("phương tiện thủy nội địa", "bến thủy nội địa", "giấy phép hoạt động bến")),
    ("Đầu tư", (P,), ("chủ trương đầu tư", "giấy chứng nhận đăng ký đầu tư", "ưu đãi đầu tư")),
    ("Thành lập và hoạt động của doanh nghiệp", (P,), ("nội dung đăng ký doanh nghiệp", "chi nhánh", "mẫu dấu cũ")),
    ("Thành lập và hoạt động của hộ kinh doanh", (D,), ("tạm ngừng hộ kinh doanh", "nội dung đăng ký hộ kinh doanh")),
    ("Hợp tác xã", (D, P), ("hợp tác xã", "chi nhánh hợp tác xã", "tổ hợp tác")),
    ("Lưu thông hàng hóa", (D, P), ("giấy phép bán lẻ rượu", "giấy phép bán lẻ thuốc lá", "cửa hàng xăng dầu")),
    ("Điện", (P,), ("giấy phép hoạt động điện lực", "thẻ an toàn điện", "kế hoạch cung cấp điện")),
    ("An toàn thực phẩm", (D, P), ("giấy chứng nhận đủ điều kiện", "bản tự công bố sản phẩm", "xác nhận kiến thức")),
    ("Khám bệnh, chữa bệnh", (P,), ("giấy phép hành nghề", "giấy phép hoạt động cơ sở", "phạm vi chuyên môn")),
    ("Dược phẩm", (P,), ("chứng chỉ hành nghề dược", "giấy chứng nhận nhà thuốc", "thực hành bán lẻ thuốc")),
    ("Giáo dục và đào tạo", (D, P), ("hoạt động trường", "bản sao văn bằng", "trung tâm ngoại ngữ", "lớp mẫu giáo")),
    ("Giáo dục nghề nghiệp", (P,), ("hoạt động giáo dục nghề nghiệp", "cơ sở dạy nghề", "ngành nghề đào tạo")),
    ("Việc làm", (P,), ("giấy phép lao động", "trợ cấp thất nghiệp", "dịch vụ việc làm")),
    ("Lao động, tiền lương", (D, P), ("nội quy lao động", "thỏa ước lao động tập thể", "hòa giải viên")),
    ("Trồng trọt", (C, P), ("chuyển đổi cơ cấu cây trồng", "mã số vùng trồng", "nguồn giống cây")),
    ("Chăn nuôi và thú y", (C, P), ("điều kiện chăn nuôi", "chứng chỉ hành nghề thú y", "kiểm dịch động vật")),
    ("Thủy sản", (D, P), ("tàu cá", "giấy phép khai thác thủy sản", "nuôi trồng thủy sản lồng bè")),
    ("Lâm nghiệp", (D, P), ("phương án khai thác lâm sản", "nguồn gốc lâm sản", "chuyển loại rừng")),
    ("Phòng, chống thiên tai", (C, D), ("hỗ trợ thiệt hại do thiên tai", "kê khai ban đầu", "hỗ trợ dịch bệnh")),
    ("Văn hóa cơ sở", (C, D, P), ("danh hiệu gia đình văn hóa", "lễ hội", "giấy phép karaoke", "quảng cáo")),
    ("Thể dục thể thao", (D, P), ("câu lạc bộ thể thao", "cơ sở kinh doanh thể thao", "giải thi đấu")),
    ("Du lịch", (P,), ("thẻ hướng dẫn viên", "cơ sở lưu trú", "giấy phép lữ hành")),
    ("Thư viện", (C, D, P), ("thư viện cộng đồng", "thư viện tư nhân", "thư viện trường học")),
    ("Báo chí, xuất bản", (P,), ("giấy phép xuất bản tài liệu", "bản tin", "họp báo")),
    ("Viễn thông và internet", (D, P), ("điểm trò chơi điện tử", "trang thông tin điện tử", "cột ăng ten")),
    ("Khoa học và công nghệ", (P,), ("nhiệm vụ khoa học", "giấy phép bức xạ", "tổ chức khoa học và công nghệ")),
    ("Sở hữu trí tuệ và tiêu chuẩn", (P,), ("công bố hợp quy", "tổ chức đánh giá", "mã số mã vạch")),
    ("Luật sư và công chứng", (P,), ("văn phòng luật sư", "công chứng viên", "văn phòng công chứng")),
    ("Phổ biến pháp luật và hòa giải", (C, D), ("hòa giải viên cơ sở", "tuyên truyền viên", "thù lao hòa giải")),
    ("Tổ chức, biên chế và hội", (D, P), ("hội có phạm vi hoạt động trong tỉnh", "quỹ xã hội", "điều lệ hội")),
    ("Thi đua, khen thưởng", (C, D, P), ("giấy khen", "danh hiệu lao động tiên tiến", "tập thể lao động xuất sắc")),
    ("Tín ngưỡng, tôn giáo", (C, D, P), ("hoạt động tín ngưỡng", "danh mục hoạt động tôn giáo", "nhóm sinh hoạt")),
    ("Tài chính, ngân sách", (P,), ("mã số đơn vị sử dụng ngân sách", "phương án giá", "tài sản công")),
    ("Khiếu nại, tố cáo", (C, D, P), ("đơn khiếu nại", "đơn tố cáo", "kiến nghị, phản ánh")),
)


@dataclass(frozen=True, slots=True)
class MadeProcedure:
    """A generated procedure: its code begins with a digit that no ministry uses; `limit` is in working days."""

    code: str
    name: str
    field: str
    tiers: tuple[Tier, ...]
    level: ServiceLevel
    limit: int


def fill(levels: Levels, shipped: Levels, *, first_digit: int) -> list[MadeProcedure]:
    """Return the procedures that are missing from a catalogue of `levels` when those `shipped` are in it.

    Raises ValueError when more are shipped than the published catalogue holds.
    """
    missing = {
        ServiceLevel.FULL: levels.full - shipped.full,
        ServiceLevel.PARTIAL: levels.partial - shipped.partial,
        ServiceLevel.NONE: levels.none - shipped.none,
    }
    if min(missing.values()) < 0:
        raise ValueError("more procedures are shipped than the published catalogue holds")
    made = _names()
    result = []
    for number in range(1, sum(missing.values()) + 1):
        # The level with the largest part still to do: the three levels occur side by side in every field.
        level = max(missing, key=lambda one: missing[one])
        missing[level] -= 1
        name, field, tiers = next(made)
        result.append(MadeProcedure(f"{first_digit}.{number:06d}", name, field, tiers, level, 3 + number * 7 % 18))
    return result


def _names() -> Iterator[tuple[str, str, tuple[Tier, ...]]]:
    for verb, position in product(VERBS, range(4)):
        for field, tiers, things in FIELDS:
            if position < len(things):
                yield f"{verb} {things[position]}", field, tiers
