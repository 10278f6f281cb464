"""Identifiers that cannot be guessed and salts that make digests of short values safe."""

from __future__ import annotations

import secrets


def token() -> str:
    """Return 26 random characters of a URL-safe alphabet (about 155 bits)."""
    return secrets.token_urlsafe(20)[:26]


def short(how_many: int) -> str:
    """Return so many random letters and digits that nobody takes for one another when they are read out or typed."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(how_many))


def digits(how_many: int) -> str:
    """Return so many random digits."""
    return f"{secrets.randbelow(10**how_many):0{how_many}}"


def salt() -> str:
    """Return 32 random hexadecimal digits (128 bits)."""
    return secrets.token_hex(16)


def salts(how_many: int) -> list[str]:
    """Return so many salts, drawn at once."""
    drawn = secrets.token_hex(16 * how_many)
    return [drawn[at : at + 32] for at in range(0, len(drawn), 32)]
