"""What one click on "send" costs: everything from the session to the journal, counted as the database sees it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.filing.models import Dossier
from motcua.web.shared.middleware import ACCOUNT_KEY, PROOF_KEY
from tests.factories import make_document, make_draft, make_office, make_version

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a" * 32


def _client(account):
    client = Client(enforce_csrf_checks=True)
    session = client.session
    session[ACCOUNT_KEY], session[PROOF_KEY] = account.id, account.get_session_auth_hash()
    session.save()
    client.cookies["sessionid"], client.cookies["csrftoken"] = session.session_key, TOKEN
    return client


def test_the_final_send_takes_at_most_fifteen_statements_with_begin_and_commit():
    office = make_office()
    version = make_version(offered_by=office, papers=[("Giấy chứng sinh", True)])
    drafts = [make_draft(version, office=office) for _ in range(2)]
    for draft in drafts:
        draft.attachments.create(document=make_document(), paper_position=1)
    for draft in drafts:
        client = _client(draft.account)
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(reverse("send", args=[draft.key]), {"csrfmiddlewaretoken": TOKEN})
        assert answer.status_code == 302, answer.content.decode()
    assert Dossier.objects.count() == 2
    assert len(captured) <= 15, [query["sql"][:80] for query in captured]


def test_sending_without_the_token_of_the_form_is_refused():
    draft = make_draft()
    assert _client(draft.account).post(reverse("send", args=[draft.key])).status_code == 403
    assert not Dossier.objects.exists()
