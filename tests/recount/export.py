"""What `motcua journal export` prints, read again: how every subject stood at any moment."""

from __future__ import annotations

import json

from click.testing import CliRunner

from motcua.site.command import main


def lines(*options):
    """Return the parsed lines of an export."""
    result = CliRunner().invoke(main, ["journal", "export", *options], catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


class Journal:
    """An export by subject: its entries in the order of their numbers, each as (line, body)."""

    def __init__(self, exported):
        self.entries = {}
        for line in sorted(exported, key=lambda line: (line["subject"], line["number"])):
            self.entries.setdefault(line["subject"], []).append((line, json.loads(line["body"])))

    def last(self, kind, until=None):
        """Return the last facts of each subject of a kind ("dossier") by its key, from what was recorded by a moment.

        `until` is a day, to its end; None: all. What it did to offices (`offices_touched`) is told apart.
        """
        found = {}
        for subject, entries in self.entries.items():
            if not subject.startswith(f"{kind}/"):
                continue
            for line, body in entries:
                if (
                    "facts" in body
                    and line["kind"] != "offices_touched"
                    and (until is None or line["recorded_at"][:10] <= until)
                ):
                    found[subject.partition("/")[2]] = body["facts"]
        return found

    def first(self, kind):
        """Return the facts of the first entry of each subject of a kind."""
        return {
            subject.partition("/")[2]: entries[0][1].get("facts", {})
            for subject, entries in self.entries.items()
            if subject.startswith(f"{kind}/")
        }

    def told(self, kind, *names):
        """Yield (key of the subject, line, body) of the entries of a kind of subject with one of these names."""
        for subject, entries in self.entries.items():
            if subject.startswith(f"{kind}/"):
                for line, body in entries:
                    if line["kind"] in names:
                        yield subject.partition("/")[2], line, body
