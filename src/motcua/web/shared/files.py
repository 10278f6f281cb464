"""Sending a stored file so that no browser ever runs it as a page of ours."""

from __future__ import annotations

from typing import IO

from django.http import FileResponse

from motcua.records.models import Document

_SHOWN = ("image/jpeg", "image/png", "application/pdf")
_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def send(document: Document, content: IO[bytes]) -> FileResponse:
    """Return a stored file: photos and PDF are shown, anything else is saved. Its type is the one we recognised."""
    answer = FileResponse(
        content,
        as_attachment=document.media_type not in _SHOWN,
        filename=document.name,
        content_type=document.media_type,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
