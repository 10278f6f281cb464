"""Which land an office serves when, by lines of communes that followed one another, as docs/series.md says. Plain SQL."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from tests.recount.offices import rows

_ALWAYS, _NEVER = "0000-00-00", "9999-99-99"
SURE, UNSURE_IN, UNSURE_OUT, OUT = "sure", "unsure, put inside", "unsure, put outside", "out"


class Land:
    """All lines: old communes and what became of them, and departments and what became of them."""

    def __init__(self, tree):
        self.tree, self._known = tree, {}
        found = rows(
            "SELECT p.id, p.code, p.full_name, p.level, p.parent_id, p.valid_from, p.valid_to FROM offices_place p"
        )
        self._keys = {id: f"{code}/{str(first)[:7]}" if first else code for id, code, _, _, _, first, _ in found}
        self._life = {self._keys[id]: (str(first or _ALWAYS), str(last or _NEVER)) for id, *_, first, last in found}
        self.names = {self._keys[id]: name for id, _, name, *_ in found}
        self._level = {self._keys[id]: level for id, _, _, level, *_ in found}
        self._above = {self._keys[id]: self._keys.get(above) for id, _, _, _, above, _, _ in found}
        self._life |= {code: (one.first, one.last) for code, one in tree.offices.items() if one.kind == "department"}
        self.names |= {code: one.name for code, one in tree.offices.items()}
        self._split_off = set()
        self._lines(self._after())

    def _after(self):
        """What became of each commune and each department; notes what was only split off."""
        places = rows("SELECT predecessor_id, successor_id, extent FROM offices_placesuccession")
        moves = [(self._keys[old], self._keys[new], extent) for old, new, extent in places]
        moves = [move for move in moves if {self._level[key] for key in move[:2]} == {"commune"}]
        for old, new, extent in rows(
            "SELECT a.code, b.code, s.extent FROM offices_officesuccession s "
            "JOIN offices_office a ON a.id = s.predecessor_id JOIN offices_office b ON b.id = s.successor_id"
        ):
            if {self.tree.offices[code].kind for code in (old, new)} == {"department"}:
                moves.append((old, new, extent))
        after = {}
        for old, new, extent in moves:
            after.setdefault(old, []).append(new)
            if extent == "part":
                self._split_off.add((old, new))
        return after

    def _lines(self, after):
        """Walk from every unit that came of none to the last ones; a line belongs to each unit on it."""
        followed = {new for news in after.values() for new in news}
        units = [key for key in self._life if self._level.get(key, "commune") == "commune"]
        self._through = {key: set() for key in units}
        walks = [(key,) for key in units if key not in followed]
        while walks:
            walk = walks.pop()
            for new in after.get(walk[-1], ()):
                walks.append((*walk, new))
            if walk[-1] not in after:
                for key in walk:
                    self._through[key].add(walk)

    def covered(self, key, on):
        """Return the lines of a commune, a department, or a district as it was on a day or the nearest of its days."""
        if key in self._through:
            return self._through[key]
        if self._level.get(key) != "district":
            return set()
        first, last = self._life[key]
        then = min(max(on, first), last)
        return set().union(*(
            lines for one, lines in self._through.items()
            if self._above.get(one) == key and self._life[one][0] <= then <= self._life[one][1]
        ))  # fmt: skip

    def served(self, office, on):
        """Return the lines that an office serves on a day."""
        return self._remembered((office, on), lambda: self.covered(self._place(office), on))

    def _place(self, office):
        one = self.tree.offices[office]
        if one.tier != "province":
            return self._keys[one.place]
        return next((code for code in self.tree.above(office) if self.tree.offices[code].kind == "department"), "")

    def stands(self, asked, office, place, day):
        """Return where a dossier of an office belongs that was told with a place (or none), seen from the unit asked."""
        if asked == self.tree.root:
            return SURE
        on = self.since(day)
        return self._remembered((asked, office, place, on), lambda: self._stands(asked, office, place, on))

    def _stands(self, asked, office, place, on):
        wanted, served = self.served(asked, on), self.served(office, on)
        if served and served <= wanted:
            return SURE
        maybe = (self.covered(place, on) & served if place else None) or served
        inside = maybe & wanted
        if not inside:
            return OUT
        if inside == maybe:
            return SURE
        main = {line for line in maybe if not any(pair in self._split_off for pair in pairwise(line))} or maybe
        outside = main - wanted
        if len(main) - len(outside) == len(outside):
            return UNSURE_IN if sorted(main)[0] in wanted else UNSURE_OUT
        return UNSURE_IN if len(main & wanted) > len(outside) else UNSURE_OUT

    def bearers(self, asked, on):
        """Return [(office, whether only a part of it)] of who bears a series on a day: sure ones by their top, in parts."""
        there = [
            code for code in self.tree.in_being(on, on) if self.tree.offices[code].kind in ("committee", "department")
        ]  # fmt: skip
        stands = {code: self.stands(asked, code, None, on) for code in there}
        whole = {code for code in there if stands[code] == SURE}
        tops = [(code, False) for code in whole if self.tree.offices[code].parent not in whole]
        return sorted(tops + [(code, True) for code in there if stands[code] in (UNSURE_IN, UNSURE_OUT)])

    @cached_property
    def cuts(self):
        """The days on which a commune, a district or a department begins, or no longer is."""
        lives = [life for key, life in self._life.items() if self._level.get(key) != "province"]
        ends = {str(date.fromisoformat(last) + timedelta(1)) for _, last in lives if last != _NEVER}
        return sorted({_ALWAYS} | {first for first, _ in lives} | ends)

    def since(self, day):
        """Return the day from which on nothing changed until a day."""
        return max(cut for cut in self.cuts if cut <= day)

    def _remembered(self, key, made):
        if key not in self._known:
            self._known[key] = made()
        return self._known[key]
