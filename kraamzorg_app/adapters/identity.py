"""Logging in elsewhere: OpenID Connect, Authorization Code with PKCE (RFC 6749, 7636, 9207)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import httpx
from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from kraamzorg_app.config import IdentityProvider

_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
_LEEWAY_SECONDS: Final = 60
_PATIENCE_SECONDS: Final = 10
_KNOWN_FOR_SECONDS: Final = 3600
_LONGEST_SUBJECT: Final = 255


class IdentityRefused(Exception):
    """The provider or what it sent can't be trusted, or it does not answer; has a code."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        self.reason = reason
        """What was wrong, in a word for the log; never a value."""
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class LogInRequest:
    """What is kept of a log-in while the person is at the provider."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str

    @classmethod
    def new(cls, redirect_uri: str) -> LogInRequest:
        """Draw the secrets of one log-in."""
        return cls(generate_token(43), generate_token(43), generate_token(64), redirect_uri)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, says a provider."""

    issuer: str
    subject: str
    has_second_factor: bool
    authenticated_at: datetime | None
    """When the person gave it there; None when the provider does not say."""
    id_token: str


class Identities(Protocol):
    """What knows how to ask a provider who somebody is; each may raise `IdentityRefused`."""

    def where_to_log_in(self, provider: IdentityProvider, request: LogInRequest) -> str:
        """Give the provider's address to send the browser to."""
        ...

    def who(
        self,
        provider: IdentityProvider,
        request: LogInRequest,
        answer: Mapping[str, str],
        now: datetime,
    ) -> Identity:
        """Turn the parameters that the browser came back with into who it is."""
        ...

    def where_to_log_out(self, provider: IdentityProvider, id_token: str, back_to: str) -> str:
        """Give the provider's address that ends the session there; empty when it has none."""
        ...


class OpenIdConnect:
    """Asks over HTTPS; what a provider says of itself is remembered for an hour."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, dict[str, Any], KeySet]] = {}
        self._lock = Lock()

    def where_to_log_in(self, provider: IdentityProvider, request: LogInRequest) -> str:
        """Give the provider's address to send the browser to."""
        parameters = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": request.redirect_uri,
            "scope": "openid",
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": create_s256_code_challenge(request.verifier),
            "code_challenge_method": "S256",
        }
        if provider.second_factor_acr:
            parameters["acr_values"] = " ".join(provider.second_factor_acr)
        return _with_query(self._endpoint(provider, "authorization_endpoint"), parameters)

    def who(
        self,
        provider: IdentityProvider,
        request: LogInRequest,
        answer: Mapping[str, str],
        now: datetime,
    ) -> Identity:
        """Turn the parameters that the browser came back with into who it is."""
        metadata, _ = self._read(provider)
        names_issuer = metadata.get("authorization_response_iss_parameter_supported", False)
        if answer.get("iss", "" if names_issuer else provider.issuer) != provider.issuer:
            raise IdentityRefused("oidc_failed", "issuer")
        if answer.get("error"):
            code = "oidc_stopped" if answer["error"] == "access_denied" else "oidc_failed"
            raise IdentityRefused(code, "denied")
        id_token = self._redeem(provider, request, answer.get("code", ""))
        claims = self._claims(provider, request, id_token, now)
        return Identity(
            issuer=provider.issuer,
            subject=claims["sub"],
            has_second_factor=_has_second_factor(provider, claims),
            authenticated_at=_moment(claims.get("auth_time")),
            id_token=id_token,
        )

    def where_to_log_out(self, provider: IdentityProvider, id_token: str, back_to: str) -> str:
        """Give the provider's address that ends the session there; empty when it has none."""
        if "end_session_endpoint" not in self._read(provider)[0]:
            return ""
        parameters = {
            "id_token_hint": id_token,
            "client_id": provider.client_id,
            "post_logout_redirect_uri": back_to,
        }
        return _with_query(self._endpoint(provider, "end_session_endpoint"), parameters)

    def _redeem(self, provider: IdentityProvider, request: LogInRequest, code: str) -> str:
        """Swap the code for the ID token; a code works once, and only with our verifier."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": request.redirect_uri,
            "code_verifier": request.verifier,
        }
        try:
            answer = httpx.post(
                self._endpoint(provider, "token_endpoint"),
                data=form,
                auth=(provider.client_id, provider.client_secret),
                timeout=_PATIENCE_SECONDS,
            )
        except httpx.HTTPError:
            raise IdentityRefused("oidc_unreachable", "token") from None
        id_token = _json(answer).get("id_token") if answer.status_code == httpx.codes.OK else None
        if not isinstance(id_token, str):
            raise IdentityRefused("oidc_failed", "code")
        return id_token

    def _claims(
        self, provider: IdentityProvider, request: LogInRequest, id_token: str, now: datetime
    ) -> dict[str, Any]:
        """Check the ID token as OpenID Connect Core 3.1.3.7 says."""
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": provider.issuer},
            sub={"essential": True},
            aud={"essential": True, "value": provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": request.nonce},
        )
        try:
            claims = self._decode(provider, id_token).claims
            registry.validate(claims)
        except (JoseError, ValueError) as refused:
            raise IdentityRefused("oidc_failed", type(refused).__name__) from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise IdentityRefused("oidc_failed", "sub")
        if claims.get("azp", provider.client_id) != provider.client_id:
            raise IdentityRefused("oidc_failed", "azp")
        return claims

    def _decode(self, provider: IdentityProvider, id_token: str) -> jwt.Token:
        """Check the signature; a key that is not known may be a new one."""
        try:
            return jwt.decode(id_token, self._read(provider)[1], _ALGORITHMS)
        except InvalidKeyIdError:
            return jwt.decode(id_token, self._read(provider, anew=True)[1], _ALGORITHMS)

    def _endpoint(self, provider: IdentityProvider, name: str) -> str:
        address = self._read(provider)[0].get(name)
        if not isinstance(address, str):
            raise IdentityRefused("oidc_failed", "metadata")
        return address

    def _read(
        self, provider: IdentityProvider, *, anew: bool = False
    ) -> tuple[dict[str, Any], KeySet]:
        with self._lock:
            known = self._known.get(provider.issuer)
        if known and not anew and time.monotonic() - known[0] < _KNOWN_FOR_SECONDS:
            return known[1], known[2]
        metadata = _get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        if metadata.get("issuer") != provider.issuer:
            raise IdentityRefused("oidc_failed", "metadata")
        keys: Any = _get(str(metadata.get("jwks_uri", "")))
        try:
            key_set = KeySet.import_key_set(keys)
        except (JoseError, ValueError, KeyError):
            raise IdentityRefused("oidc_failed", "keys") from None
        with self._lock:
            self._known[provider.issuer] = (time.monotonic(), metadata, key_set)
        return metadata, key_set


def _with_query(endpoint: str, parameters: Mapping[str, str]) -> str:
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"


def _get(address: str) -> dict[str, Any]:
    try:
        return _json(httpx.get(address, timeout=_PATIENCE_SECONDS).raise_for_status())
    except (httpx.HTTPError, httpx.InvalidURL):
        raise IdentityRefused("oidc_unreachable", "metadata") from None


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise IdentityRefused("oidc_failed", "answer")
    return found


def _has_second_factor(provider: IdentityProvider, claims: Mapping[str, Any]) -> bool:
    methods = claims.get("amr")
    used = {each for each in methods if isinstance(each, str)} if isinstance(methods, list) else ()
    by_method = any(each in provider.second_factor_amr for each in used)
    return by_method or claims.get("acr") in provider.second_factor_acr


def _moment(seconds: Any) -> datetime | None:
    if not isinstance(seconds, int) or not 0 < seconds < 1 << 40:
        return None
    return datetime.fromtimestamp(seconds, UTC)
