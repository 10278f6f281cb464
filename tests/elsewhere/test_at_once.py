"""Two imports of one file at the same moment count every dossier once."""

from __future__ import annotations

import pytest

from motcua.elsewhere.models import RecordedDossier
from motcua.journal.models import Entry
from motcua.journal.queries import findings
from tests.threads import at_once

from .samples import import_, make_province, text_file


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_count_every_dossier_once():
    make_province()
    codes = [f"H27.31-240506-{number:04d}" for number in range(1, 301)]
    content = text_file(*([code, "1.990001", "H27.31", "06/05/2024", "2", "4", ""] for code in codes))
    import_(text_file(["H27.31-240506-9999", "1.990001", "H27.31", "06/05/2024", "2", "4", ""]))  # the mapping is there
    runs = at_once([lambda: import_(content, most=100), lambda: import_(content, most=100)])
    assert [run.state for run in runs] == ["done", "done"]
    assert sum(run.created for run in runs) == 300 == sum(run.unchanged for run in runs)
    assert RecordedDossier.objects.count() == 301 == Entry.objects.filter(subject__startswith="dossier/").count()
    assert list(findings()) == []
