"""A citizen at her phone, and a small form for her to fill in."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.people.models import Account
from motcua.web.shared.middleware import ACCOUNT_KEY, PROOF_KEY

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FORM: dict[str, Any] = {
    "title": "Tờ khai thử",
    "declaration": "Tôi cam đoan lời khai là đúng.",
    "pages": [
        {
            "key": "person",
            "title": "Người yêu cầu",
            "fields": [
                {"key": "name", "label": "Họ tên", "required": True, "prefill": "full_name"},
                {"key": "born", "label": "Ngày sinh", "type": "date", "required": True, "max": "today"},
            ],
        },
        {
            "key": "reason",
            "title": "Lý do",
            "fields": [
                {"key": "why", "label": "Để làm gì", "type": "radio", "options": ["Đi học", "Khác"], "required": True},
                {
                    "key": "other",
                    "label": "Việc khác",
                    "required": True,
                    "visible_if": {"field": "why", "is": "Khác"},
                },
            ],
        },
    ],
}
ANSWERS = {"name": "Lê Thị Mận", "born": "1990-05-12", "why": "Đi học"}


def signed_in(account: Account, **options: Any) -> Client:
    """A browser in which this person has signed in."""
    client = Client(**options)
    session = client.session
    session[ACCOUNT_KEY] = account.pk
    session[PROOF_KEY] = account.get_session_auth_hash()
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def text(response: Any, status: int = 200) -> str:
    """The page as text, after checking its status."""
    assert response.status_code == status, response.content.decode()[:800]
    return str(response.content.decode())


def pdf(name: str = "giay-chung-sinh.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")
