"""Using again what a person has here: on her own draft, and for what is handed in at a counter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from motcua.casework import holdings
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.filing import actions as filing
from motcua.filing import rules as filing_rules
from motcua.filing.models import Again, Attachment, Dossier, Draft
from motcua.people.models import Account

_NOT_HERS = Phrase("Người nộp không có giấy tờ này, hoặc giấy tờ không còn hiệu lực. Hãy chọn giấy tờ khác.")


def reuse(*, draft: Draft, document: str, paper_position: int | None, by: Account, at: datetime) -> Attachment:
    """Attach a document that this person has here, named by its key, for one paper of her draft (None: something else).

    Raises Refused (at the paper's field) for one that she does not have, or that is not valid any more.
    """
    (again,) = chosen(person_id=by.person_id, picks=[(paper_position, document)])
    return filing.attach_again(draft=draft, again=again, by=by, at=at)


def chosen(*, person_id: int | None, picks: Iterable[tuple[int | None, str]]) -> list[Again]:
    """Return documents that a person has here as chosen for papers of a new dossier, for `register_received(again=)`.

    `picks` are (paper position, key of the document). Raises Refused (at the paper's field) for one that is not hers or
    not valid any more. The caller asks whether the officer may receive the dossier.
    """
    held = {one.document.key: one for one in holdings.of_person(person_id)}
    found = []
    for position, key in picks:
        if key not in held:
            raise Refused(_NOT_HERS, filing_rules.paper_field(position or 0))
        found.append(held[key].again(position))
    return found


def refuse_stale(dossier: Dossier) -> None:
    """Raise Invalid, by field, when a dossier uses something again that is not valid any more: taken back meanwhile."""
    errors: dict[str, str] = {
        filing_rules.paper_field(one.paper_position or 0): Phrase(
            "«%(name)s» không còn hiệu lực (đã thu hồi hoặc hồ sơ đã rút). Hãy bỏ ra và đính kèm giấy tờ khác.",
            name=one.document.name,
        )
        for one in holdings.stale(dossier)
    }
    if errors:
        raise Invalid(errors)
