"""Finding files and papers again. Who may open one is decided by the page that serves it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import IO

from django.core.files.storage import default_storage
from django.db.models import Count

from motcua.records import rules
from motcua.records.models import Document, OfficialPaper, Upload
from motcua.records.parts import Joined


def open_content(document: Document) -> IO[bytes]:
    """Return the content of a document, open for reading; the caller closes it. Raises FileNotFoundError."""
    return default_storage.open(rules.storage_path(document.digest), "rb")


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
            content = file.read()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == document.digest else None


def digest_of(content: IO[bytes]) -> str:
    """Return the SHA-256 of a file, read from where it stands."""
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]


def digests(documents: Iterable[Document]) -> list[str]:
    """Return the content digests of documents, sorted."""
    return sorted(document.digest for document in documents)


def unfinished(subject: str) -> list[Upload]:
    """Return the files of which parts have arrived for a subject, the latest first. One statement."""
    return list(Upload.objects.filter(subject=subject).order_by("-changed_at", "-id"))


def open_upload(upload: Upload) -> IO[bytes]:
    """Return the parts of an upload as one file; reading it raises records.parts.Broken if they do not make it."""
    return io.BufferedReader(Joined(rules.part_paths(upload.key, upload.sizes), upload.digest))
