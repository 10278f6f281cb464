"""Files under the names that we give them: written aside, flushed to the disk, then given their name at once."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from motcua.core.errors import Phrase, Refused
from motcua.records.rules import PARTS

DOWN = Phrase(
    "Kho tệp đang tạm thời không dùng được, nên tệp này chưa được lưu hoặc chưa mở được. "
    "Những gì đã lưu vẫn còn nguyên. Hãy thử lại sau ít phút."
)
LOST = Phrase("Tệp không còn nguyên vẹn trong kho, nên không mở được. Hãy báo cơ quan giải quyết hồ sơ để được giúp.")
_ASIDE = ".part-"
log = logging.getLogger(__name__)


class Unavailable(Refused):
    """The store, or whoever checks files before, does not answer now; nothing was stored. Another try may do."""

    def __init__(self, message: str = DOWN) -> None:
        super().__init__(message, "file")


class Lost(FileNotFoundError):
    """What was stored is gone, or is not what was stored any more. Whoever keeps the store must know."""


class ContentStorage(FileSystemStorage):
    """A folder in which a file that exists is whole: its name is a digest, or the place of a part of an upload.

    Like every store of files it raises FileNotFoundError for a name that it does not hold, Unavailable when it cannot
    be used, and lists in `names` what it holds.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def names(self) -> Iterator[str]:
        """Yield the paths of all stored content, without the parts of unfinished files."""
        for folder, folders, files in os.walk(self.location):
            inside = Path(folder).relative_to(self.location)
            if inside == Path():
                folders[:] = [name for name in folders if name != PARTS]
            yield from (str(inside / name) for name in files if not name.startswith(_ASIDE))

    def _open(self, name: str, mode: str = "rb") -> Any:
        try:
            return super()._open(name, mode)  # type: ignore[misc]
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _down(error) from error

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, content)
            _flush_folder(path.parent)
        except OSError as error:
            raise _down(error) from error
        return name


def _write(path: Path, content: Any) -> None:
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=_ASIDE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _down(error: OSError) -> Unavailable:
    log.error("kho tệp không dùng được: %s", error)
    return Unavailable()
