"""What a page of a citizen's own needs: her draft or dossier, and nobody else's."""

from __future__ import annotations

from django.http import Http404

from motcua.casework import queries as casework
from motcua.casework.models import Case
from motcua.filing import queries as filing
from motcua.filing.models import Draft
from motcua.people.rules import Ability, Thing
from motcua.web.shared.access import Request, check


def draft(request: Request, key: str) -> Draft:
    """Return the person's own draft. Raises Http404, or Forbidden for another person's. One statement."""
    found = filing.draft(key)
    if found is None:
        raise Http404
    check(request, Ability.FILE, Thing(owner_id=found.account_id))
    return found


def case(request: Request, code: str) -> Case:
    """Return the case of the person's own dossier. Raises Http404, or Forbidden for another person's. One statement."""
    found = casework.by_code(code)
    if found is None:
        raise Http404
    check(request, Ability.SEE_OWN, Thing(owner_id=found.dossier.filer_id))
    return found
