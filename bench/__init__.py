"""Measurements of motcua, and the load that the tests of its toughness put on it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.site.settings")
