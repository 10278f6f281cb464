"""A province with the data that ships."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest


@pytest.fixture
def province(db):
    """Hà Tĩnh's places, offices and special days, as `motcua init` leaves them."""
    from motcua.offices import actions

    return actions.load_shipped(at=datetime(2026, 11, 1, tzinfo=UTC))
