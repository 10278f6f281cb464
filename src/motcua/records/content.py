"""What a file really is, decided by its content: type, wholeness, and that opening it harms nobody."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Collection
from typing import IO

import filetype
from PIL import Image, UnidentifiedImageError

from motcua.core.errors import Phrase, Refused
from motcua.records import pdf
from motcua.records.rules import BY_MEDIA_TYPE, FileType, allowed_names

_TAIL = 4096
_OFFICE_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_UNPACKED_LIMIT = 300 * 1024 * 1024
_PARTS_LIMIT = 5000
_HEIC = ("image/heic", "image/heif", "image/avif")


def recognise(content: IO[bytes], *, allowed: Collection[str], max_pixels: int) -> FileType:
    """Return the type of a seekable file, or raise Refused (field "file") with what to do instead.

    Beside the leading bytes this checks that a PDF has its end and is harmless (`pdf.check`), that an image decodes and
    has at most `max_pixels`, and that an office document holds its main part, no macros, and does not unpack to
    gigabytes.
    """
    content.seek(0)
    guessed = filetype.guess_mime(content.read(8192)) or ""  # type: ignore[no-untyped-call]
    if guessed in ("application/zip", *BY_MEDIA_TYPE) and guessed.startswith("application/") and "pdf" not in guessed:
        guessed = _office_type(content)
    if guessed in _HEIC:
        raise Refused(
            "Ảnh HEIC chưa mở được ở cơ quan. Hãy chọn định dạng JPEG trong máy ảnh, hoặc chụp màn hình.", "file"
        )
    kind = BY_MEDIA_TYPE.get(guessed)
    if kind is None or guessed not in allowed:
        raise Refused(
            Phrase("Không nhận loại tệp này. Hãy gửi một trong các loại: %(types)s.", types=allowed_names(allowed)),
            "file",
        )
    if guessed == "application/pdf":
        _check_pdf(content)
    elif guessed.startswith("image/"):
        _check_image(content, kind, max_pixels)
    content.seek(0)
    return kind


def _check_pdf(content: IO[bytes]) -> None:
    content.seek(0)
    begins = content.read(5)
    content.seek(0, 2)
    content.seek(max(0, content.tell() - _TAIL))
    if begins != b"%PDF-" or b"%%EOF" not in content.read():
        raise Refused(pdf.BROKEN, "file")
    pdf.check(content)


def _check_image(content: IO[bytes], kind: FileType, max_pixels: int) -> None:
    content.seek(0)
    try:
        image = Image.open(content, formats=[kind.media_type.removeprefix("image/").upper()])
        if image.width * image.height > max_pixels:
            raise Image.DecompressionBombError
        if image.format == "JPEG":
            image.draft("L", (64, 64))  # decodes an eighth of the size: quick, and finds a picture that breaks off
            image.load()
        else:
            image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        limit = max_pixels // 1_000_000
        raise Refused(
            Phrase("Ảnh quá lớn (trên %(limit)s triệu điểm ảnh). Hãy chụp lại ở cỡ nhỏ hơn.", limit=limit), "file"
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error):
        raise Refused("Ảnh bị hỏng hoặc chưa tải lên hết. Hãy chụp lại rồi gửi lại.", "file") from None


def _office_type(content: IO[bytes]) -> str:
    """Return the media type of an office document by its main part; "" for any other archive."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise Refused("Tệp bị hỏng hoặc chưa tải lên hết. Hãy mở thử tệp trên máy rồi gửi lại.", "file") from None
    names = {part.filename for part in parts}
    if len(parts) > _PARTS_LIMIT or sum(part.file_size for part in parts) > _UNPACKED_LIMIT:
        raise Refused("Tệp nén chứa quá nhiều dữ liệu. Hãy lưu lại thành PDF rồi gửi lại.", "file")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("Tệp có chứa macro. Hãy lưu lại thành PDF rồi gửi lại.", "file")
    for ending, main in _OFFICE_MAIN.items():
        if main in names and "[Content_Types].xml" in names:
            return next(media for media, kind in BY_MEDIA_TYPE.items() if ending in kind.endings)
    return ""
