"""Fixtures of figures; what they make is in `cases`."""

from __future__ import annotations

import pytest


@pytest.fixture
def filing(db):
    """Appends entries about dossiers."""
    from tests.measures.cases import Filing

    return Filing()


@pytest.fixture
def offices(db):
    """The offices of a small province by code."""
    from tests.measures.cases import province

    return province()
