# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps finished pages for a moment, so that a thousand readers of one page cost one page.

Only answers to people without any cookie or key are kept (RFC 9111): nothing that is somebody's own is among
them. A page is made anew after two seconds, at most once at a time, and nobody gets one older than four.
Every request that may change something empties the shelf of this process.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

FOR_THE_SHELF = "stadtkern.for_the_shelf"
"""Set in requests whose answer is compared, kept and packed here."""
FRESH_S = 2.0
"""A page of this age is made anew at the next request; meanwhile others get the old one."""
OLDEST_S = 4.0
"""Nobody gets a page that is older."""
_LARGEST = 512 * 1024
_ROOM = 32 * 1024 * 1024
"""All kept pages together [bytes]."""
_LONGEST_ADDRESS = 500
_WAIT_S = 10.0
_WORTH_PACKING = 1_000
_READING = ("GET", "HEAD")
_MOST_PLACES = 5_000
_DECIDING = ("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")
"""Request headers that a page may depend on."""
_OWN = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_HX_REQUEST")
"""Requests with one of these are answered by the application itself."""
_KNOWN_VARY = frozenset({"accept", "accept-language", "accept-encoding", "cookie", "authorization"})
_KINDS = ("text/html", "application/json", "application/geo+json", "application/atom+xml", "text/plain")

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A finished answer 200."""

    headers: tuple[tuple[str, str], ...]
    """Without length, validator and encoding."""
    body: bytes
    packed: bytes
    """The body as gzip; empty: not worth it."""
    etag: str
    made_at: float


@dataclass(kw_only=True)
class _Place:
    """Where a page lies, and who makes it anew."""

    making: threading.Lock = field(default_factory=threading.Lock)
    page: Page | None = None
    not_before: float = 0.0
    """Until then the application answers by itself: what it says at this address is not for keeping."""


@dataclass(kw_only=True)
class _Answer:
    """What the application answered."""

    status: str = ""
    headers: Headers = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)


class KeptPages:
    """The shelf in front of an application."""

    def __init__(self, application: WSGIApplication, clock: Callable[[], float] = time.monotonic) -> None:
        self._application = application
        self._clock = clock
        self._places: OrderedDict[Key, _Place] = OrderedDict()
        self._guard = threading.Lock()
        self._bytes = 0
        self._changes = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the shelf when that is allowed (PEP 3333)."""
        if environ["REQUEST_METHOD"] not in _READING:
            return self._changing(environ, start_response)
        if not _may_be_kept(environ):
            return self._application(environ, start_response)
        place = self._place(_key(environ))
        page, now = place.page, self._clock()
        if now < place.not_before:
            return self._application(environ, start_response)
        age = now - page.made_at if page else OLDEST_S
        if page and (age < FRESH_S or (age < OLDEST_S and place.making.locked())):
            return _told(page, environ, start_response)
        return self._made(place, environ, start_response)

    def forget(self) -> None:
        """Empty the shelf; what is being made now is not kept either."""
        with self._guard:
            self._changes += 1
            self._bytes = 0
            self._places.clear()

    def _changing(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._application(environ, start_response)
        finally:
            self.forget()

    def _place(self, key: Key) -> _Place:
        with self._guard:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            if len(self._places) > _MOST_PLACES:
                self._drop_oldest()
            return place

    def _made(
        self, place: _Place, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Make the page, or wait for who is just making it."""
        mine = place.making.acquire(timeout=_WAIT_S)
        try:
            page, now = place.page, self._clock()
            if page and now - page.made_at < FRESH_S:
                return _told(page, environ, start_response)
            if now >= place.not_before:
                return self._asked(place, environ, start_response)
        finally:
            if mine:
                place.making.release()
        return self._application(environ, start_response)

    def _asked(
        self, place: _Place, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        began, changes = self._clock(), self._changes
        answer = _Answer()

        def start(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            answer.status, answer.headers = status, headers
            return answer.parts.append

        plain = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        given = self._application({**plain, "REQUEST_METHOD": "GET", FOR_THE_SHELF: True}, start)
        if not _is_keepable(answer):
            place.not_before = began + OLDEST_S
            start_response(answer.status, answer.headers)
            return given
        try:
            body = b"".join((*answer.parts, *given))
        finally:
            close = getattr(given, "close", None)
            if close:
                close()
        page = _page(answer, body, began)
        if len(body) <= _LARGEST:
            self._keep(_key(environ), place, page, changes)
        return _told(page, environ, start_response)

    def _keep(self, key: Key, place: _Place, page: Page, changes: int) -> None:
        """Lay the page where it belongs, unless something changed meanwhile; the oldest make room."""
        with self._guard:
            if changes != self._changes or self._places.get(key) is not place:
                return
            self._bytes += _size(page) - _size(place.page)
            place.page = page
            while self._bytes > _ROOM:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        _key_of_it, place = self._places.popitem(last=False)
        self._bytes -= _size(place.page)


def front(application: WSGIApplication) -> KeptPages:
    """The application with a shelf in front."""
    return KeptPages(application)


def _may_be_kept(environ: WSGIEnvironment) -> bool:
    """Whether the request is of somebody about whom nothing is known."""
    address = len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", ""))
    return address <= _LONGEST_ADDRESS and not any(environ.get(name) for name in _OWN)


def _key(environ: WSGIEnvironment) -> Key:
    names = (
        "wsgi.url_scheme",
        "HTTP_HOST",
        "HTTP_X_FORWARDED_PROTO",
        "PATH_INFO",
        "QUERY_STRING",
        *_DECIDING,
    )
    return tuple(str(environ.get(name, ""))[:_LONGEST_ADDRESS] for name in names)


def _is_keepable(answer: _Answer) -> bool:
    """Whether the answer is a page for everybody that says nothing of its own about being kept."""
    fields = {name.lower(): value for name, value in answer.headers}
    vary = {name.strip().lower() for name in fields.get("vary", "").split(",") if name.strip()}
    return (
        answer.status.startswith("200")
        and fields.get("content-type", "").startswith(_KINDS)
        and int(fields.get("content-length") or _LARGEST + 1) <= _LARGEST
        and vary <= _KNOWN_VARY
        and not {"set-cookie", "cache-control", "content-encoding", "etag"} & fields.keys()
    )


def _page(answer: _Answer, body: bytes, made_at: float) -> Page:
    """The answer with what every reader of it needs; gzip is safe here, as nobody's secret is in the page."""
    headers = [
        (name, value) for name, value in answer.headers if name.lower() not in {"content-length", "vary"}
    ]
    vary = {
        name.strip().lower(): name.strip()
        for name in _header(answer.headers, "vary").split(",")
        if name.strip()
    }
    vary.setdefault("accept-encoding", "Accept-Encoding")
    vary.setdefault("cookie", "Cookie")
    headers += [("Vary", ", ".join(vary.values())), ("Cache-Control", "no-cache")]
    return Page(
        headers=tuple(headers),
        body=body,
        packed=gzip.compress(body, 5, mtime=0) if len(body) >= _WORTH_PACKING else b"",
        etag=f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"',
        made_at=made_at,
    )


def _told(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Send a page, or say that the browser has it already (RFC 9110, 13.1.2)."""
    headers = [*page.headers, ("ETag", page.etag)]
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [h for h in headers if h[0].lower() != "content-type"])
        return []
    body = page.body
    if page.packed and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body, headers = page.packed, [*headers, ("Content-Encoding", "gzip")]
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _header(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _size(page: Page | None) -> int:
    return len(page.body) + len(page.packed) + 2_000 if page else 0
