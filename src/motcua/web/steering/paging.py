"""A list that is known whole, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


def paged(asked: str, rows: Sequence[_T], size: int) -> tuple[int, int, Sequence[_T]]:
    """Return which page is shown, how many there are, and its rows; the nearest where one asks for another."""
    pages = max(1, -(-len(rows) // size))
    typed = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    page = min(max(1, typed), pages)
    return page, pages, rows[(page - 1) * size : page * size]
