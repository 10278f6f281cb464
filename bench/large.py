"""Whether queue and register take longer in a large province: two provinces served at once and asked in turn.

    python -m bench.large SMALL TIMES LARGE OUT.json

On the PostgreSQL that MOTCUA_DATABASE_URL names, each in a database of its own: one of SMALL dossiers as the simulation
makes them, one of LARGE dossiers, each copied TIMES times (`bench.multiply`). A procedure controller of the province,
who sees every office, asks for pages that have fifty rows in both; for that, a hundred of the latest dossiers of the
small one are open again. One client, rounds of requests to the one and then to the other, so that a machine whose speed
drifts drifts for both. The factor of a page is the median, over the rounds, of the larger p95 by the smaller.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from tools.with_postgres import free_ports

from bench.clients import Round, get, run
from bench.growth import database
from bench.serving import call, good, serving

ROUNDS, REQUESTS = 21, 20
FINDS = {"name": "nguyen", "number": "0001"}
YEAR = "first-day=1&first-month=1&first-year={year}"
PAGES = {
    "Queue, all that is open": "/ban-lam-viec/?tab=all",
    "Queue, what waits for me": "/ban-lam-viec/",
    "Register of this year": "/so-theo-doi/?" + YEAR,
    "Register of this year, returned": "/so-theo-doi/?status=10&" + YEAR,
    "Search by a name": "/so-theo-doi/?find=name",
    "Search by the last digits of a code": "/so-theo-doi/?find=number",
}
_OPEN_AGAIN = (
    "UPDATE casework_case SET status = 2, finished_at = NULL, returned_at = NULL, result_id = NULL, "
    "next_due_at = due_at WHERE id IN (SELECT id FROM casework_case WHERE received_at IS NOT NULL "
    "ORDER BY received_at DESC LIMIT 100)"
)


def measure(small: int, times: int, large: int, folder: Path) -> dict[str, Any]:
    """Return, by page: statements in both, median of the p95 in milliseconds of both, and the factor."""
    server = os.environ["MOTCUA_DATABASE_URL"]
    with ExitStack() as stack:
        ports, told = free_ports(2), []
        for scale, copies, port in ((small, 1, ports[0]), (large, times, ports[1])):
            os.environ["MOTCUA_HOME"] = str(folder / str(scale))
            os.environ["MOTCUA_DATABASE_URL"] = database(server, f"cases_{scale}")
            call("motcua", "init")
            call("motcua", "simulate", "ha-tinh-today", "--scale", str(scale))
            if copies > 1:
                call("bench.multiply", str(copies))
            told.append(json.loads(call("bench.large", "prepare", "" if copies > 1 else "open")))
            stack.enter_context(serving(port, "motcua", "serve", "--port", str(port)))
        pages = {title: _compare(title, ports, told) for title in PAGES}
    return {"cases": [one["cases"] for one in told], "pages": pages}


def _compare(title: str, ports: list[int], told: list[dict[str, Any]]) -> dict[str, Any]:
    asked = [[get(one["pages"][title]["path"], one["session"])] for one in told]

    def round_of(which: int, requests: int) -> Round:
        return good(run(ports[which], asked[which] * requests, 1))

    for which in (0, 1):
        good(
            run(ports[which], asked[which] * 60, 8)
        )  # Every worker and thread has its connection, templates and plans.
    rounds = [[round_of(which, REQUESTS).percentile(0.95) for which in (0, 1)] for _ in range(ROUNDS)]
    return {
        "statements": [one["pages"][title]["statements"] for one in told],
        "rows": [one["pages"][title]["rows"] for one in told],
        "p95": [1000 * median(times) for times in zip(*rounds, strict=True)],
        "factor": median(longer / shorter for shorter, longer in rounds),
    }


def prepare(open_again: bool) -> dict[str, Any]:
    """Make a controller of the whole province with a session that looked for something, and count what pages take."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from bench.record import _request
    from motcua.core import clock
    from motcua.offices import queries as offices
    from motcua.people.models import Account, Appointment
    from motcua.people.rules import Role
    from motcua.web.desk.register import KEPT
    from motcua.web.shared.middleware import ACCOUNT_KEY

    at = clock.now()
    office = offices.root(clock.local_day(at))
    account = Account.objects.create(username="controller", full_name="Kiểm soát", created_at=at, password="")
    # Controller and reception: the one sees every office, for the other everything that arrives waits.
    for role in (Role.PROCEDURE_CONTROLLER, Role.RECEPTION):
        Appointment.objects.create(account=account, office=office, role=role, valid_from=clock.local_day(at))
    session = SessionStore()
    session[ACCOUNT_KEY], session[KEPT] = account.pk, FINDS
    session.create()
    with connection.cursor() as cursor:
        if open_again:
            cursor.execute(_OPEN_AGAIN)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM casework_case")
        count = cursor.fetchone()[0]
    pages = {}
    for title, path in PAGES.items():
        path = path.format(year=clock.local_day(at).year)
        for _ in range(2):
            statements, answer = _request("get", path, str(session.session_key))
        rows = answer.content.decode().count('<th scope="row">')
        pages[title] = {"path": path, "statements": len(statements), "rows": rows}
    return {"cases": count, "session": session.session_key, "pages": pages}


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        from motcua.site import command

        command.start()
        from motcua.site import server as site_server

        site_server.collect_static()
        print(json.dumps(prepare(sys.argv[2] == "open")))
    else:
        with tempfile.TemporaryDirectory(prefix="motcua-large-") as made:
            found = measure(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(made))
        Path(sys.argv[4]).write_text(json.dumps(found))
