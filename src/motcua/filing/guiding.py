"""How far a guided filing has come, in steps, and who may be guided by whom. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from motcua.core.text import fold

OPEN_FOR = timedelta(minutes=30)
KEPT_UNUSED, KEPT_USED = timedelta(hours=1), timedelta(days=1)
MOST_OPEN = 20
DIGITS = 8


class Stage(StrEnum):
    """Where a guided filing stands, as the helper sees it; in the order in which they come."""

    WAITING = "waiting"
    SCANNED = "scanned"
    SIGNED_IN = "signed_in"
    FILLING = "filling"
    PAPERS = "papers"
    CHECKING = "checking"
    SENT = "sent"
    ALONE = "alone"  # she said no, or took the helper off her filing: nothing more is shown
    EXPIRED = "expired"
    DISCARDED = "discarded"


ENDED = frozenset({Stage.SENT, Stage.ALONE, Stage.EXPIRED, Stage.DISCARDED})


@dataclass(frozen=True, slots=True)
class Guided:
    """What the helper sees of a guided filing: never an answer.

    `done` of `pages` pages; `page` is the title of the next one, "" when it stands there only because of an answer;
    `paper` is the first required paper that nothing is attached for; `code` that of the dossier, once sent.
    """

    stage: Stage
    done: int = 0
    pages: int = 0
    page: str = ""
    paper: str = ""
    code: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.stage in ENDED


def before_draft(
    *, scanned: bool, signed_in: bool, agreed: bool | None, expires_at: datetime, at: datetime
) -> Stage | None:
    """Return the stage of an invitation that has no draft to be followed; None: she agreed, look at the draft."""
    if agreed:
        return None
    if agreed is False:
        return Stage.ALONE
    if at >= expires_at:
        return Stage.EXPIRED
    return Stage.SIGNED_IN if signed_in else Stage.SCANNED if scanned else Stage.WAITING


def in_draft(*, done: int, pages: int, papers_missing: bool) -> Stage:
    """Return the stage of a draft that was not sent."""
    if done < pages:
        return Stage.FILLING
    return Stage.PAPERS if papers_missing else Stage.CHECKING


def one_name(helper: str, filer: str) -> bool:
    """Return whether two accounts may be one person: officers' accounts know no personal number, only a name."""
    return fold(helper) == fold(filer)
