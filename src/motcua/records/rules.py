"""Kinds of official papers, which files are taken, and how a file arrives in parts. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import accumulate
from pathlib import PurePath

from django.db.models import TextChoices

from motcua.core import text
from motcua.core.errors import Phrase, Refused


class PaperKind(TextChoices):
    """Which official paper (giấy tờ do cơ quan cấp)."""

    ACKNOWLEDGEMENT = "acknowledgement", "Thông báo đã nhận hồ sơ nộp trực tuyến"
    RECEIPT_SLIP = "receipt_slip", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    SUPPLEMENT_REQUEST = "supplement_request", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    REFUSAL = "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    STOP_NOTICE = "stop_notice", "Thông báo dừng giải quyết hồ sơ"
    APOLOGY = "apology", "Văn bản xin lỗi và hẹn lại ngày trả kết quả"
    CONTROL_SLIP = "control_slip", "Phiếu kiểm soát quá trình giải quyết hồ sơ"
    REGISTER = "register", "Sổ theo dõi hồ sơ"
    RESULT_HANDOVER = "result_handover", "Phiếu bàn giao kết quả"
    COMMON_RECEIPT = "common_receipt", "Giấy tiếp nhận nhiều hồ sơ"
    RESULT = "result", "Kết quả giải quyết thủ tục hành chính"
    REPORT = "report", "Báo cáo số liệu"


class Scan(TextChoices):
    """What the search for malware (quét mã độc) said of a file."""

    NONE = "none", "Không quét"
    CLEAN = "clean", "Không thấy mã độc"
    UNCHECKED = "unchecked", "Chưa quét được"
    INFECTED = "infected", "Có mã độc"


class Match(StrEnum):
    """What a file turns out to be when it is compared with a paper of ours."""

    ORIGINAL = "original"
    REPRINT = "reprint"
    OTHER = "other"


CHECKS_LIMIT = 30
"""How many files that are something else may be compared from one address within `people.rules.WINDOW`."""


INTERNAL = frozenset({PaperKind.CONTROL_SLIP, PaperKind.REGISTER, PaperKind.RESULT_HANDOVER})
"""Papers that stay inside the office."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file that may be taken: endings of names (the first is given to a name that has none)."""

    media_type: str
    called: str
    endings: tuple[str, ...]


TYPES = (
    FileType("application/pdf", "PDF", ("pdf",)),
    FileType("image/jpeg", "ảnh JPEG", ("jpg", "jpeg", "jpe", "jfif")),
    FileType("image/png", "ảnh PNG", ("png",)),
    FileType("image/webp", "ảnh WebP", ("webp",)),
    FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word (DOCX)", ("docx",)),
    FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel (XLSX)", ("xlsx",)),
)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in TYPES}
BY_ENDING = {ending: kind for kind in TYPES for ending in kind.endings}
_LONGEST_NAME = 150
SMALLEST_PART, LARGEST_PART = 16 * 1024, 1024 * 1024  # bytes; the last part of a file may be smaller
MOST_UNFINISHED = 5  # files that wait for their other parts, for one subject
KEPT_UNFINISHED = timedelta(days=1)  # since the last part came
PARTS = "parts"  # the folder of the local store in which parts lie


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file: SHA-256 (64 hexadecimal digits) and size of the whole, where it begins, what it holds.

    Sizes in bytes. Without content it asks how much of the file has arrived.
    """

    digest: str
    size: int
    offset: int
    content: bytes

    @property
    def end(self) -> int:
        return self.offset + len(self.content)


def follows(part: Part, received: int) -> bool:
    """Return whether a part is the next one of its file, of which `received` bytes are here, and of a fit size."""
    length = len(part.content)
    large_enough = length >= SMALLEST_PART or (length > 0 and part.end == part.size)
    return part.offset == received and part.end <= part.size and large_enough and length <= LARGEST_PART


def refuse_size(size: int, limit: int) -> None:
    """Raise Refused (field "file") for a file of no bytes, or of more than `limit`."""
    if size > limit:
        megabytes = limit // (1024 * 1024)
        raise Refused(
            Phrase("Tệp lớn hơn %(limit)s MB. Hãy chụp lại ở cỡ nhỏ hơn hoặc tách thành nhiều tệp.", limit=megabytes),
            "file",
        )
    if not size:
        raise Refused("Tệp trống, không có nội dung. Hãy chọn lại tệp.", "file")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was checked and lies in the store, and that no row speaks of yet; `size` in bytes."""

    digest: str
    size: int
    media_type: str
    name: str
    scan: Scan = Scan.NONE


def clean_name(name: str, kind: FileType) -> str:
    """Return what a person called a file without folders and forbidden characters, with an ending that fits.

    Raises Refused when the ending promises another type than the content has.
    """
    name = re.sub(r'[<>:"|?*\x00-\x1f]', "", text.one_line(name).replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    ending = PurePath(name).suffix.lower().lstrip(".")
    promised = BY_ENDING.get(ending)
    if promised and promised is not kind:
        raise Refused(
            Phrase(
                "Tệp «%(name)s» ghi là %(promised)s nhưng nội dung là %(found)s. "
                "Hãy lưu lại tệp đúng định dạng rồi gửi lại.",
                name=name,
                promised=promised.called,
                found=kind.called,
            ),
            "file",
        )
    stem = (name[: -len(ending) - 1] if promised else name) or "tệp"
    return f"{stem[:_LONGEST_NAME]}.{ending if promised else kind.endings[0]}"


def allowed_names(media_types: Collection[str]) -> str:
    """Return the allowed types for people, such as "PDF, ảnh JPEG, ảnh PNG"."""
    return ", ".join(kind.called for kind in TYPES if kind.media_type in media_types)


def storage_path(digest: str) -> str:
    """Return where content with a SHA-256 digest (64 hexadecimal digits) lies: "ab/cd/abcd…"."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def parts_folder(key: str) -> str:
    """Return where the parts of an upload with this key lie."""
    return f"{PARTS}/{key}"


def part_paths(key: str, sizes: Iterable[int]) -> list[str]:
    """Return where parts of these sizes lie, each named by its offset, in order."""
    return [f"{parts_folder(key)}/{offset}" for offset in [0, *accumulate(sizes)][:-1]]
