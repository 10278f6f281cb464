"""Settings that lead all messages to the sandbox of this machine: for the demo and for tests of whole processes."""

from __future__ import annotations

import json
import secrets

from motcua.site import home


def senders(http_port: int, smtp_port: int) -> dict[str, str]:
    """Return the environment in which everything is sent to `motcua sandbox messages` on these ports.

    The counterpart gives tokens of the chat application to whoever knows the secret of this run.
    """
    tokens = home.folder() / "secrets" / "chat_tokens.json"
    if not tokens.exists():
        tokens.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        tokens.touch(0o600)
        tokens.write_text(json.dumps({"refresh_token": secrets.token_urlsafe(24)}))
    url = f"http://127.0.0.1:{http_port}"
    return {
        "MOTCUA_EMAIL_SENDER": "motcua.integrations.mail.smtp.from_settings", "MOTCUA_SMTP_HOST": "127.0.0.1",
        "MOTCUA_SMTP_PORT": str(smtp_port), "MOTCUA_SMTP_SECURITY": "none", "MOTCUA_MAIL_FROM": "motcua@example.vn",
        "MOTCUA_SMS_SENDER": "motcua.integrations.sms.gateway.from_settings", "MOTCUA_SMS_URL": f"{url}/sms",
        "MOTCUA_SMS_TOKEN": secrets.token_urlsafe(24),
        "MOTCUA_CHAT_SENDER": "motcua.integrations.zalo.client.from_settings", "MOTCUA_CHAT_APP": "sandbox",
        "MOTCUA_CHAT_SECRET": secrets.token_urlsafe(24), "MOTCUA_CHAT_URL": url,
        "MOTCUA_CHAT_TOKEN_URL": f"{url}/v4/oa/access_token",
        "MOTCUA_GROUP_SENDER": "motcua.integrations.zalo.group.from_settings", "MOTCUA_GROUP_ID": "group-1",
        "MOTCUA_GROUP_URL": url,
    }  # fmt: skip
