"""After a test that commits, only the tables that it wrote to are emptied.

Django empties every table, on PostgreSQL by making the files of each and of all its indexes anew, and then tells every
room that it was migrated, which writes the names of all models and permissions again. Those no test changes: they stay.
"""

from __future__ import annotations

from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import TransactionTestCase

_KEPT = {"django_migrations", "django_content_type", "auth_permission"}
# What was deleted lies in the way of the tests that follow, so where that is more than a little, files are made anew.
# Who refers to a row goes with it: nobody need look that up, row by row. What was counted for plans (ANALYZE) is of the
# test that is over, and would mislead the next ones: only new files forget it.
_POSTGRES = """
DO $$ DECLARE
    own regclass[] := ARRAY(SELECT oid FROM pg_class WHERE relkind = 'r' AND relname <> ALL ('{kept}')
                            AND relnamespace = current_schema()::regnamespace);
    one record;
BEGIN
    IF current_setting('is_superuser') = 'off' OR EXISTS (
        SELECT FROM pg_constraint WHERE confrelid = ANY (own) AND pg_relation_size(confrelid) > 1048576
    ) OR EXISTS (SELECT FROM pg_class WHERE oid = ANY (own) AND reltuples >= 0) THEN
        EXECUTE 'TRUNCATE ' || array_to_string(own, ', ');
        RETURN;
    END IF;
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT name, pg_relation_size(name) AS size, EXISTS (SELECT FROM pg_constraint WHERE confrelid = name)
               AS referred FROM unnest(own) AS name WHERE pg_relation_size(name) > 0
    LOOP
        EXECUTE CASE WHEN one.size > 65536 AND NOT one.referred THEN 'TRUNCATE ' ELSE 'DELETE FROM ' END || one.name;
    END LOOP;
    SET LOCAL session_replication_role = origin;
END $$
"""


def install() -> None:
    """Let this be how those of Django's test cases end that commit."""
    TransactionTestCase._fixture_teardown = lambda self: empty()


def empty() -> None:
    """Take every row from every table of the product, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES.format(kept=f"{{{','.join(sorted(_KEPT))}}}"))
        else:
            connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), _written(cursor)))


def _written(cursor: Any) -> list[str]:
    names = sorted(set(connection.introspection.table_names(cursor)) - _KEPT)
    cursor.execute(f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})' for name in names)}")
    return [name for name, found in zip(names, cursor.fetchone(), strict=True) if found]
