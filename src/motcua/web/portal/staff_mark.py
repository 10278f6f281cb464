"""The mark with which an officer says that what she files is her own or her family's; closed for everybody else."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.errors import Refused
from motcua.filing import actions as filing
from motcua.filing.models import Draft
from motcua.filing.rules import ForStaff
from motcua.offices import queries as offices
from motcua.people import helping
from motcua.people import queries as people
from motcua.web.shared.access import Request


def keep(request: Request, held: Draft) -> dict[str, str]:
    """Keep the mark as it was sent; return what to mend by field, {} when it is kept.

    Her office is that of the officer whose code of today was typed; a mark that has one already keeps it.
    """
    assert request.account is not None
    sent, code = request.POST.get("for_staff", ""), request.POST.get("staff_code", "").strip()[:40]
    kind, now = ForStaff(sent) if sent in ForStaff.values else None, clock.now()
    if kind is None and not held.for_staff:
        return {}
    try:
        office = offices.office(held.staff_office) if kind and held.staff_office else None
        if kind and code:
            officer = helping.helper(typed=code, asked_by=request.account, at=now)
            office = people.office_of(officer.pk, on=clock.local_day(now))
        filing.set_for_staff(draft=held, kind=kind, office=office, by=request.account, at=now)
    except Refused as refused:
        return {"staff_code": refused.message}
    return {}


def shown(request: Request, held: Draft) -> dict[str, Any]:
    """Return what the page shows of the mark: what was chosen now or kept before."""
    posted = request.method == "POST"
    return {
        "staff": request.POST.get("for_staff", "") if posted else held.for_staff,
        "staff_code": request.POST.get("staff_code", "")[:40] if posted else "",
        "staff_kinds": [("", _("Không phải")), *((one.value, _(str(one.label))) for one in ForStaff)],
    }
