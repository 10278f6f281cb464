"""The gateways over HTTP and the page on which a person sees what arrived."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from motcua.integrations.sandbox.messages.mailbox import Arrived, Mailbox

_FOLDER = Path(__file__).resolve().parent / "templates"
_LIMIT = 100_000
_LASTS = 3600.0
GROUP = "group-1"
"""The group of the demo."""
_MOBILE = re.compile(r"0[35789]\d{8}")
Environ = dict[str, Any]
Answer = tuple[str, str, bytes]


class Application:
    """The WSGI application: `/sms` takes text messages, `/message/template` and `/v4/oa/access_token` notifications.

    `/v3.0/oa/group/message` takes what is posted to a chat group; on `/group` its members write by hand, to be pasted.

    `away` names what answers 503 at the moment, for tests. Numbers that end in 99 do not exist; those that end in 98
    have no account in the chat application.
    """

    def __init__(self, mailbox: Mailbox, *, sms_token: str, chat_secret: str) -> None:
        self.mailbox, self.sms_token, self.chat_secret = mailbox, sms_token, chat_secret
        self.away: set[str] = set()
        self.access: dict[str, float] = {}
        self.used: set[str] = set()
        pages = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
        self.page = pages.get_template("mailbox.html")
        self.routes: dict[tuple[str, str], Callable[[Environ], Answer]] = {
            ("GET", "/"): self.look,
            ("GET", "/style.css"): lambda _: (
                "200 OK",
                "text/css; charset=utf-8",
                (_FOLDER / "style.css").read_bytes(),
            ),
            ("GET", "/mailbox.json"): lambda _: _json([asdict(one) for one in mailbox.all()]),
            ("POST", "/sms"): self.sms,
            ("POST", "/message/template"): self.notify,
            ("POST", "/v3.0/oa/group/message"): self.post,
            ("POST", "/group"): self.write,
            ("POST", "/v4/oa/access_token"): self.renew,
        }

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        route = self.routes.get((environ["REQUEST_METHOD"], path))
        if path.strip("/") in self.away:
            answer = _json({"error": "away"}, "503 Service Unavailable")
        else:
            answer = route(environ) if route else _json({"error": "unknown"}, "404 Not Found")
        status, kind, content = answer
        start(status, [("Content-Type", kind), ("Content-Length", str(len(content))), ("Cache-Control", "no-store")])
        return [content]

    def look(self, environ: Environ) -> Answer:
        """Show what arrived, the newest first; `?to=` shows one person's."""
        wanted = dict(parse_qsl(environ.get("QUERY_STRING", ""))).get("to", "").strip()
        found = [one for one in reversed(self.mailbox.all()) if not wanted or one.to == wanted]
        content = self.page.render(arrived=found[:200], count=len(found), wanted=wanted, group=GROUP)
        return "200 OK", "text/html; charset=utf-8", content.encode()

    def sms(self, environ: Environ) -> Answer:
        """Take a text message; one whose id is known is accepted and not kept again."""
        if environ.get("HTTP_AUTHORIZATION", "") != f"Bearer {self.sms_token}":
            return _json({"error": "unauthorized"}, "401 Unauthorized")
        sent = _sent(environ)
        to, words, key = (str(sent.get(name, "")) for name in ("to", "text", "id"))
        if not _MOBILE.fullmatch(to) or to.endswith("99"):
            return _json({"error": "invalid_number"}, "422 Unprocessable Entity")
        if not words or not key:
            return _json({"error": "incomplete"}, "400 Bad Request")
        if self.mailbox.of("sms", key) is None:
            self.mailbox.put(Arrived("sms", to, "", words, key, _now()))
        return _json({"status": "accepted", "id": f"sms-{key[:12]}"})

    def notify(self, environ: Environ) -> Answer:
        """Take a notification; errors are answered with 200 and a number, as the provider does."""
        if self.access.get(environ.get("HTTP_ACCESS_TOKEN", ""), 0) < time.time():
            return _json({"error": -124, "message": "Access token is invalid"})
        sent = _sent(environ)
        phone, template, key = (str(sent.get(name, "")) for name in ("phone", "template_id", "tracking_id"))
        data = sent.get("template_data")
        if not re.fullmatch(r"84[35789]\d{8}", phone) or phone.endswith("99"):
            return _json({"error": -108, "message": "Phone number is invalid"})
        if phone.endswith("98"):
            return _json({"error": -118, "message": "Zalo account not existed"})
        if not template or not isinstance(data, dict) or not key:
            return _json({"error": -112, "message": "Template data is invalid"})
        words = "\n".join(f"{name}: {value}" for name, value in data.items())
        self.mailbox.put(Arrived("zalo", f"0{phone.removeprefix('84')}", template, words, key, _now()))
        return _json({"error": 0, "message": "Success", "data": {"msg_id": secrets.token_hex(8)}})

    def post(self, environ: Environ) -> Answer:
        """Take what is posted to a group; groups whose number ends in 99 do not exist."""
        if self.access.get(environ.get("HTTP_ACCESS_TOKEN", ""), 0) < time.time():
            return _json({"error": -124, "message": "Access token is invalid"})
        sent = _sent(environ)
        recipient, message = sent.get("recipient"), sent.get("message")
        group = str(recipient.get("group_id", "")) if isinstance(recipient, dict) else ""
        words = str(message.get("text", "")) if isinstance(message, dict) else ""
        if not group or group.endswith("99") or not words:
            return _json({"error": -201, "message": "Params is invalid"})
        self.mailbox.put(Arrived("group", group, "", words, str(sent.get("tracking_id", "")), _now()))
        return _json({"error": 0, "message": "Success", "data": {"message_id": secrets.token_hex(8)}})

    def write(self, environ: Environ) -> Answer:
        """Let a member of the group write something by hand, as the staff do: made-up words, to be pasted elsewhere."""
        form = dict(parse_qsl(_body(environ).decode("utf-8", "replace")))
        if words := form.get("words", "").strip()[:2000]:
            self.mailbox.put(Arrived("group", GROUP, form.get("name", "").strip()[:60], words, "", _now()))
        return self.look({"QUERY_STRING": f"to={GROUP}"})

    def renew(self, environ: Environ) -> Answer:
        """Give a new pair of tokens for one that was not used before."""
        form = dict(parse_qsl(_body(environ).decode("utf-8", "replace")))
        refresh = form.get("refresh_token", "")
        if environ.get("HTTP_SECRET_KEY", "") != self.chat_secret or not refresh or refresh in self.used:
            return _json({"error": -14014, "error_name": "Invalid refresh token"})
        self.used.add(refresh)
        access = secrets.token_urlsafe(24)
        self.access[access] = time.time() + _LASTS
        return _json(
            {"access_token": access, "refresh_token": secrets.token_urlsafe(24), "expires_in": str(int(_LASTS))}
        )


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


def _body(environ: Environ) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    read: bytes = environ["wsgi.input"].read(min(int(length), _LIMIT) if length.isdigit() else 0)
    return read


def _sent(environ: Environ) -> dict[str, Any]:
    try:
        found = json.loads(_body(environ))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _json(value: Any, status: str = "200 OK") -> Answer:
    return status, "application/json", json.dumps(value, ensure_ascii=False).encode()
