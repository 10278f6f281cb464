"""The store of files in two kinds: the folder, and a bucket of a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import objects


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    with objects.server() as address:
        yield address


@pytest.fixture
def bucket(s3_address, settings):
    """Whole files go into a bucket of their own; returns how it is reached."""
    options = objects.options(s3_address)
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": objects.BACKEND, "OPTIONS": options}}
    return options


@pytest.fixture(params=["folder", "s3"])
def store(request):
    """What every store of files must do is asked of each kind."""
    if request.param == "s3":
        request.getfixturevalue("bucket")
    else:
        folder = request.getfixturevalue("tmp_path")
        settings = request.getfixturevalue("settings")
        local = {**settings.STORAGES["default"], "OPTIONS": {"location": str(folder)}}
        settings.STORAGES = {**settings.STORAGES, "default": local}
    from django.core.files.storage import default_storage

    return default_storage
