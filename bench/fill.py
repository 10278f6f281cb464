"""Make what clients need in the database of MOTCUA_HOME: citizens with sessions and drafts, an officer with a session.

    python -m bench.fill --clients 32 --drafts 10

Prints JSON: {"clients": [{"session", "account", "person", "drafts": [[id, key] …]} …], "officer": session}.
"""

from __future__ import annotations

import argparse
import json
from random import Random
from typing import Any

OFFICE, PROCEDURE = "H27.119", "1.001193"
FIRST_NUMBER = 700_000_000
OPEN_AGAIN = (
    "UPDATE casework_case SET status = 2, finished_at = NULL, returned_at = NULL, result_id = NULL, "
    "next_due_at = due_at WHERE id IN (SELECT id FROM casework_case WHERE received_at IS NOT NULL AND {where} "
    "ORDER BY received_at DESC LIMIT {most})"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def fill(clients: int, drafts: int, *, reachable: bool = False, opened: int = 0) -> dict[str, Any]:
    """Write the rows and return the keys to them; `reachable` citizens have an e-mail address.

    `opened` of the latest cases of the office are open again, so that its queue has rows. The database must have been
    prepared.
    """
    from django.db import connection, transaction

    from motcua.catalogue import queries as catalogue
    from motcua.core import clock
    from motcua.filing import queries as filing
    from motcua.filing.models import Attachment, Draft
    from motcua.offices import queries as offices
    from motcua.people.models import Account, Person
    from motcua.people.rules import Role
    from motcua.records import actions as records
    from motcua.simulation import answers, cast

    at = clock.now()
    office, version = offices.office(OFFICE), catalogue.version_on(PROCEDURE, clock.local_day(at))
    demands = filing.demands(version)
    filled = answers.complete(demands.form, on=clock.local_day(at))
    with transaction.atomic():
        start = FIRST_NUMBER + Person.objects.count()
        people = cast.citizens(clients, start=start, random=Random(1), at=at)
        if reachable:
            for account in people:
                Person.objects.filter(id=account.person_id).update(email=f"c{account.pk}@example.vn", phone="")
        document = records.add_document(content=PDF, name="giay-chung-sinh.pdf", by=None, at=at)
        made = []
        for account in people:
            own = [
                Draft(account=account, version=version, competent_office=office, answers=filled, help="self",
                      started_at=at, saved_at=at)
                for _ in range(drafts)
            ]  # fmt: skip
            made.append(Draft.objects.bulk_create(own, batch_size=500))
        Attachment.objects.bulk_create(
            [
                Attachment(draft=draft, paper_position=position, document=document)
                for own in made for draft in own for position, _ in demands.required_papers
            ],
            batch_size=500,
        )  # fmt: skip
        roles = {
            cast.username(office, role): (office, role) for role in (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)
        }
        officers = cast.cast(roles, random=Random(2), at=at)
    if opened:
        with connection.cursor() as cursor:
            cursor.execute(OPEN_AGAIN.format(where=f"competent_office_id = {office.pk}", most=opened))
    found = [
        {"session": _session(a), "account": a.pk, "person": a.person_id, "drafts": [[d.pk, d.key] for d in own]}
        for a, own in zip(people, made, strict=True)
    ]
    officer: Account = officers[cast.username(office, Role.RECEPTION)]
    return {"clients": found, "officer": _session(officer)}


def _session(account: Any) -> str:
    from django.contrib.sessions.backends.db import SessionStore

    from motcua.web.shared.middleware import ACCOUNT_KEY

    session = SessionStore()
    session[ACCOUNT_KEY] = account.pk
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--drafts", type=int, default=10)
    parser.add_argument("--reachable", action="store_true")
    parser.add_argument("--opened", type=int, default=0)
    given = parser.parse_args()
    from motcua.site import command

    command.start()
    print(json.dumps(fill(given.clients, given.drafts, reachable=given.reachable, opened=given.opened)))
