"""The sandbox provider over HTTP: a small WSGI application and a threaded server for it."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from motcua.integrations.sandbox.identity import keys
from motcua.integrations.sandbox.identity.persons import BY_KEY, PERSONS
from motcua.integrations.sandbox.identity.provider import BadRequest, OAuthError, Provider

_FOLDER = Path(__file__).resolve().parent / "templates"
_COOKIE = "sandbox_identity"
_LIMIT = 20_000
_ASKED = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
    "code_challenge_method", "prompt", "acr_values",
)  # fmt: skip
Environ = dict[str, Any]
Answer = tuple[str, dict[str, str], bytes]


class Application:
    """The WSGI application of one provider."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.pages = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
        self.routes: dict[tuple[str, str], Callable[[Environ], Answer]] = {
            ("GET", "/.well-known/openid-configuration"): lambda _: _json(self.provider.discovery()),
            ("GET", "/oauth2/jwks"): lambda _: _json(keys.published(self.provider.key)),
            ("GET", "/oauth2/authorize"): self.ask,
            ("POST", "/oauth2/authorize"): self.chosen,
            ("POST", "/oauth2/token"): self.token,
            ("GET", "/oauth2/userinfo"): self.userinfo,
            ("GET", "/oidc/logout"): self.logout,
            ("GET", "/style.css"): _style,
            ("GET", "/"): lambda _: self.page("message.html", title="Cổng định danh giả lập", text=_ABOUT),
        }

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        route = self.routes.get((environ["REQUEST_METHOD"].replace("HEAD", "GET"), environ["PATH_INFO"]))
        status, headers, content = route(environ) if route else self.problem("Không có trang này.", "404 Not Found")
        headers = {"Content-Length": str(len(content)), "Cache-Control": "no-store", **headers}
        start(status, list(headers.items()))
        return [content] if environ["REQUEST_METHOD"] != "HEAD" else []

    def ask(self, environ: Environ) -> Answer:
        """Show the persons, or go straight back when the provider's own session is still open."""
        asked = _only(_query(environ))
        refused = self.refused(asked)
        if refused:
            return refused
        person = self.provider.session(_cookie(environ), at=_now())
        prompt = asked.get("prompt", "").split()
        if person and "login" not in prompt:
            return _back(asked, code=self.provider.grant(asked, person, at=_now()))
        if "none" in prompt:
            return _back(asked, error="login_required")
        site = urlsplit(asked["redirect_uri"]).netloc
        return self.page("sign_in.html", asked=asked, persons=PERSONS, site=site)

    def chosen(self, environ: Environ) -> Answer:
        """Sign the chosen person in and send a code back; no person means that she turned away."""
        sent = _form(environ)
        asked = _only(sent)
        refused = self.refused(asked)
        if refused:
            return refused
        person = BY_KEY.get(sent.get("person", ""))
        if person is None:
            return _back(asked, error="access_denied")
        status, headers, content = _back(asked, code=self.provider.grant(asked, person, at=_now()))
        key = self.provider.open_session(person, at=_now())
        headers["Set-Cookie"] = f"{_COOKIE}={key}; Path=/; HttpOnly; SameSite=Lax"
        return status, headers, content

    def token(self, environ: Environ) -> Answer:
        """Exchange a code for tokens."""
        sent = _form(environ)
        client_id, secret = _basic(environ) or (sent.get("client_id", ""), sent.get("client_secret", ""))
        try:
            return _json(self.provider.exchange(sent, client_id, secret, at=_now()))
        except OAuthError as error:
            status = "401 Unauthorized" if error.code == "invalid_client" else "400 Bad Request"
            return _json({"error": error.code, "error_description": error.meaning}, status)

    def userinfo(self, environ: Environ) -> Answer:
        """Say what is claimed about the bearer of an access token."""
        kind, _, access = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        try:
            return _json(self.provider.userinfo(access if kind.lower() == "bearer" else "", at=_now()))
        except OAuthError as error:
            status, headers, content = _json({"error": error.code}, "401 Unauthorized")
            return status, {**headers, "WWW-Authenticate": 'Bearer error="invalid_token"'}, content

    def logout(self, environ: Environ) -> Answer:
        """End the provider's own session (RP-initiated logout) and go back to a known site."""
        self.provider.close_session(_cookie(environ))
        address = _query(environ).get("post_logout_redirect_uri", "")
        gone = {"Set-Cookie": f"{_COOKIE}=; Path=/; Max-Age=0"}
        asked, ours = urlsplit(address), urlsplit(self.provider.client.redirect_uri)
        at_home = f"{asked.scheme}://{asked.netloc}{ours.path}"
        if address and self.provider.client.knows(at_home):
            return "303 See Other", {"Location": address, **gone}, b""
        status, headers, content = self.page("message.html", title="Đã đăng xuất", text="Có thể đóng trang này.")
        return status, {**headers, **gone}, content

    def refused(self, asked: dict[str, str]) -> Answer | None:
        """Return the answer to a request that is not in order, or None when it is."""
        try:
            self.provider.check(asked)
        except BadRequest as error:
            return self.problem(f"Yêu cầu đăng nhập không hợp lệ: {error}.", "400 Bad Request")
        except OAuthError as error:
            return _back(asked, error=error.code, error_description=error.meaning)
        return None

    def page(self, template: str, status: str = "200 OK", **values: Any) -> Answer:
        """Render a page."""
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'self'"}
        return status, headers, self.pages.get_template(template).render(**values).encode()

    def problem(self, text: str, status: str) -> Answer:
        """Render a page that says what is wrong."""
        return self.page("message.html", status, title="Không tiếp tục được", text=text)


_ABOUT = "Hệ thống này thay cho cổng định danh điện tử khi dùng thử. Hãy mở trang một cửa và bấm đăng nhập."


def _now() -> int:
    return int(time.time())


def _json(value: Any, status: str = "200 OK") -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(value, ensure_ascii=False).encode()


def _style(environ: Environ) -> Answer:
    headers = {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=3600"}
    return "200 OK", headers, (_FOLDER / "style.css").read_bytes()


def _back(asked: dict[str, str], **more: str) -> Answer:
    values = {**more, **({"state": asked["state"]} if asked.get("state") else {})}
    joint = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return "303 See Other", {"Location": f"{asked['redirect_uri']}{joint}{urlencode(values)}"}, b""


def _query(environ: Environ) -> dict[str, str]:
    return dict(parse_qsl(environ.get("QUERY_STRING", "")))


def _form(environ: Environ) -> dict[str, str]:
    length = environ.get("CONTENT_LENGTH") or "0"
    size = min(int(length), _LIMIT) if length.isdigit() else 0
    return dict(parse_qsl(environ["wsgi.input"].read(size).decode("utf-8", "replace"), keep_blank_values=True))


def _only(values: dict[str, str]) -> dict[str, str]:
    return {name: values[name] for name in _ASKED if name in values}


def _cookie(environ: Environ) -> str:
    found = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(_COOKIE)
    return found.value if found else ""


def _basic(environ: Environ) -> tuple[str, str] | None:
    kind, _, value = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(name), unquote_plus(secret)
