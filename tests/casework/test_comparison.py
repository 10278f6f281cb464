"""The check of tables against the journal: everything that is missing is named, in memory that does not grow."""

from __future__ import annotations

import tracemalloc

import pytest
from django.db import connection

from motcua.casework.models import Case
from motcua.casework.queries import mismatches
from motcua.filing.models import Dossier, Draft
from motcua.journal.models import Subject
from tests.factories import make_case

pytestmark = pytest.mark.django_db
NO_ENTRIES = "có hồ sơ nhưng nhật ký không có mục ghi nào"
NO_CASE = "có hồ sơ nhưng không có việc giải quyết"
NO_DOSSIER = "nhật ký có mục ghi nhưng không còn hồ sơ"


def _found():
    return [(finding.subject, finding.problem) for finding in mismatches()]


def _copied(dossier, code):
    copy = Dossier.objects.get(id=dossier.pk)
    copy.pk, copy.code = None, code
    copy.save(force_insert=True)
    return f"dossier/{code}"


def _subject(name):
    Subject.objects.create(name=name, count=1, head="0" * 64)
    return name


def test_what_is_missing_is_named_once_for_each_reason_and_in_order():
    kept, gone, unworked = make_case(), make_case(), make_case()
    codes = [case.dossier.code for case in (gone, unworked)]
    Case.objects.filter(id__in=[gone.id, unworked.id]).delete()
    Draft.objects.filter(dossier=gone.dossier).update(dossier=None)
    Dossier.objects.filter(id=gone.dossier_id).delete()
    slipped_in = _copied(kept.dossier, "H27.1-261120-0001")
    assert _found() == [
        (slipped_in, NO_ENTRIES), (slipped_in, NO_CASE), (f"dossier/{codes[1]}", NO_CASE),
        (f"dossier/{codes[0]}", NO_DOSSIER),
    ]  # fmt: skip


def test_only_subjects_of_dossiers_are_looked_for_among_dossiers():
    make_case()
    _subject("calendar/H27.1")
    assert _found() == []
    lost = _subject("dossier/x")
    assert _found() == [(lost, NO_DOSSIER)]


@pytest.mark.parametrize("code", ["%", "_", "'", "Hồ sơ", "dossier/", ""])
def test_a_code_of_any_letters_is_compared_letter_by_letter(code):
    case = make_case()
    Dossier.objects.filter(id=case.dossier_id).update(code=code)
    Subject.objects.filter(name=f"dossier/{case.dossier.code}").update(name=f"dossier/{code}")
    assert [problem for _, problem in _found()] == []
    Dossier.objects.filter(id=case.dossier_id).update(code=f"{code} ")
    assert _found() == [(f"dossier/{code} ", NO_ENTRIES), (f"dossier/{code}", NO_DOSSIER)]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps the type of a column")
def test_a_code_that_was_made_a_blob_is_another_code():
    case = make_case()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE filing_dossier SET code = CAST(code AS blob)")
    code = case.dossier.code
    assert _found() == [(f"dossier/{code.encode()}", NO_ENTRIES), (f"dossier/{code}", NO_DOSSIER)]


def _peak(names):
    Subject.objects.bulk_create(
        [Subject(name=f"dossier/{n:09}", count=1, head="0" * 64) for n in names], batch_size=1000
    )
    tracemalloc.start()
    try:
        assert sum(1 for _ in mismatches()) == names.stop
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_dossiers():
    few = _peak(range(4000))
    assert _peak(range(4000, 40_000)) < 2 * few  # ten times as many
