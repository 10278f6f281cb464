"""One move for many cases at once: each its own transaction and entry, and one bad case does not stop the rest."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction

from motcua.casework import actions, queries, rules
from motcua.casework.models import BulkRun
from motcua.casework.papers.results import VerifyUrl
from motcua.core.errors import Phrase, Refused
from motcua.filing import queries as filing
from motcua.people.models import Account
from motcua.people.rules import Ability, Who, may

MOVES = ("accept", "assign", "approve", "return_result")
MOST = 200
KEPT = timedelta(days=7)
_UNKNOWN = Phrase("Không có hồ sơ mang mã này ở cơ quan của bạn.")
_NOT_YOURS = Phrase("Bạn không có quyền làm bước này với hồ sơ này.")
_BY_ANOTHER = Phrase("Người khác nộp thay: mở hồ sơ này, đối chiếu giấy tờ về việc nộp thay rồi tiếp nhận.")
_FAILED = Phrase("Máy chủ gặp lỗi ở hồ sơ này; hồ sơ giữ nguyên. Hãy làm lại sau.")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: done, or why not."""

    code: str
    done: bool
    reason: str = ""


def move_each(
    *,
    name: str,
    chosen: Sequence[tuple[str, int]],
    who: Who,
    by: Account,
    at: datetime,
    officer: Account | None = None,
    verify_url: VerifyUrl | None = None,
) -> list[Outcome]:
    """Make the move `name` (one of `MOVES`) for each (dossier code, `seen`), at most 200, and say what came of each.

    `who` must be able to for every case by herself; `officer` is who gets the cases that are assigned, `verify_url` as
    for `actions.approve`. What somebody filed for another is accepted one by one: its paper of authority is to be read.
    Not inside a transaction: what is done stays done, whatever happens to the rest. Raises Refused for too many or
    another move.
    """
    _check(name, chosen)
    more: dict[str, dict[str, Any]] = {"assign": {"officer": officer}, "approve": {"verify_url": verify_url}}
    return [_one(name, code, seen, who, by, at, more.get(name, {})) for code, seen in chosen]


@transaction.atomic
def start(
    *, name: str, chosen: Sequence[tuple[str, int]], by: Account, at: datetime, officer: Account | None = None
) -> BulkRun:
    """Keep what is to be done, so that it can go on after whatever interrupts it. Raises Refused as `move_each` does.

    What this account did some time ago is forgotten.
    """
    _check(name, chosen)
    BulkRun.objects.filter(account=by, started_at__lt=at - KEPT).delete()
    return BulkRun.objects.create(move=name, chosen=chosen, account=by, started_at=at, officer=officer)


def go_on(
    *, run: BulkRun, who: Who, by: Account, at: datetime, verify_url: VerifyUrl | None = None, most: int = MOST
) -> BulkRun:
    """Make the move of a run for the next `most` of its cases and keep what came of them. Raises as `move_each` does.

    Two windows may do this at once, and what was interrupted is done again: a case that moved already in this run
    counts as done.
    """
    known = {code for code, *_rest in run.outcomes}
    rest = [(code, seen) for code, seen in run.chosen if code not in known][:most]
    outcomes = move_each(
        name=run.move, chosen=rest, who=who, by=by, at=at, officer=run.officer, verify_url=verify_url
    )  # fmt: skip
    seen = dict(rest)
    made = queries.made_in_run(run, [one.code for one in outcomes if not one.done])
    told = [
        [one.code, True, "", {}] if one.done or (one.code, seen.get(one.code, 0) + 1) in made
        else [one.code, False, *_words(one.reason)] for one in outcomes
    ]  # fmt: skip
    with transaction.atomic():
        held = BulkRun.objects.select_for_update(of=("self",)).select_related("officer").get(pk=run.pk)
        known = {code for code, *_rest in held.outcomes}
        held.outcomes = [*held.outcomes, *(one for one in told if one[0] not in known)]
        if len(held.outcomes) >= len(held.chosen):
            held.finished_at = held.finished_at or at
        held.save(update_fields=["outcomes", "finished_at"])
    return held


def outcomes_of(run: BulkRun) -> list[Outcome]:
    """Return what came of the cases of a run that are done with; what was refused stands first."""
    found = [Outcome(code, done, phrase(words, values)) for code, done, words, values in run.outcomes]
    return sorted(found, key=lambda one: one.done)


def _check(name: str, chosen: Sequence[tuple[str, int]]) -> None:
    if name not in MOVES or len(chosen) > MOST:
        raise Refused(Phrase("Mỗi lần làm được tối đa %(most)s hồ sơ, với các bước ghi trên trang.", most=MOST))


def _words(reason: str) -> tuple[str, dict[str, Any]]:
    """Return words and values of a refusal as they are kept; words inside of words are kept alike."""
    if not isinstance(reason, Phrase):
        return reason, {}
    values = {
        name: list(_words(value)) if isinstance(value, Phrase) else str(value) for name, value in reason.values.items()
    }
    return reason.words, values


def phrase(words: str, values: dict[str, Any]) -> str:
    """Return the words of a refusal as a page can say them in any language, from what was kept of them."""
    if not values:
        return words
    return Phrase(
        words, **{name: phrase(*value) if isinstance(value, list) else value for name, value in values.items()}
    )


def _one(name: str, code: str, seen: int, who: Who, by: Account, at: datetime, given: dict[str, Any]) -> Outcome:
    case = queries.by_code(code)
    if case is None or not may(who, Ability.SEE_CASE, queries.thing(case)):
        return Outcome(code, False, _UNKNOWN)
    move = rules.find(name, queries.state(case, at))
    if move is not None and not may(who, move.who, queries.thing(case)):
        return Outcome(code, False, _NOT_YOURS)
    if name == "accept" and filing.on_behalf(case.dossier) is not None:
        return Outcome(case.dossier.code, False, _BY_ANOTHER)
    try:
        getattr(actions, name)(case=case, by=by, at=at, seen=seen, **given)
    except Refused as refused:
        return Outcome(case.dossier.code, False, refused.message)
    except DatabaseError:
        _log.exception("a case of many failed")
        return Outcome(case.dossier.code, False, _FAILED)
    return Outcome(case.dossier.code, True)
