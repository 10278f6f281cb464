"""Motcua ("một cửa", one door): receives, resolves and returns administrative procedures."""

__version__ = "0.1.0"
