"""Files of papers that lie beside a file of records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from motcua.core.errors import Refused
from motcua.core.report import Notes
from motcua.filing import queries as filing
from motcua.filing.foreign import Named
from motcua.filing.models import Dossier
from motcua.filing.rules import MOST_ATTACHMENTS
from motcua.integrations.national_portal.payload import Paper, Record
from motcua.records import actions as records
from motcua.records.models import Document

_ONLY_NAMED = "chỉ ghi tên và đường dẫn, chưa có tệp"


@dataclass(frozen=True, slots=True)
class Beside:
    """Where files may lie: in a folder named like the dossier, or loose where only one record names them (`shared`).

    `folders` are looked through in order. Nothing outside them is ever opened, whatever a record calls its files.
    """

    folders: tuple[Path, ...] = ()
    shared: frozenset[str] = frozenset()


NOWHERE = Beside()


def beside(file: Path) -> Beside:
    """Return where the files of a file of records lie: in a folder of the same name, and in its own."""
    return Beside((file.with_suffix(""), file.parent))


def fetched(dossier: Dossier) -> set[str]:
    """Return the ids of the papers whose files are here already. One statement."""
    return {one.reference for one in filing.linked_papers(dossier) if one.document_id is not None}


def named(record: Record, notes: Notes, at: datetime, where: Beside, known: set[str]) -> tuple[Named, ...]:
    """Return the papers of a record, with the files that lie there and are not known yet."""
    found, room = [], MOST_ATTACHMENTS - len(known)
    for paper in record.papers:
        document = None
        if paper.reference not in known and (path := _path(paper, record, where)):
            if room <= 0:
                notes.add("TaiLieuNop", f"đã đủ {MOST_ATTACHMENTS} tệp, còn «{paper.name}»", _ONLY_NAMED)
            else:
                document, room = _store(path, paper, notes, at), room - 1
        found.append(Named(paper.reference, paper.name, paper.link, document))
    return tuple(found)


def any_lies(record: Record, where: Beside, known: set[str]) -> bool:
    """Return whether a file lies there that is not known yet."""
    return any(paper.reference not in known and _path(paper, record, where) for paper in record.papers)


def _store(path: Path, paper: Paper, notes: Notes, at: datetime) -> Document | None:
    try:
        with path.open("rb") as content:
            return records.add_document(content=content, name=paper.name, by=None, at=at)
    except Refused as refused:
        notes.add("TaiLieuNop", f"«{paper.name}»: {refused.message}", _ONLY_NAMED)
    except OSError as error:
        notes.add("TaiLieuNop", f"«{paper.name}»: không đọc được ({error.strerror})", _ONLY_NAMED)
    return None


def _path(paper: Paper, record: Record, where: Beside) -> Path | None:
    if "/" in paper.name or "\\" in paper.name or paper.name in (".", ".."):
        return None
    for folder in where.folders:
        places = [folder / record.code / paper.name]
        if paper.name not in where.shared:
            places.append(folder / paper.name)
        for place in places:
            if place.is_file() and place.resolve().is_relative_to(folder.resolve()):
                return place
    return None
