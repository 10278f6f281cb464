"""Going on with the imports that were begun on a page, a part at a time, as a reader of the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.core.errors import Refused
from motcua.elsewhere import actions, queries, sources
from motcua.elsewhere.models import ImportRun
from motcua.elsewhere.reference import Reference
from motcua.elsewhere.rules import ImportState, Line


@dataclass(slots=True)
class _Held:
    """The rows of the import that goes on, read once."""

    key: str
    lines: list[Line]
    reference: Reference


_held: _Held | None = None


def follow(*, at: datetime) -> int:
    """Take in the next part of the import that was begun first, and return how many rows it had; 0: nothing to do.

    A file that cannot be read ends its import with the reason. After a restart it goes on where it stopped.
    """
    global _held
    run = queries.waiting()
    if run is None:
        _held = None
        return 0
    try:
        if _held is None or _held.key != run.key:
            _held = _read(run)
        if not _held.lines:
            raise Refused("Tệp không có dòng nào.", "file")
    except Refused as refused:
        actions.fail(run=run, problem=refused.message, at=at)
        return 1
    after = actions.go_on(run=run, lines=_held.lines, reference=_held.reference, at=at)
    if after.state != ImportState.RUNNING:
        _held = None
    return after.done - run.done


def _read(run: ImportRun) -> _Held:
    found = sources.lines(sources.content_of(run), run.mapping, at=run.started_at, sheet=run.sheet)
    return _Held(run.key, found, queries.reference())
