"""Links of example.vn, a person who can be reached, and a sender that keeps what it is given."""

from __future__ import annotations

from motcua.correspondence import actions
from motcua.correspondence.messages import Links
from motcua.correspondence.rules import Medium
from motcua.people.models import Account, Person
from tests.factories import NOW, make_citizen

LINKS = Links(lambda code: f"https://example.vn/ho-so/{code}/", lambda token: f"https://example.vn/danh-gia/{token}/")


class Keeper:
    """A sender that hands everything to a list; `failing` is raised instead, once for each that it holds."""

    name = ""

    def __init__(self, *failing: Exception) -> None:
        self.failing, self.sent = list(failing), []

    def send(self, message):
        if self.failing:
            raise self.failing.pop(0)
        self.sent.append(message)
        return f"number {len(self.sent)}"


def reachable(**fields) -> Account:
    """A citizen whose e-ID gives an e-mail address and a telephone number."""
    account = make_citizen(**fields)
    Person.objects.filter(id=account.person_id).update(email="man@example.vn", phone="0912000111")
    account.refresh_from_db()
    return account


def follow(at=NOW) -> int:
    """Read the journal to its end; return how many entries were read."""
    read = 0
    while found := actions.follow(links=LINKS, at=at):
        read += found
    return read


def send_all(keeper, at=NOW, medium=Medium.EMAIL) -> int:
    """Send what is due at a moment; return how many messages were taken."""
    taken = 0
    while actions.send_next(medium=medium, sender=keeper, links=LINKS, at=at):
        taken += 1
    return taken
