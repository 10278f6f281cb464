"""Every address × every role: each page is open to whom the table says, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from motcua.people import queries
from motcua.people.models import Account
from motcua.people.rules import NOBODY, Ability, Role, may
from motcua.web.shared.access import page
from motcua.web.shared.middleware import ACCOUNT_KEY

from .addresses import ADDRESSES, ASKER, JOINT, OFFICE, OWN, PROVINCE, STEP, Address, Person, World, make_world

pytestmark = pytest.mark.django_db
# The law of the house, written a second time on purpose: people.rules says it in its own way.
OFFICERS = {
    Ability.SEE_DESK: {Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.CLERK, Role.PROCEDURE_CONTROLLER},
    Ability.SEE_DUE: {
        Role.RECEPTION,
        Role.CASE_OFFICER,
        Role.APPROVER,
        Role.CLERK,
        Role.PROCEDURE_CONTROLLER,
        Role.LEADER,
    },
    Ability.SEE_CASE: {Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.CLERK, Role.PROCEDURE_CONTROLLER},
    Ability.INTAKE: {Role.RECEPTION},
    Ability.SEE_REGISTER: set(Role) - {Role.ADMINISTRATOR},
    Ability.RECEIVE: {Role.RECEPTION},
    Ability.WORK: {Role.CASE_OFFICER},
    Ability.APPROVE: {Role.APPROVER},
    Ability.TAKE_PART: {Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER},
    Ability.SEE_FIGURES: {Role.PROCEDURE_CONTROLLER, Role.LEADER, Role.ADMINISTRATOR},
    Ability.ISSUE_REPORTS: {Role.LEADER},
    Ability.KEEP_CALENDAR: {Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR},
    Ability.HELP: set(Role),
    Ability.CORRECT: {Role.PROCEDURE_CONTROLLER},
    Ability.TALK: {Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER},
    Ability.TRAIN: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.KEEP_TEXTS: {Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR},
    Ability.SEE_PETITIONS: {Role.RECEPTION, Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.TAKE_PETITIONS: {Role.RECEPTION, Role.PROCEDURE_CONTROLLER},
    Ability.HANDLE_PETITIONS: {Role.PROCEDURE_CONTROLLER},
    Ability.IMPORT_DOSSIERS: {Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR},
    Ability.KEEP_OUTSIDE: {Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR},
    Ability.STEER: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.KEEP_INDEX: {Role.PROCEDURE_CONTROLLER},
    Ability.RAISE_DIFFICULTY: set(Role),
    Ability.ANSWER_DIFFICULTY: {Role.PROCEDURE_CONTROLLER},
    Ability.REACH_OUT: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.SEE_WATCH: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.CARRY_OUT: set(Role),
    Ability.KEEP_TEAMS: {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.NAME_DEPUTY: {Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.CLERK},
}
MEMBERS = {
    Ability.LEARN_TO_ASSIST: ("member of a team", "member who passed"), Ability.ASSIST: ("member who passed",),
}  # fmt: skip
_READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK TO")
CITIZENS = ("another citizen", *MEMBERS[Ability.LEARN_TO_ASSIST])


def allowed(person: Person, ability: Ability, about: str) -> bool:
    """Return what the table says about one person, one ability, and one kind of thing."""
    if ability is Ability.BROWSE:
        return True
    if ability in (Ability.FILE, Ability.SEE_OWN):
        return person.name == "citizen" or (person.name in CITIZENS and about != OWN)
    if ability in MEMBERS:
        return person.name in MEMBERS[ability] and about != OWN
    sees = ability is Ability.SEE_CASE
    where = {
        OFFICE: {"here", "above"}, JOINT: {"here", "above", "partner"} if sees else {"here", "above"},
        STEP: {"partner", "above"}, ASKER: set(), PROVINCE: {"above"},
    }  # fmt: skip
    return person.role in OFFICERS[ability] and (about not in where or person.where in where[about])


def test_the_rules_say_what_the_table_says():
    world = make_world()
    for person in world.people:
        who = queries.signed_in(person.account.pk, on=world.cases["new"].dossier.submitted_at.date())[1] if (
            person.account
        ) else NOBODY  # fmt: skip
        for ability in Ability:
            for about in (OWN, OFFICE, JOINT, STEP, ""):
                if (about == OWN) <= (ability in (Ability.FILE, Ability.SEE_OWN)) and (
                    (about in (OFFICE, JOINT, STEP)) <= (ability in OFFICERS)
                ):
                    said = may(who, ability, world.thing(about))
                    assert said == allowed(person, ability, about), (person.name, ability, about)


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Yield every pattern of the product, however deep."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def test_every_view_says_who_may_open_it():
    naked = [str(pattern.pattern) for pattern in patterns() if not hasattr(pattern.callback, "ability")]
    assert naked == [], "wrap the view in web.shared.access.page"


def test_every_address_has_its_line_in_the_table():
    names = [pattern.name for pattern in patterns()]
    assert None not in names
    assert len(names) == len(set(names)), "two addresses of one name"
    assert sorted(set(names) - {address.name for address in ADDRESSES}) == [], "add it to tests/house/addresses.py"
    assert sorted({address.name for address in ADDRESSES} - set(names)) == [], "no such page (any more)"


def test_every_view_asks_for_the_ability_of_its_line():
    asked = {pattern.name: pattern.callback.ability for pattern in patterns()}
    wrong = {line.name: (asked[line.name], line.ability) for line in ADDRESSES if asked[line.name] != line.ability}
    assert wrong == {}


def _refused(response: Any) -> bool:
    doors = (reverse("sign_in"), reverse("officer_sign_in"))
    led_away = response.status_code == 302 and urlsplit(response.headers["Location"]).path in doors
    return response.status_code in (403, 404) or led_away


def client_of(account: Account | None, **options: Any) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client(**options)
    if account:
        session = client.session
        session[ACCOUNT_KEY] = account.pk
        session.save()
    return client


def _ask(client: Client, address: str, method: str, sent: dict[str, Any]) -> Any:
    """Ask for a page, then take back whatever it did, signing out included.

    Where it only read, nothing is rolled back: a connection would forget every statement that it has prepared.
    """
    cookies, wrote = client.cookies.copy(), []

    def watch(execute: Any, sql: str, *given: Any) -> Any:
        wrote.extend([] if sql.lstrip().startswith(_READS) else [sql])
        return execute(sql, *given)

    with transaction.atomic():
        point = transaction.savepoint()
        with connection.execute_wrapper(watch):
            response = client.get(address) if method == "GET" else client.post(address, sent)
            if response.streaming:
                assert b"".join(response.streaming_content)
        (transaction.savepoint_rollback if wrote else transaction.savepoint_commit)(point)
    client.cookies = cookies
    return response


def _wrong(world: World, person: Person, client: Client, line: Address) -> Iterator[str]:
    view = next(pattern.callback for pattern in patterns() if pattern.name == line.name)
    expected = allowed(person, line.ability, "" if line.about != OWN else OWN) and allowed(
        person, line.thing_ability or line.ability, line.about
    )
    address = reverse(line.name, kwargs=line.kwargs(world))
    for method in set(line.methods) & set(view.methods):
        response = _ask(client, address, method, line.sent(world))
        refused = response.status_code == 403 if line.ability is Ability.BROWSE else _refused(response)
        if refused == expected:
            yield f"{method} {line.name} by {person.name}: {response.status_code}, expected {expected}"
        if person.account is None and not expected and response.status_code != 302:
            yield f"{method} {line.name}: a visitor is not led to sign in ({response.status_code})"


def _tells(person: Person, line: Address) -> bool:
    """Return whether asking tells anything new: where an officer works matters to pages of an office that she may open."""
    able = person.role in OFFICERS.get(line.thing_ability or line.ability, ())
    if person.where == "partner":
        return able and line.partner
    return person.where in ("", "here") or (line.about in (OFFICE, JOINT, STEP, PROVINCE) and able)


def test_every_page_is_open_to_exactly_whom_the_table_says():
    world = make_world()
    wrong: list[str] = []
    for person in world.people:
        client = client_of(person.account)
        for line in ADDRESSES:
            if _tells(person, line):
                wrong += _wrong(world, person, client, line)
    assert wrong == []


def test_a_refusal_is_said_to_a_person_in_her_language():
    response = client_of(make_world().citizen).get(reverse("calendar"))
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


def test_every_form_needs_its_token():
    strict = Client(enforce_csrf_checks=True)
    for pattern in patterns():
        if "POST" in pattern.callback.methods and pattern.callback.ability is Ability.BROWSE:
            try:
                address = reverse(pattern.name)
            except NoReverseMatch:
                continue
            assert strict.post(address).status_code == 403, pattern.name


def test_page_refuses_other_methods():
    view = page(Ability.BROWSE)(lambda request: None)
    assert view.ability is Ability.BROWSE
    assert Client().delete(reverse("components")).status_code == 405
