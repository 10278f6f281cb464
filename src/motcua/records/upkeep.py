"""Looking after the store: whether every row has its bytes, and carrying all of them to another store."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import Any

from django.core.files.base import File

from motcua.records import queries, rules
from motcua.records.models import Document

_AT_ONCE, _THREADS = 500, 8


class State(StrEnum):
    """What was found of one stored content."""

    WHOLE = "whole"
    MISSING = "missing"
    ALTERED = "altered"
    COPIED = "copied"


def check(store: Any) -> Iterator[tuple[str, State]]:
    """Yield (digest, whole, missing or altered) for every content that a row speaks of; all of it is read.

    Raises Unavailable when the store does not answer.
    """
    yield from _each(partial(_state, store))


def copy(source: Any, target: Any) -> Iterator[tuple[str, State]]:
    """Carry every content that a row speaks of to another store; yield (digest, what came of it).

    What is there already in its whole length is left (WHOLE), so that it can be broken off and run again. What is not
    what it should be at the source is not carried. Raises Unavailable.
    """
    yield from _each(partial(_carry, source, target))


def orphans(store: Any) -> int:
    """Return how many stored files no row speaks of: what was stored and not recorded, because something broke.

    A file that is being handed in at this moment may count, too.
    """
    found, names = 0, iter(store.names())
    while some := list(islice(names, _AT_ONCE)):
        of = {name: name.rpartition("/")[2] for name in some}
        known = set(Document.objects.filter(digest__in=of.values()).values_list("digest", flat=True))
        found += sum(digest not in known or rules.storage_path(digest) != name for name, digest in of.items())
    return found


def keys(digest: str) -> list[str]:
    """Return the keys of the documents that have this content. One statement."""
    return list(Document.objects.filter(digest=digest).order_by("id").values_list("key", flat=True))


def _each(work: Any) -> Iterator[tuple[str, State]]:
    contents = Document.objects.order_by("digest").values_list("digest", "size").distinct().iterator(_AT_ONCE)
    with ThreadPoolExecutor(_THREADS) as pool:
        while some := list(islice(contents, _AT_ONCE)):
            yield from pool.map(work, some)


def _state(store: Any, content: tuple[str, int]) -> tuple[str, State]:
    digest, _ = content
    try:
        with store.open(rules.storage_path(digest), "rb") as file:
            return digest, State.WHOLE if queries.digest_of(file) == digest else State.ALTERED
    except FileNotFoundError:
        return digest, State.MISSING


def _carry(source: Any, target: Any, content: tuple[str, int]) -> tuple[str, State]:
    digest, size = content
    path = rules.storage_path(digest)
    try:
        if target.size(path) == size:
            return digest, State.WHOLE
    except FileNotFoundError:
        pass
    try:
        with source.open(path, "rb") as file:
            if queries.digest_of(file) != digest:
                return digest, State.ALTERED
            file.seek(0)
            target.save(path, File(file, name=digest))
    except FileNotFoundError:
        return digest, State.MISSING
    return digest, State.COPIED
