# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Access tokens of identity providers (RFC 9068): whose client came, and until when the token holds.

What a client may do says the register of the city, never the token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

from stadtkern.kernel.errors import KeyRefused

from .signers import Issuer, Signers

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})
"""Signatures with a public key; neither ``none`` nor a shared secret (RFC 8725 section 3.1)."""
SKEW = timedelta(seconds=60)
"""So far the clocks of provider and city may differ."""
LONGEST = timedelta(hours=24)
"""Tokens that hold longer are refused: they cannot be taken back."""
MOST_LETTERS = 8192
_TYPES = frozenset({"at+jwt", "application/at+jwt", "jwt"})


class TokenRefused(KeyRefused):
    """The access token is not valid here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proven:
    """What a token proves."""

    client: str
    """``client_id``."""
    subject: str
    own: bool
    """Whether the client got it for itself, and not on behalf of a person."""
    expires_at: datetime


_ISSUERS: dict[str, Issuer] = {}
_SIGNERS = [Signers()]


def provide(issuers: Sequence[Issuer], signers: Signers | None = None) -> None:
    """Say whose tokens count; none: no token does."""
    _ISSUERS.clear()
    _ISSUERS.update({one.url: one for one in issuers})
    _SIGNERS[:] = [signers or Signers()]


def looks_like_token(secret: str) -> bool:
    """Whether it is a JWT in compact form, not a key of the city."""
    return secret.count(".") == 2 and not secret.startswith("sk_")


def proven(token: str, *, now: datetime) -> Proven:
    """What this token proves.

    Raises:
        TokenRefused: it is not from a known provider, not for this city, expired, or of another kind.
        KeyUnchecked: the provider cannot be asked for its keys at the moment.
    """
    if len(token) > MOST_LETTERS:
        raise TokenRefused("Das Token ist zu lang.")
    header, issuer = _told(token)
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS or not isinstance(key_id, str):
        raise TokenRefused("Die Art der Unterschrift wird nicht angenommen.")
    key = _SIGNERS[0].key(issuer, key_id)
    if key is None:
        raise TokenRefused("Der Anmeldedienst kennt den Schlüssel dieser Unterschrift nicht.")
    claims = _checked(token, key, algorithm, issuer)
    expires_at = _check_times(claims, now)
    _check_kind(header, claims)
    return _proof(claims, expires_at)


def _told(token: str) -> tuple[Mapping[str, object], Issuer]:
    """What the token says before it is believed: how it is signed, and by which provider."""
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise TokenRefused("Das Token ist nicht lesbar.") from error
    if "crit" in header:
        raise TokenRefused("Das Token verlangt Erweiterungen, die hier niemand versteht.")
    named = claims.get("iss")
    issuer = _ISSUERS.get(named) if isinstance(named, str) else None
    if issuer is None:
        raise TokenRefused("Das Token ist von keinem Anmeldedienst dieser Stadt.")
    return header, issuer


def _checked(token: str, key: jwt.PyJWK, algorithm: str, issuer: Issuer) -> Mapping[str, object]:
    """The claims of a token with a valid signature for this city; times are looked at by the caller."""
    if key.algorithm_name != algorithm and not _same_family(key, algorithm):
        raise TokenRefused("Die Unterschrift passt nicht zu diesem Schlüssel.")
    try:
        claims: dict[str, object] = jwt.decode(
            token,
            key.key,
            algorithms=[algorithm],
            audience=issuer.audience,
            issuer=issuer.url,
            options={
                "require": ["exp", "iat", "iss", "aud", "sub"],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise TokenRefused("Das Token gilt hier nicht: Unterschrift, Aussteller oder Empfänger.") from error
    return claims


def _same_family(key: jwt.PyJWK, algorithm: str) -> bool:
    """An RSA key without ``alg`` signs in each of the RSA ways; one with ``alg`` only in that."""
    named = key._jwk_data.get("alg")
    return named is None and key.key_type == "RSA" and algorithm[:2] in {"RS", "PS"}


def _check_times(claims: Mapping[str, object], now: datetime) -> datetime:
    ends, begins = _moment(claims, "exp"), _moment(claims, "iat")
    not_before = _moment(claims, "nbf") if "nbf" in claims else begins
    if ends + SKEW <= now:
        raise TokenRefused("Das Token ist abgelaufen.")
    if max(begins, not_before) - SKEW > now:
        raise TokenRefused("Das Token gilt noch nicht.")
    if ends - begins > LONGEST:
        raise TokenRefused("Das Token gilt länger als einen Tag.")
    return ends + SKEW


def _moment(claims: Mapping[str, object], name: str) -> datetime:
    given = claims.get(name)
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise TokenRefused(f"Im Token ist {name} keine Zeit.")
    try:
        return datetime.fromtimestamp(given, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise TokenRefused(f"Im Token ist {name} keine Zeit.") from error


def _check_kind(header: Mapping[str, object], claims: Mapping[str, object]) -> None:
    """Access tokens only; one that is bound to its holder needs a proof that is not understood here."""
    kind = str(header.get("typ") or "jwt").lower()
    if kind not in _TYPES or (kind == "jwt" and claims.get("typ") != "Bearer"):
        raise TokenRefused("Das ist kein Zugriffstoken, zum Beispiel eines zur Anmeldung von Personen.")
    if "nonce" in claims or "at_hash" in claims:
        raise TokenRefused("Das ist ein Token zur Anmeldung von Personen.")
    if "cnf" in claims:
        raise TokenRefused("Das Token ist an seinen Besitzer gebunden; der Nachweis wird nicht verstanden.")


def _proof(claims: Mapping[str, object], expires_at: datetime) -> Proven:
    client = claims.get("client_id") or claims.get("azp")
    subject = claims.get("sub")
    if not isinstance(client, str) or not isinstance(subject, str) or not client or not subject:
        raise TokenRefused("Das Token nennt keinen Client.")
    service = claims.get("preferred_username") == f"service-account-{client}".lower()
    own = subject == client or (claims.get("client_id") == client and service)
    return Proven(client=client, subject=subject, own=own, expires_at=expires_at)
