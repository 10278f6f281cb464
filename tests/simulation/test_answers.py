"""Made-up answers are ones that the forms accept."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.catalogue import forms, shipped
from motcua.simulation import answers

DAY = date(2026, 4, 1)
FORMS = {item.content.code: item.content.form for item in shipped.files() if item.content.form} | {"general": None}


@pytest.mark.parametrize("code", FORMS)
def test_every_shipped_form_accepts_the_answers(code):
    form = forms.form_of(FORMS[code])
    made = answers.complete(form, on=DAY)
    person = {"full_name": "Lê Thị Mẫu", "personal_id": "099000000001", "birth_date": "1990-05-06"}
    about = answers.about(made, answers.prefilled(form), person)
    assert forms.missing(form, about, DAY) == {}
    assert "Lê Thị Mẫu" in about.values()
