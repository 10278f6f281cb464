"""Keeping entries as they are: triggers on SQLite (against accidents), missing privileges on PostgreSQL."""

from __future__ import annotations

from django.db import connection

_TRIGGERS = {"UPDATE": "entry_is_never_updated", "DELETE": "entry_is_never_deleted"}


def protect() -> None:
    """Install the triggers (SQLite). On PostgreSQL use `grant` for the role that serves; the owner keeps all."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for verb, name in _TRIGGERS.items():
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON journal_entry "
                "BEGIN SELECT raise(ABORT, 'mục ghi của nhật ký không được sửa hay xóa'); END"
            )


def unprotect() -> None:
    """Remove the triggers (SQLite): for tests that play the attacker, and for moving a database."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name in _TRIGGERS.values():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def grant(role: str) -> None:
    """Give a PostgreSQL role what serving needs: everything, but entries can only be read and inserted."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON journal_entry FROM {name}")
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON journal_epoch FROM {name}")
