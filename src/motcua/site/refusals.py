"""Refusals of the rooms as the command line shows them: one line in Vietnamese, no traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from motcua.core.errors import Invalid, Refused


@contextmanager
def as_usage_errors() -> Iterator[None]:
    """Turn `Refused` and `Invalid` into an error of the command (exit status 1)."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(refused.message) from refused
    except Invalid as invalid:
        raise click.ClickException(" ".join(invalid.errors.values())) from invalid
