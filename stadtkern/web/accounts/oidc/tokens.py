# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""ID tokens and logout tokens: every check of OpenID Connect Core 1.0 section 3.1.3.7, signature included."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from dataclasses import dataclass
from typing import Final

import jwt
import msgspec
import requests
import structlog

from stadtkern.kernel.errors import CityError

from . import transport
from .providers import IdentityProvider

log = structlog.get_logger(__name__)

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with keys that the city does not share; never ``none``, never HMAC."""
LEEWAY_S: Final = 60
"""How much clocks may differ [s]."""
KEPT_S: Final = 600.0
"""How long what a provider says of itself counts [s]."""
ASK_AGAIN_S: Final = 30.0
"""An unknown key makes the city ask for keys again, but not more often than this [s]."""
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"

Claims = dict[str, object]


class TokenRefused(CityError):
    """The token of the identity provider is not valid."""


class Discovered(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0 section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


@dataclass(frozen=True, slots=True)
class _Kept:
    read_s: float
    value: Discovered | dict[str, jwt.PyJWK]


_kept: dict[str, _Kept] = {}
_lock = threading.Lock()


def discovered(provider: IdentityProvider) -> Discovered:
    """What the provider says of itself; at most ten minutes old.

    Raises:
        TokenRefused: it names another issuer than the operator.
        RequestException: of ``requests``; it does not answer.
    """
    kept = _fresh(provider.issuer, KEPT_S)
    if isinstance(kept, Discovered):
        return kept
    url = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        found = msgspec.json.decode(_get(url), type=Discovered)
    except msgspec.MsgspecError as error:
        raise TokenRefused(f"{provider.name}: Die Auskunft des Anbieters ist nicht lesbar.") from error
    if found.issuer.rstrip("/") != provider.issuer.rstrip("/"):
        raise TokenRefused(f"{provider.name} nennt sich {found.issuer} statt {provider.issuer}.")
    _keep(provider.issuer, found)
    return found


def id_claims(provider: IdentityProvider, token: str, *, nonce: str) -> Claims:
    """Claims of an ID token that was made for this city and this attempt to sign in.

    Raises:
        TokenRefused: signature, issuer, audience, time or nonce are wrong.
    """
    claims = _verified(provider, token, ["iss", "sub", "aud", "exp", "iat"])
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given, nonce):
        raise TokenRefused("nonce")
    audience = claims["aud"]
    party = claims.get("azp")
    if (isinstance(audience, list) and len(audience) > 1 and party is None) or party not in {
        None,
        provider.client,
    }:
        raise TokenRefused("azp")
    return claims


def logout_claims(provider: IdentityProvider, token: str) -> Claims:
    """Claims of a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.6).

    Raises:
        TokenRefused: it is no valid one.
    """
    claims = _verified(provider, token, ["iss", "aud", "iat", "exp", "jti", "events"])
    events = claims.get("events")
    if not isinstance(events, dict) or LOGOUT_EVENT not in events or "nonce" in claims:
        raise TokenRefused("events")
    if not (claims.get("sub") or claims.get("sid")):
        raise TokenRefused("sub")
    return claims


def nonce_of(verifier: str) -> str:
    """The nonce of an attempt, bound to its PKCE verifier, which only the session knows (RFC 7636)."""
    return hashlib.sha256(f"nonce|{verifier}".encode()).hexdigest()


def claim(claims: Claims, path: str) -> object:
    """The value of a claim; a name with dots is looked up as it stands, then within objects."""
    if path in claims:
        return claims[path]
    value: object = claims
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def words(value: object) -> frozenset[str]:
    """A claim that is a text or a list of texts; Keycloak writes paths of groups with a slash in front."""
    values = value if isinstance(value, list) else [value]
    return frozenset(one.removeprefix("/") for one in values if isinstance(one, str) and one)


def forget() -> None:
    """Ask providers again at the next occasion."""
    _kept.clear()


def _verified(provider: IdentityProvider, token: str, needed: list[str]) -> Claims:
    try:
        key = _key(provider, jwt.get_unverified_header(token))
        claims: Claims = jwt.decode(
            token,
            key=key.key,
            algorithms=[key.algorithm_name],
            audience=provider.client,
            issuer=discovered(provider).issuer,
            leeway=LEEWAY_S,
            options={"require": needed},
        )
    except (jwt.PyJWTError, requests.RequestException) as error:
        log.warning("id_token_refused", provider=provider.key, reason=type(error).__name__)
        raise TokenRefused(type(error).__name__) from error
    return claims


def _key(provider: IdentityProvider, header: dict[str, object]) -> jwt.PyJWK:
    """The key that the header names, asked for again when it is unknown (keys are rotated).

    Raises:
        InvalidTokenError: the algorithm is not allowed, or there is no such key.
    """
    if header.get("alg") not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError(str(header.get("alg")))
    url = discovered(provider).jwks_uri
    for fresh_s in (KEPT_S, ASK_AGAIN_S):
        keys = _keys(url, fresh_s)
        named = header.get("kid")
        found = keys.get(str(named)) if named else next(iter(keys.values())) if len(keys) == 1 else None
        if found is not None and found.algorithm_name == header.get("alg"):
            return found
    raise jwt.InvalidKeyError(str(header.get("kid")))


def _keys(url: str, fresh_s: float) -> dict[str, jwt.PyJWK]:
    kept = _fresh(url, fresh_s)
    if isinstance(kept, dict):
        return kept
    found: dict[str, jwt.PyJWK] = {}
    for number, one in enumerate(jwt.PyJWKSet.from_json(_get(url).decode()).keys):
        if one.public_key_use in {None, "sig"}:
            found[one.key_id or str(number)] = one
    _keep(url, found)
    return found


def _get(url: str) -> bytes:
    with transport.session() as session:
        response = session.get(url, allow_redirects=False)
        response.raise_for_status()
        return response.content


def _fresh(key: str, fresh_s: float) -> Discovered | dict[str, jwt.PyJWK] | None:
    with _lock:
        kept = _kept.get(key)
    return kept.value if kept is not None and time.monotonic() - kept.read_s < fresh_s else None


def _keep(key: str, value: Discovered | dict[str, jwt.PyJWK]) -> None:
    with _lock:
        _kept[key] = _Kept(time.monotonic(), value)
