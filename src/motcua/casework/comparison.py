"""Whether the tables say what the journal says: for whoever checks, in memory that does not grow with the province."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from motcua.casework import rules
from motcua.casework.models import Case
from motcua.core.rows import streamed
from motcua.filing import rules as filing_rules
from motcua.journal import rules as journal_rules
from motcua.journal.chain import Finding
from motcua.journal.models import Entry, Subject

_CHUNK = 500
_DOSSIERS = filing_rules.subject("")
_OF_DOSSIER = ("service_level", "channel", "help", "system", "simulated", "submitted_at", "reused")
_OF_CASE = ("status", "received_at", "due_at", "finished_at", "returned_at")
_FACTS = {
    "competent_office": "competent_office__code", "received_office": "received_office__code",
    "procedure": "dossier__procedure__code", "version": "dossier__version__number",
    "electronic_result": "result_id", "result_required": "dossier__version__result_required",
    **{name: f"dossier__{name}" for name in _OF_DOSSIER}, **{name: name for name in _OF_CASE},
}  # fmt: skip
_NOT_TOLD = {"reused": 0}
"""What entries written before a fact was told mean by their silence."""
# The names are compared whole, by the index of subjects, and once more without the prefix: to SQLite a code that was
# made a blob is another code, but joined to the prefix it would be text again.
_SAME = f"s.name = '{_DOSSIERS}' || d.code AND substr(s.name, {len(_DOSSIERS) + 1}) = d.code"
_LOST_DOSSIERS = f"""
SELECT d.code, s.name IS NOT NULL, c.id IS NOT NULL FROM filing_dossier d LEFT JOIN journal_subject s ON {_SAME}
LEFT JOIN casework_case c ON c.dossier_id = d.id WHERE s.name IS NULL OR c.id IS NULL ORDER BY 1
"""
_LOST_SUBJECTS = f"""
SELECT s.name FROM journal_subject s WHERE s.name LIKE %s
AND NOT EXISTS (SELECT 1 FROM filing_dossier d WHERE d.code = substr(s.name, {len(_DOSSIERS) + 1})) ORDER BY 1
"""


def mismatches() -> Iterator[Finding]:
    """Yield every dossier whose tables do not say what the last entry of its journal says, and what is missing.

    Two statements, and a few for each five hundred cases; nothing is held longer than that.
    """
    yield from _lost()
    chunk: dict[str, dict[str, Any]] = {}
    for code, *values in Case.objects.order_by("id").values_list("dossier__code", *_FACTS.values()).iterator(_CHUNK):
        row = dict(zip(_FACTS, values, strict=True))
        chunk[filing_rules.subject(code)] = row | {"electronic_result": row["electronic_result"] is not None}
        if len(chunk) == _CHUNK:
            yield from _different(chunk)
            chunk = {}
    yield from _different(chunk)


def _lost() -> Iterator[Finding]:
    for code, told, worked_on in streamed(_LOST_DOSSIERS):
        if not told:
            yield Finding(filing_rules.subject(code), None, "có hồ sơ nhưng nhật ký không có mục ghi nào")
        if not worked_on:
            yield Finding(filing_rules.subject(code), None, "có hồ sơ nhưng không có việc giải quyết")
    for (name,) in streamed(_LOST_SUBJECTS, [f"{_DOSSIERS}%"]):
        yield Finding(name, None, "nhật ký có mục ghi nhưng không còn hồ sơ")


def _different(now: dict[str, dict[str, Any]]) -> Iterator[Finding]:
    last = Subject.objects.filter(name=OuterRef("subject")).values("count")
    entries = Entry.objects.filter(subject__in=now, number=Subquery(last)).order_by("subject")
    for name, number, body in entries.values_list("subject", "number", "body"):
        said, is_now = _NOT_TOLD | journal_rules.facts_told(body), rules.facts(**now[name])
        for fact in sorted(key for key in is_now if said.get(key) != is_now[key]):
            problem = f"{fact} trong bảng là {is_now[fact]}, nhật ký ghi {said.get(fact)}"
            yield Finding(name, number, problem)
