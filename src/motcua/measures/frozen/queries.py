"""Finding reports again."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from motcua.core.text import one_line
from motcua.measures.models import Report
from motcua.offices.models import Office

_LOADED = ("office__parent", "office__place", "issuer__place", "issuer__parent", "issued_by", "composed_by",
           "paper__document", "replaces", "replaced_by")  # fmt: skip


def report(key: str) -> Report | None:
    """Return the report with a key, with all that its page tells of it. One statement."""
    found: Report | None = Report.objects.select_related(*_LOADED).filter(key=one_line(key)).first()
    return found


def listed(office_ids: Collection[int], *, drafts: bool) -> QuerySet[Report]:
    """Return the drafts, or the issued reports, about offices with some ids and those below them, the latest first."""
    below = Q(pk__in=[])
    for office in office_ids:
        below |= Q(office__path__contains=f"/{int(office)}/")
    found = Report.objects.filter(below, issued_at__isnull=drafts).defer("content")
    return found.select_related("office", "composed_by", "issued_by", "replaced_by").order_by("-last", "-id")


def in_force(draft: Report, issuer: Office) -> Report | None:
    """Return what an office has issued for the period of a draft and not replaced. One statement.

    What another office issued about the same one is its own and stays.
    """
    about = {"kind": draft.kind, "office": draft.office_id, "first": draft.first, "last": draft.last}
    found: Report | None = Report.objects.filter(**about, issuer=issuer, replaced_by=None).first()
    return found


def is_replaced(paper_id: int) -> bool:
    """Return whether the report that a paper is was replaced by another. One statement."""
    return Report.objects.filter(paper_id=paper_id, replaced_by__isnull=False).exists()


def content(report: Report) -> dict[str, Any]:
    """Return what a report says, as `composing.compose` made it."""
    said: dict[str, Any] = json.loads(report.content)
    return said
