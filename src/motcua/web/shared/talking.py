"""What both sides of a conversation need: taking words with files, and finding a file of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.correspondence.actions import MOST_FILES, check_files
from motcua.correspondence.models import Question
from motcua.records import queries as records
from motcua.web.shared import kept
from motcua.web.shared.access import Request
from motcua.web.shared.files import send


def take(request: Request, act: Callable[..., Any]) -> dict[str, str]:
    """Do `act` with the words and files that were sent; return what to mend by field, {} when it was done."""
    at, words = clock.now(), request.POST.get("words", "")
    try:
        check_files(len(request.FILES.getlist("file")))
        documents = kept.take(request, "file", at=at, most=MOST_FILES)
        act(words=words, by=request.account, at=at, documents=documents)
    except Refused as refused:
        return {refused.field: refused.message}
    return {}


def sent_file(questions: Iterable[Question], key: str) -> HttpResponseBase:
    """Send a file that came with one of the questions. Raises Http404."""
    for question in questions:
        for one in question.files.all():
            if one.document.key == key:
                return send(one.document, records.open_content(one.document))
    raise Http404
