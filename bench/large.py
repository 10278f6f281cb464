"""Whether queue and register take longer in a large province: two provinces served at once and asked in turn.

    python -m bench.large SMALL TIMES LARGE OUT.json

On the PostgreSQL that MOTCUA_DATABASE_URL names, each in a database of its own: one of SMALL dossiers as the simulation
makes them, one of LARGE dossiers, each copied TIMES times (`bench.multiply`). A procedure controller of the province,
who sees every office, asks for pages that have fifty rows in both; for that, three hundred of the latest dossiers of
the small one are open again. One department takes part in every fifth case, as its second step; an officer of it asks
for her queue and looks for a case. One client, rounds of requests to the one and then to the other, so that a machine
whose speed drifts drifts for both. The factor of a page is the median, over the rounds, of the larger p95 by the
smaller. What waits at the department grows with the province, so its pages are told without a target.
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
from bench.fill import OPEN_AGAIN
from bench.growth import database
from bench.serving import call, good, serving

ROUNDS, REQUESTS = 21, 20
FINDS = {"name": "thi", "number": "0001"}
YEAR = "first-day=1&first-month=1&first-year={year}"
WHOLE, PART = "controller of the province", "officer of a department that takes part"
PAGES = {
    "Queue, all that is open": (WHOLE, "/ban-lam-viec/?tab=all"),
    "Queue, what waits for me": (WHOLE, "/ban-lam-viec/"),
    "Register of this year": (WHOLE, "/so-theo-doi/?" + YEAR),
    "Register of this year, returned": (WHOLE, "/so-theo-doi/?status=10&" + YEAR),
    "Search by a name": (WHOLE, "/so-theo-doi/?find=name"),
    "Search by the last digits of a code": (WHOLE, "/so-theo-doi/?find=number"),
    "Queue of the department that takes part": (PART, "/ban-lam-viec/?tab=all"),
    "Search at its desk by the last digits of a code": (PART, "/ban-lam-viec/?code=0001"),
}
DEPARTMENT = "H27.5"
_TAKES_PART = (
    "UPDATE casework_case SET concerned = %(path)s, in_step = (status = 4) "
    "WHERE id %% 5 = 0 AND received_at IS NOT NULL AND competent_office_id <> %(office)s",
    "INSERT INTO casework_jointstep "
    '(case_id, kind, key, name, office_id, role, opened_at, due_at, done_at, outcome, "values", note) '
    "SELECT id, 'step', 'check', 'Kiểm tra', %(office)s, 'case_officer', received_at, due_at, "
    "CASE WHEN status NOT IN (2, 4) THEN received_at END, CASE WHEN status IN (2, 4) THEN '' ELSE 'done' END, "
    "'{}', '' FROM casework_case WHERE concerned <> ''",
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
    return {"cases": [one["cases"] for one in told], "steps": [one["steps"] for one in told], "pages": pages}


def _compare(title: str, ports: list[int], told: list[dict[str, Any]]) -> dict[str, Any]:
    asked = [[get(one["pages"][title]["path"], one["pages"][title]["session"])] for one in told]

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
        "aimed": told[0]["pages"][title]["aimed"],
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

    at, sessions = clock.now(), {}
    whole, part = offices.root(clock.local_day(at)), offices.office(DEPARTMENT)
    # Controller and reception: the one sees every office, for the other everything that arrives waits.
    posts = {
        WHOLE: (whole, (Role.PROCEDURE_CONTROLLER, Role.RECEPTION)), PART: (part, (Role.RECEPTION, Role.CASE_OFFICER)),
    }  # fmt: skip
    for number, (who, (office, roles)) in enumerate(posts.items()):
        account = Account.objects.create(username=f"large{number}", full_name="Cán bộ", created_at=at, password="")
        for role in roles:
            Appointment.objects.create(account=account, office=office, role=role, valid_from=clock.local_day(at))
        session = SessionStore()
        session[ACCOUNT_KEY], session[KEPT] = account.pk, FINDS
        session.create()
        sessions[who] = str(session.session_key)
    with connection.cursor() as cursor:
        if open_again:
            cursor.execute(OPEN_AGAIN.format(where="TRUE", most=300))
        for statement in _TAKES_PART:
            cursor.execute(statement, {"office": part.pk, "path": f"/{whole.pk}/{part.pk}/"})
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM casework_case")
        count = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM casework_jointstep WHERE done_at IS NULL")
        steps = cursor.fetchone()[0]
    pages = {}
    for title, (who, path) in PAGES.items():
        path = path.format(year=clock.local_day(at).year)
        for _ in range(2):
            statements, answer = _request("get", path, sessions[who])
        rows = answer.content.decode().count('<th scope="row">')
        pages[title] = {
            "path": path,
            "aimed": who == WHOLE,
            "session": sessions[who],
            "statements": len(statements),
            "rows": rows,
        }
    return {"cases": count, "steps": steps, "pages": pages}


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
