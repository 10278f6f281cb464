"""Taking a file of the exchange apart into its records: a JSON array, {"data": […]}, or JSON Lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from motcua.catalogue.record import Rejected as Unread
from motcua.catalogue.record import parse
from motcua.core.errors import Refused

LARGEST = 64_000_000
_BOM = b"\xef\xbb\xbf"


class Unreadable(str):
    """Why a row is no JSON (Vietnamese); it stands in the place of the row."""


def items(content: bytes, *, largest: int = LARGEST) -> list[tuple[int, Any]]:
    """Return (row, item) of a file; the row is the place in its array or the number of the line.

    A line that is no JSON is `Unreadable`. Raises Refused for a file that is empty, too large or holds no record.
    """
    if len(content) > largest:
        raise Refused(f"Tệp lớn hơn {largest // 1_000_000} MB: hãy chia thành nhiều tệp nhỏ hơn.", "file")
    body = content.removeprefix(_BOM).strip()
    if not body:
        raise Refused("Tệp trống: không có hồ sơ nào.", "file")
    found = _whole(body)
    rows = list(enumerate(found, 1)) if found is not None else list(_lines(content.removeprefix(_BOM)))
    if not rows or all(isinstance(item, Unreadable) for _, item in rows):
        raise Refused(
            "Tệp không có hồ sơ nào đọc được: cần một mảng JSON, một đối tượng {\"data\": […]}, hoặc JSON Lines "
            "(mỗi dòng một hồ sơ).",
            "file",
        )  # fmt: skip
    return rows


def _whole(body: bytes) -> list[Any] | None:
    """The records of a file that is one JSON value; None for one that is not."""
    try:
        value = parse(body)
    except Unread:
        return None
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        return list(value["data"])
    return value if isinstance(value, list) else [value]


def _lines(content: bytes) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = parse(line)
        except Unread as wrong:
            yield number, Unreadable(wrong.problem)
            continue
        if isinstance(value, dict) and isinstance(value.get("data"), list):
            yield from ((number, item) for item in value["data"])
        else:
            yield number, value
