"""Names of people who do not exist. Pure."""

from __future__ import annotations

from random import Random

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Dương", "Hoàng", "Đinh", "Hà", "Lưu",
    "Thái", "Cao", "Trương",
)  # fmt: skip
WOMEN = ("Thị An", "Thị Bình", "Thị Châu", "Thị Dung", "Thị Duyên", "Thị Hạnh", "Thị Hoa", "Thị Hương", "Thị Lan",
         "Thị Liên", "Thị Mai", "Thị Minh", "Thị Nga", "Thị Ngọc", "Thị Oanh", "Thị Phượng", "Thị Quyên", "Thị Thảo",
         "Thị Thu", "Thị Tuyết", "Thị Vân", "Thị Xuân", "Thị Yến")  # fmt: skip
MEN = ("Văn An", "Văn Bảo", "Đình Cường", "Văn Dũng", "Đức Duy", "Hữu Đạt", "Văn Giang", "Xuân Hải", "Văn Hiếu",
       "Quang Huy", "Văn Khánh", "Đình Lâm", "Văn Lộc", "Xuân Mạnh", "Đức Nam", "Văn Phúc", "Hồng Quân", "Văn Sơn",
       "Đình Thắng", "Văn Toàn", "Anh Tuấn", "Quốc Việt", "Văn Vinh")  # fmt: skip


def person(random: Random) -> tuple[str, str]:
    """Return a full name and the gender that goes with it ("female" or "male")."""
    female = random.random() < 0.5
    return f"{random.choice(FAMILY)} {random.choice(WOMEN if female else MEN)}", "female" if female else "male"


def personal_id(number: int) -> str:
    """Return a number of 12 digits that no person has: no province has the code 099."""
    return f"099{number:09d}"
