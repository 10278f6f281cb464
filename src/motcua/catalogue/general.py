"""The form of every procedure that has none of its own: what is asked for, by whom, how to reach her. Data."""

from __future__ import annotations

from typing import Any

GENERAL: dict[str, Any] = {
    "title": "Đơn đề nghị giải quyết thủ tục hành chính",
    "declaration": "Tôi cam đoan những nội dung đã khai là đúng sự thật và chịu trách nhiệm trước pháp luật.",
    "pages": [
        {
            "key": "applicant",
            "title": "Người đề nghị",
            "fields": [
                {
                    "key": "applicant_name",
                    "label": "Họ, chữ đệm, tên",
                    "type": "text",
                    "required": True,
                    "prefill": "full_name",
                    "max_length": 120,
                },
                {
                    "key": "applicant_personal_id",
                    "label": "Số định danh cá nhân",
                    "type": "personal_id",
                    "required": True,
                    "prefill": "personal_id",
                    "hint": "12 chữ số, ghi trên thẻ căn cước.",
                },
                {
                    "key": "applicant_birth_date",
                    "label": "Ngày, tháng, năm sinh",
                    "type": "date",
                    "required": True,
                    "prefill": "birth_date",
                    "max": "today",
                },
            ],
        },
        {
            "key": "contact",
            "title": "Cách liên hệ với bạn",
            "fields": [
                {
                    "key": "contact_phone",
                    "label": "Số điện thoại",
                    "type": "phone",
                    "required": True,
                    "prefill": "phone",
                    "hint": "Cơ quan gọi số này khi hồ sơ cần bổ sung.",
                },
                {
                    "key": "contact_email",
                    "label": "Thư điện tử",
                    "type": "email",
                    "prefill": "email",
                },
                {
                    "key": "contact_address",
                    "label": "Địa chỉ liên hệ",
                    "type": "address",
                    "required": True,
                    "prefill": "residence",
                    "hint": "Số nhà, thôn hoặc đường, xã hoặc phường, tỉnh.",
                },
            ],
        },
        {
            "key": "request",
            "title": "Nội dung đề nghị",
            "fields": [
                {
                    "key": "request_text",
                    "label": "Bạn đề nghị giải quyết việc gì",
                    "type": "multiline",
                    "required": True,
                    "hint": "Viết ngắn gọn, như nói với cán bộ một cửa.",
                },
            ],
        },
    ],
}
