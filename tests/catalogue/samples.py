"""Records as tests need them."""

from __future__ import annotations

import json
from typing import Any


def a_record(code: str = "1.000001", name: str = "Cấp giấy mẫu", **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "field": "Hộ tịch",
        "level_of_authority": ["Cấp xã"],
        "channels": [
            {
                "channel": "in_person",
                "time_limit": "3 Ngày làm việc",
                "fees": [{"amount": "10,000 Việt Nam Đồng", "note": ""}],
                "description": "",
            }
        ],
        "papers": [{"case": "", "name": "Tờ khai", "originals": 1, "copies": 0}],
        "results": [{"name": "Giấy mẫu", "code": ""}],
        **more,
    }


def lines(*records: Any) -> list[bytes]:
    return [json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records]
