"""Handing text messages to an HTTP gateway.

`POST {url}` with `Authorization: Bearer …` and {"to", "text", "id"}; the answer is {"status": "accepted", "id"}, or 4xx
with {"error": code}. The gateway keeps the first message of an `id` and accepts later ones without sending them again.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from motcua.correspondence.sending import GatewayAway, Outgoing, RecipientRefused, Undelivered
from motcua.integrations.carriers import call, refuse_open, require

_CARRIER = "cổng tin nhắn"
_NEVER = {"invalid_number": "Số điện thoại không đúng.", "unsubscribed": "Số này không nhận tin nhắn."}


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """Sends through one gateway; see `correspondence.sending.Sender`."""

    url: str
    token: str
    name: str = ""

    def send(self, message: Outgoing) -> str:
        """Hand a text message over and return the gateway's number for it."""
        status, answer = call(
            _CARRIER, self.url, json={"to": message.address, "text": message.words, "id": message.key},
            headers={"Authorization": f"Bearer {self.token}"},
        )  # fmt: skip
        if status == 200 and answer.get("status") == "accepted":
            return str(answer.get("id", ""))
        error = str(answer.get("error", ""))
        if error in _NEVER:
            raise RecipientRefused(_NEVER[error])
        if status in (401, 403, 404):
            raise GatewayAway(f"{_CARRIER} không nhận MOTCUA_SMS_TOKEN hoặc MOTCUA_SMS_URL ({status}).")
        raise Undelivered(f"Cổng tin nhắn chưa nhận tin ({status}).")


def from_settings() -> SmsGateway:
    """Return the sender that the settings describe, for MOTCUA_SMS_SENDER. Raises Refused when something is missing."""
    require(MOTCUA_SMS_URL=settings.SMS_URL, MOTCUA_SMS_TOKEN=settings.SMS_TOKEN)
    refuse_open("MOTCUA_SMS_URL", settings.SMS_URL)
    return SmsGateway(settings.SMS_URL, settings.SMS_TOKEN)
