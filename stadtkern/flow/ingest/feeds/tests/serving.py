# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A feed on this machine whose answers each test chooses, and connections to it."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stadtkern.flow.ingest import pulling
from stadtkern.flow.ingest.connections import service
from stadtkern.flow.ingest.connections.facts import Change, Facts
from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.pulling import Outcome
from stadtkern.flow.ingest.tests.city import NOW
from stadtkern.kernel.models import Person
from stadtkern.web.outgoing import limits
from stadtkern.web.outgoing.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer of the feed."""

    content: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Feed:
    """What is answered at each path (with its query, else without), and what was asked."""

    address: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def tell(self, path: str, content: bytes | str, **headers: str) -> str:
        """Answer like this from now on; the whole address."""
        body = content.encode() if isinstance(content, str) else content
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = Answer(content=body, headers=named)
        return f"{self.address}{path}"


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that the connector cut is no news."""


@contextmanager
def serving() -> Iterator[Feed]:
    """A feed; connectors may reach it."""
    feed = Feed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            feed.asked.append({"path": self.path, "body": body, **dict(self.headers.items())})
            found = feed.answers.get(self.path) or feed.answers.get(self.path.partition("?")[0])
            answer = found or Answer(content=b"", status=404)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_POST = do_GET  # noqa: N815 - the name that the server looks for

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    before = limits.limits()
    limits.provide(Limits(allow_private=True, total_s=20.0))
    feed.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield feed
    finally:
        limits.provide(before)
        server.shutdown()
        server.server_close()
        thread.join()


def connection(
    actor: Person,
    settings: Mapping[str, object],
    mapping: Mapping[str, object] | None = None,
    *,
    domain: str = "sensors",
    secret: str = "",
    key: str = "nachbar",
) -> Connection:
    """An active connection."""
    facts = Facts(title="Werte der Nachbarn", domain=domain, publisher="Nachbarstadt", licence="cc-zero")
    more = Change(settings=settings, mapping=mapping or {}, secret=secret)
    made = service.create(actor, key, Wire.FEED, facts, more=more, at=NOW)
    return service.activate(actor, made, at=NOW)


def fetched(key: str = "nachbar", now: datetime = NOW) -> Outcome:
    """What came of one fetch."""
    return pulling.fetch(key, now=now, chance=random.Random(1))  # noqa: S311 - jitter
