"""Drafting a report, throwing a draft away, and issuing it: signed, kept, told in the journal, never changed again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from motcua.core import canonical, clock, ids, text
from motcua.core.errors import Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.measures.frozen import composing, document, queries
from motcua.measures.frozen.rules import ReportKind
from motcua.measures.models import Report
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import actor
from motcua.records import actions as records
from motcua.records import signing
from motcua.records.rules import PaperKind

GONE = Phrase("Bản nháp này đã được phát hành, thay bằng bản mới hoặc xóa. Hãy xem lại danh sách báo cáo.")
_LONGEST = 300


def draft(*, kind: ReportKind, office: Office, first: date, last: date, by: Account, at: datetime) -> Report:
    """Compose a report and keep it as the draft of its period, in place of an earlier draft.

    Raises Refused as `composing.compose` does, and when somebody drafts the same at the same time.
    """
    content = canonical.dumps(composing.compose(kind, office, first, last, at=at))
    try:
        with transaction.atomic():
            Report.objects.filter(kind=kind, office=office, first=first, last=last, issued_at=None).delete()
            return Report.objects.create(
                kind=kind, office=office, first=first, last=last, content=content, digest=canonical.digest(content),
                composed_by=by, composed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused("Có người vừa lập bản nháp của kỳ này. Hãy xem bản nháp đó trong danh sách.") from None


@transaction.atomic
def discard(*, report: Report) -> None:
    """Throw a draft away. Raises Refused for what is none any more."""
    if not Report.objects.filter(pk=report.pk, issued_at=None).delete()[0]:
        raise Refused(GONE)


def issue(
    *, report: Report, issuer: Office, reason: str, by: Account, at: datetime, verify_url: Callable[[str], str]
) -> Report:  # fmt: skip
    """Issue a draft as it stands: its PDF is signed where the issuer has a key, kept, and told in the journal.

    What the same office issued for the same period is replaced, with a `reason`; it stays as it is. Raises Refused
    (field "reason") without one, Refused for a draft that is none any more, SigningRefused, Unavailable; nothing was
    changed then.
    """
    said, before = text.one_line(reason)[:_LONGEST], queries.in_force(report, issuer)
    if report.issued_at or before == report:
        raise Refused(GONE)
    if before and not said:
        raise Refused("Kỳ này đã có báo cáo được phát hành. Ghi lý do thay báo cáo đó.", "reason")
    token = ids.token()
    made = document.pdf(report, issuer=issuer, signer=by, reason=said if before else "", link=verify_url(token), at=at)
    key = signing.signer()
    signed = key is not None and key.has_key(issuer.code)
    if key is not None and signed:
        made = key.sign(made, office=issuer.code, at=at, reason=document.title(report), location=verify_url(token))
    digest = records.keep(made)
    try:
        with transaction.atomic():
            held = Report.objects.select_for_update().filter(pk=report.pk, issued_at=None).first()
            if held is None or queries.in_force(report, issuer) != before:
                raise Refused(GONE)
            held.paper = records.issue_paper(
                subject=f"report/{held.key}", kind=PaperKind.REPORT, content=made, by=by, at=at, agency=issuer.name,
                token=token, name=document.file_name(report, "pdf"), digest=digest,
            )  # fmt: skip
            held.issuer, held.issued_by, held.issued_at, held.signed = issuer, by, at, signed
            held.replaces, held.reason = before, said if before else ""
            held.save()
            journal.append(_event(held, digest, at))
    except IntegrityError:
        raise Refused(GONE) from None
    return held


def _event(report: Report, digest: str, at: datetime) -> Event:
    content = queries.content(report)
    details = {
        "report": report.kind, "office": report.office.code, "issuer": report.issuer.code if report.issuer else "",
        "first": content["first"], "last": content["last"], "until": content["until"], "as_of": content["as_of"],
        "horizon": content["horizon"], "content": report.digest, "document": digest, "signed": report.signed,
        "definitions": [[each["name"], each["version"]] for each in content["definitions"]],
        "replaces": report.replaces.key if report.replaces else None,
    }  # fmt: skip
    by = actor(report.issued_by_id)
    return Event(f"report/{report.key}", "report_issued", clock.local(at), by, details=details, opens=True)
