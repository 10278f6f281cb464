"""The provider's part of OpenID Connect, without HTTP: codes, tokens, sessions, and what is refused.

Everything lives in memory; a restart forgets codes, tokens and sessions, but not the signing key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from motcua.integrations.sandbox.identity import keys
from motcua.integrations.sandbox.identity.persons import BY_KEY, DemoPerson

CODE_SECONDS, TOKEN_SECONDS, SESSION_SECONDS = 60, 300, 3600
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadRequest(Exception):
    """The request cannot even be sent back to where it came from: unknown client or address."""


class OAuthError(Exception):
    """An error of the protocol: its `code` ("invalid_grant") and what it means, for developers."""

    def __init__(self, code: str, meaning: str) -> None:
        super().__init__(meaning)
        self.code, self.meaning = code, meaning


@dataclass(frozen=True, slots=True)
class Client:
    """The one party that may ask: `redirect_uri` counts as registered; on the own machine its port is free."""

    client_id: str
    secret: str
    redirect_uri: str

    def knows(self, address: str) -> bool:
        """Return whether a redirect address is registered (RFC 8252, 7.3: any port of the loopback)."""
        asked, ours = urlsplit(address), urlsplit(self.redirect_uri)
        local = asked.scheme == "http" and asked.hostname in _LOOPBACK and ours.hostname in _LOOPBACK
        return address == self.redirect_uri or (local and (asked.path, asked.query) == (ours.path, ours.query))


@dataclass(frozen=True, slots=True)
class _Grant:
    person: DemoPerson
    redirect_uri: str
    nonce: str
    challenge: str
    expires: int


@dataclass
class Provider:
    """One provider with its only client. Times are whole seconds since 1970."""

    issuer: str
    client: Client
    key: RSAKey
    codes: dict[str, _Grant] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, tuple[DemoPerson, int]] = field(default_factory=dict)
    sessions: dict[str, tuple[DemoPerson, int]] = field(default_factory=dict)
    lock: Any = field(default_factory=Lock)

    def discovery(self) -> dict[str, Any]:
        """Return the discovery document (OpenID Connect Discovery 1.0)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/oauth2/authorize",
            "token_endpoint": f"{self.issuer}/oauth2/token",
            "userinfo_endpoint": f"{self.issuer}/oauth2/userinfo",
            "jwks_uri": f"{self.issuer}/oauth2/jwks",
            "end_session_endpoint": f"{self.issuer}/oidc/logout",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [keys.ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid"],
            "claims_supported": sorted(next(iter(BY_KEY.values())).claims),
            "acr_values_supported": ["LoA1"],
        }

    def check(self, asked: Mapping[str, str]) -> None:
        """Raise BadRequest or OAuthError when an authorization request is not what the protocol wants."""
        if asked.get("client_id") != self.client.client_id:
            raise BadRequest("unknown client_id")
        if not self.client.knows(asked.get("redirect_uri", "")):
            raise BadRequest("redirect_uri is not registered")
        if asked.get("response_type") != "code":
            raise OAuthError("unsupported_response_type", "only response_type=code")
        if "openid" not in asked.get("scope", "").split():
            raise OAuthError("invalid_scope", "scope must contain openid")
        challenge = asked.get("code_challenge", "")
        if asked.get("code_challenge_method") != "S256" or not re.fullmatch(r"[\w-]{43}", challenge, re.ASCII):
            raise OAuthError("invalid_request", "PKCE with S256 is required")

    def grant(self, asked: Mapping[str, str], person: DemoPerson, *, at: int) -> str:
        """Return a fresh single-use code for a checked request of a person who has signed in."""
        code = secrets.token_urlsafe(32)
        nonce = asked.get("nonce", "")
        with self.lock:
            self.codes = {kept: grant for kept, grant in self.codes.items() if grant.expires > at}
            self.codes[code] = _Grant(person, asked["redirect_uri"], nonce, asked["code_challenge"], at + CODE_SECONDS)
        return code

    def exchange(self, sent: Mapping[str, str], client_id: str, secret: str, *, at: int) -> dict[str, Any]:
        """Return the tokens for a code. A code that comes a second time also ends the access of the first."""
        known = hmac.compare_digest(client_id, self.client.client_id)
        if not hmac.compare_digest(secret.encode(), self.client.secret.encode()) or not known:
            raise OAuthError("invalid_client", "client authentication failed")
        if sent.get("grant_type") != "authorization_code":
            raise OAuthError("unsupported_grant_type", "only authorization_code")
        access, code = secrets.token_urlsafe(32), sent.get("code", "")
        with self.lock:
            grant = self.codes.pop(code, None)
            if grant is None:
                self.tokens.pop(self.used.pop(code, ""), None)
                raise OAuthError("invalid_grant", "code is unknown or was used")
            if grant.expires <= at or grant.redirect_uri != sent.get("redirect_uri"):
                raise OAuthError("invalid_grant", "code is expired or belongs to another redirect_uri")
            if not hmac.compare_digest(grant.challenge, _s256(sent.get("code_verifier", ""))):
                raise OAuthError("invalid_grant", "code_verifier does not match")
            self.used[code] = access
            self.tokens[access] = (grant.person, at + TOKEN_SECONDS)
        token = jwt.encode({"alg": keys.ALGORITHM, "kid": self.key.kid}, self.id_claims(grant, at), self.key)
        return {"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "id_token": token}

    def id_claims(self, grant: _Grant, at: int) -> dict[str, Any]:
        """Return what the ID token says."""
        about = {name: grant.person.claims[name] for name in ("sub", "LoaiTaiKhoan", "SoDinhDanh", "HoVaTen", "IAL")}
        base = {"iss": self.issuer, "aud": self.client.client_id, "iat": at, "exp": at + TOKEN_SECONDS, "auth_time": at}
        return {**base, **about, "acr": "LoA1", **({"nonce": grant.nonce} if grant.nonce else {})}

    def userinfo(self, access: str, *, at: int) -> dict[str, str]:
        """Return everything that is claimed about the person of an access token."""
        person, expires = self.tokens.get(access, (None, 0))
        if person is None or expires <= at:
            raise OAuthError("invalid_token", "access token is unknown or expired")
        return dict(person.claims)

    def open_session(self, person: DemoPerson, *, at: int) -> str:
        """Return the key of a session of the provider itself, so that a later request needs no new choice."""
        key = secrets.token_urlsafe(24)
        self.sessions[key] = (person, at + SESSION_SECONDS)
        return key

    def session(self, key: str, *, at: int) -> DemoPerson | None:
        """Return whose session a key is, or None."""
        person, expires = self.sessions.get(key, (None, 0))
        return person if expires > at else None

    def close_session(self, key: str) -> None:
        """End a session of the provider."""
        self.sessions.pop(key, None)


def _s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
