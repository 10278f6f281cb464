"""A draft under the hand of its owner: locked, saved, and what is on its way to it. For the actions of this room."""

from __future__ import annotations

from datetime import datetime

from motcua.core.errors import Forbidden, Phrase, Refused
from motcua.filing import queries, rules
from motcua.filing.models import Draft
from motcua.people.models import Account
from motcua.records import actions as records

_DISCARDED = Phrase("Hồ sơ nháp này không còn, có thể đã bị bỏ ở một cửa sổ khác. Xem lại ở «Hồ sơ của tôi».")
_SENT = Phrase("Hồ sơ đã được gửi, không sửa được nữa. Xem lại ở «Hồ sơ của tôi».")


def lock(draft: Draft, by: Account) -> Draft:
    """Return a draft that may still be changed, locked until commit. Raises Refused once it was sent, Forbidden."""
    held = locked(draft.key, by)
    if held.dossier_id is not None:
        raise Refused(_SENT)
    return held


def locked(key: str, by: Account) -> Draft:
    """Return the draft with this key, locked until commit. Raises Refused, and Forbidden for another person's."""
    held = queries.locked_draft(key)
    if held is None:
        raise Refused(_DISCARDED)
    if held.account_id != by.pk:
        raise Forbidden
    return held


def discard_unfinished(held: Draft) -> None:
    """Throw away the files of which only parts have arrived."""
    if held.unfinished:
        records.discard_uploads(subject=rules.draft_subject(held.key))


def save(draft: Draft, at: datetime, *names: str) -> Draft:
    """Save some fields of a draft, and when."""
    draft.saved_at = at
    draft.save(update_fields=[*names, "saved_at"])
    return draft
