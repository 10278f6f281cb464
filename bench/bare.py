"""The limit: a bare WSGI function on the same server that makes the same SQL statements and answers as many bytes.

The statements were recorded from one real request. Filing is replayed with the values that differ from draft to
draft (keys, ids, code, number) put in their places; pages are replayed as they were.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

_local = threading.local()


class Bare:
    """The WSGI application: GET /<page> replays a page, POST /<draft key> a filing."""

    def __init__(self, recorded: dict[str, Any]) -> None:
        self.recorded = recorded
        self.postgres = recorded["vendor"] == "postgresql"

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        name = environ["PATH_INFO"].strip("/")
        if environ["REQUEST_METHOD"] == "POST":
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            self._file(dict(self.recorded["drafts"][name]))
            start("302 Found", [("Location", f"/ho-so-nhap/{name}/da-nop/"), ("Content-Length", "0")])
            return [b""]
        page = self.recorded["pages"][name]
        for sql, values in page["statements"]:
            self._execute(sql, values)
        content = b"x" * page["bytes"]
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(content)))])
        return [content]

    def _file(self, known: dict[str, Any]) -> None:
        opened = False
        for sql, values, inside in self.recorded["filing"]:
            if inside and not opened and self.postgres:
                self._execute("BEGIN", [])
            opened = opened or inside
            rows = self._execute(sql, _put(values, known))
            _learn(sql, rows, known)
        self._execute("COMMIT", [])

    def _execute(self, sql: str, values: list[Any]) -> list[Any]:
        cursor = self._connection().execute(sql, values)
        return cursor.fetchall() if cursor.description else []

    def _connection(self) -> Any:
        if not hasattr(_local, "connection"):
            if self.postgres:
                import psycopg

                _local.connection = psycopg.connect(self.recorded["database"], autocommit=True, options="-c jit=off")
            else:
                made = sqlite3.connect(self.recorded["database"], isolation_level=None, timeout=30)
                made.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
                _local.connection = made
        return _local.connection


def _put(values: Any, known: dict[str, Any]) -> Any:
    if isinstance(values, list):
        return [_put(value, known) for value in values]
    if isinstance(values, dict):
        if "is" in values:
            return known[values["is"]]
        if "json" in values:
            return json.dumps(_put(values["json"], known))
        return {key: _put(value, known) for key, value in values.items()}
    return values


def _learn(sql: str, rows: list[Any], known: dict[str, Any]) -> None:
    """Take from the answers what later statements need: the number, the rows' ids, the entry's id."""
    if sql.startswith("INSERT INTO journal_series"):
        known["number"] = rows[0][0]
        known["code"] = f"{known['series']}-{rows[0][0]:04d}"
        known["subject"] = f"dossier/{known['code']}"
        known["names"] = json.dumps([known["subject"]])
    elif "INSERT INTO" in sql and "filing_dossier" in sql:
        known["dossier"] = rows[0][0]
    elif sql.startswith('INSERT INTO "casework_case" '):
        known["case"] = rows[0][0]
    elif "journal_epoch" in sql:
        ids = next((value for value in rows[0] if isinstance(value, list) and isinstance(value[0], int)), None)
        known["entry"] = ids[0] if ids else rows[0][1] + 1


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with the options of `motcua serve`."""

    def __init__(self, path: Path, port: int) -> None:
        self.path, self.port = path, port
        super().__init__()

    def load_config(self) -> None:
        """Set the same workers and threads as the product's server."""
        options = {"bind": f"127.0.0.1:{self.port}", "workers": 2, "threads": 4, "worker_class": "gthread",
                   "keepalive": 30, "loglevel": "warning", "preload_app": True}  # fmt: skip
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Bare:
        """Return the application."""
        return Bare(json.loads(self.path.read_text()))


if __name__ == "__main__":
    Server(Path(sys.argv[1]), int(sys.argv[2])).run()
