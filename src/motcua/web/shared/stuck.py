"""What pages of officers say about being stuck: which pages there are, and what is known about a procedure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from motcua.adoption.difficulties import queries
from motcua.adoption.models import KnownSolution
from motcua.catalogue.models import ProcedureVersion
from motcua.core import clock
from motcua.people.rules import Ability, may
from motcua.web.shared.access import Request
from motcua.web.shared.navigation import address

_PAGES = (
    (_("Của tôi"), "difficulties", Ability.RAISE_DIFFICULTY),
    (_("Cách gỡ đã biết"), "difficulty_solutions", Ability.RAISE_DIFFICULTY),
    (_("Cần trả lời"), "difficulties_to_answer", Ability.ANSWER_DIFFICULTY),
    (_("Lịch trực"), "difficulty_roster", Ability.ANSWER_DIFFICULTY),
    (_("Số liệu"), "difficulty_figures", Ability.SEE_FIGURES),
)


def tabs(request: Request, here: str) -> list[tuple[str, str, bool]]:
    """Return (words, address, whether it is this one) of the pages about difficulties that a person may open."""
    return [(str(words), address(name), name == here) for words, name, able in _PAGES if may(request.who, able)]


def known(version: ProcedureVersion) -> list[tuple[KnownSolution, bool]]:
    """Return what is known about a procedure, the newest first, and whether it is older than this version of it.

    One statement.
    """
    found = queries.solutions(version.procedure_id)
    return [(one, clock.local_day(one.kept_at) < version.valid_from) for one in found]
