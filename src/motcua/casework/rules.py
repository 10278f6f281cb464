"""Statuses, the table of moves, deadlines. Pure."""

from __future__ import annotations

from django.db.models import IntegerChoices


class Status(IntegerChoices):
    """The ten national statuses of a dossier (trạng thái hồ sơ), with the national numbers."""

    NEW = 1, "Mới đăng ký"
    RECEIVED = 2, "Được tiếp nhận"
    REFUSED = 3, "Không được tiếp nhận"
    IN_PROGRESS = 4, "Đang xử lý"
    SUPPLEMENT_ASKED = 5, "Yêu cầu bổ sung giấy tờ"
    PAYMENT_ASKED = 6, "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = 7, "Công dân yêu cầu rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    FINISHED = 9, "Đã xử lý xong"
    RETURNED = 10, "Đã trả kết quả"
