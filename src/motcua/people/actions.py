"""Writing people: officers and their appointments, and citizens as their e-ID knows them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from motcua.core import clock, text
from motcua.core.errors import Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.offices.models import Office
from motcua.people import numbers, rules
from motcua.people.identity import Claims
from motcua.people.models import Account, Appointment, EIdentity, Person
from motcua.people.rules import Role

_TRIES = 4


@transaction.atomic
def create_officer(
    *, username: str, full_name: str, by: Account | None, at: datetime, password: str = "", simulated: bool = False
) -> Account:
    """Create an officer's account; without a password she cannot sign in until `set_password`. Raises Refused."""
    username, full_name = numbers.check_username(username), text.one_line(full_name)
    if not full_name:
        raise Refused("Nhập họ và tên của cán bộ.", "full_name")
    account = Account(username=username, full_name=full_name, created_at=at, simulated=simulated)
    account.set_password(numbers.check_password(password, username=username) if password else None)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise Refused(f"Tên đăng nhập «{username}» đã có người dùng; hãy chọn tên khác.", "username") from None
    _record(account, "officer_created", by=by, at=at, opens=True)
    return account


@transaction.atomic
def set_password(*, account: Account, password: str, by: Account | None, at: datetime) -> None:
    """Give an officer a new password; her earlier sessions end. Raises Refused for a weak one or a citizen."""
    if account.person_id:
        raise Refused("Công dân đăng nhập bằng định danh điện tử, không dùng mật khẩu.", "username")
    account.set_password(numbers.check_password(password, username=account.username))
    account.save(update_fields=["password"])
    _record(account, "password_set", by=by, at=at)


@transaction.atomic
def appoint(
    *, account: Account, office: Office, role: Role, by: Account | None, at: datetime, valid_from: date | None = None
) -> Appointment:
    """Give an officer a role at an office from a day on (today by default). Raises Refused when she holds it."""
    if account.person_id:
        raise Refused("Tài khoản của công dân không nhận phân công; hãy tạo tài khoản cán bộ.", "username")
    first = valid_from or clock.local_day(at)
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(account=account, office=office, role=Role(role), valid_from=first)
    except IntegrityError:
        raise Refused(f"{account.full_name} đang giữ vai trò này tại {office.name}.", "role") from None
    details = {"office": office.code, "role": str(Role(role)), "valid_from": first.isoformat()}
    _record(account, "appointed", by=by, at=at, details=details)
    return appointment


@transaction.atomic
def end_appointment(
    *, appointment: Appointment, by: Account | None, at: datetime, last_day: date | None = None
) -> None:
    """End an appointment with `last_day` as its last day (by default yesterday: it stops at once).

    Raises Refused when it has ended already. An appointment that began after `last_day` never counts.
    """
    held = (
        Appointment.objects.select_for_update(of=("self",)).select_related("account", "office").get(id=appointment.id)
    )
    if held.valid_to is not None:
        raise Refused("Phân công này đã kết thúc trước đó.")
    held.valid_to = last_day or clock.local_day(at) - timedelta(1)
    held.save(update_fields=["valid_to"])
    appointment.valid_to = held.valid_to
    details = {"office": held.office.code, "role": held.role, "valid_to": held.valid_to.isoformat()}
    _record(held.account, "appointment_ended", by=by, at=at, details=details)


@transaction.atomic
def sign_in_citizen(*, issuer: str, subject: str, claims: Claims, at: datetime) -> Account:
    """Return the account of a person whom a trusted provider vouches for, created or brought up to date.

    A person already known by her personal number keeps her row; a second provider that vouches for the same
    number leads to the same account. Facts that the provider leaves out stay as they were. Raises Refused when
    the account is closed.
    """
    for _ in range(_TRIES):
        link = EIdentity.objects.select_related("account__person").filter(issuer=issuer, subject=subject).first()
        if link is not None:
            return _returning(link.account, claims, at)
        try:
            with transaction.atomic():
                return _first_sign_in(issuer, subject, claims, at)
        except IntegrityError:  # the same person comes in elsewhere at this moment, and that made one of the rows
            continue
    raise Refused("Tài khoản đang được dùng để đăng nhập ở nơi khác; hãy thử lại sau một phút.")


def _returning(account: Account, claims: Claims, at: datetime) -> Account:
    if not account.is_active:
        raise Refused("Tài khoản này đã bị khóa; hãy liên hệ bộ phận một cửa gần nhất.")
    if account.person is not None:
        _update(account, account.person, claims, at)
    return account


def _first_sign_in(issuer: str, subject: str, claims: Claims, at: datetime) -> Account:
    person = Person.objects.filter(personal_id=claims.personal_id).first() if claims.personal_id else None
    known = Account.objects.select_related("person").filter(person=person).first() if person else None
    if known and not known.is_active:
        raise Refused("Tài khoản này đã bị khóa; hãy liên hệ bộ phận một cửa gần nhất.")
    account = known or _create(person or Person.objects.create(**_facts(claims)), at)
    EIdentity.objects.create(issuer=issuer, subject=subject, account=account, level=claims.level, linked_at=at)
    _record(account, "identity_linked", by=account, at=at, details={"level": claims.level}, opens=known is None)
    if person is not None:
        _update(account, person, claims, at)
    return account


def _create(person: Person, at: datetime) -> Account:
    account = Account(username=f"citizen:{person.id}", full_name=person.full_name, person=person, created_at=at)
    account.set_unusable_password()
    account.save()
    return account


def _update(account: Account, person: Person, claims: Claims, at: datetime) -> None:
    """Bring person and account up to date; the entry tells which facts changed, not what they are."""
    changed = {name: value for name, value in _facts(claims).items() if value and getattr(person, name) != value}
    if "personal_id" in changed and Person.objects.filter(personal_id=claims.personal_id).exists():
        del changed["personal_id"]  # two rows of one person are joined by people, not by a sign-in
    if not changed:
        return
    Person.objects.filter(id=person.id).update(**changed)
    if "full_name" in changed:
        Account.objects.filter(id=account.id).update(full_name=claims.full_name)
        account.full_name = claims.full_name
    account.person = Person.objects.get(id=person.id)
    _record(account, "facts_updated", by=account, at=at, details={"changed": sorted(changed)})


def _facts(claims: Claims) -> dict[str, Any]:
    return {
        "full_name": claims.full_name,
        "personal_id": claims.personal_id or None,
        "birth_date": claims.birth_date,
        "gender": claims.gender,
        "phone": claims.phone,
        "email": claims.email,
        "residence": claims.residence,
    }


def _record(
    account: Account,
    kind: str,
    *,
    by: Account | None,
    at: datetime,
    details: dict[str, Any] | None = None,
    opens: bool = False,
) -> None:
    journal.append(
        Event(
            subject=rules.subject(account.id), kind=kind, at=at, by=rules.actor(by.id if by else None),
            facts={"simulated": account.simulated}, details=details or {}, opens=opens,
        )
    )  # fmt: skip
