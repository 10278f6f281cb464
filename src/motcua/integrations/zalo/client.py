"""Handing notifications to Zalo's business API, with tokens that are renewed when they have run out.

The numbers of errors are as the provider's list had them; whoever goes live checks them against the list of the day.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from motcua.core.errors import Refused
from motcua.correspondence.sending import GatewayAway, Outgoing, RecipientRefused, Undelivered
from motcua.integrations.carriers import call, refuse_open, require

MESSAGES = "https://business.openapi.zalo.me"
TOKENS = "https://oauth.zaloapp.com/v4/oa/access_token"
BAD_TOKEN = (-124, -216)
_NEVER = {
    -108: "Số điện thoại không đúng.", -118: "Số này không có tài khoản Zalo.", -119: "Tài khoản này không nhận tin.",
    -114: "Người nhận đã từ chối nhận tin.",
}  # fmt: skip
_AWAY = (-115, -126, -144, -147)
_FIELDS = {
    "code": "ma_ho_so", "status": "trang_thai", "office": "co_quan", "due": "ngay_hen", "until": "han_bo_sung",
    "new_due": "ngay_hen_lai", "link": "cta_link", "rating": "cta_danh_gia",
}  # fmt: skip


@dataclass(slots=True)
class TokenFile:
    """The pair of tokens in a file for its owner only: each renewal gives a new pair, the old one is of no use."""

    path: Path
    access: str = ""
    refresh: str = ""

    def read(self) -> None:
        """Take the tokens from the file. Raises GatewayAway when there are none."""
        try:
            found = json.loads(self.path.read_text("utf-8"))
            self.access, self.refresh = str(found.get("access_token", "")), str(found["refresh_token"])
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise GatewayAway(f"Chưa có mã truy cập Zalo trong {self.path.name}.") from error

    def write(self, access: str, refresh: str) -> None:
        """Keep a new pair; the file is whole at every moment."""
        self.access, self.refresh = access, refresh
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"access_token": access, "refresh_token": refresh}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)


@dataclass(slots=True)
class ZaloSender:
    """Sends approved texts to telephone numbers; see `correspondence.sending.Sender`."""

    app: str
    secret: str
    tokens: TokenFile
    url: str = MESSAGES
    token_url: str = TOKENS
    name: str = field(default="Zalo", init=False)

    def send(self, message: Outgoing) -> str:
        """Hand a notification over and return its msg_id; a token that has run out is renewed once."""
        self.tokens.read()
        answer = self._post(message)
        if answer.get("error") in BAD_TOKEN:
            renew(self.tokens, self.token_url, app=self.app, secret=self.secret)
            answer = self._post(message)
        error = answer.get("error")
        if error == 0:
            return str(answer.get("data", {}).get("msg_id", ""))
        if error in _NEVER:
            raise RecipientRefused(_NEVER[error])
        if error in BAD_TOKEN or error in _AWAY or error is None:
            raise GatewayAway(f"Zalo chưa nhận tin ({error}).")
        raise Undelivered(f"Zalo chưa nhận tin ({error}).")

    def _post(self, message: Outgoing) -> dict[str, Any]:
        data = {_FIELDS[name]: value for name, value in message.values.items() if name in _FIELDS}
        sent = {
            "phone": f"84{message.address.removeprefix('0')}", "template_id": message.reference, "template_data": data,
            "tracking_id": message.key,
        }  # fmt: skip
        headers = {"access_token": self.tokens.access}
        return call("Zalo", f"{self.url}/message/template", json=sent, headers=headers)[1]


def renew(tokens: TokenFile, token_url: str, *, app: str, secret: str) -> None:
    """Get a new pair of tokens for the one that has run out, and keep it. Raises GatewayAway when none is given."""
    form = {"refresh_token": tokens.refresh, "app_id": app, "grant_type": "refresh_token"}
    _, answer = call("Zalo", token_url, data=form, headers={"secret_key": secret})
    if not (answer.get("access_token") and answer.get("refresh_token")):
        raise GatewayAway(f"Zalo không cấp lại mã truy cập ({answer.get('error')}).")
    tokens.write(str(answer["access_token"]), str(answer["refresh_token"]))


def tokens_of_the_settings() -> TokenFile:
    """Return the tokens of this province. Raises Refused when there are none, or others may read them."""
    path = settings.HOME / "secrets" / "chat_tokens.json"
    if not path.exists():
        raise Refused(f"Kênh gửi tin chưa cấu hình đủ: thiếu tệp {path} với refresh_token (docs/settings.md).")
    if settings.PRODUCTION and path.stat().st_mode & 0o077:
        raise Refused(f"Tệp {path} đang để người khác đọc được: chạy «chmod 600 {path}».")
    return TokenFile(path)


def from_settings() -> ZaloSender:
    """Return the sender that the settings describe, for MOTCUA_CHAT_SENDER. Raises Refused as `require` does."""
    require(MOTCUA_CHAT_APP=settings.CHAT_APP, MOTCUA_CHAT_SECRET=settings.CHAT_SECRET)
    tokens = tokens_of_the_settings()
    url, token_url = settings.CHAT_URL or MESSAGES, settings.CHAT_TOKEN_URL or TOKENS
    refuse_open("MOTCUA_CHAT_URL", url)
    refuse_open("MOTCUA_CHAT_TOKEN_URL", token_url)
    return ZaloSender(settings.CHAT_APP, settings.CHAT_SECRET, tokens, url.rstrip("/"), token_url)
