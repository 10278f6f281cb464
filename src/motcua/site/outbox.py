"""Sending what waits: a line of the worker for each medium, which rests when its gateway is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from motcua.adoption.difficulties import group
from motcua.adoption.difficulties.group import GroupSender
from motcua.core import clock
from motcua.correspondence import actions, sending
from motcua.correspondence.messages import Links
from motcua.correspondence.rules import Medium
from motcua.correspondence.sending import GatewayAway, Sender, Undelivered
from motcua.web.shared import addresses

LINKS = Links(addresses.dossier, addresses.rating)
TURN_SECONDS = 1.0
"""How long one medium may send before the others have their turn."""
SHORTEST_REST, LONGEST_REST = 1.0, 300.0
GROUP_SECONDS = 300.0
log = logging.getLogger(__name__)


class Line:
    """Sends the messages of one medium. A gateway that is away is left alone, longer each time it still is."""

    def __init__(self, medium: Medium, sender: Sender, *, rest: float = SHORTEST_REST) -> None:
        self.medium, self.sender, self.rest = medium, sender, rest
        self.failures = 0
        self._closed_until = 0.0

    def turn(self) -> int:
        """Send what is due, for about a second; return how many messages went or were given up."""
        done, end = 0, time.monotonic() + TURN_SECONDS
        while time.monotonic() < end and time.monotonic() >= self._closed_until:
            try:
                if not actions.send_next(medium=self.medium, sender=self.sender, links=LINKS, at=clock.now()):
                    break
            except GatewayAway as away:
                self._close(away)
                break
            done, self.failures = done + 1, 0
        return done

    def _close(self, away: GatewayAway) -> None:
        seconds = min(self.rest * 2 ** min(self.failures, 12), LONGEST_REST)
        self.failures += 1
        self._closed_until = time.monotonic() + seconds
        log.warning("«%s»: %s Thử lại sau %d giây.", self.medium.value, away, seconds)


def readers() -> dict[str, Callable[[], int]]:
    """Return the lines of the media for which settings name a sender. Raises Refused as `sending.sender` does."""
    made = {medium: sending.sender(medium) for medium in Medium}
    lines = {f"messages-{medium}": Line(medium, found).turn for medium, found in made.items() if found}
    carrier = group.sender()
    return {**lines, **({"group": GroupLine(carrier).turn} if carrier else {})}


class GroupLine:
    """Posts the day's digest to the chat group of the staff; looks now and then whether it is due."""

    def __init__(self, carrier: GroupSender) -> None:
        self.carrier = carrier
        self._next = 0.0

    def turn(self) -> int:
        """Post what is due; return how many went."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + GROUP_SECONDS
        try:
            return int(group.post_due(carrier=self.carrier, link=addresses.page, at=clock.now()))
        except Undelivered as away:
            log.warning("Tin tóm tắt cho nhóm: %s Thử lại sau.", away)
            return 0
