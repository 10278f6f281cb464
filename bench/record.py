"""Record the statements of real requests, so that `bench.bare` can make the same ones without the product.

python -m bench.record KEYS.json OUT.json
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROWS = 50
PAGES = {"queue": "/ban-lam-viec/?tab=all", "figures": "/so-lieu/"}


def record(keys: dict[str, Any]) -> dict[str, Any]:
    """Return what the bare function needs: statements of filing and of the pages, and the values of every draft."""
    from django.conf import settings
    from django.db import connection

    pages = {name: _page(name, path, keys["officer"]) for name, path in PAGES.items()}
    first, second = keys["clients"][0], keys["clients"][1]
    _filing(first)  # What a process keeps after the first filing is kept.
    one, known_one = _filing(first)
    two, known_two = _filing(second)
    if [sql for sql, _, _ in one] != [sql for sql, _, _ in two]:
        raise RuntimeError("two filings made different statements")
    filing = [
        [_sql(sql), _named(a, b, known_one, known_two), inside]
        for (sql, a, inside), (_, b, _) in zip(one, two, strict=True)
    ]
    database = settings.DATABASES["default"]
    series = known_one["series"]
    return {
        "vendor": connection.vendor,
        "database": settings.DATABASE_URL if connection.vendor == "postgresql" else str(database["NAME"]),
        "pages": pages,
        "filing": filing,
        "drafts": {
            key: {"session": client["session"], "account": client["account"], "person": client["person"],
                  "draft": draft, "key": key, "series": series, "actor": f"account:{client['account']}"}
            for client in keys["clients"] for draft, key in client["drafts"]
        },
    }  # fmt: skip


def _page(name: str, path: str, session: str) -> dict[str, Any]:
    # The second request is the usual one: what a process keeps after the first is kept.
    for _ in range(2):
        statements, answer = _request("get", path, session)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    if name == "queue" and (rows := answer.content.count(b'<th scope="row">')) != ROWS:
        raise RuntimeError(f"{path}: {rows} rows")
    return {"bytes": len(answer.content), "statements": [[_sql(sql), values] for sql, values, _ in statements]}


def _filing(client: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    from motcua.casework.models import Case
    from motcua.filing.models import Draft
    from motcua.journal.models import Entry

    draft_id, key = client["drafts"].pop(0)
    statements, answer = _request("post", f"/ho-so-nhap/{key}/nop/", client["session"])
    if answer.status_code != 302:
        raise RuntimeError(f"filing: {answer.status_code}")
    code = Draft.objects.get(pk=draft_id).dossier.code
    case, subject = Case.objects.get(dossier__code=code), f"dossier/{code}"
    series, _, number = code.rpartition("-")
    return statements, {
        "dossier": case.dossier_id, "case": case.pk, "entry": Entry.objects.get(subject=subject).pk,
        "session": client["session"], "account": client["account"], "person": client["person"], "draft": draft_id,
        "key": key, "series": series, "actor": f"account:{client['account']}", "code": code, "subject": subject,
        "names": json.dumps([subject]), "number": int(number),
    }  # fmt: skip


def _request(method: str, path: str, session: str) -> tuple[list[Any], Any]:
    from django.db import connection
    from django.test import Client

    made: list[Any] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        for values in params if many else [params or ()]:
            text = sql
            if isinstance(values, dict):
                values = [values[name] for name in re.findall(r"%\((\w+)\)s", sql)]
                text = re.sub(r"%\(\w+\)s", "%s", sql)
            made.append((text, [_plain(value) for value in values], connection.in_atomic_block))
        return execute(sql, params, many, context)

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["sessionid"] = session
    with connection.execute_wrapper(note):
        answer = getattr(client, method)(path)
    return made, answer


def _sql(sql: str) -> str:
    from django.db import connection

    return sql if connection.vendor == "postgresql" else sql.replace("%s", "?").replace("%%", "%")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str | int | bool) or value is None:
        return value
    return json.dumps(value.obj) if hasattr(value, "obj") else str(value)


def _named(a: Any, b: Any, known_a: dict[str, Any], known_b: dict[str, Any]) -> Any:
    """Put the name of a value where two filings differ; times, salts and digests stay those of the first."""
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [_named(x, y, known_a, known_b) for x, y in zip(a, b, strict=True)]
    if a == b:
        return a
    if isinstance(a, dict) and isinstance(b, dict):
        return {key: _named(a[key], b[key], known_a, known_b) for key in a}
    if isinstance(a, str) and isinstance(b, str) and a[:2] == b[:2] == "[{":
        return {"json": _named(json.loads(a), json.loads(b), known_a, known_b)}
    name = next((name for name in known_a if (known_a[name], known_b[name]) == (a, b)), None)
    return {"is": name} if name else a


if __name__ == "__main__":
    from motcua.site import command

    command.start()
    from motcua.site import server

    server.collect_static()
    given = json.loads(Path(sys.argv[1]).read_text())
    Path(sys.argv[2]).write_text(json.dumps(record(given)))
