"""Make a simulated province many times as large, by copying its persons, dossiers and cases inside PostgreSQL.

    python -m bench.multiply TIMES

Every copy has a person and a code of its own and comes in the order of time; offices, procedures, days, statuses and
officers are drawn as the simulation drew them, so what is open grows with the province. The journal is not copied: the
pages that are measured on such a province do not read it.
"""

from __future__ import annotations

import json
import sys

from django.db import connection

_COPIES = "generate_series(1, %(times)s - 1) AS n(k)"
_ID = "'099' || lpad((substr(p.personal_id, 4)::bigint + k * 1000000)::text, 9, '0')"
# A further number in the code of the office: every copy is in a series of its own.
_CODE = "regexp_replace(d.code, '-', '.' || k || '-')"
_OFFICE = "lower(split_part(d.code, '-', 1))"


def multiply(times: int) -> int:
    """Copy everything so many times less one, and return how many cases there are."""
    with connection.cursor() as cursor:
        last = {}
        for table in ("people_person", "filing_dossier", "casework_case"):
            cursor.execute(f"SELECT max(id) FROM {table}")
            last[table] = cursor.fetchone()[0]
        person, dossier, case = last["people_person"], last["filing_dossier"], last["casework_case"]
        changed = {
            "people_person": {"id": f"{person} + p.id * (%(times)s - 1) + k", "personal_id": _ID},
            "filing_dossier": {
                "id": f"{dossier} + d.id * (%(times)s - 1) + k", "code": _CODE,
                "applicant_id": f"{person} + d.applicant_id * (%(times)s - 1) + k",
            },
            "casework_case": {
                "id": f"{case} + c.id * (%(times)s - 1) + k",
                "dossier_id": f"{dossier} + c.dossier_id * (%(times)s - 1) + k",
            },
        }  # fmt: skip
        for table, alias in (("people_person", "p"), ("filing_dossier", "d"), ("casework_case", "c")):
            columns = _columns(cursor, table)
            values = ", ".join(changed[table].get(name, f"{alias}.{name}") for name in columns)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} {alias}, {_COPIES} "
                f"WHERE {alias}.id <= {last[table]}{' AND p.simulated' if alias == 'p' else ''} ORDER BY {alias}.id, k",
                {"times": times},
            )
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%(table)s, 'id'), %(last)s)",
                {"table": table, "last": last[table] * (times + 1)},
            )
        words = f"replace(s.words, ' ' || {_OFFICE} || ' ', ' ' || {_OFFICE} || '.' || k || ' ')"
        cursor.execute(
            f"INSERT INTO casework_casesearch (case_id, words) "
            f"SELECT {case} + s.case_id * (%(times)s - 1) + k, "
            f"replace({words}, p.personal_id, {_ID}) FROM casework_casesearch s "
            "JOIN casework_case c ON c.id = s.case_id JOIN filing_dossier d ON d.id = c.dossier_id "
            f"JOIN people_person p ON p.id = d.applicant_id, {_COPIES} WHERE s.case_id <= {case} ORDER BY c.id, k",
            {"times": times},
        )
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM casework_case")
        return int(cursor.fetchone()[0])


def _columns(cursor: object, table: str) -> list[str]:
    description = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in description]


if __name__ == "__main__":
    from motcua.site import command

    command.start()
    print(json.dumps({"cases": multiply(int(sys.argv[1]))}))
