# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys with which identity providers sign (RFC 7517), found by discovery and remembered for an hour.

A token with an unknown key makes the city ask again, but twice a minute at most, whatever is sent to it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import jwt
import msgspec
import structlog

from stadtkern.kernel.errors import CityError, KeyUnchecked, SourceUnavailable
from stadtkern.web.outgoing import exchange
from stadtkern.web.outgoing.exchange import Question
from stadtkern.web.outgoing.limits import Limits

log = structlog.get_logger(__name__)

FRESH_S = 3600.0
"""After this long the keys are asked for anew [s]."""
STALE_S = 86_400.0
"""So long keys may be used while the provider does not answer [s]."""
PAUSE_S = 30.0
"""No provider is asked again within this time [s], whether it answered or not."""
LEAST_RSA_BITS = 2048
_LIMITS = Limits(answer_bytes=512 * 1024, connect_s=3.0, total_s=6.0, redirects=0)
_MOST_KEYS = 50

Fetch = Callable[[str, bool], bytes]
"""The content of an address; the flag says whether it may lie in a private network.

Raises:
    SourceUnavailable: no answer.
"""


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """An identity provider that the operator has named."""

    url: str
    """As in ``iss``, exactly."""
    audience: str
    """What ``aud`` of its access tokens must name."""


class _Discovered(msgspec.Struct, frozen=True):
    """What the city reads of a provider's metadata (OpenID Connect Discovery 1.0 section 3, RFC 8414)."""

    issuer: str
    jwks_uri: str


class _KeySet(msgspec.Struct, frozen=True):
    keys: list[dict[str, object]]


@dataclass(kw_only=True)
class _Known:
    """Keys of one provider by their id."""

    keys: Mapping[str, jwt.PyJWK]
    read_s: float
    asked_s: float


def fetched(url: str, private: bool) -> bytes:
    """The content of an address; a provider named by the operator may lie in a private network."""
    found = exchange.get(
        Question(url=url, media_type="application/json"),
        replace(_LIMITS, allow_private=private),
        now_s=time.time(),
    )
    if found is None:
        raise SourceUnavailable("Der Anmeldedienst antwortet ohne Inhalt.")
    return found.content


class Signers:
    """The keys of all providers; may be asked from any thread."""

    def __init__(self, fetch: Fetch = fetched, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._clock = fetch, clock
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def key(self, issuer: Issuer, key_id: str) -> jwt.PyJWK | None:
        """The key with this id; none when the provider has no such key.

        Raises:
            KeyUnchecked: the provider does not answer, and nothing usable is remembered.
        """
        known = self._known.get(issuer.url)
        if known is None or key_id not in known.keys or self._clock() - known.read_s > FRESH_S:
            known = self._asked(issuer, key_id)
        if self._clock() - known.read_s > STALE_S:
            raise KeyUnchecked
        return known.keys.get(key_id)

    def forget(self) -> None:
        """Forget all keys."""
        self._known.clear()

    def _asked(self, issuer: Issuer, key_id: str) -> _Known:
        with self._lock:
            lock = self._locks.setdefault(issuer.url, threading.Lock())
        with lock:
            known = self._known.get(issuer.url)
            now_s = self._clock()
            if known is not None:
                there = key_id in known.keys and now_s - known.read_s <= FRESH_S
                if there or now_s - known.asked_s < PAUSE_S:
                    return known
            try:
                keys = self._read(issuer)
            except CityError as error:
                log.warning("signing_keys_not_read", issuer=issuer.url, reason=str(error))
                before = known or _Known(keys={}, read_s=now_s - STALE_S - 1, asked_s=now_s)
                found = replace(before, asked_s=now_s)
            else:
                found = _Known(keys=keys, read_s=now_s, asked_s=now_s)
            self._known[issuer.url] = found
            return found

    def _read(self, issuer: Issuer) -> dict[str, jwt.PyJWK]:
        address = f"{issuer.url.rstrip('/')}/.well-known/openid-configuration"
        try:
            told = msgspec.json.decode(self._fetch(address, True), type=_Discovered)
            if told.issuer != issuer.url:
                raise SourceUnavailable("Der Anmeldedienst nennt einen anderen Namen als eingestellt.")
            at_home = _origin(told.jwks_uri) == _origin(issuer.url)
            if urlsplit(told.jwks_uri).scheme != urlsplit(issuer.url).scheme:
                raise SourceUnavailable("Die Schlüssel liegen an einer Adresse ohne TLS.")
            given = msgspec.json.decode(self._fetch(told.jwks_uri, at_home), type=_KeySet)
        except (msgspec.MsgspecError, ValueError) as error:
            raise SourceUnavailable("Der Anmeldedienst antwortet nicht, wie der Standard es will.") from error
        return dict(_usable(given.keys[:_MOST_KEYS]))


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _usable(given: list[dict[str, object]]) -> Iterator[tuple[str, jwt.PyJWK]]:
    """Public keys for signatures; a shared secret, a short RSA key and one for encryption are none."""
    for one in given:
        key_id = one.get("kid")
        if not isinstance(key_id, str) or one.get("use", "sig") != "sig":
            continue
        if one.get("kty") not in {"RSA", "EC", "OKP"}:
            continue
        try:
            found = jwt.PyJWK(one)
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        if getattr(found.key, "key_size", LEAST_RSA_BITS) < LEAST_RSA_BITS and one["kty"] == "RSA":
            continue
        yield key_id, found
