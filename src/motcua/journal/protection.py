"""Keeping entries as they are: triggers on SQLite (against accidents), missing privileges on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import connection

from motcua.core.errors import Refused

_TRIGGERS = {
    "entry_is_never_updated": "BEFORE UPDATE ON journal_entry",
    "entry_is_never_deleted": "BEFORE DELETE ON journal_entry",
    "subject_is_never_deleted": "BEFORE DELETE ON journal_subject",
    "series_is_never_deleted": "BEFORE DELETE ON journal_series",
}
_JOURNAL = {
    "journal_entry": "SELECT, INSERT",
    "journal_epoch": "SELECT, INSERT",
    "journal_subject": "SELECT, INSERT, UPDATE (count, head)",
    "journal_series": "SELECT, INSERT, UPDATE (last)",
}


ADVICE = (
    "vai trò của cơ sở dữ liệu này sửa và xóa được nhật ký. Dùng hai vai trò: xem MOTCUA_DATABASE_OWNER_URL trong "
    "docs/settings.md."
)


def protect() -> None:
    """Install the triggers (SQLite). On PostgreSQL use `grant` for the role that serves; the owner keeps all."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name, when in _TRIGGERS.items():
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {name} {when} "
                "BEGIN SELECT raise(ABORT, 'nhật ký không được sửa hay xóa'); END"
            )


def unprotect() -> None:
    """Remove the triggers (SQLite): for tests that play the attacker, and for moving a database."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def grant(role: str) -> None:
    """Give a PostgreSQL role what serving needs and take everything else from it. Run as the owner of the tables.

    Entries and epochs: read and insert. Subjects and series: also move the count, head and last number. What Django
    keeps about itself: read. Everything else: read and write. Raises Refused when there is no such role, or when its
    rights could not be limited because it owns the tables or is a superuser.
    """
    with connection.cursor() as cursor:
        _refuse_unlimited(cursor, role)
        name = connection.ops.quote_name(role)
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
        for table in connection.introspection.table_names(cursor):
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {quoted} FROM {name}")
            cursor.execute(f"GRANT {_rights(table)} ON {quoted} TO {name}")


def excess() -> list[str]:
    """Return what the connected role could do to the journal but should not, such as "UPDATE journal_entry"."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verb || ' ' || name FROM unnest(%s::text[]) name, unnest(%s::text[]) verb "
            "WHERE has_table_privilege(name, verb) ORDER BY 1",
            [list(_JOURNAL), ["UPDATE", "DELETE", "TRUNCATE"]],
        )
        return [row[0] for row in cursor.fetchall()]


def _rights(table: str) -> str:
    if table.startswith(("django_migrations", "django_content_type", "auth_")):
        return "SELECT"
    return _JOURNAL.get(table, "SELECT, INSERT, UPDATE, DELETE")


def _refuse_unlimited(cursor: Any, role: str) -> None:
    cursor.execute(
        "SELECT rolsuper, oid = (SELECT relowner FROM pg_class WHERE oid = 'journal_entry'::regclass) "
        "FROM pg_roles WHERE rolname = %s",
        [role],
    )
    found = cursor.fetchone()
    if found is None:
        raise Refused(f"Chưa có vai trò «{role}» trong PostgreSQL: tạo bằng CREATE ROLE … LOGIN PASSWORD … trước.")
    if any(found):
        raise Refused(f"Vai trò «{role}» là chủ bảng hoặc superuser, không giới hạn được: dùng một vai trò khác.")
