# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the feed of an authority, served by a real web server, to the banner above the pages."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client

from stadtkern.commons.territory import service as territory
from stadtkern.domains.warnings import feeds, jobs, shown
from stadtkern.domains.warnings.models import Feed, OfficialAlert
from stadtkern.flow.outlets.cap import bundles
from stadtkern.kernel import jobs as house_jobs
from stadtkern.kernel.models import Person
from stadtkern.kernel.tests.people_of_tests import administrator
from stadtkern.web.outgoing import limits as outgoing

from .messages import NOW, RECORDED, current, message

pytestmark = pytest.mark.django_db


class Authority:
    """A web server that answers what the test says, with entity tags."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.asked: list[tuple[str, int]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = outer.answers.get(self.path)
                tag = f'"{hash(body)}"'
                status = 404 if body is None else 304 if self.headers.get("If-None-Match") == tag else 200
                outer.asked.append((self.path, status))
                self.send_response(status)
                self.send_header("ETag", tag)
                self.end_headers()
                if status == 200 and body is not None:
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class names it
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        """Be gone; the next question is not answered."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def authority() -> Iterator[Authority]:
    server = Authority()
    before = outgoing.limits()
    outgoing.provide(outgoing.Limits(allow_private=True, total_s=5))
    shown.forget()
    yield server
    outgoing.provide(before)
    shown.forget()
    server.close()


def feed(authority: Authority, path: str = "/cap", **facts: object) -> Feed:
    start = {"title": "Amt", "attribution": "Quelle: Amt", "active": True, "every_s": 30}
    return Feed.objects.create(url=f"{authority.address}{path}", **start | facts)


def zipped(*documents: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, document in enumerate(documents):
            archive.writestr(f"{number}.xml", document)
    return buffer.getvalue()


def headings(at: datetime) -> list[str]:
    return [banner.heading for banner in shown.banners(at)]


def test_a_warning_is_a_banner_within_a_minute_and_gone_within_a_minute_of_its_cancel(
    authority: Authority,
) -> None:
    feed(authority)
    authority.answers["/cap"] = message("a")
    wait = timedelta(seconds=30 + feeds.TICK_S) + shown.MEMORY
    assert wait <= timedelta(seconds=60)
    assert headings(NOW) == []

    jobs.fetch_due(NOW)
    assert headings(NOW + shown.MEMORY) == ["STURM (Wetterdienst)"]

    authority.answers["/cap"] = message("b", "Cancel", of=("a",), minutes=60)
    jobs.fetch_due(NOW + timedelta(seconds=30))
    assert headings(NOW + wait) == []


def test_the_recorded_archive_is_read_and_what_concerns_the_city_is_kept(authority: Authority) -> None:
    row = feed(authority)
    authority.answers["/cap"] = RECORDED.read_bytes()
    then = datetime(2023, 6, 23, 10, 0, tzinfo=UTC)
    person = Person.objects.create_user("amira")
    territory.change(person, ("12069270",), None, now=then)
    feeds.fetch(row, now=then)
    in_havelsee = OfficialAlert.objects.current(then).count()

    territory.change(person, ("03159016",), None, now=then)
    feeds.forget_answers()
    row.refresh_from_db()
    new = feeds.fetch(row, now=then)

    assert (row.read, row.refused, row.failure) == (3, [], "")
    assert (in_havelsee, new) == (1, 2)
    alert = OfficialAlert.objects.current(then)[0]
    assert alert.raw.startswith("<?xml")
    assert alert.area is not None


def test_an_unchanged_feed_is_not_sent_again_and_counts_as_reached(authority: Authority) -> None:
    row = feed(authority)
    authority.answers["/cap"] = message()
    jobs.fetch_due(NOW)
    jobs.fetch_due(NOW + timedelta(seconds=10))
    jobs.fetch_due(NOW + timedelta(seconds=30))

    row.refresh_from_db()
    assert [status for _path, status in authority.asked] == [200, 304]
    assert row.last_success_at == NOW + timedelta(seconds=30)


def test_one_broken_alert_costs_only_itself_and_its_reason_is_kept(authority: Authority) -> None:
    row = feed(authority)
    broken = message("x").replace(b">Severe<", b">Bad<")
    authority.answers["/cap"] = zipped(message("a"), broken, b"<html/>", message("b"))
    feeds.fetch(row, now=NOW)

    assert current() == ["a", "b"]
    assert [reason.split(":")[0] for reason in row.refused] == ["1.xml", "2.xml"]
    assert "info/severity" in row.refused[0]


def test_an_index_is_followed_once_per_alert_and_what_fails_is_tried_again(authority: Authority) -> None:
    entries = [
        bundles.Entry(id=name, title=name, updated=NOW, url=f"{authority.address}/{name}")
        for name in ("a", "b")
    ]
    authority.answers["/index"] = bundles.index(
        entries, title="x", author="x", url=f"{authority.address}/index", updated=NOW
    )
    authority.answers["/a"] = message("a")
    row = feed(authority, "/index")
    feeds.fetch(row, now=NOW)
    assert current() == ["a"]
    assert len(row.refused) == 1

    authority.answers["/b"] = message("b")
    feeds.fetch(row, now=NOW)
    assert current() == ["a", "b"]
    assert [path for path, _status in authority.asked].count("/a") == 1


def test_a_feed_that_is_down_is_never_no_warnings(authority: Authority) -> None:
    row = feed(authority)
    now = datetime.now(UTC)
    authority.close()
    page = Client().get("/themen/warnungen/").content.decode()
    assert "noch nie geantwortet" in page

    feeds.fetch(row, now=now)
    assert "nicht erreichbar" in row.failure
    row.last_success_at = now - timedelta(minutes=11)
    row.save()
    page = Client().get("/themen/warnungen/").content.decode()
    assert "Ob gerade amtliche Warnungen gelten, wissen wir nicht" in page
    assert "Keine Warnungen" not in page
    boss = administrator("amira")
    assert [notice.kind for notice in jobs.board(boss, now)] == ["bad"]
    assert jobs.board(Person.objects.create_user("ben"), now) == []


def test_a_city_without_a_feed_says_that_it_has_none() -> None:
    page = Client().get("/themen/warnungen/").content.decode()

    assert "Amtliche Warnungen werden hier nicht gezeigt" in page
    assert "Keine Warnungen" not in page


def test_a_paused_feed_is_not_fetched(authority: Authority) -> None:
    feed(authority, active=False)

    assert jobs.fetch_due(NOW) is None
    assert authority.asked == []


def test_the_jobs_are_declared() -> None:
    names = {one.name for one in house_jobs.periodic_jobs()}
    assert {"warnings.fetch", "warnings.prune"} <= names
