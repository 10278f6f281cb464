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
from motcua.people import numbers, queries, rules
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
    """Give an officer a new password; her earlier sessions end. Raises Refused for a weak one, a citizen, or a closed
    account.
    """
    held = _open_officer(account)
    held.set_password(numbers.check_password(password, username=held.username))
    held.save(update_fields=["password"])
    account.password = held.password
    _record(held, "password_set", by=by, at=at)


@transaction.atomic
def close_account(*, account: Account, by: Account | None, at: datetime) -> None:
    """Close an officer's account: she cannot sign in, her sessions end at their next request, her roles end now.

    What she did keeps her name. Raises Refused for a citizen, an account that is closed already, and the last
    administrator.
    """
    today = clock.local_day(at)
    _refuse_last_administrator(account, today)
    held = _open_officer(account)
    for appointment in queries.lasting(held.pk, today).select_for_update(of=("self",)):
        _end(appointment, today, by=by, at=at)
    held.is_active = False
    held.set_unusable_password()  # so that no session of hers comes back if the account is opened again
    held.save(update_fields=["is_active", "password"])
    account.is_active, account.password = held.is_active, held.password
    _record(held, "account_closed", by=by, at=at)


@transaction.atomic
def reopen_account(*, account: Account, by: Account | None, at: datetime) -> None:
    """Open a closed officer's account again, without a role and without a password. Raises Refused when it is open."""
    held = Account.objects.select_for_update(no_key=True).get(id=account.pk, person=None)
    if held.is_active:
        raise Refused(f"Tài khoản «{held.username}» đang mở, không cần mở lại.", "username")
    held.is_active = account.is_active = True
    held.save(update_fields=["is_active"])
    _record(held, "account_reopened", by=by, at=at)


@transaction.atomic
def appoint(
    *, account: Account, office: Office, role: Role, by: Account | None, at: datetime, valid_from: date | None = None
) -> Appointment:
    """Give an officer a role at an office from a day on (today by default). Raises Refused when she holds it."""
    held, first = _open_officer(account), valid_from or clock.local_day(at)
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(account=held, office=office, role=Role(role), valid_from=first)
    except IntegrityError:
        raise Refused(f"{held.full_name} đang giữ vai trò này tại {office.name}.", "role") from None
    details = {"office": office.code, "role": str(Role(role)), "valid_from": first.isoformat()}
    _record(held, "appointed", by=by, at=at, details=details)
    return appointment


@transaction.atomic
def end_role(
    *, account: Account, office: Office, role: Role, by: Account | None, at: datetime, since: date | None = None
) -> None:
    """End a role of an officer at an office: from the day `since` on (today by default) she does not hold it.

    An appointment that was to begin later never counts; one that was to end later ends sooner. Raises Refused when she
    does not hold the role on that day or later, and for the last administrator.
    """
    first_without = since or clock.local_day(at)
    if role == Role.ADMINISTRATOR:
        _refuse_last_administrator(account, first_without, office)
    held = queries.lasting(account.pk, first_without).filter(office=office, role=Role(role))
    appointments = list(held.select_for_update(of=("self",)))
    if not appointments:
        raise Refused(
            f"{account.full_name} không giữ vai trò này tại {office.name} từ ngày {first_without:%d/%m/%Y}.", "role"
        )
    for appointment in appointments:
        _end(appointment, first_without, by=by, at=at)


def _end(appointment: Appointment, first_without: date, *, by: Account | None, at: datetime) -> None:
    appointment.valid_to = first_without - timedelta(1)
    appointment.save(update_fields=["valid_to"])
    details = {
        "office": appointment.office.code, "role": appointment.role, "valid_to": appointment.valid_to.isoformat(),
    }  # fmt: skip
    _record(appointment.account, "appointment_ended", by=by, at=at, details=details)


def _open_officer(account: Account) -> Account:
    """Return an officer's account as it stands, locked. Raises Refused for a citizen's and for a closed one."""
    held = Account.objects.select_for_update(no_key=True).get(id=account.pk)
    if held.person_id:
        raise Refused(
            "Đây là tài khoản của công dân: đăng nhập bằng định danh điện tử, không có mật khẩu và vai trò.", "username"
        )
    if not held.is_active:
        raise Refused(f"Tài khoản «{held.username}» đã đóng. Hãy mở lại trước.", "username")
    return held


def _refuse_last_administrator(account: Account, first_without: date, office: Office | None = None) -> None:
    """Raise Refused when nobody else, on that day and for good, is an administrator who can sign in.

    Everybody's appointments as administrator are locked: two who end each other's at once take turns. With `office`,
    one that she keeps at another office is enough.
    """
    lasting = Appointment.objects.select_for_update(of=("self",)).select_related("account").order_by("id")
    found = lasting.filter(role=Role.ADMINISTRATOR, valid_to=None, account__is_active=True)
    in_force = [one for one in found if one.valid_from <= first_without]
    ending = [
        one for one in in_force if one.account_id == account.pk and (office is None or one.office_id == office.pk)
    ]
    if ending and not any(one.account.has_usable_password() for one in in_force if one not in ending):
        raise Refused(
            "Đây là quản trị duy nhất còn đăng nhập được. Hãy phân công một quản trị khác (có mật khẩu) trước.", "role"
        )


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


def set_helping(*, person: Person, until: date | None, ready: bool | None = None) -> None:
    """Note until when a person belongs to a community team, and whether she may help; None leaves that as it is.

    Inside the caller's transaction, whose entry tells of it.
    """
    person.helps_until = until
    person.helps_ready = person.helps_ready if ready is None else ready
    person.save(update_fields=["helps_until", "helps_ready"])
