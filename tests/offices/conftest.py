"""A province with the data that ships."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest


@pytest.fixture(scope="module")
def _shipped(module_db):
    from motcua.offices import actions

    with module_db():
        return actions.load_shipped(at=datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def province(_shipped, db):
    """Hà Tĩnh's places, offices and special days, as `motcua init` leaves them."""
    return _shipped
