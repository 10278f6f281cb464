"""Whether a file is a paper of ours: compared by its digest, kept nowhere."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import IO

from motcua.core.errors import Refused
from motcua.people import attempts
from motcua.records import queries, rules
from motcua.records.models import OfficialPaper
from motcua.records.rules import Match


def compare(*, paper: OfficialPaper, content: IO[bytes], address: str, at: datetime) -> Match:
    """Return what a file is to a paper. `address` is where it was sent from.

    Files that are something else count as failed attempts of their address; a right one does not. Raises Refused
    (field "file") when too many of them came within a quarter of an hour.
    """
    came_from = attempts.digest("verify", address)
    reserved = attempts.reserve({came_from: rules.CHECKS_LIMIT}, at=at)
    if reserved is None:
        raise Refused("Đã kiểm tra quá nhiều tệp không đúng từ nơi này. Hãy thử lại sau 15 phút.", "file")
    found = _match(paper, queries.digest_of(content))
    if found is not Match.OTHER:
        attempts.forgive(reserved)
    return found


def _match(paper: OfficialPaper, digest: str) -> Match:
    if _same(digest, paper.document.digest):
        return Match.ORIGINAL
    return Match.REPRINT if paper.reprints.filter(digest=digest).exists() else Match.OTHER


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one, other)
