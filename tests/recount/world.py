"""Everything that a recount looks at: the journal, the offices, and a leader's browser on the same database."""

from __future__ import annotations

import json
from copy import copy
from itertools import cycle, islice, product

from click.testing import CliRunner
from django.test import Client

from motcua.site.command import main
from tests.recount import dossiers
from tests.recount.export import Journal, lines
from tests.recount.offices import Tree
from tests.recount.screen import Screen


class World:
    """A province as its journal tells it, and the pages that are to say the same.

    `today` is the day of the pages ("YYYY-MM-DD"), `own` the offices of the leader whose browser `client` is, `periods`
    the stretches asked for. `thorough`: every combination of what a page may be asked for, else every value once.
    """

    def __init__(self, *, today, periods, client=None, own=(), thorough=False):
        self.today, self.periods, self.own, self.thorough = today, periods, own, thorough
        self.client = client or Client()
        self.read_again()

    def read_again(self):
        """Read the journal and the offices as they are now."""
        self.journal, self.tree = Journal(lines()), Tree()
        self.dossiers = self.journal.last("dossier")
        self._known, self._kept = {}, {}

    def once(self, name, made):
        """Return what was made under a name before, or make it."""
        if name not in self._kept:
            self._kept[name] = made()
        return self._kept[name]

    def asked(self, *ways):
        """Yield combinations of the values of several lists."""
        if self.thorough:
            yield from product(*ways)
        else:
            yield from islice(zip(*map(cycle, ways), strict=False), max(map(len, ways)))

    def open(self, address):
        """Return a page as the leader sees it."""
        return Screen(self.client.get(address))

    def run(self, *words):
        """Return what `motcua WORDS --format json` prints."""
        return json.loads(self.say(*words, "--format", "json"))

    def say(self, *words):
        """Return what `motcua WORDS` prints."""
        result = CliRunner().invoke(main, list(words), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    def known(self, day):
        """Return the facts of every dossier as they were known at the end of a day; None: as they are."""
        if day is None:
            return self.dossiers
        if day not in self._known:
            self._known[day] = self.journal.last("dossier", day)
        return self._known[day]

    def past(self, day):
        """Return the world as it was known at the end of a day."""
        found = copy(self)
        found.dossiers = self.known(day)
        return found

    def of(self, office, counts, width=2):
        """Return the numbers of an office with everything that was ever below it."""
        return dossiers.together(counts, self.tree.below(office), width)

    def reached(self, period):
        """Return the last day of a period, or today when it is not over: on it being late is judged."""
        return max(period[0], min(period[1], self.today))


def differences(told):
    """Return what a recount found to differ, and how many figures it compared, from (what, told, counted)."""
    found, compared = [], 0
    for what, said, counted in told:
        compared += 1
        if said != counted:
            found.append(f"{what}: the product says {said!r}, the journal {counted!r}")
    return found, compared
