"""A browser in which an officer is signed in, and what a page says in plain words."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from motcua.people.models import Account
from motcua.web.shared.middleware import ACCOUNT_KEY


def browser(account: Account) -> Client:
    """Return a browser in which this officer is signed in."""
    client = Client()
    session = client.session
    session[ACCOUNT_KEY] = account.id
    session.save()
    return client


def said(answer: Any, status: int = 200) -> str:
    """Return the words of a page, on one line."""
    assert answer.status_code == status
    words = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s+", " ", words))
