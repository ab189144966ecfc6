# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One client cannot take the city away from all others, and cannot pretend to be many."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest

from stadtkern.web.rates.allowed import Manner, Rates
from stadtkern.web.rates.buckets import MOST_BUCKETS, Buckets
from stadtkern.web.rates.clients import client_address, household, parsed
from stadtkern.web.rates.front import HOLDER, PERSON, Gate

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PROXY = ipaddress.ip_network("10.0.0.5/32")
STRANGER = "203.0.113.7"


class Clock:
    """Monotonic time that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Now [s]."""
        return self.now


class City:
    """An application behind a gate; it keeps what reached it."""

    def __init__(self, manner: Manner) -> None:
        self.clock = Clock()
        self.status = "200 OK"
        self.costs_s = 0.0
        self.marks: dict[str, str] = {}
        self.seen: list[WSGIEnvironment] = []
        self.headers: dict[str, str] = {}
        self.gate = Gate(manner, self.clock)

    def _application(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.seen.append(environ)
        self.clock.now += self.costs_s
        environ.update(self.marks)
        start_response(self.status, [])
        return [b""]

    def ask(self, path: str = "/", *, method: str = "GET", peer: str = STRANGER, **more: str) -> int:
        """The status of the answer; its headers and body are kept."""
        told: list[str] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            told.append(status)
            self.headers = dict(headers)
            return lambda _content: None

        environ: WSGIEnvironment = {"PATH_INFO": path, "REQUEST_METHOD": method, "REMOTE_ADDR": peer, **more}
        body = b"".join(self.gate.before(self._application)(environ, start_response))
        self.headers["body"] = body.decode()
        return int(told[0][:3])


def limited(**rates: int) -> City:
    off = {"signin": 0, "write": 0, "query": 0, "pages": 0, "key": 0, "person": 0, "seconds": 0}
    return City(Manner(rates=Rates(**{**off, **rates}), trusted=(PROXY,)))


def test_who_asks_too_often_waits_as_long_as_is_said() -> None:
    city = limited(pages=3)
    assert [city.ask() for _ in range(4)] == [200, 200, 200, 429]
    wait = int(city.headers["Retry-After"])
    assert "Zu viele Anfragen" in city.headers["body"]
    city.clock.now += wait
    assert city.ask() == 200
    assert city.ask(peer="203.0.113.8") == 200


def test_programs_read_in_each_answer_what_is_left() -> None:
    city = limited(query=2)
    assert city.ask("/api/sta/v1.1/Things") == 200
    assert city.headers["RateLimit"].startswith('"query";r=1;t=')
    assert city.headers["RateLimit-Policy"] == '"query";q=2;w=60'
    city.ask("/api/sta/v1.1/Things")
    assert city.ask("/api/sta/v1.1/Things", HTTP_ACCEPT_LANGUAGE="en") == 429
    assert city.headers["Content-Type"] == "application/problem+json"
    assert city.headers["Content-Language"] == "en"


def test_a_head_request_that_is_refused_has_no_body() -> None:
    city = limited(pages=1)
    city.ask()
    assert (city.ask(method="HEAD"), city.headers["body"]) == (429, "")


def test_health_static_files_and_the_machine_itself_are_never_limited() -> None:
    city = limited(pages=1)
    assert {city.ask("/static/x/app.css") for _ in range(5)} == {200}
    assert {city.ask("/health/ready") for _ in range(5)} == {200}
    assert {city.ask(peer="127.0.0.1") for _ in range(5)} == {200}


def test_a_stranger_cannot_choose_another_address() -> None:
    city = limited(pages=1)
    city.ask(HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert city.ask(HTTP_X_FORWARDED_FOR="198.51.100.2") == 429
    assert city.seen[0]["REMOTE_ADDR"] == STRANGER


def test_behind_a_trusted_proxy_each_address_counts_for_itself() -> None:
    city = limited(pages=1)
    assert city.ask(peer="10.0.0.5", HTTP_X_FORWARDED_FOR="198.51.100.1") == 200
    assert city.ask(peer="10.0.0.5", HTTP_X_FORWARDED_FOR="198.51.100.2") == 200
    assert city.ask(peer="10.0.0.5", HTTP_X_FORWARDED_FOR="1.1.1.1, 198.51.100.2") == 429
    assert [one["REMOTE_ADDR"] for one in city.seen] == ["198.51.100.1", "198.51.100.2"]


def test_with_named_proxies_nobody_else_says_how_the_city_was_reached() -> None:
    city = City(Manner(trusted=(PROXY,), strict=True))
    city.ask(HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_HOST="evil.example")
    assert not [name for name in city.seen[0] if name.startswith("HTTP_X_FORWARDED")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.5", "evil, 203.0.113.7:4711", "203.0.113.7"),
        ("10.0.0.5", "203.0.113.7, nonsense", "10.0.0.5"),
        ("10.0.0.5", "203.0.113.7, 10.0.0.5", "203.0.113.7"),
        ("10.0.0.5", '"[2001:db8::7]:443"', "2001:db8::7"),
        ("::ffff:10.0.0.5", "203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "203.0.113.7", "fe80::1"),
        ("203.0.113.7", "10.0.0.5", "203.0.113.7"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(peer: str, forwarded: str, client: str) -> None:
    assert str(client_address(peer, forwarded, (PROXY,))) == client


def test_the_addresses_of_one_household_are_one_client() -> None:
    one, other = parsed("2001:db8:0:7::1"), parsed("2001:db8:0:7:ffff::9")
    assert one and other and household(one) == household(other) == "2001:db8:0:7::/64"


def test_a_key_has_a_bucket_of_its_own_and_is_looked_up_once() -> None:
    asked: list[str] = []

    def recognised(authorization: str) -> str:
        asked.append(authorization)
        return "7" if authorization == "Bearer right" else ""

    rates = Rates(query=1, key=3, signin=2, seconds=0)
    city = City(Manner(rates=rates, trusted=(PROXY,), recognised=recognised))
    assert [city.ask("/api/x", HTTP_AUTHORIZATION="Bearer right") for _ in range(4)] == [200, 200, 200, 429]
    assert city.ask("/api/x") == 200
    assert len(asked) == 1


def test_who_guesses_keys_is_soon_not_looked_up_any_more() -> None:
    asked: list[str] = []

    def recognised(authorization: str) -> str:
        asked.append(authorization)
        return ""

    city = City(Manner(rates=Rates(query=1000, signin=3, seconds=0), trusted=(PROXY,), recognised=recognised))
    city.status = "401 Unauthorized"
    for number in range(50):
        city.ask("/api/x", HTTP_AUTHORIZATION=f"Bearer {number}")
    assert len(asked) <= 5


def test_signing_in_has_a_bucket_of_its_own() -> None:
    city = limited(signin=2, pages=100)
    answers = [city.ask("/konto/anmelden/", method="POST") for _ in range(3)]
    assert answers == [200, 200, 429]
    assert city.ask("/konto/anmelden/") == 200


def test_somebody_signed_in_is_not_held_up_by_others_at_the_same_address() -> None:
    city = limited(pages=1, person=5)
    city.marks = {PERSON: "12"}
    cookie = {"HTTP_COOKIE": "a=b; sessionid=abc"}
    assert city.ask(**cookie) == 200
    city.marks = {}
    assert city.ask() == 429
    assert [city.ask(**cookie) for _ in range(6)] == [200] * 5 + [429]
    assert city.ask(HTTP_COOKIE="sessionid=guessed") == 429


def test_a_connection_that_proved_itself_is_counted_apart() -> None:
    city = limited(write=2, key=100)
    city.marks = {HOLDER: "connection lorawan"}
    assert {city.ask("/api/lorawan/v1/one/", method="POST") for _ in range(20)} == {200}


def test_costly_questions_count_for_what_they_cost() -> None:
    city = limited(query=1000, seconds=10)
    city.costs_s = 6.0
    assert [city.ask("/api/x") for _ in range(3)] == [200, 200, 429]
    city.clock.now += 60
    assert city.ask("/api/x") == 200


def test_many_clients_do_not_fill_the_memory() -> None:
    buckets = Buckets(5)
    for number in range(MOST_BUCKETS + 50):
        buckets.draw(str(number), 0.0)
    assert len(buckets._levels) == MOST_BUCKETS
