"""The signing key of the sandbox: made at the first start, kept in the folder of the province."""

from __future__ import annotations

import json
import os
from pathlib import Path

from joserfc.jwk import RSAKey

ALGORITHM = "RS256"


def signing_key(path: Path | None) -> RSAKey:
    """Return the key kept at `path`, made (2048 bits, readable by the owner only) when absent; None keeps nothing."""
    if path and path.exists():
        return RSAKey.import_key(json.loads(path.read_text()))
    key = RSAKey.generate_key(2048, auto_kid=True)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(key.as_dict(private=True), file)
    return key


def published(key: RSAKey) -> dict[str, object]:
    """Return the JWKS document: the public half of the key."""
    return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": ALGORITHM, "kid": key.kid}]}
