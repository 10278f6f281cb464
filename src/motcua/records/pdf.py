"""What a PDF would do when it is opened: nothing that is handed in may run, start or carry anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from motcua.core.errors import Phrase, Refused

RUNS = Phrase("Tệp PDF chứa mã lệnh tự chạy (JavaScript, mở chương trình…). Hãy in lại thành PDF thường rồi gửi lại.")
CARRIES = Phrase("Tệp PDF có tệp khác đính bên trong. Hãy gửi riêng từng tệp, hoặc in lại thành PDF thường.")
LOCKED = Phrase("Tệp PDF đặt mật khẩu nên cơ quan không mở được. Hãy bỏ mật khẩu (in lại thành PDF) rồi gửi lại.")
BROKEN = Phrase("Tệp PDF bị hỏng hoặc chưa tải lên hết. Hãy mở thử tệp trên máy rồi gửi lại.")
TANGLED = Phrase("Tệp PDF quá phức tạp để kiểm tra. Hãy in lại thành PDF thường hoặc tách thành nhiều tệp rồi gửi lại.")
_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute",
})  # fmt: skip
_RUNS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMedia"})
_CARRIES = frozenset({"/EmbeddedFiles", "/EF"})
_MOST_OBJECTS = 60_000  # some seconds of work; a book of a thousand pages has a third
_DEEPEST = 40
_ERRORS = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, AssertionError,
           NotImplementedError, OSError)  # fmt: skip


def _spelled(*names: str) -> re.Pattern[bytes]:
    """Match names as a PDF may spell them: any letter may stand as # and its code."""
    spelled = ("".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name) for name in names)
    return re.compile(f"/(?:{'|'.join(spelled)})(?![A-Za-z0-9#])".encode())


_RUNS_AS_WRITTEN = _spelled("JavaScript", "Launch", "RichMedia", "SubmitForm", "ImportData")
_CARRIES_AS_WRITTEN = _spelled("EmbeddedFiles", "EmbeddedFile")
_PACKED = _spelled("ObjStm", "Encrypt")


def check(content: IO[bytes]) -> None:
    """Raise Refused (field "file") for a PDF that runs something, carries files, or opens by a password only.

    The bytes are searched as they stand, since readers repair broken files in ways of their own, and every object by
    its structure, those packed into streams too. A file that cannot be read so, and packs or encrypts, is broken.
    """
    content.seek(0)
    written = content.read()
    if _RUNS_AS_WRITTEN.search(written):
        raise Refused(RUNS, "file")
    if _CARRIES_AS_WRITTEN.search(written):
        raise Refused(CARRIES, "file")
    try:
        _check_structure(content)
    except _ERRORS:
        if _PACKED.search(written):
            raise Refused(BROKEN, "file") from None


def _check_structure(content: IO[bytes]) -> None:
    content.seek(0)
    reader = PdfReader(content, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused(LOCKED, "file")
    for held in _dictionaries(reader):
        names = held.keys()
        action = held.get("/S")
        if not _RUNS.isdisjoint(names) or (isinstance(action, str) and action in _ACTIONS):
            raise Refused(RUNS, "file")
        if not _CARRIES.isdisjoint(names):
            raise Refused(CARRIES, "file")


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary of a file: those of all its objects, whether anything leads to them or not."""
    known = [(number, generation) for generation, found in reader.xref.items() for number in found]
    known += [(number, 0) for number in reader.xref_objStm]
    if len(known) > _MOST_OBJECTS:
        raise Refused(TANGLED, "file")
    yield from _inside(reader.trailer, 0)
    for number, generation in known:
        yield from _inside(reader.get_object(IndirectObject(number, generation, reader)), 0)


def _inside(held: Any, depth: int) -> Iterator[DictionaryObject]:
    if depth > _DEEPEST:
        raise ValueError("nested without end")
    if isinstance(held, DictionaryObject):
        yield held
        parts: Any = held.values()
    else:
        parts = held if isinstance(held, ArrayObject) else ()
    for part in parts:
        if isinstance(part, DictionaryObject | ArrayObject):
            yield from _inside(part, depth + 1)
