"""Petitions for tests, made by their own actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from motcua.correspondence.petitions import actions
from motcua.correspondence.petitions.actions import PUBLISH, Taken
from motcua.correspondence.petitions.models import Petition
from motcua.offices.models import Office
from motcua.people.models import Account
from tests.factories import NOW

TAKEN = {
    "source": "counter", "title": "Chờ lâu ở quầy", "words": "Tôi là Lê Thị Mận, chờ ba giờ.", "name": "Lê Thị Mận",
    "phone": "0912000111",
}  # fmt: skip
PUBLIC = {"title": "Chờ lâu ở quầy", "words": "Chờ ba giờ.", "answer": "Đã thêm người."}


def make_petition(
    office: Office, stage: str = "open", *, by: Account | None = None, at: datetime = NOW, simulated: bool = False,
    received_at: datetime | None = None, withheld: str = "", sender: Account | None = None, **taken: Any,
) -> Petition:  # fmt: skip
    """A petition brought to a stage by the moves themselves, all of them at `at`; `sender` sends it with her e-ID."""
    if sender:
        taken = {"source": "eid", "name": sender.full_name, **taken}
    made = actions.receive(
        taken=Taken(**{**TAKEN, **taken}),
        office=office,
        by=sender or by,
        at=at,
        received_at=received_at,
        own=bool(sender),
        simulated=simulated,
    )
    given: dict[str, Any] = {"petition": made, "by": by, "at": at}
    if stage == "refused":
        return actions.refuse(**given, reason="Gửi Sở Xây dựng.")
    if stage == "supplement_asked":
        return actions.ask_supplement(**given, request="Ở quầy nào?", until=(at + timedelta(5)).date())
    if stage in ("answered", "published"):
        made = actions.answer(**given, words="Đã thêm người.", publication=withheld or PUBLISH)
    return actions.publish(**{**given, "petition": made}, **PUBLIC, checked=True) if stage == "published" else made
