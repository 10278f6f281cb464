"""A folder into which the exchange puts files of records: each is taken once, then moved beside, with its report."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from motcua.core.errors import Refused
from motcua.core.report import Report
from motcua.integrations.national_portal import arrivals, papers

DONE, FAILED = "done", "failed"
SETTLED = 3.0
_NAMES = (".json", ".jsonl")
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one file: where it lies now, and its report, or why it could not be read at all."""

    path: Path
    report: Report
    problem: str = ""


def take(folder: Path, *, at: datetime, settled: float = 0) -> list[Taken]:
    """Take in the files of a folder in the order of their names; return what came of each.

    A file in which everything was applied goes to done/, one with a rejected record, or that cannot be read, to
    failed/, each with a report beside. One process works on a folder at a time: another that comes meanwhile takes
    nothing. What a process that died left behind is taken again, which changes nothing twice. Files that changed less
    than `settled` seconds ago are left for later, hidden ones for good.
    """
    with _alone(folder) as alone:
        return [_take_file(path, at) for path in _waiting(folder, settled)] if alone else []


def _waiting(folder: Path, settled: float) -> list[Path]:
    before = time.time() - settled
    return sorted(
        path for path in folder.iterdir()
        if path.suffix.lower() in _NAMES and not path.name.startswith(".") and path.is_file()
        and not path.is_symlink() and path.stat().st_mtime <= before
    )  # fmt: skip


def _take_file(path: Path, at: datetime) -> Taken:
    report, problem = Report(), ""
    try:
        with path.open("rb") as stream:
            report = arrivals.take(stream.read(), at=at, beside=papers.beside(path))
    except Refused as refused:
        problem = refused.message
    failed = bool(problem or report.rejected)
    moved = _move(path, path.parent / (FAILED if failed else DONE))
    told = {"file": path.name} | asdict(report) | ({"problem": problem} if problem else {})
    moved.with_suffix(".report.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return Taken(moved, report, problem)


def _move(path: Path, folder: Path) -> Path:
    """Move a file, and the folder of its papers, under a name that is free there."""
    folder.mkdir(exist_ok=True)
    number, target = 1, folder / path.name
    while target.exists() or target.with_suffix("").exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    beside = path.with_suffix("")
    path.rename(target)
    if beside.is_dir() and not beside.is_symlink():
        beside.rename(target.with_suffix(""))
    return target


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold the folder's lock, or say that somebody else does. The system frees it when a process dies."""
    with (folder / _LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
