# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finished pages are kept for a moment, for people about whom nothing is known."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from stadtkern.web.kept_pages import FRESH_S, OLDEST_S, KeptPages

_TEXT = "Rathaus " * 400


class City:
    """An application that counts how often it is asked, and a clock that stands still."""

    def __init__(self, *headers: tuple[str, str], status: str = "200 OK") -> None:
        self.asked = 0
        self.now = 100.0
        self.headers = list(headers)
        self.status = status
        self.gate = threading.Event()
        self.gate.set()
        self.pages = KeptPages(self, clock=lambda: self.now)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """A page that says how often pages were asked for."""
        self.asked += 1
        self.gate.wait(5)
        body = f"{environ['PATH_INFO']} {self.asked} {_TEXT}".encode()
        kind = (
            [] if any(name == "Content-Type" for name, _ in self.headers) else [("Content-Type", "text/html")]
        )
        start_response(self.status, [*kind, ("Content-Length", str(len(body))), *self.headers])
        return [body]

    def get(self, path: str = "/", method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
        """Status, headers and body."""
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, fields: list[tuple[str, str]], exc_info: object = None) -> None:
            told.append((status, fields))

        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", **headers}
        body = b"".join(self.pages(environ, start))  # type: ignore[arg-type]
        return told[0][0], dict(told[0][1]), body


def test_a_page_is_made_once_for_many_readers() -> None:
    city = City()
    first, second = city.get(), city.get()
    assert city.asked == 1
    assert first == second
    assert city.get("/karte/")[2] != first[2]


def test_a_page_is_made_anew_after_two_seconds() -> None:
    city = City()
    city.get()
    city.now += FRESH_S
    assert b"/ 2 " in city.get()[2]


def test_while_a_page_is_made_anew_others_get_the_old_one_but_none_older_than_four_seconds() -> None:
    city = City()
    city.get()
    city.now += FRESH_S
    city.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(city.get)
        while city.asked < 2:
            pass
        meanwhile = city.get()[2]
        city.gate.set()
        assert b"/ 2 " in renewing.result()[2]
    assert b"/ 1 " in meanwhile
    city.now += OLDEST_S
    assert b"/ 3 " in city.get()[2]


def test_readers_who_come_at_once_wait_for_one_page() -> None:
    city = City()
    city.gate.clear()
    with ThreadPoolExecutor(8) as pool:
        readers = [pool.submit(city.get) for _ in range(8)]
        while not city.asked:
            pass
        city.gate.set()
        bodies = {reader.result()[2] for reader in readers}
    assert city.asked == 1
    assert len(bodies) == 1


@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_COOKIE": "sessionid=a"},
        {"HTTP_AUTHORIZATION": "Bearer sk_a"},
        {"HTTP_RANGE": "bytes=0-9"},
        {"HTTP_HX_REQUEST": "true"},
    ],
)
def test_whoever_brings_something_of_their_own_gets_a_page_of_their_own(header: dict[str, str]) -> None:
    city = City()
    city.get()
    assert b"/ 2 " in city.get("/", "GET", **header)[2]
    assert b"/ 1 " in city.get()[2]


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "csrftoken=a"),
        ("Cache-Control", "private"),
        ("Vary", "X-Other"),
        ("ETag", '"1"'),
        ("Content-Type", "application/zip"),
    ],
)
def test_answers_that_say_how_they_are_kept_or_are_no_pages_pass_through(header: tuple[str, str]) -> None:
    city = City(header)
    _, fields, _ = city.get()
    assert header in fields.items()
    assert b"/ 2 " in city.get()[2]


def test_errors_are_not_kept() -> None:
    city = City(status="503 Service Unavailable")
    assert city.get()[0] == "503 Service Unavailable"
    city.status = "200 OK"
    assert city.get()[0] == "200 OK"


def test_whatever_may_change_something_empties_the_shelf() -> None:
    city = City()
    city.get()
    city.get("/cockpit/", "POST")
    assert b"/ 3 " in city.get()[2]


def test_a_change_while_a_page_is_made_keeps_that_page_off_the_shelf() -> None:
    city = City()
    city.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(city.get)
        while not city.asked:
            pass
        city.pages.forget()
        city.gate.set()
        reader.result()
    city.get()
    assert city.asked == 2


def test_a_browser_that_has_the_page_is_told_so() -> None:
    city = City()
    _, fields, _ = city.get()
    status, _, body = city.get(HTTP_IF_NONE_MATCH=fields["ETag"])
    assert (status, body) == ("304 Not Modified", b"")


def test_browsers_that_can_unpack_get_the_page_packed() -> None:
    city = City()
    plain = city.get()[2]
    _, fields, packed = city.get(HTTP_ACCEPT_ENCODING="gzip, br")
    assert fields["Content-Encoding"] == "gzip"
    assert int(fields["Content-Length"]) == len(packed) < len(plain)
    assert gzip.decompress(packed) == plain
    assert "Accept-Encoding" in fields["Vary"]


def test_head_is_answered_without_a_body_and_with_its_length() -> None:
    city = City()
    _, fields, body = city.get(method="HEAD")
    assert body == b""
    assert int(fields["Content-Length"]) == len(city.get()[2])


def test_languages_and_hosts_do_not_mix() -> None:
    city = City()
    city.get(HTTP_ACCEPT_LANGUAGE="de")
    city.get(HTTP_ACCEPT_LANGUAGE="en")
    city.get(HTTP_HOST="andere.example")
    assert city.asked == 3


def test_the_shelf_has_an_end() -> None:
    city = City()
    for number in range(5_200):
        city.get(f"/{number}")
    assert len(city.pages._places) <= 5_000
    before = city.asked
    city.get("/5199")
    city.get("/0")
    assert city.asked == before + 1
