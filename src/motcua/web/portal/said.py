"""What a citizen's page of her dossier shows of what was said about it; looking at it notes that she has seen it."""

from __future__ import annotations

from typing import Any

from motcua.casework.models import Case
from motcua.casework.rules import Status
from motcua.core import clock
from motcua.correspondence import actions, queries, ratings
from motcua.correspondence.models import Question
from motcua.correspondence.rules import Satisfaction


def shown(case: Case) -> dict[str, Any]:
    """Return questions, what is new in them, and the question how it went when it may be asked."""
    asked = queries.questions(case)
    unseen = {one.pk for one in asked if _is_new(one)}
    if unseen:
        actions.see(case=case, by_filer=True, at=clock.now())
    rating = queries.rating(case) if case.status == Status.RETURNED else None
    return {
        "questions": asked, "unseen": unseen, "rating": rating,
        "asked_of_her": [one for one in asked if not one.by_filer and one.answered_at is None],
        "rate_by": ratings.token(case.pk) if case.status == Status.RETURNED and rating is None else "",
        "answers": Satisfaction.choices,
    }  # fmt: skip


def _is_new(one: Question) -> bool:
    return one.answered_at is not None and one.answer_seen_at is None if one.by_filer else one.seen_at is None
