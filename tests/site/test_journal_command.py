"""`motcua journal verify` on real cases: damage of any kind is named, never a traceback."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from motcua.elsewhere import actions as elsewhere
from motcua.elsewhere.models import RecordedDossier
from motcua.elsewhere.rules import Way
from motcua.filing.rules import ForStaff
from motcua.journal.models import Entry
from motcua.site.command import main
from tests.elsewhere.samples import NOW, import_, make_province, text_file
from tests.factories import make_case

pytestmark = pytest.mark.django_db
CODE = "H27.31-240506-0001"


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


def test_dossiers_of_another_system_are_compared_with_what_was_imported():
    make_province()
    row = [CODE, "1.990001", "H27.31", "06/05/2024", "Trực tuyến"]
    import_(text_file([*row, "Đang xử lý", ""]))
    import_(text_file([*row, "Đã trả kết quả", "08/05/2024"]))
    assert elsewhere.note_help(code=CODE, by=None, at=NOW)
    elsewhere.mark_staff(code=CODE, kind=ForStaff.SELF, office="H27.31", at=NOW)
    assert verify() == (0, "")
    import_(text_file([*row, "Đã trả kết quả", "08/05/2024"]), way=Way.DROP)
    assert verify() == (0, "")
    import_(text_file([*row, "Đã trả kết quả", "08/05/2024"]))
    assert verify() == (0, "")
    digest = RecordedDossier.objects.get(code=CODE).digest
    RecordedDossier.objects.filter(code=CODE).update(digest="0" * 64)
    assert verify()[0] == 1 and f"dossier/{CODE} #6: dữ liệu đã nhập" in verify()[1]
    RecordedDossier.objects.filter(code=CODE).update(digest=digest)
    RecordedDossier.objects.create(code="H27.31-240506-0002", source="x", digest=digest, known_until="")
    assert "dossier/H27.31-240506-0002: có hồ sơ của hệ thống khác nhưng nhật ký" in verify()[1]
    RecordedDossier.objects.all().delete()
    assert f"dossier/{CODE}: nhật ký ghi đã nhập từ hệ thống khác nhưng không còn" in verify()[1]
