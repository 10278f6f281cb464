"""What the page of a case shows of what was said about it: questions, notes, messages, how it went."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from motcua.casework import queries as cases
from motcua.casework.models import Case
from motcua.correspondence import queries, sending
from motcua.correspondence.models import Message
from motcua.correspondence.rules import Medium, MessageState, masked
from motcua.people.rules import Ability, may
from motcua.web.shared.access import Request
from motcua.web.shared.jinja import show_moment

_TONES = {"waiting": "wait", "sent": "good", "refused": "bad", "expired": "bad", "no_sender": ""}
Line = tuple[str, str, str, str, str, str, str, str]
"""(what it was about, medium, masked address, when, which text, state, its tone, what went wrong)."""


def shown(request: Request, found: Case) -> dict[str, Any]:
    """Return questions, notes, messages and rating of a case, and whether this person may talk. Five statements."""
    names = {medium: sending.name(medium) for medium in Medium}
    asked = queries.questions(found)
    return {
        "questions": asked, "waiting": [one for one in asked if one.by_filer and one.answered_at is None],
        "unseen": {one.pk for one in asked if _is_new(one)},
        "notes": queries.notes(found), "messages": [_line(one, names) for one in queries.messages(found)],
        "rating": queries.rating(found),
        "may_talk": may(request.who, Ability.TALK, cases.thing(found)),
    }  # fmt: skip


def _is_new(one: Any) -> bool:
    return one.seen_at is None if one.by_filer else one.answered_at is not None and one.answer_seen_at is None


def _line(one: Message, names: dict[Medium, str]) -> Line:
    state = MessageState(one.state)
    when = show_moment(one.sent_at or one.made_at)
    version = _("mẫu số %(number)s") % {"number": one.template} if one.template else _("mẫu có sẵn")
    return (
        _(str(one.get_occasion_display())), _(names[Medium(one.medium)]), masked(one.address), when, version,
        _(str(state.label)), _TONES[state], one.trouble,
    )  # fmt: skip
