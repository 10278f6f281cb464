"""Signing the result that is approved: before the case is locked, because a token or a server takes its time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from motcua.casework.models import Case
from motcua.core import ids
from motcua.core.errors import Refused
from motcua.filing import rules as filing_rules
from motcua.people.models import Account
from motcua.records import actions as records
from motcua.records import queries, signing
from motcua.records.models import Document
from motcua.records.rules import PaperKind

VerifyUrl = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Signed:
    """A result that is signed and kept, and of which no row speaks: what was signed, the new file, its digest, the
    token of its verification.
    """

    source: Document
    content: bytes
    digest: str
    token: str


def signs(case: Case) -> bool:
    """Return whether an approved PDF of this case is signed: a signer is set and the competent office has a key.

    Raises SigningRefused when that cannot be found out.
    """
    signer = signing.signer()
    return signer is not None and signer.has_key(case.competent_office.code)


def sign(case: Case, document: Document | None, *, at: datetime, verify_url: VerifyUrl | None) -> Signed | None:
    """Return the result signed with the key of the competent office; None when it is no PDF or nobody signs.

    Raises SigningRefused (field "result") with what to do, Unavailable; nothing was changed.
    """
    if document is None or document.media_type != "application/pdf" or not signs(case):
        return None
    signer, token = signing.signer(), ids.token()
    assert signer is not None
    try:
        with queries.open_content(document) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Refused("Tệp kết quả không còn trong kho. Hãy đính kèm lại tệp rồi duyệt.", "result") from error
    signed = signer.sign(
        content, office=case.competent_office.code, at=at, reason=f"{PaperKind.RESULT.label} {case.dossier.code}",
        location=verify_url(token) if verify_url else "",
    )  # fmt: skip
    return Signed(document, signed, records.keep(signed), token)


def store(case: Case, signed: Signed, document: Document, *, by: Account, at: datetime) -> Document:
    """Store the signed result as an official paper and return its document. The caller writes the entry.

    `document` is what is to be approved now that the case is locked. Raises Refused when it is not what was signed.
    """
    if signed.source.pk != document.pk:
        raise Refused("Dự thảo kết quả vừa được thay bằng tệp khác. Hãy tải lại trang để xem trước khi duyệt.")
    paper = records.issue_paper(
        subject=filing_rules.subject(case.dossier.code), kind=PaperKind.RESULT, content=signed.content, by=by, at=at,
        agency=case.competent_office.name, token=signed.token, name=document.name, digest=signed.digest,
    )  # fmt: skip
    return paper.document
