"""Finding files and papers again. Who may open one is decided by the page that serves it."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import IO

from django.db.models import Count

from motcua.core.errors import Refused
from motcua.records import rules, stores
from motcua.records.models import Document, OfficialPaper, Upload
from motcua.records.parts import Joined
from motcua.records.rules import Scan
from motcua.records.storage import Lost

_CHUNK = 256 * 1024
log = logging.getLogger(__name__)


def open_content(document: Document) -> IO[bytes]:
    """Return the content of a document, open for reading; the caller closes it.

    It was compared with its digest. Raises Lost when it is gone or is not what was stored any more, Refused when
    malware was found in it, Unavailable when the store does not answer.
    """
    if document.scan == Scan.INFECTED:
        raise Refused("Tệp này có mã độc nên không mở được. Hãy đề nghị người nộp gửi lại giấy tờ.", "file")
    try:
        content: IO[bytes] = stores.content().open(rules.storage_path(document.digest), "rb")
    except FileNotFoundError as error:
        log.error("mất tệp %s (sha256 %s)", document.key, document.digest)
        raise Lost(document.key) from error
    if digest_of(content) != document.digest:
        content.close()
        log.error("tệp %s không còn đúng với sha256 %s", document.key, document.digest)
        raise Lost(document.key)
    content.seek(0)
    return content


def added_by(account_id: int, keys: Collection[str], *, since: datetime) -> dict[str, Document]:
    """Return those of some documents, by key, that an account has added since a moment. One statement, none for []."""
    found = Document.objects.filter(key__in=list(keys), added_by_id=account_id, added_at__gte=since) if keys else []
    return {document.key: document for document in found}


def papers_of(subject: str) -> list[OfficialPaper]:
    """Return the papers issued about a subject, oldest first, their documents loaded. One statement."""
    return list(OfficialPaper.objects.filter(subject=subject).select_related("document").order_by("issued_at", "id"))


def paper_by_token(token: str) -> OfficialPaper | None:
    """Return the paper with the token that its QR code carries, with its document and `times_printed`, how often
    it was printed again; None without. One statement.
    """
    printed = OfficialPaper.objects.annotate(times_printed=Count("reprints"))
    return printed.filter(token=token).select_related("document").first()


def whole_content(document: Document) -> bytes | None:
    """Return what is stored; None when it is gone or is not what was stored any more."""
    try:
        with open_content(document) as file:
            return file.read()
    except Lost:
        return None


def digest_of(content: IO[bytes]) -> str:
    """Return the SHA-256 of a file, read from where it stands."""
    digest = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def digests(documents: Iterable[Document]) -> list[str]:
    """Return the content digests of documents, sorted."""
    return sorted(document.digest for document in documents)


def unfinished(subject: str) -> list[Upload]:
    """Return the files of which parts have arrived for a subject, the latest first. One statement."""
    return list(Upload.objects.filter(subject=subject).order_by("-changed_at", "-id"))


def open_upload(upload: Upload) -> IO[bytes]:
    """Return the parts of an upload as one file; reading it raises records.parts.Broken if they do not make it."""
    return io.BufferedReader(Joined(rules.part_paths(upload.key, upload.sizes), upload.digest))
