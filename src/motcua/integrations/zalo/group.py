"""Posting to a group of an official account on Zalo: the staff's chat group.

Group and message as the provider's interface for groups of official accounts had them; whoever goes live checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from motcua.correspondence.sending import GatewayAway, Undelivered
from motcua.integrations.carriers import call, refuse_open, require
from motcua.integrations.zalo.client import BAD_TOKEN, TOKENS, TokenFile, renew, tokens_of_the_settings

API = "https://openapi.zalo.me"


@dataclass(slots=True)
class ZaloGroup:
    """Posts words to one group; see `adoption.difficulties.group.GroupSender`."""

    app: str
    secret: str
    group: str
    tokens: TokenFile
    url: str = API
    token_url: str = TOKENS

    def post(self, *, key: str, words: str) -> str:
        """Post the words and return their message_id; a token that has run out is renewed once."""
        self.tokens.read()
        answer = self._post(key, words)
        if answer.get("error") in BAD_TOKEN:
            renew(self.tokens, self.token_url, app=self.app, secret=self.secret)
            answer = self._post(key, words)
        if answer.get("error") == 0:
            return str(answer.get("data", {}).get("message_id", ""))
        if answer.get("error") in BAD_TOKEN or answer.get("error") is None:
            raise GatewayAway(f"Nhóm Zalo chưa nhận tin ({answer.get('error')}).")
        raise Undelivered(f"Nhóm Zalo không nhận tin ({answer.get('error')}): xem lại MOTCUA_GROUP_ID.")

    def _post(self, key: str, words: str) -> dict[str, Any]:
        sent = {"recipient": {"group_id": self.group}, "message": {"text": words}, "tracking_id": key}
        headers = {"access_token": self.tokens.access}
        return call("Zalo", f"{self.url}/v3.0/oa/group/message", json=sent, headers=headers)[1]


def from_settings() -> ZaloGroup:
    """Return the sender that the settings describe, for MOTCUA_GROUP_SENDER. Raises Refused as `require` does."""
    require(
        MOTCUA_CHAT_APP=settings.CHAT_APP, MOTCUA_CHAT_SECRET=settings.CHAT_SECRET, MOTCUA_GROUP_ID=settings.GROUP_ID
    )
    tokens = tokens_of_the_settings()
    url, token_url = settings.GROUP_URL or API, settings.CHAT_TOKEN_URL or TOKENS
    refuse_open("MOTCUA_GROUP_URL", url)
    refuse_open("MOTCUA_CHAT_TOKEN_URL", token_url)
    return ZaloGroup(settings.CHAT_APP, settings.CHAT_SECRET, settings.GROUP_ID, tokens, url.rstrip("/"), token_url)
