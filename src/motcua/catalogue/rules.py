"""What a procedure is made of, and how dirty records are read. Pure."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices


class Channel(IntegerChoices):
    """How a dossier comes in (kênh thực hiện), with the national numbers."""

    DIRECT = 1, "Trực tiếp"
    ONLINE = 2, "Trực tuyến"
    POST = 3, "Bưu chính công ích"


class LimitUnit(TextChoices):
    """Unit of a time limit (đơn vị tính thời hạn)."""

    HOUR = "hour", "Giờ làm việc"
    WORKING_DAY = "working_day", "Ngày làm việc"
    DAY = "day", "Ngày"
    MONTH = "month", "Tháng"


class ServiceLevel(TextChoices):
    """How far a procedure is offered online (mức độ cung cấp dịch vụ công trực tuyến)."""

    FULL = "full", "Toàn trình"
    PARTIAL = "partial", "Một phần"
    NONE = "none", "Không cung cấp trực tuyến"
