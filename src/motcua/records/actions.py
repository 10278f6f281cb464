"""Storing files. The journal entry is written by the action that attaches or issues what is stored here."""

from __future__ import annotations

import hashlib
import io
import tempfile
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from motcua.core.errors import Refused
from motcua.people.models import Account
from motcua.records import content as contents
from motcua.records import rules
from motcua.records.models import Document, OfficialPaper
from motcua.records.rules import PaperKind

_CHUNK = 64 * 1024
_IN_MEMORY = 1024 * 1024


def add_document(*, content: IO[bytes] | bytes, name: str, by: Account | None, at: datetime) -> Document:
    """Check and store a file that a person hands in; `name` is what she called it.

    The type is decided by the content. Identical content is stored once, with a row for each hand-in. What a photo
    says about itself (place, time) stays, because it may be evidence. Raises Refused (field "file") when the file
    is empty, larger than settings.MAX_UPLOAD bytes, not of settings.UPLOAD_TYPES, broken, or not what its name says.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        digest, size = _copy(io.BytesIO(content) if isinstance(content, bytes) else content, spool)
        kind = contents.recognise(spool, allowed=settings.UPLOAD_TYPES, max_pixels=settings.MAX_PIXELS)
        cleaned = rules.clean_name(name, kind)
        _keep(digest, size, spool)
    return Document.objects.create(
        digest=digest, size=size, media_type=kind.media_type, name=cleaned, added_by=by, added_at=at
    )


@transaction.atomic
def issue_paper(*, subject: str, kind: PaperKind, content: bytes, by: Account | None, at: datetime) -> OfficialPaper:
    """Store a paper that an office issues about a journal subject, such as "dossier/H27.31-261105-0001"; PDF bytes.

    `by` None means that the system issued it by itself. The caller appends the entry about it.
    """
    digest = hashlib.sha256(content).hexdigest()
    _keep(digest, len(content), io.BytesIO(content))
    document = Document.objects.create(
        digest=digest, size=len(content), media_type="application/pdf", added_by=by, added_at=at,
        name=f"{PaperKind(kind).label} {subject.rpartition('/')[2]}.pdf",
    )  # fmt: skip
    return OfficialPaper.objects.create(subject=subject, kind=kind, document=document, issued_by=by, issued_at=at)


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    """Copy at most the allowed size; return digest and size."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > settings.MAX_UPLOAD:
            limit = settings.MAX_UPLOAD // (1024 * 1024)
            raise Refused(f"Tệp lớn hơn {limit} MB. Hãy chụp lại ở cỡ nhỏ hơn hoặc tách thành nhiều tệp.", "file")
        digest.update(chunk)
        target.write(chunk)
    if not size:
        raise Refused("Tệp trống, không có nội dung. Hãy chọn lại tệp.", "file")
    return digest.hexdigest(), size


def _keep(digest: str, size: int, content: IO[bytes]) -> None:
    path = rules.storage_path(digest)
    if default_storage.exists(path) and default_storage.size(path) == size:
        return
    content.seek(0)
    default_storage.save(path, File(content, name=digest))
