"""A row stored by its own statement is the row that the ORM would have stored."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.core import rows
from motcua.core.clock import ZONE
from motcua.people.models import Account

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=ZONE)


def _account(name="an"):
    return Account(username=name, full_name="Lê Thị Mận", password="", created_at=AT)


def test_what_is_inserted_is_read_back_with_its_key_types_and_defaults():
    account = _account()
    rows.insert(account)
    read = Account.objects.get(id=account.pk)
    assert (read.full_name, read.created_at, read.is_active, read.simulated) == ("Lê Thị Mận", AT, True, False)
    account.full_name = "Lê Thị Mơ"
    account.save()
    assert Account.objects.get().full_name == "Lê Thị Mơ"


def test_constraints_hold():
    rows.insert(_account())
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(_account())


def test_an_update_changes_the_row_and_the_object():
    account = _account()
    rows.insert(account)
    rows.update(account, full_name="Mới", is_active=False)
    assert (account.full_name, account.is_active) == ("Mới", False)
    assert Account.objects.filter(full_name="Mới", is_active=False).count() == 1


def test_loaded_columns_have_their_types_and_the_others_are_read_when_asked_for(django_assert_num_queries):
    rows.insert(_account())
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_active, created_at, id FROM people_account")
        account = rows.load(Account, ("is_active", "created_at", "id"), cursor.fetchone())
    with django_assert_num_queries(0):
        assert (account.created_at, account.is_active) == (AT, True)
    with django_assert_num_queries(1):
        assert account.full_name == "Lê Thị Mận"
