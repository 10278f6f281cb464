"""`motcua journal verify` on real cases: damage of any kind is named, never a traceback."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from motcua.journal.models import Entry
from motcua.site.command import main
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def verify():
    outcome = CliRunner().invoke(main, ["journal", "verify"])
    assert not outcome.exception or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.exit_code, outcome.stderr


@pytest.mark.parametrize("body", ["{broken", "[]", "7", "null", '{"facts":[1]}', ""])
def test_an_unreadable_body_is_named_beside_a_real_case(body):
    case = make_case("returned")
    assert verify() == (0, "")
    subject = f"dossier/{case.dossier.code}"
    last = Entry.objects.filter(subject=subject).order_by("-number").first()
    Entry.objects.filter(id=last.id).update(body=body)
    status, said = verify()
    assert status == 1
    assert f"{subject} #{last.number}: nội dung khác với khi ghi" in said
