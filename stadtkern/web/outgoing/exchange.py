# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One HTTP request of the city: guarded, conditional, limited in size and in total time."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge, SourceUnavailable
from stadtkern.web.bodies import unpack_gzip

from .clocks import CLOCKS
from .guard import Target, checked
from .limits import MIB, Limits

USER_AGENT = "Stadtkern (urban data platform)"
_BLOCK = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class SourceRefused(SourceUnavailable):
    """The source answered with an error status; it may say when to come back."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        """``retry_after_s``: what the source asked for."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of another server."""

    url: str
    media_type: str = "*/*"
    etag: str = ""
    last_modified: str = ""
    body: bytes | None = None
    """Sent with POST; null: GET."""
    head: bool = False
    """Ask for the headers only (HEAD); for ``status``."""
    more: tuple[tuple[str, str], ...] = ()
    """Further headers."""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """An answer with content."""

    url: str
    """After redirects."""
    content: bytes
    etag: str
    last_modified: str


def get(question: Question, limits: Limits, *, now_s: float) -> Fetched | None:
    """The content of a feed; none when it has not changed (304). ``now_s``: present time as POSIX seconds.

    Raises:
        AddressRefused: the address, or one it redirects to, may not be reached.
        SourceRefused: an error status.
        SourceUnavailable: no answer in time, a broken one, HTML instead of data, or too much.
    """
    deadline = time.monotonic() + limits.total_s
    url = question.url
    for _ in range(limits.redirects + 1):
        target = checked(url, allow_private=limits.allow_private)
        with exchange(target, question, limits, deadline) as answer:
            if answer.status in _REDIRECTS:
                question, url = _redirected(question, url, answer.headers.get("Location") or "")
                continue
            if answer.status == http.client.NOT_MODIFIED:
                return None
            if answer.status != http.client.OK:
                raise SourceRefused(
                    f"{target.host} antwortete mit Status {answer.status} {answer.reason}".strip() + ".",
                    _retry_after_s(answer.headers.get("Retry-After"), now_s),
                )
            content = _content(answer, limits, target.host)
            _refuse_html(answer, content, question.media_type, target.host)
            return Fetched(
                url=url,
                content=content,
                etag=answer.headers.get("ETag") or "",
                last_modified=answer.headers.get("Last-Modified") or "",
            )
    raise SourceUnavailable(f"Mehr als {limits.redirects} Weiterleitungen bei {question.url}.")


def post(question: Question, limits: Limits, *, most: int = 64 * 1024) -> tuple[int, bytes]:
    """Status of the answer to a POST and the first ``most`` bytes of its body; redirects are not followed.

    Raises:
        AddressRefused: the address may not be reached.
        SourceUnavailable: no answer in time, or a broken one.
    """
    target = checked(question.url, allow_private=limits.allow_private)
    deadline = time.monotonic() + limits.total_s
    with exchange(target, question, limits, deadline) as answer:
        return answer.status, answer.read(most)


def status(question: Question, limits: Limits) -> int:
    """The status that an address answers with after redirects; of the body nothing is read.

    Raises:
        AddressRefused: the address, or one it redirects to, may not be reached.
        SourceUnavailable: no answer in time, a broken one, or too many redirects.
    """
    deadline = time.monotonic() + limits.total_s
    url = question.url
    for _ in range(limits.redirects + 1):
        target = checked(url, allow_private=limits.allow_private)
        with exchange(target, question, limits, deadline) as answer:
            if answer.status not in _REDIRECTS:
                return answer.status
            question, url = _redirected(question, url, answer.headers.get("Location") or "")
    raise SourceUnavailable(f"Mehr als {limits.redirects} Weiterleitungen bei {question.url}.")


def _redirected(question: Question, url: str, location: str) -> tuple[Question, str]:
    """Where a redirect leads; what may be a credential is not taken to another server (RFC 9110, 15.4)."""
    there = urljoin(url, location)
    one, other = urlsplit(url), urlsplit(there)
    if (one.scheme, one.netloc.lower()) == (other.scheme, other.netloc.lower()):
        return question, there
    return replace(question, body=None, more=()), there


class _Plain(http.client.HTTPConnection):
    """A connection to the checked address of a target."""

    def __init__(self, target: Target, timeout_s: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout_s)
        self.target = target

    def connect(self) -> None:
        """Dial the checked address, whatever the name resolves to by now."""
        self.sock = socket.create_connection((self.target.address, self.target.port), self.timeout)
        if self.target.scheme == "https":
            context = ssl.create_default_context()
            wrapped = context.wrap_socket(
                self.sock, server_hostname=self.target.host, do_handshake_on_connect=False
            )
            self.sock = wrapped
            wrapped.do_handshake()


@contextmanager
def exchange(
    target: Target, question: Question, limits: Limits, deadline: float
) -> Iterator[http.client.HTTPResponse]:
    """The answer of one hop; the connection is cut at the deadline, even from a server that drips."""
    connection = _Plain(target, limits.connect_s)
    watch = _Watch(connection, deadline)
    try:
        with closing(_asked(connection, watch, question, limits)) as answer:
            CLOCKS.note(target.host, answer.headers.get("Date"), datetime.now(UTC))
            yield answer
        watch.check()
    except TimeoutError as error:
        raise SourceUnavailable(_too_slow(target, limits)) from error
    except SourceUnavailable as error:
        if watch.late:
            raise SourceUnavailable(_too_slow(target, limits)) from error
        raise
    except (OSError, http.client.HTTPException) as error:
        if watch.late:
            raise SourceUnavailable(_too_slow(target, limits)) from error
        raise SourceUnavailable(f"{target.host} ist nicht erreichbar: {_words(error)}.") from error
    finally:
        watch.end()
        connection.close()


def _asked(connection: _Plain, watch: _Watch, question: Question, limits: Limits) -> http.client.HTTPResponse:
    target = connection.target
    method = "POST" if question.body is not None else "HEAD" if question.head else "GET"
    connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
    for name, value in _headers(target, question):
        connection.putheader(name, value)
    connection.endheaders(question.body)
    if connection.sock is not None:
        watch.wire = connection.sock
        connection.sock.settimeout(limits.total_s)
    return connection.getresponse()


class _Watch:
    """Cuts the connection at the deadline."""

    def __init__(self, connection: _Plain, deadline: float) -> None:
        self.late = False
        self.wire: socket.socket | None = None
        """The answer reads on from it when the connection has let go of it."""
        self._connection = connection
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def check(self) -> None:
        """Raises TimeoutError when it was cut."""
        if self.late:
            raise TimeoutError

    def end(self) -> None:
        """The answer is there."""
        self._timer.cancel()

    def _cut(self) -> None:
        self.late = True
        _shut(self.wire or self._connection.sock)


def _headers(target: Target, question: Question) -> Iterator[tuple[str, str]]:
    yield "Host", target.host_header
    yield "User-Agent", USER_AGENT
    yield "Accept", question.media_type
    yield "Accept-Encoding", "gzip"
    yield "Connection", "close"
    if question.etag:
        yield "If-None-Match", question.etag
    if question.last_modified:
        yield "If-Modified-Since", question.last_modified
    if question.body is not None:
        yield "Content-Length", str(len(question.body))
    yield from question.more


def _content(answer: http.client.HTTPResponse, limits: Limits, host: str) -> bytes:
    parts: list[bytes] = []
    room = limits.answer_bytes
    while part := answer.read(_BLOCK):
        room -= len(part)
        if room < 0:
            raise SourceUnavailable(f"{host} sendet mehr als {limits.answer_bytes / MIB:.0f} MiB.")
        parts.append(part)
    if answer.length:
        raise SourceUnavailable(f"{host} hat die Verbindung mitten in der Antwort beendet.")
    encoding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding == "identity":
        return b"".join(parts)
    if encoding not in {"gzip", "x-gzip"}:
        raise SourceUnavailable(f"{host} antwortete in der Kodierung {encoding}, erbeten war gzip.")
    try:
        return unpack_gzip(b"".join(parts), most=limits.answer_bytes)
    except PayloadTooLarge as error:
        raise SourceUnavailable(f"{host} sendet mehr als {limits.answer_bytes / MIB:.0f} MiB.") from error
    except PayloadRejected as error:
        raise SourceUnavailable(f"{host} antwortete mit beschädigten gzip-Daten.") from error


def _refuse_html(answer: http.client.HTTPResponse, content: bytes, media_type: str, host: str) -> None:
    if "html" in media_type:
        return
    kind = (answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if kind in {"text/html", "application/xhtml+xml"} or start.startswith((b"<!doctype html", b"<html")):
        raise SourceUnavailable(f"{host} antwortete mit HTML, erwartet war {media_type}.")


def _retry_after_s(header: str | None, now_s: float) -> float | None:
    """Seconds to wait (RFC 9110 section 10.2.3: seconds or a date)."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - now_s)
    except (ValueError, OverflowError):
        return None


def _shut(sock: socket.socket | None) -> None:
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _too_slow(target: Target, limits: Limits) -> str:
    return f"Zeitüberschreitung: {target.host} hat nicht innerhalb von {limits.total_s:g} s geantwortet."


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Zertifikat ungültig ({error.verify_message})"
    if isinstance(error, ConnectionRefusedError):
        return "Verbindung abgelehnt"
    if isinstance(error, http.client.HTTPException):
        return f"keine gültige HTTP-Antwort ({type(error).__name__})"
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error)
