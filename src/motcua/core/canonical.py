"""One way to write a value as bytes, so that a digest taken today can be taken again in twenty years."""

from __future__ import annotations

import hashlib
import json
from typing import Any

# One encoder for all calls: making one costs as much as writing a small object.
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
_PLAIN = frozenset({str, int, bool, type(None)})
_HOLDERS = (dict, list, tuple)


def dumps(value: Any) -> str:
    """Return canonical JSON: keys sorted, no spaces, text unescaped. Floats are refused with TypeError."""
    _refuse_floats(value)
    return _encode(value)


def digest(text: str | bytes) -> str:
    """Return the SHA-256 of text (as UTF-8) or bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _refuse_floats(value: Any) -> None:
    waiting = [value if isinstance(value, _HOLDERS) else (value,)]
    while waiting:
        held = waiting.pop()
        items = held.values() if isinstance(held, dict) else held
        # Most objects hold nothing but plain values; one look at their kinds takes a third of the time.
        if _PLAIN.issuperset(map(type, items)):
            continue
        for item in items:
            if isinstance(item, float):
                raise TypeError("a float has no exact canonical form; pass an integer or text")
            if isinstance(item, _HOLDERS):
                waiting.append(item)
