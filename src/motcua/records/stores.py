"""Which store holds what: settings.STORAGES names them."""

from __future__ import annotations

from django.core.files.storage import Storage, storages


def content() -> Storage:
    """Return the store of whole files: a folder, or one that is reached through the network."""
    return storages["default"]


def parts() -> Storage:
    """Return the folder of this machine: parts of files lie there until the whole is here.

    Where no other store is set, it is the folder of whole files, too.
    """
    return storages["folder"]
