"""One move for many cases at once: each its own transaction and entry, and one bad case does not stop the rest."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from motcua.casework import actions, queries, rules
from motcua.casework.results import VerifyUrl
from motcua.core.errors import Phrase, Refused
from motcua.people.models import Account
from motcua.people.rules import Ability, Who, may

MOVES = ("accept", "assign", "approve", "return_result")
MOST = 200
_UNKNOWN = Phrase("Không có hồ sơ mang mã này ở cơ quan của bạn.")
_NOT_YOURS = Phrase("Bạn không có quyền làm bước này với hồ sơ này.")
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

    `who` must be able to for every case by herself; `officer` is who gets the cases that are assigned,
    `verify_url` as for `actions.approve`. Not inside a
    transaction: what is done stays done, whatever happens to the rest. Raises Refused for too many or another move.
    """
    if name not in MOVES or len(chosen) > MOST:
        raise Refused(Phrase("Mỗi lần làm được tối đa %(most)s hồ sơ, với các bước ghi trên trang.", most=MOST))
    more: dict[str, dict[str, Any]] = {"assign": {"officer": officer}, "approve": {"verify_url": verify_url}}
    return [_one(name, code, seen, who, by, at, more.get(name, {})) for code, seen in chosen]


def _one(name: str, code: str, seen: int, who: Who, by: Account, at: datetime, given: dict[str, Any]) -> Outcome:
    case = queries.by_code(code)
    if case is None or not may(who, Ability.SEE_CASE, queries.thing(case)):
        return Outcome(code, False, _UNKNOWN)
    move = rules.find(name, queries.state(case, at))
    if move is not None and not may(who, move.who, queries.thing(case)):
        return Outcome(code, False, _NOT_YOURS)
    try:
        getattr(actions, name)(case=case, by=by, at=at, seen=seen, **given)
    except Refused as refused:
        return Outcome(case.dossier.code, False, refused.message)
    except DatabaseError:
        _log.exception("a case of many failed")
        return Outcome(case.dossier.code, False, _FAILED)
    return Outcome(case.dossier.code, True)
