"""Signing in through OpenID Connect: authorization code with PKCE, every check of the ID token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from motcua.integrations.identity import payload
from motcua.people.identity import Identity, IdentityRefused, IdentityUnreachable, Start

_ALGORITHMS = ["RS256"]
_LEEWAY = 30
_TIMEOUT = httpx.Timeout(10, connect=5)
_FRESH = timedelta(hours=1)
_PATIENCE = timedelta(minutes=15)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_AGAIN = "Hãy bấm đăng nhập để thử lại."
_documents: dict[str, tuple[datetime, dict[str, Any]]] = {}


class Client:
    """An OpenID Connect client of one issuer; see `people.identity.IdentityProvider`.

    Discovery document and keys are kept for an hour within the process; an unknown key fetches them again.
    """

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        if urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname not in _LOOPBACK:
            raise ValueError("an identity provider elsewhere must be reached by https")
        self.issuer, self.client_id, self.client_secret = issuer, client_id, client_secret

    def start(self, redirect_uri: str, *, at: datetime) -> Start:
        """Begin a sign-in that asks the person to choose herself anew: counters and villages share computers."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": _s256(verifier),
            "code_challenge_method": "S256",
            "acr_values": "LoA1",
            "prompt": "login",
        }
        kept = {"nonce": nonce, "verifier": verifier, "redirect_uri": redirect_uri, "started": at.isoformat()}
        return Start(
            f"{self._endpoint('authorization_endpoint', at)}?{urlencode(asked)}", state, {**kept, "state": state}
        )

    def finish(self, params: Mapping[str, str], kept: Mapping[str, str], *, at: datetime) -> Identity:
        """Return who signed in, after checking state, signature, issuer, audience, nonce and times."""
        if not kept or not hmac.compare_digest(params.get("state", "").encode(), kept["state"].encode()):
            raise IdentityRefused(f"Phiên đăng nhập không khớp hoặc đã hết hạn. {_AGAIN}")
        if at - datetime.fromisoformat(kept["started"]) > _PATIENCE:
            raise IdentityRefused(f"Đăng nhập chậm quá 15 phút nên đã hết hạn. {_AGAIN}")
        if params.get("error") == "access_denied":
            raise IdentityRefused("Bạn đã dừng đăng nhập. Khi cần, hãy bấm đăng nhập lần nữa.")
        if "error" in params or not params.get("code"):
            raise IdentityUnreachable(f"Cổng định danh không xử lý được yêu cầu. {_AGAIN}")
        tokens = self._exchange(params["code"], kept, at)
        claimed = self._verified(str(tokens.get("id_token", "")), kept["nonce"], at)
        about = self._userinfo(str(tokens.get("access_token", "")), at)
        if about.get("sub", claimed["sub"]) != claimed["sub"]:
            raise IdentityRefused(f"Cổng định danh trả về thông tin của người khác. {_AGAIN}")
        return Identity(self.issuer, claimed["sub"], payload.claims({**claimed, **about}))

    def sign_out_url(self, back_to: str, *, at: datetime) -> str:
        """Return the provider's own sign-out; "" when it has none, or cannot be asked: nobody waits here for ever."""
        try:
            endpoint = self._endpoint("end_session_endpoint", at)
        except IdentityRefused:
            return ""
        asked = urlencode({"client_id": self.client_id, "post_logout_redirect_uri": back_to})
        return f"{endpoint}?{asked}"

    def _exchange(self, code: str, kept: Mapping[str, str], at: datetime) -> dict[str, Any]:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": kept["redirect_uri"],
            "code_verifier": kept["verifier"],
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        return self._call("POST", self._endpoint("token_endpoint", at), data=sent)

    def _verified(self, token: str, nonce: str, at: datetime) -> dict[str, Any]:
        wanted = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claimed = self._decoded(token, at).claims
            wanted.validate(claimed)
        except (JoseError, ValueError) as error:
            raise IdentityRefused(f"Không xác minh được chữ ký của cổng định danh. {_AGAIN}") from error
        parties = claimed["aud"] if isinstance(claimed["aud"], list) else [claimed["aud"]]
        if len(parties) > 1 and claimed.get("azp") != self.client_id:
            raise IdentityRefused(f"Không xác minh được chữ ký của cổng định danh. {_AGAIN}")
        return {**claimed, "sub": str(claimed["sub"])}

    def _decoded(self, token: str, at: datetime) -> jwt.Token:
        address = self._endpoint("jwks_uri", at)
        try:
            return jwt.decode(token, self._keys(address, at), algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            _documents.pop(address, None)  # the provider may have changed its keys since
            return jwt.decode(token, self._keys(address, at), algorithms=_ALGORITHMS)

    def _keys(self, address: str, at: datetime) -> KeySet:
        return KeySet.import_key_set(self._document(address, at))  # type: ignore[arg-type]

    def _userinfo(self, access: str, at: datetime) -> dict[str, Any]:
        address = self._document(f"{self.issuer}/.well-known/openid-configuration", at).get("userinfo_endpoint")
        return self._call("GET", str(address), headers={"Authorization": f"Bearer {access}"}) if address else {}

    def _endpoint(self, name: str, at: datetime) -> str:
        found = self._document(f"{self.issuer}/.well-known/openid-configuration", at)
        if found.get("issuer") != self.issuer or not isinstance(found.get(name), str):
            raise IdentityUnreachable("Cổng định danh chưa được cấu hình đúng; hãy báo cho quản trị hệ thống.")
        return str(found[name])

    def _document(self, address: str, at: datetime) -> dict[str, Any]:
        kept_at, found = _documents.get(address, (at, {}))
        if not found or at - kept_at > _FRESH:
            found = self._call("GET", address)
            _documents[address] = (at, found)
        return found

    def _call(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        local = urlsplit(address).hostname in _LOOPBACK
        try:
            with httpx.Client(timeout=_TIMEOUT, trust_env=not local) as http:
                answer = http.request(method, address, **more)
            found = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise IdentityUnreachable("Chưa kết nối được với cổng định danh. Hãy thử lại sau ít phút.") from error
        if answer.status_code != 200 or not isinstance(found, dict):
            raise IdentityRefused(f"Cổng định danh từ chối yêu cầu. {_AGAIN}")
        return found


def from_settings() -> Client:
    """Return the client that the settings describe; the value of MOTCUA_IDENTITY leads here."""
    return Client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


def _s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
