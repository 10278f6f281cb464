"""How far a snapshot of the database sees into the journal, so that later it is known what it saw."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection


class Horizon(NamedTuple):
    """What was visible: entries of earlier epochs, and of this one what `transactions` had committed.

    `transactions` is PostgreSQL's own text of a snapshot, "xmin:xmax:running,running"; "" on SQLite, where one writer
    numbers entries in the order in which they commit and `entry_id` is the last.
    """

    epoch: int
    entry_id: int
    transactions: str

    def saw(self, epoch: int, transaction_id: int, entry_id: int) -> bool:
        """Return whether an entry was visible."""
        if epoch != self.epoch:
            return epoch < self.epoch
        if not self.transactions:
            return entry_id <= self.entry_id
        lowest, highest, running = self.transactions.split(":")
        if transaction_id < int(lowest):
            return True
        return transaction_id < int(highest) and str(transaction_id) not in running.split(",")

    def told(self) -> dict[str, Any]:
        """Return it as values of canonical JSON; `Horizon(**told)` reads them."""
        return self._asdict()


def here() -> Horizon:
    """Return how far this transaction sees. One statement; exact within `queries.snapshot`."""
    running = "pg_current_snapshot()::text" if connection.vendor == "postgresql" else "''"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(number) FROM journal_epoch), 1), "
            f"coalesce((SELECT max(id) FROM journal_entry), 0), {running}"
        )
        return Horizon(*cursor.fetchone())
