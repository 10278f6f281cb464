"""Every page with a rate says on which day of its period the definition changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.adoption.targets.rules import AIMS
from motcua.core import clock
from motcua.measures.indicators import INDICATORS
from motcua.measures.rules import ALL_PROCEDURES, DEFINITIONS
from tests.measures.cases import province
from tests.measures.test_versions import OLD
from tests.web.steering.test_figures import _signed_in


@pytest.mark.django_db
def test_the_pages_of_rates_targets_and_effects_say_since_when_another_version_counts(monkeypatch):
    client = _signed_in(province()["H27"])
    today = clock.local_day(clock.now())
    changed = replace(ALL_PROCEDURES, valid_from=today - timedelta(70))
    monkeypatch.setitem(INDICATORS, "all_procedures", (OLD, changed))
    for chosen_from in (DEFINITIONS, AIMS):
        monkeypatch.setitem(chosen_from, "all_procedures", changed)
    period = f"?from={today - timedelta(100)}&to={today}&indicator=all_procedures&definition=all_procedures&chi-so=all_procedures&nam={changed.valid_from.year}"
    pages = [reverse(name) for name in ("steering", "public_figures", "effects")]
    pages += [reverse(name, args=["H27"]) for name in ("opened_figure", "divided_figure", "office_targets")]
    for address in pages:
        text = client.get(address + period).content.decode()
        assert f"Cách tính đổi từ ngày {changed.valid_from:%d/%m/%Y}" in text, address
