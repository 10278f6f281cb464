"""Every address of the product × everyone who may ask for it: whoever may is let in, whoever may not is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from motcua.casework.several import intake
from motcua.casework.several.intake import Brought, Intake
from motcua.catalogue.rules import Channel
from motcua.filing.rules import InPersonReason
from motcua.offices.rules import OfficeKind
from motcua.people.facts import Facts
from motcua.people.models import Account, Appointment, Person
from motcua.people.rules import NOBODY, Ability, Role, Who, may
from motcua.web.shared.access import page
from tests.factories import NOW, make_case, make_office, make_officer, make_version

pytestmark = pytest.mark.django_db
ASKERS = ("visitor", "citizen", *Role)
_SAMPLES = {
    "IntConverter": 1,
    "StringConverter": "x",
    "SlugConverter": "x",
    "PathConverter": "x",
    "UUIDConverter": "0" * 32,
}


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield (address with sample values, pattern) of everything below a resolver."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        for name, converter in entry.pattern.converters.items():
            sample = getattr(converter, "sample", _SAMPLES.get(type(converter).__name__, "x"))
            for spelling in (f"<{name}>", *(f"<{kind}:{name}>" for kind in ("int", "str", "slug", "path", "uuid"))):
                route = route.replace(spelling, str(sample))
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        else:
            yield "/" + route, entry


@pytest.fixture
def askers(office, settings):
    """Everyone who may ask: (session cookie, who) by name. A session in a cookie survives the visit to "sign out"."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    found = {"visitor": ("", NOBODY)}
    person = Person.objects.create(full_name="Nguyễn Thị Lan Thử")
    for name in ASKERS[1:]:
        account = Account.objects.create(
            username=name,
            full_name=name,
            created_at="2026-01-01T00:00+07:00",
            person=person if name == "citizen" else None,
        )
        roles = frozenset()
        if name != "citizen":
            Appointment.objects.create(account=account, office=office, role=name, valid_from=date(2020, 1, 1))
            roles = frozenset({(Role(name), office.id)})
        session = SessionStore()
        session["account"] = account.id
        session.save()
        found[name] = (session.session_key, Who(account.id, account.person_id, roles))
    return found


def problems(askers, below: str = "/") -> list[str]:
    """Return what is wrong with the access to the addresses of the current URL configuration, or to some of them."""
    found = []
    for address, pattern in addresses(get_resolver()):
        if not address.startswith(below):
            continue
        ability = getattr(pattern.callback, "ability", None)
        if ability is None:
            found.append(f"{address}: not wrapped by page(...)")
            continue
        method = pattern.callback.methods[0].lower()
        for name, (session, who) in askers.items():
            client = Client(raise_request_exception=False)
            client.cookies["sessionid"] = session
            answer = getattr(client, method)(address)
            if answer.streaming:
                assert b"".join(answer.streaming_content)
            door = answer.status_code == 302 and "dang-nhap/?next=" in answer["location"]
            shut = door if name == "visitor" else answer.status_code == 403
            if may(who, ability) == shut:
                found.append(f"{address} {method} {name}: {answer.status_code}, {ability}")
            if answer.status_code >= 500:
                found.append(f"{address} {method} {name}: {answer.status_code}")
    return found


def test_every_address_lets_in_whoever_may_and_nobody_else(askers):
    assert problems(askers) == []


def test_what_no_database_can_hold_falls_over_no_page(askers):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = askers[Role.PROCEDURE_CONTROLLER][0]
    found = []
    for address, pattern in addresses(get_resolver()):
        method = pattern.callback.methods[0].lower()
        asked = [f"{address}?from=%00&to=%00&q=%00&page=%00&office=%00&procedure=%00&indicator=%00&code=%00&period=%00"]
        asked += [address.replace("/x/", "/%00/")] * ("/x/" in address)
        for one in asked:
            sent = {"name": "\0", "code": "\0", "office": "\0"} if method == "post" else None
            answer = getattr(client, method)(one, sent)
            assert not answer.streaming or list(answer.streaming_content)
            if answer.status_code >= 500 or ("/%00/" in one and answer.status_code != 404):
                found.append((one, answer.status_code))
    assert found == []


def _may_work_on(committee, office, role) -> tuple[bool, bool]:
    """Return whether an officer with a role at an office finds the committee's case in her queue, and may open it."""
    code = make_case(office=committee, version=make_version(offered_by=committee)).dossier.code
    client = Client()
    session = client.session
    session["account"] = make_officer(office, role).id
    session.save()
    listed = code in client.get("/ban-lam-viec/?tab=all").content.decode()
    return listed, client.get(f"/ban-lam-viec/ho-so/{code}/").status_code == 200


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.CLERK])
@pytest.mark.parametrize("kind", OfficeKind)
def test_only_reception_reaches_the_committee_from_its_counter_or_service_centre(role, kind):
    committee = make_office()
    below = make_office(committee, kind=kind)
    serves = role is Role.RECEPTION and kind in (OfficeKind.COUNTER, OfficeKind.SERVICE_CENTRE)
    assert _may_work_on(committee, below, role) == (serves, serves)
    assert _may_work_on(make_office(), below, role) == (False, False)


def _opens(officer, name, *args) -> bool:
    client = Client()
    session = client.session
    session["account"] = officer.id
    session.save()
    answer = client.get(reverse(name, args=args))
    assert not answer.streaming or b"".join(answer.streaming_content)
    return answer.status_code == 200


def test_a_counter_receives_for_every_office_and_sees_what_was_handed_in_but_not_the_case():
    province = make_office(tier="province")
    here, there, elsewhere = (make_office(make_office(province), kind=OfficeKind.COUNTER) for _ in range(3))
    officers = [make_officer(counter, Role.RECEPTION) for counter in (here, there, elsewhere)]
    decides = there.parent
    brought = (Brought(make_version(offered_by=province), decides),)
    facts = Facts("Lê Thị Mận", phone="0912000111")
    made = Intake("k" * 26, here, Channel.DIRECT, facts, brought, reason=InPersonReason.PREFERS)
    (case,) = intake.take_in(intake=made, by=officers[0], at=NOW).cases
    receipts = [_opens(officer, "visit", "k" * 26) for officer in officers]
    seen = [_opens(officer, "desk_case", case.dossier.code) for officer in officers]
    slips = [_opens(officer, "visit_slip", "k" * 26) for officer in officers]
    assert (receipts, slips, seen) == ([True, False, False], [True, False, False], [False, True, False])


@page(Ability.SEE_DESK)
def _right(request):
    return HttpResponse()


def _bare(request):
    return HttpResponse()


def _open(request):
    return HttpResponse()


_open.ability, _open.methods = Ability.SEE_DESK, ("GET",)


def _with(*views):
    from motcua.site.urls import urlpatterns as real

    return type("urls", (), {"urlpatterns": [*real, *(path(f"probe/{n}/", view) for n, view in enumerate(views))]})


@pytest.mark.parametrize(("view", "named"), [(_bare, "not wrapped"), (_open, "visitor: 200")])
def test_the_matrix_finds_a_view_that_is_open_to_all(askers, view, named):
    with override_settings(ROOT_URLCONF=_with(_right, view)):
        found = problems(askers, "/probe/")
    assert any("/probe/1/" in line and named in line for line in found)
    assert [line for line in found if "/probe/0/" in line] == []
