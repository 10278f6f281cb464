"""The tree of offices, read by plain SQL: the journal names offices by code only."""

from __future__ import annotations

from collections import namedtuple

from django.db import connection

Office = namedtuple("Office", "code name kind tier parent first last place")
_ALWAYS, _NEVER = "0000-00-00", "9999-99-99"


def rows(statement, *values):
    """Return the rows of a statement, days as text."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


class Tree:
    """All offices by code, as they ever were."""

    def __init__(self):
        found = rows(
            "SELECT o.code, o.short_name, o.kind, o.tier, p.code, o.valid_from, o.valid_to, o.place_id "
            "FROM offices_office o LEFT JOIN offices_office p ON p.id = o.parent_id"
        )
        self.offices = {
            code: Office(code, name, kind, tier, parent, str(first or _ALWAYS), str(last or _NEVER), place)
            for code, name, kind, tier, parent, first, last, place in found
        }
        (self.root,) = (code for code, one in self.offices.items() if one.parent is None)
        self.successors = {}
        for old, new in rows(
            "SELECT a.code, b.code FROM offices_officesuccession s JOIN offices_office a ON a.id = s.predecessor_id "
            "JOIN offices_office b ON b.id = s.successor_id"
        ):
            self.successors.setdefault(old, set()).add(new)
        self._below = {code: set() for code in self.offices}
        for code in self.offices:
            for above in self.above(code):
                self._below[above].add(code)

    def above(self, code):
        """Yield an office and all above it, upwards."""
        while code is not None:
            yield code
            code = self.offices[code].parent

    def below(self, code):
        """Return an office and all that was ever below it."""
        return self._below[code]

    def in_being(self, first, last):
        """Return the codes of the offices that were there at some time of a period."""
        return {code for code, one in self.offices.items() if one.first <= last and first <= one.last}

    def compared(self, top, tier, first, last):
        """Return what a table of a tier under an office compares; without a tier, what is directly below it."""
        there = self.in_being(first, last) & self.below(top)
        if tier is None:
            return {code for code in there if self.offices[code].parent == top} or {top}
        kind = "department" if tier == "province" else "committee"
        return {code for code in there if (self.offices[code].tier, self.offices[code].kind) == (tier, kind)}
