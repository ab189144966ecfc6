# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The limit before everything: who asks for more than the rates allow waits (RFC 6585 clause 4).

Limits are per process and in memory; no address is written anywhere. Requests from this machine itself
(health checks, a developer) are not limited, those through a proxy on it are.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .allowed import Manner
from .buckets import WINDOW_S, Buckets, Drawn
from .clients import LOOPBACK, client_address, household, is_within, parsed
from .refusing import refused

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PERSON = "stadtkern.person"
"""Where the pages write into the WSGI environment who is signed in."""
HOLDER = "stadtkern.holder"
"""Where an interface writes into it whose webhook or connection has proved itself."""
_FREE = ("/static/", "/health/", "/favicon.ico")
_SIGN_IN = ("/konto/", "/cockpit/anmelden", "/cockpit/erststart")
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_SESSION = ("__Host-sitzung=", "sessionid=")
_REMEMBERED_S = 60.0
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A request on its way through."""

    kind: str
    client: str
    """Whose bucket it drew from."""
    address: str
    began: float


class Gate:
    """Counts the requests of each client."""

    def __init__(self, manner: Manner, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock``: monotonic time [s]."""
        self._manner = manner
        self._clock = clock
        self._buckets = {kind: Buckets(rate) for kind, rate in manner.rates.per_kind().items() if rate}
        self._known: OrderedDict[bytes, tuple[float, str]] = OrderedDict()
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self.refusals = 0
        """Requests that were told to wait, since the start."""

    def before(self, application: WSGIApplication) -> WSGIApplication:
        """The application with the limit before it."""

        def fronted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            address = self._address(environ)
            path = str(environ.get("PATH_INFO", ""))
            if not address or path.startswith(_FREE):
                return application(environ, start_response)
            kind, client = self._kind(environ, path, address)
            drawn = self._drawn(kind, client)
            if not drawn.granted:
                self.refusals += 1
                fields = [*self._fields(kind, drawn), *self._manner.page_headers]
                return refused(environ, start_response, wait_s=drawn.wait_s, fields=fields)
            told = _Told(start_response, self._fields(kind, drawn) if path.startswith("/api/") else [])
            began = self._clock()
            try:
                return application(environ, told)
            finally:
                self._settle(environ, Passage(kind=kind, client=client, address=address, began=began), told)

        return fronted

    def _settle(self, environ: WSGIEnvironment, passage: Passage, told: _Told) -> None:
        """Learn from the answer who it was, and count what it cost."""
        now = self._clock()
        person = environ.get(PERSON)
        if person:
            self._remember(_session(environ), f"person {person}", now)
        if told.status.startswith("401"):
            self._charge("signin", passage.address, now, 1.0)
        if environ.get(HOLDER):
            self._charge(passage.kind, passage.client, now, -1.0)
            self._charge("key", str(environ[HOLDER]), now, 1.0)
        elif passage.kind != "key":
            self._charge("seconds", passage.client, now, now - passage.began)

    def _address(self, environ: WSGIEnvironment) -> str:
        """The household a request comes from; empty: this machine itself."""
        peer = str(environ.get("REMOTE_ADDR") or "")
        near = parsed(peer)
        forwarded = str(environ.get("HTTP_X_FORWARDED_FOR") or "")
        if near is None or not is_within(near, self._manner.trusted):
            forwarded = ""
            if self._manner.strict:
                for name in [name for name in environ if name.startswith("HTTP_X_FORWARDED_")]:
                    del environ[name]
        address = client_address(peer, forwarded, self._manner.trusted)
        if address is None or (not forwarded and is_within(address, LOOPBACK)):
            return ""
        environ["REMOTE_ADDR"] = str(address)
        return household(address)

    def _kind(self, environ: WSGIEnvironment, path: str, client: str) -> tuple[str, str]:
        """Which bucket a request draws from, and whose."""
        writing = str(environ.get("REQUEST_METHOD") or "GET").upper() in _WRITING
        if writing and path.startswith(_SIGN_IN):
            return "signin", client
        authorization = str(environ.get("HTTP_AUTHORIZATION") or "")
        holder = self._holder(authorization, client) if authorization and path.startswith("/api/") else ""
        if holder:
            return "key", holder
        person = self._remembered(_session(environ))
        if person:
            return "person", person
        if writing:
            return "write", client
        return ("query" if path.startswith("/api/") else "pages"), client

    def _holder(self, authorization: str, client: str) -> str:
        """Who holds these credentials; who has brought many that were refused is not looked up any more."""
        now = self._clock()
        known = self._remembered(authorization)
        tried = self._buckets.get("signin")
        if known or (tried is not None and not tried.draw(client, now, 0.0).granted):
            return known
        holder = self._manner.recognised(authorization)
        if holder:
            self._remember(authorization, f"key {holder}", now)
            return f"key {holder}"
        return ""

    def _charge(self, kind: str, client: str, now_s: float, tokens: float) -> None:
        if kind in self._buckets:
            self._buckets[kind].charge(client, now_s, tokens)

    def _drawn(self, kind: str, client: str) -> Drawn:
        now = self._clock()
        bucket = self._buckets.get(kind)
        drawn = bucket.draw(client, now) if bucket else Drawn(granted=True, remaining=0, wait_s=0)
        spent = self._buckets.get("seconds")
        if drawn.granted and spent is not None:
            left = spent.draw(client, now, 0.0)
            if not left.granted:
                return left
        return drawn

    def _fields(self, kind: str, drawn: Drawn) -> list[tuple[str, str]]:
        """RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10)."""
        bucket = self._buckets.get(kind)
        if bucket is None:
            return []
        return [
            ("RateLimit-Policy", f'"{kind}";q={bucket.rate};w={WINDOW_S}'),
            ("RateLimit", f'"{kind}";r={max(0, drawn.remaining)};t={drawn.wait_s}'),
        ]

    def _remember(self, credential: str, client: str, now_s: float) -> None:
        if credential:
            with self._lock:
                self._known[self._digest(credential)] = (now_s + _REMEMBERED_S, client)
                while len(self._known) > _MOST_REMEMBERED:
                    self._known.popitem(last=False)

    def _remembered(self, credential: str) -> str:
        if not credential:
            return ""
        until, client = self._known.get(self._digest(credential), (0.0, ""))
        return client if until > self._clock() else ""

    def _digest(self, credential: str) -> bytes:
        return hashlib.blake2b(credential.encode(), key=self._salt, digest_size=16).digest()


class _Told:
    """Adds what is left to the headers of an answer, and keeps its status."""

    def __init__(self, start_response: StartResponse, fields: list[tuple[str, str]]) -> None:
        self._start_response = start_response
        self._fields = fields
        self.status = ""

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        self.status = status
        if exc_info is None:
            return self._start_response(status, [*headers, *self._fields])
        return self._start_response(status, [*headers, *self._fields], exc_info)


def _session(environ: WSGIEnvironment) -> str:
    """The cookie of the session, as it came."""
    for part in str(environ.get("HTTP_COOKIE") or "").split(";"):
        if part.strip().startswith(_SESSION):
            return part.strip()
    return ""
