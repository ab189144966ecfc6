# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pull against a real server that answers, hangs, drips, redirects and breaks off."""

from __future__ import annotations

import gzip
import random
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.ingest import jobs, pulling
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.kernel import events, registry
from stadtkern.kernel.domain import Page, Pull, Visit
from stadtkern.kernel.events import Event, SourceFailed, SourceRecovered
from stadtkern.web.outgoing import exchange, guard, limits

from .city import NOW, city, decode_feed, results, source

pytestmark = pytest.mark.django_db

DATA = b'{"time": "2026-03-01T11:00:00+00:00", "count": 4}'
Answer = Callable[[BaseHTTPRequestHandler], None]


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that the connector cut is no news."""


@dataclass
class Feed:
    """A server whose answer each test chooses, and what it was asked."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    """One per request; the last one is repeated."""
    asked: list[dict[str, str]] = field(default_factory=list)
    end: threading.Event = field(default_factory=threading.Event)


def reply(status: int = 200, content: bytes = DATA, kind: str = "application/json", **headers: str) -> Answer:
    """A complete answer."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


@pytest.fixture
def feed() -> Iterator[Feed]:
    """A feed on this machine; connectors may reach it."""
    served = Feed(url="")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append({"path": self.path, **dict(self.headers.items())})
            answer = served.answers.pop(0) if len(served.answers) > 1 else served.answers[0]
            answer(self)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/feed.json"
    registry.declare(city(url=served.url))
    before = limits.limits()
    limits.provide(replace(before, allow_private=True, total_s=0.6, connect_s=0.5))
    yield served
    limits.provide(before)
    served.end.set()
    server.shutdown()
    server.server_close()
    thread.join()


def state() -> SourceState:
    return SourceState.objects.get(key="feed")


def due(now: datetime = NOW) -> list[pulling.Outcome]:
    return pulling.fetch_due(now, chance=random.Random(1))  # noqa: S311 - jitter


def test_a_fetched_feed_is_stored_and_planned_again(feed: Feed) -> None:
    feed.answers = [reply()]
    (outcome,) = due()
    assert (outcome.stored.stored, results("feed/1/count")) == (1, [4])
    assert state().next_attempt_at == NOW + timedelta(seconds=60)
    assert feed.asked[0]["Accept"] == "application/json"


def test_nothing_is_fetched_before_its_time(feed: Feed) -> None:
    feed.answers = [reply()]
    due()
    assert due(NOW + timedelta(seconds=59)) == []
    assert len(due(NOW + timedelta(seconds=60))) == 1


def test_a_paused_source_is_left_alone(feed: Feed) -> None:
    SourceState.objects.create(key="feed", paused=True)
    assert due() == []


def test_an_unchanged_feed_is_asked_with_its_etag_and_counts_as_success(feed: Feed) -> None:
    feed.answers = [reply(ETag='"v1"', Last_Modified="Sun, 01 Mar 2026 11:00:00 GMT"), reply(304, b"")]
    due()
    (outcome,) = due(NOW + timedelta(seconds=60))
    assert (outcome.unchanged, outcome.failure) == (True, "")
    assert feed.asked[1]["If-None-Match"] == '"v1"'
    assert feed.asked[1]["If-Modified-Since"] == "Sun, 01 Mar 2026 11:00:00 GMT"
    assert state().last_success_at == NOW + timedelta(seconds=60)


def test_a_packed_answer_is_unpacked(feed: Feed) -> None:
    feed.answers = [reply(content=gzip.compress(DATA), Content_Encoding="gzip")]
    assert due()[0].stored.stored == 1


def test_a_redirect_is_followed(feed: Feed) -> None:
    feed.answers = [reply(302, b"", Location="/moved?x=1"), reply()]
    assert due()[0].stored.stored == 1
    assert feed.asked[1]["path"] == "/moved?x=1"


def test_redirects_without_end_are_cut(feed: Feed) -> None:
    feed.answers = [reply(302, b"", Location="/again")]
    assert "Weiterleitungen" in due()[0].failure
    assert len(feed.asked) == limits.limits().redirects + 1


def test_a_redirect_into_the_private_network_is_refused(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The feed itself counts as public here; where it redirects to does not."""
    feed.answers = [reply(302, b"", Location="http://127.0.0.2:1/metadata")]
    limits.provide(replace(limits.limits(), allow_private=False))
    first = iter([True])
    monkeypatch.setattr(
        exchange,
        "checked",
        lambda url, *, allow_private: guard.checked(url, allow_private=next(first, allow_private)),
    )
    assert "privates Netz (127.0.0.2)" in due()[0].failure


def test_a_feed_in_the_private_network_is_refused(feed: Feed) -> None:
    limits.provide(replace(limits.limits(), allow_private=False))
    assert "privates Netz" in due()[0].failure
    assert feed.asked == []


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json"])
def test_html_in_place_of_data_is_an_outage(feed: Feed, kind: str) -> None:
    feed.answers = [reply(content=b"\n<!DOCTYPE html><html><p>Wartung</p></html>", kind=kind)]
    assert "antwortete mit HTML, erwartet war application/json" in due()[0].failure
    assert "HTML" in state().outage_reason


def test_an_answer_that_cannot_be_read_is_an_outage_and_kept(feed: Feed) -> None:
    feed.answers = [reply(content=b'{"other": 1}', ETag='"bad"')]
    assert "nicht lesbar" in due()[0].failure
    assert bytes(RejectedRecord.objects.get().raw) == b'{"other": 1}'
    assert state().etag == ""


def test_a_server_that_hangs_is_cut(feed: Feed) -> None:
    def hang(handler: BaseHTTPRequestHandler) -> None:
        feed.end.wait(20)

    feed.answers = [hang]
    assert "Zeitüberschreitung" in due()[0].failure


def test_a_server_that_drips_is_cut(feed: Feed) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not feed.end.wait(0.05):
            handler.wfile.write(b" ")

    feed.answers = [drip]
    assert "Zeitüberschreitung" in due()[0].failure


def test_a_server_that_drips_its_headers_is_cut(feed: Feed) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not feed.end.wait(0.05):
            handler.wfile.write(b"a")

    feed.answers = [drip]
    assert "Zeitüberschreitung" in due()[0].failure


def test_a_broken_off_answer_is_an_outage(feed: Feed) -> None:
    def break_off(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(DATA)
        handler.connection.shutdown(socket.SHUT_RDWR)

    feed.answers = [break_off]
    assert due()[0].failure


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_is_too_large_is_refused(feed: Feed, packed: bool) -> None:
    limits.provide(replace(limits.limits(), answer_bytes=1000))
    content = b" " * 100_000
    feed.answers = [
        reply(content=gzip.compress(content), Content_Encoding="gzip") if packed else reply(content=content)
    ]
    assert "sendet mehr als" in due()[0].failure


def test_an_error_status_is_asked_again_later_and_later_and_recovers(feed: Feed) -> None:
    heard: list[Event] = []
    events.wire({SourceFailed: [heard.append], SourceRecovered: [heard.append]})
    feed.answers = [reply(500, b""), reply(500, b""), reply(500, b""), reply()]
    waits, now = [], NOW
    for _ in range(3):
        due(now)
        then = state().next_attempt_at
        assert then is not None
        waits.append((then - now).total_seconds())
        now = then
    assert 20 < waits[0] <= 30 < waits[1] <= 60 < waits[2] <= 120
    assert (state().failures, state().outage_since) == (3, NOW)
    due(now)
    assert (state().failures, state().outage_since, state().outage_reason) == (0, None, "")
    assert [type(event) for event in heard] == [SourceFailed, SourceRecovered]


def test_what_the_source_asks_for_is_waited_up_to_the_cap(feed: Feed) -> None:
    feed.answers = [reply(429, b"", Retry_After="600"), reply(503, b"", Retry_After="999999999")]
    due()
    assert state().next_attempt_at == NOW + timedelta(seconds=600)
    later = NOW + timedelta(seconds=600)
    due(later)
    assert state().next_attempt_at == later + timedelta(seconds=pulling.LONGEST_WAIT_S)


def test_a_name_that_does_not_exist_is_an_outage(feed: Feed) -> None:
    registry.declare(city(url="http://feed.invalid/x.json"))
    assert "nicht auflösbar" in due()[0].failure


def test_a_port_where_nobody_listens_is_an_outage(feed: Feed) -> None:
    registry.declare(city(url="http://127.0.0.1:1/x.json"))
    assert "nicht erreichbar" in due()[0].failure


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(minutes=10)])
def test_a_clock_that_was_set_back_does_not_stop_the_schedule(feed: Feed, jump: timedelta) -> None:
    feed.answers = [reply()]
    due(NOW + jump)
    assert len(due(NOW)) == 1


def test_a_clock_that_was_set_forward_fetches_once(feed: Feed) -> None:
    feed.answers = [reply()]
    due()
    assert len(due(NOW + timedelta(days=3650))) == 1
    assert due(NOW + timedelta(days=3650, seconds=1)) == []


def test_two_processes_fetch_a_source_only_once(feed: Feed) -> None:
    feed.answers = [reply()]
    pull = Pull(url=feed.url, every_s=60)
    assert pulling._claim("feed", pull, NOW)
    assert not pulling._claim("feed", pull, NOW)


def test_waiting_is_capped_however_often_it_failed() -> None:
    pull = Pull(url="", every_s=60)
    chance = random.Random(2)  # noqa: S311 - jitter
    assert all(pulling.wait_s(pull, n, None, chance) <= pulling.LONGEST_WAIT_S for n in range(1, 2000))


def test_a_source_that_falls_silent_is_shown_and_recovers(feed: Feed) -> None:
    feed.answers = [reply()]
    due()
    assert jobs.watch_silence(NOW + timedelta(minutes=59)) is None
    assert jobs.watch_silence(NOW + timedelta(minutes=61)) == "1 Quelle schweigt."
    assert state().outage_since == NOW
    due(NOW + timedelta(minutes=62))
    assert state().outage_since is None


def test_a_fault_in_a_connector_is_an_outage_of_its_source_only(feed: Feed) -> None:
    def faulty(visit: Visit) -> Iterator[Page]:
        raise ZeroDivisionError(visit.now)

    feed.answers = [reply()]
    domain = registry.domain("feeds")
    broken = replace(domain.sources[0], key="aaa", title="aaa", pull=Pull(url="", every_s=60, fetch=faulty))
    registry.declare([replace(domain, sources=(broken, *domain.sources))])
    outcomes = {one.source: one.failure for one in due()}
    assert outcomes == {"aaa": "Beim Abrufen ist ein Fehler aufgetreten (ZeroDivisionError).", "feed": ""}


def test_feeds_that_are_due_together_are_asked_at_the_same_time(feed: Feed) -> None:
    both = threading.Barrier(2)

    def wait_for_the_other(handler: BaseHTTPRequestHandler) -> None:
        both.wait(timeout=0.5)
        reply()(handler)

    feed.answers = [wait_for_the_other, wait_for_the_other]
    other = source("other", decode=decode_feed, pull=Pull(url=feed.url, every_s=60))
    bikes, feeds = city(url=feed.url)
    registry.declare([bikes, replace(feeds, sources=(*feeds.sources, other))])

    outcomes = due()

    assert sorted((one.source, one.failure) for one in outcomes) == [("feed", ""), ("other", "")]
