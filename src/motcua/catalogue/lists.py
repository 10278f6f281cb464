"""Lists that forms refer to by name instead of repeating them. Facts."""

from __future__ import annotations

ETHNICITIES = (
    "Kinh", "Tày", "Thái", "Mường", "Khmer", "Hoa", "Nùng", "Hmông", "Dao", "Gia Rai", "Ê Đê", "Ba Na", "Sán Chay",
    "Chăm", "Cơ Ho", "Xơ Đăng", "Sán Dìu", "Hrê", "Ra Glai", "Mnông", "Thổ", "Xtiêng", "Khơ Mú", "Bru - Vân Kiều",
    "Cơ Tu", "Giáy", "Tà Ôi", "Mạ", "Gié Triêng", "Co", "Chơ Ro", "Xinh Mun", "Hà Nhì", "Chu Ru", "Lào", "La Chí",
    "Kháng", "Phù Lá", "La Hủ", "La Ha", "Pà Thẻn", "Lự", "Ngái", "Chứt", "Lô Lô", "Mảng", "Pu Péo", "Cơ Lao", "Bố Y",
    "Cống", "Si La", "Ơ Đu", "Rơ Măm", "Brâu",
)  # fmt: skip
LISTS: dict[str, tuple[str, ...]] = {"ethnicities": ETHNICITIES}
