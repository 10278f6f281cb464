"""What a filing is, its code, and what makes answers acceptable. Pure."""

from __future__ import annotations

from django.db.models import TextChoices


class Help(TextChoices):
    """Whether the filer was helped (được hỗ trợ nộp hồ sơ)."""

    SELF = "self", "Tự làm"
    HELPED = "helped", "Có người hỗ trợ"
    UNKNOWN = "unknown", "Không rõ"


class System(TextChoices):
    """The system of record (hệ thống gốc) in which a dossier came to be."""

    MOTCUA = "motcua", "Hệ thống một cửa của tỉnh"
    NATIONAL_PORTAL = "national_portal", "Cổng Dịch vụ công quốc gia"
    MINISTRY = "ministry", "Hệ thống của bộ, ngành"
