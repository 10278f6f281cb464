"""The made-up persons of the sandbox and what is claimed about them, under the names of the national portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_MALE, _FEMALE = "Nam", "Nữ"
_ROWS = (
    ("Nguyễn Thị Hồng Thắm", _FEMALE, "19960314", "Thôn 2, xã Vũ Quang"),
    ("Trần Văn Lực", _MALE, "19580907", "Thôn Hợp Lý, xã Mai Hoa"),
    ("Lê Thị Mận", _FEMALE, "19491122", "Thôn 4, xã Thượng Đức"),
    ("Phan Đình Quý", _MALE, "19880530", "Tổ 3, xã Hương Khê"),
    ("Hoàng Thị Ngọc Ánh", _FEMALE, "20030118", "Thôn Trung Tiến, xã Hương Phố"),
    ("Đặng Hữu Nghĩa", _MALE, "19731204", "Thôn Phú Lâm, xã Hương Xuân"),
    ("Võ Thị Khánh Ly", _FEMALE, "19910622", "Tổ dân phố 5, phường Thành Sen"),
    ("Bùi Quốc Tuấn", _MALE, "20000815", "Tổ dân phố 8, phường Trần Phú"),
    ("Hồ Thị Xuân Quỳnh", _FEMALE, "19850203", "Thôn Bắc Sơn, xã Hà Linh"),
    ("Nguyễn Đức Ước", _MALE, "19640411", "Thôn 6, xã Hương Bình"),
    ("Cao Thị Thuỷ Tiên", _FEMALE, "19991009", "Thôn Tân Dừa, xã Phúc Trạch"),
    ("Thái Bá Dũng", _MALE, "19790727", "Thôn Hương Phùng, xã Vũ Quang"),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person who does not exist. `key` names her on the sign-in page, `claims` are what the provider says."""

    key: str
    claims: dict[str, str]

    @property
    def name(self) -> str:
        return self.claims["HoVaTen"]

    @property
    def born(self) -> date:
        return date.fromisoformat(self.claims["NgayThangNamSinh"])


def _person(number: int, name: str, gender: str, born: str, home: str) -> DemoPerson:
    century_and_gender = (0 if born < "2000" else 2) + (gender == _FEMALE)
    claims = {
        "sub": f"sandbox-{number:04d}",
        "LoaiTaiKhoan": "1",
        "SoDinhDanh": f"042{century_and_gender}{born[2:4]}99{number:04d}",
        "HoVaTen": name,
        "NgayThangNamSinh": born,
        "GioiTinh": gender,
        "SoDienThoai": f"0900000{number:03d}",
        "ThuDienTu": f"sandbox-{number:04d}@example.vn",
        "ThuongTru": f"{home}, tỉnh Hà Tĩnh",
        "NoiOHienNay": f"{home}, tỉnh Hà Tĩnh",
        "QuocTich": "Việt Nam",
        "TechID": f"tech-{number:04d}",
        "loAs": "LoA1",
        "IAL": "2",
    }
    return DemoPerson(f"{number:02d}", claims)


PERSONS = tuple(_person(number, *row) for number, row in enumerate(_ROWS, start=1))
BY_KEY = {person.key: person for person in PERSONS}
