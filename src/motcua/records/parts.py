"""A file that arrived in parts, read as one."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from typing import Any

from motcua.records import stores


class Broken(Exception):
    """Parts that do not make the file that was declared: one is missing, or the whole has another digest."""


class Joined(io.RawIOBase):
    """The parts that lie at `paths`, one after the other. Their last byte is given out only if the digest is right."""

    def __init__(self, paths: Iterable[str], digest: str) -> None:
        self._left = memoryview(b"")
        self._parts = _checked(list(paths), digest)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the present part goes; 0 at the end. Raises Broken."""
        if not self._left:
            self._left = memoryview(next(self._parts, b""))
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _checked(paths: list[str], digest: str) -> Iterator[bytes]:
    """Yield the parts; the last one only when all together have the digest."""
    seen = hashlib.sha256()
    for number, path in enumerate(paths, start=1):
        try:
            with stores.parts().open(path, "rb") as part:
                content = part.read()
        except FileNotFoundError as error:
            raise Broken(path) from error
        seen.update(content)
        if number == len(paths) and seen.hexdigest() != digest:
            raise Broken("digest")
        yield content
