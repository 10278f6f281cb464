"""Storing files, whole or in parts. The journal entry is written by the action that attaches or issues them."""

from __future__ import annotations

import hashlib
import io
import logging
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from motcua.core import clock, text
from motcua.core.errors import Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.people.models import Account
from motcua.records import content as contents
from motcua.records import marking, queries, rules, scanning, stores
from motcua.records.models import Document, OfficialPaper, Reprint, Upload
from motcua.records.rules import PaperKind, Part, Scan, Taken
from motcua.records.scanning import ScannerDown, TooLarge
from motcua.records.storage import Lost, Unavailable

_CHUNK = 64 * 1024
_IN_MEMORY = 1024 * 1024
_AT_ONCE = 500
_SCANNER_DOWN = Phrase(
    "Chưa quét mã độc được nên chưa nhận tệp. Những gì đã lưu vẫn còn nguyên. Hãy gửi lại sau ít phút."
)
log = logging.getLogger(__name__)


def add_document(*, content: IO[bytes] | bytes, name: str, by: Account | None, at: datetime) -> Document:
    """Check and store a file that a person hands in, as `take_in` does, and make its row."""
    return add_taken(taken=take_in(content=content, name=name, by=by), by=by, at=at)


def take_in(*, content: IO[bytes] | bytes, name: str, by: Account | None) -> Taken:
    """Check a file that a person hands in, search it for malware, and put it into the store; no row, no lock.

    `name` is what she called it. The type is decided by the content. Identical content is stored once. What a photo
    says about itself (place, time) stays, because it may be evidence. Searching and storing may take seconds, so a
    caller that holds locks does this before. Raises Refused (field "file") when the file is empty, larger than
    settings.MAX_UPLOAD bytes, not of settings.UPLOAD_TYPES, broken, harmful, or not what its name says; Unavailable
    when the store does not answer.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        digest, size = _copy(io.BytesIO(content) if isinstance(content, bytes) else content, spool)
        kind = contents.recognise(spool, allowed=settings.UPLOAD_TYPES, max_pixels=settings.MAX_PIXELS)
        cleaned = rules.clean_name(name, kind)
        scan = _search(spool, cleaned, digest, by)
        _keep(digest, size, spool)
    return Taken(digest, size, kind.media_type, cleaned, scan)


def add_taken(*, taken: Taken, by: Account | None, at: datetime) -> Document:
    """Make the row of a file that was taken in: one for each hand-in."""
    return Document.objects.create(
        digest=taken.digest, size=taken.size, media_type=taken.media_type, name=taken.name, scan=taken.scan,
        added_by=by, added_at=at,
    )  # fmt: skip


def keep(content: bytes) -> str:
    """Put what an office made into the store, before the transaction that speaks of it; return its digest.

    Raises Unavailable when the store does not answer.
    """
    digest = hashlib.sha256(content).hexdigest()
    _keep(digest, len(content), io.BytesIO(content))
    return digest


@transaction.atomic
def issue_paper(
    *,
    subject: str,
    kind: PaperKind,
    content: bytes,
    by: Account | None,
    at: datetime,
    agency: str,
    token: str,
    name: str = "",
    digest: str = "",
) -> OfficialPaper:
    """Store a paper that an office issues about a journal subject, such as "dossier/H27.31-261105-0001"; PDF bytes.

    `token` is the one whose address the paper carries, `name` that of its file (by kind and subject by default),
    `digest` what `keep` returned if the bytes are in the store already. `by` None means that the system issued it by
    itself. The caller appends the entry about it.
    """
    document = Document.objects.create(
        digest=digest or keep(content), size=len(content), media_type="application/pdf", added_by=by, added_at=at,
        name=name or f"{PaperKind(kind).label} {subject.rpartition('/')[2]}.pdf",
    )  # fmt: skip
    return OfficialPaper.objects.create(
        subject=subject, kind=kind, document=document, issued_by=by, issued_at=at, agency=agency, token=token
    )


def reprint(*, paper: OfficialPaper, by: Account, at: datetime) -> tuple[Reprint, bytes]:
    """Return the next marked copy of a paper, and what is to be printed; the original stays byte by byte.

    Each page says that it is a copy, the number of the print, when, and by whom. The caller holds a lock under which
    the copies of the paper are numbered, and appends the entry. Raises Refused for a file that cannot be marked.
    """
    number = paper.reprints.count() + 1
    when = clock.local(at)
    words = f"lần {number}, {when:%H:%M %d/%m/%Y}, người in: {by.full_name}"
    with queries.open_content(paper.document) as file:
        content = marking.marked(file.read(), words)
    digest = hashlib.sha256(content).hexdigest()
    return Reprint.objects.create(paper=paper, number=number, at=at, by=by, digest=digest), content


@transaction.atomic
def add_part(*, subject: str, field: str, part: Part, name: str, by: Account, at: datetime) -> Upload:
    """Keep the next part of a file that is handed in for a subject, and return what of it is here.

    A part that is not the next one (come twice, early, overlapping, too large) changes nothing, nor does a question;
    an upload that has not begun is returned unsaved, with nothing received. Of more than MOST_UNFINISHED files for a
    subject the one that rested longest is thrown away. The caller holds a lock on the subject, or the second of two who
    begin the same file at once gets an IntegrityError. Raises Refused (field "file") for a whole of a size not taken.
    """
    rules.refuse_size(part.size, settings.MAX_UPLOAD)
    same = {"subject": subject, "field": field, "digest": part.digest, "size": part.size}
    upload = Upload.objects.select_for_update().filter(**same).first() or Upload(**same, added_by=by)
    if not rules.follows(part, upload.received):
        return upload
    if upload.pk is None:
        resting = Upload.objects.select_for_update().filter(subject=subject).order_by("-changed_at", "-id")
        _drop(resting[rules.MOST_UNFINISHED - 1 :])
    # Under the lock, so that a part is written once; what a rollback leaves behind is written over by the next try.
    upload.sizes = [*upload.sizes, len(part.content)]
    stores.parts().save(rules.part_paths(upload.key, upload.sizes)[-1], ContentFile(part.content))
    upload.name, upload.changed_at = text.one_line(name)[:200], at
    upload.save()
    return upload


@transaction.atomic
def discard_uploads(*, subject: str, **which: str) -> None:
    """Throw away the unfinished files of a subject, or those of a `field` and `digest`, with their parts."""
    _drop(Upload.objects.select_for_update().filter(subject=subject, **which))


def clear_uploads(*, at: datetime) -> int:
    """Throw away files of which no part came for KEPT_UNFINISHED, and parts of none; return how many files."""
    before = at - rules.KEPT_UNFINISHED
    with transaction.atomic():
        cleared = _drop(Upload.objects.select_for_update().filter(changed_at__lt=before))
    known = set(Upload.objects.values_list("key", flat=True))
    for key in _listed(rules.PARTS)[0]:
        if key not in known and _older(rules.parts_folder(key), before):
            _forget(key)
    return cleared


def _drop(uploads: Iterable[Upload]) -> int:
    dropped = list(uploads)
    for upload in dropped:
        upload.delete()
        transaction.on_commit(partial(_forget, upload.key), robust=True)
    return len(dropped)


def _forget(key: str) -> None:
    """Delete the parts of an upload that is no more. Those of a server that dies before this are found by age."""
    folder = rules.parts_folder(key)
    for name in _listed(folder)[1]:
        stores.parts().delete(f"{folder}/{name}")
    stores.parts().delete(folder)


def _older(folder: str, before: datetime) -> bool:
    return all(stores.parts().get_modified_time(f"{folder}/{name}") < before for name in _listed(folder)[1])


def _listed(folder: str) -> tuple[list[str], list[str]]:
    with suppress(FileNotFoundError):
        return stores.parts().listdir(folder)
    return [], []


def search_again(*, at: datetime) -> int:
    """Search files again that could not be searched when they came; return how many were. Stops where the scanner does.

    What malware is found in is not opened any more; the operator reads it in the log and in the journal.
    """
    scanner, searched = scanning.scanner(), 0
    if scanner is None:
        return 0
    for document in Document.objects.filter(scan=Scan.UNCHECKED).order_by("id")[:_AT_ONCE]:
        try:
            with queries.open_content(document) as content:
                found = scanner.scan(content)
        except (Lost, TooLarge) as error:
            log.warning("chưa quét lại được tệp %s: %r", document.key, error)
            continue
        except (ScannerDown, Unavailable) as error:
            log.warning("chưa quét lại được tệp nào nữa: %s", error)
            break
        _searched(document, found, at)
        searched += 1
    return searched


@transaction.atomic
def _searched(document: Document, found: str, at: datetime) -> None:
    scan = Scan.INFECTED if found else Scan.CLEAN
    Document.objects.filter(id=document.pk).update(scan=scan)
    if found:
        log.error("mã độc trong tệp đã nhận %s: %s; tệp không mở được nữa", document.key, found)
        journal.append(
            Event(f"file/{document.key}", "malware_found", at, "system:worker", details={"finding": found}, opens=True)
        )


def _search(content: IO[bytes], name: str, digest: str, by: Account | None) -> Scan:
    """Search a file for malware, where a scanner is set. Raises Refused (field "file")."""
    scanner = scanning.scanner()
    if scanner is None:
        return Scan.NONE
    try:
        found = scanner.scan(content)
    except TooLarge as error:
        raise Refused(_too_large(name, error.limit), "file") from error
    except ScannerDown as error:
        log.warning("máy quét mã độc không trả lời: %s", error)
        if settings.ACCEPT_UNCHECKED:
            return Scan.UNCHECKED
        raise Unavailable(_SCANNER_DOWN) from error
    if found:
        log.warning("từ chối tệp có mã độc của tài khoản %s: %s, sha256 %s", by and by.pk, found, digest)
        raise Refused(_infected(name), "file")
    return Scan.CLEAN


def _infected(name: str) -> Phrase:
    return Phrase(
        "Tệp «%(name)s» có mã độc nên không nhận. Hãy quét virus trên máy, rồi chụp hoặc lưu lại giấy tờ và gửi lại.",
        name=name,
    )


def _too_large(name: str, limit: int | None) -> Phrase:
    if limit is None:
        return Phrase("Tệp «%(name)s» quá lớn để quét mã độc. Hãy tách thành nhiều tệp nhỏ hơn.", name=name)
    return Phrase(
        "Tệp «%(name)s» lớn hơn cỡ quét mã độc được (%(limit)s MB). Hãy tách thành nhiều tệp nhỏ hơn.",
        name=name, limit=limit // (1024 * 1024),
    )  # fmt: skip


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    """Copy at most the allowed size; return digest and size."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        rules.refuse_size(size, settings.MAX_UPLOAD)
        digest.update(chunk)
        target.write(chunk)
    rules.refuse_size(size, settings.MAX_UPLOAD)
    return digest.hexdigest(), size


def _keep(digest: str, size: int, content: IO[bytes]) -> None:
    store, path = stores.content(), rules.storage_path(digest)
    with suppress(FileNotFoundError):
        if store.size(path) == size:
            return
    content.seek(0)
    store.save(path, File(content, name=digest))
