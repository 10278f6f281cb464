"""What the senders have in common: a JSON call that says what went wrong, and what they refuse to be configured as."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from motcua.core.errors import Refused
from motcua.correspondence.sending import GatewayAway

TIMEOUT = 5
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def call(carrier: str, address: str, **sent: Any) -> tuple[int, dict[str, Any]]:
    """Post to a carrier and return (status, answer), {} for an answer that is no JSON object.

    Raises GatewayAway when it is not reached, fails by itself (5xx) or asks to slow down (429).
    """
    local = urlsplit(address).hostname in LOOPBACK
    try:
        with httpx.Client(timeout=TIMEOUT, trust_env=not local) as http:
            answer = http.post(address, **sent)
        found = answer.json() if answer.content else {}
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise GatewayAway(f"Chưa kết nối được với {carrier}.") from error
    except ValueError:
        found = {}
    if answer.status_code >= 500 or answer.status_code == 429:
        raise GatewayAway(f"{carrier} chưa nhận tin ({answer.status_code}).")
    return answer.status_code, found if isinstance(found, dict) else {}


def require(**values: str) -> None:
    """Raise Refused unless every setting, by the name of its variable, has a value."""
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise Refused(f"Kênh gửi tin chưa cấu hình đủ: thiếu {', '.join(missing)} (docs/settings.md).")


def refuse_open(variable: str, address: str) -> None:
    """Raise Refused for an address elsewhere that is not https: tokens and numbers would travel in the clear."""
    found = urlsplit(address)
    if found.scheme != "https" and not (found.scheme == "http" and found.hostname in LOOPBACK):
        raise Refused(f"{variable}={address}: ngoài máy này phải là https://.")
