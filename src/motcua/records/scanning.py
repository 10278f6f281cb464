"""What this room asks of whoever searches files for malware; `integrations/antivirus` answers it."""

from __future__ import annotations

from typing import IO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class ScannerDown(Exception):
    """The scanner does not answer, or answers what is no answer. For the operator; nobody knows about the file."""


class TooLarge(Exception):
    """The file is larger than the scanner takes: `limit` in bytes, None when only the scanner knows it."""

    def __init__(self, limit: int | None) -> None:
        super().__init__(limit)
        self.limit = limit


class Scanner(Protocol):
    """Searches files for malware (mã độc)."""

    def scan(self, content: IO[bytes]) -> str:
        """Return the name of what was found in a file, read from its beginning, as the operator knows it; "" for none.

        Raises ScannerDown and TooLarge.
        """
        ...


def scanner() -> Scanner | None:
    """Return the scanner that settings.SCANNER names: a dotted path to a function without arguments; None for ""."""
    if not settings.SCANNER:
        return None
    made: Scanner = import_string(settings.SCANNER)()
    return made
