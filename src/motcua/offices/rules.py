"""Kinds and levels of places and offices. Pure."""

from __future__ import annotations

from django.db.models import TextChoices


class PlaceLevel(TextChoices):
    """Level of an administrative unit (cấp đơn vị hành chính)."""

    PROVINCE = "province", "Tỉnh"
    DISTRICT = "district", "Huyện"
    COMMUNE = "commune", "Xã"


class Extent(TextChoices):
    """How much of a predecessor went into a successor."""

    WHOLE = "whole", "Toàn bộ"
    PART = "part", "Một phần"
    PART_DEFAULT = "part_default", "Một phần (mặc định)"


class Tier(TextChoices):
    """Tier of government to which an office belongs (cấp chính quyền)."""

    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class OfficeKind(TextChoices):
    """What an office is."""

    COMMITTEE = "committee", "Ủy ban nhân dân"
    DEPARTMENT = "department", "Sở, ngành"
    DIVISION = "division", "Phòng chuyên môn"
    SERVICE_CENTRE = "service_centre", "Trung tâm phục vụ hành chính công"
    COUNTER = "counter", "Bộ phận một cửa"


class DayKind(TextChoices):
    """What is special about a day."""

    OFF = "off", "Ngày nghỉ"
    MAKE_UP = "make_up", "Ngày làm bù"
