"""What counts as something that the programme did."""

from __future__ import annotations

from django.db.models import TextChoices


class ActionKind(TextChoices):
    """What the programme did (hoạt động của chương trình) to bring people to do it online."""

    CLASS = "class", "Lớp tập huấn"
    OUTREACH = "outreach", "Truyền thông"
    SOLVED = "solved", "Vướng mắc đã gỡ"
    EVENING = "evening", "Buổi hỗ trợ của tổ công nghệ số cộng đồng"
