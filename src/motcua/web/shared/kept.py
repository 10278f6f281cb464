"""Files that came with a form which is shown again: they stay, and are sent along by their keys, not chosen anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from motcua.core import clock
from motcua.core.errors import Phrase, Refused
from motcua.records import actions as records_actions
from motcua.records import queries as records
from motcua.records.models import Document
from motcua.web.shared.access import Request

KEPT_FOR = timedelta(days=1)


def take(request: Request, name: str, *, at: datetime, most: int = 1) -> list[Document]:
    """Return the files of a field: those kept from an earlier try that are still ticked, and those that came now.

    What came is stored, whatever else is wrong with the form, and `shown` finds it again. Of a field for one file the
    newest counts. Raises Refused at the field for too many files (none of those that came is stored then), and for one
    that cannot be taken, after the others are stored.
    """
    assert request.account is not None
    before, new, refused = _ticked(request, name, at, most), list[Document](), None
    files: list[Any] = request.FILES.getlist(name)
    if most > 1 and len(before) + len(files) > most:
        most_files = Phrase("Mỗi lần gửi tối đa %(count)s tệp. Hãy gộp các trang vào một tệp PDF.", count=most)
        raise Refused(most_files, name)
    for one in files:
        try:
            document = records_actions.add_document(content=one, name=str(one.name), by=request.account, at=at)
        except Refused as wrong:
            refused = refused or Refused(wrong.message, name)
        else:
            new.append(document)
    chosen_again = {document.digest for document in new}
    found = [*(one for one in before if one.digest not in chosen_again), *new][-most:]
    sent = request.POST.copy()
    sent.setlist(_field(name), [document.key for document in found])
    request.POST = sent  # type: ignore[assignment]
    if refused:
        raise refused
    return found


def shown(request: Request, *names: str) -> dict[str, list[Document]]:
    """Return the files that are kept for the fields of a form that is shown again; none of a form that is new."""
    return {name: _ticked(request, name, clock.now(), 20) for name in names if request.method == "POST"}


def _ticked(request: Request, name: str, at: datetime, most: int) -> list[Document]:
    assert request.account is not None
    keys = request.POST.getlist(_field(name))[:most]
    known = records.added_by(request.account.pk, keys, since=at - KEPT_FOR)
    return [known[key] for key in dict.fromkeys(keys) if key in known]


def _field(name: str) -> str:
    return f"kept-{name}"
