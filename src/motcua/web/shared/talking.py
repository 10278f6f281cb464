"""What both sides of a conversation need: taking words with files, and finding a file of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.correspondence.actions import check_files
from motcua.correspondence.models import Question
from motcua.records import actions as records_actions
from motcua.records import queries as records
from motcua.records.models import Document
from motcua.web.shared.access import Request
from motcua.web.shared.files import send


def take(request: Request, act: Callable[..., Any]) -> dict[str, str]:
    """Do `act` with the words and files that were sent; return what to mend by field, {} when it was done."""
    files, words = request.FILES.getlist("file"), request.POST.get("words", "")
    try:
        check_files(len(files))
        documents = [_stored(request, one) for one in files] if words.strip() else []
        act(words=words, by=request.account, at=clock.now(), documents=documents)
    except Refused as refused:
        return {refused.field: refused.message}
    return {}


def _stored(request: Request, one: Any) -> Document:
    return records_actions.add_document(content=one, name=str(one.name), by=request.account, at=clock.now())


def sent_file(questions: Iterable[Question], key: str) -> HttpResponseBase:
    """Send a file that came with one of the questions. Raises Http404."""
    for question in questions:
        for one in question.files.all():
            if one.document.key == key:
                return send(one.document, records.open_content(one.document))
    raise Http404
