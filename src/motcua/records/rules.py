"""Kinds of official papers. Pure."""

from __future__ import annotations

from django.db.models import TextChoices


class PaperKind(TextChoices):
    """Which official paper (giấy tờ do cơ quan cấp)."""

    ACKNOWLEDGEMENT = "acknowledgement", "Thông báo đã nhận hồ sơ nộp trực tuyến"
    RECEIPT_SLIP = "receipt_slip", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    SUPPLEMENT_REQUEST = "supplement_request", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    REFUSAL = "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    RESULT = "result", "Kết quả giải quyết thủ tục hành chính"
