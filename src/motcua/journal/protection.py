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
    "Tạo một vai trò khác chỉ để phục vụ (CREATE ROLE … LOGIN PASSWORD …), đặt nó vào MOTCUA_DATABASE_URL, rồi chạy "
    "«motcua init» với MOTCUA_DATABASE_OWNER_URL là vai trò chủ các bảng: xem «Chạy cho một tỉnh» trong README.vi.md."
)
_EXCESS = """
SELECT verb || ' ' || name FROM unnest(%(tables)s::text[]) name, unnest(%(verbs)s::text[]) verb
WHERE has_table_privilege(name, verb)
UNION SELECT 'UPDATE (' || attname || ') ' || relname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE attrelid = ANY (%(tables)s::regclass[]) AND attnum > 0 AND NOT attisdropped
AND relname || '.' || attname <> ALL (%(moved)s::text[])
AND has_column_privilege(attrelid, attnum, 'UPDATE') AND NOT has_table_privilege(attrelid, 'UPDATE')
UNION SELECT 'OWN ' || relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE pg_class.oid = ANY (%(tables)s::regclass[])
AND (pg_has_role(relowner, 'MEMBER') OR pg_has_role(nspowner, 'MEMBER'))
ORDER BY 1
"""
_MOVED = ["journal_subject.count", "journal_subject.head", "journal_series.last"]


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
    """Return what the connected role could do to the journal but should not, such as "UPDATE journal_entry".

    "OWN journal_entry" stands for a role that owns the table or its schema, belongs to their owner, or is a superuser:
    it could give itself every other right back.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        values = {"tables": list(_JOURNAL), "verbs": ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER"], "moved": _MOVED}
        cursor.execute(_EXCESS, values)
        return [row[0] for row in cursor.fetchall()]


def refuse_excess() -> None:
    """Raise Refused, naming what to do, when the connected role could change or remove what the journal holds."""
    found = excess()
    if found:
        raise Refused(
            f"Vai trò «{connection.settings_dict['USER']}» của MOTCUA_DATABASE_URL sửa hoặc xóa được nhật ký "
            f"({', '.join(found[:3])}{', …' if len(found) > 3 else ''}). {ADVICE}"
        )


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
