# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The outermost layer: ids, counts, and that nothing personal gets into figures, logs or traces."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import structlog
from prometheus_client import Counter, Gauge

from stadtkern.flow.outlets.operations import front
from stadtkern.flow.outlets.operations.routes import route_class
from stadtkern.kernel import measures, tracing
from stadtkern.kernel.tracing import Fact, Span

from .asking import STRANGER, asked, hello

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

GIVEN = "0123456789abcdef0123456789abcdef"


def value(measure: Counter | Gauge, **labels: str) -> float:
    """What was counted with these labels."""
    found = [
        one.value
        for family in measure.collect()
        for one in family.samples
        if one.labels == labels and not one.name.endswith("_created")
    ]
    return found[0] if found else 0.0


def count(route: str, status: str = "2xx", method: str = "GET") -> float:
    return value(measures.REQUESTS, route=route, method=method, status=status)


def test_every_answer_bears_an_id_of_its_own() -> None:
    layer = front.front(hello)
    one, other = asked(layer, "/", **STRANGER), asked(layer, "/", **STRANGER)
    assert one.headers["X-Request-Id"] != other.headers["X-Request-Id"]
    assert len(one.headers["X-Request-Id"]) == 32


@pytest.mark.parametrize("given", [GIVEN, "0123ABCD-0123-0123-0123-0123456789AB"])
def test_the_random_id_of_a_proxy_is_taken_over(given: str) -> None:
    assert asked(front.front(hello), "/", HTTP_X_REQUEST_ID=given).headers["X-Request-Id"] == given.lower()


@pytest.mark.parametrize("given", ["erika.mustermann@example.org", "x", GIVEN + "\n", "a" * 5000, ""])
def test_an_id_in_which_something_could_be_written_is_replaced(given: str) -> None:
    assert asked(front.front(hello), "/", HTTP_X_REQUEST_ID=given).headers["X-Request-Id"] != given


def test_log_lines_within_a_request_bear_its_id() -> None:
    seen: list[Mapping[str, object]] = []

    def notes(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        seen.append(structlog.contextvars.get_contextvars())
        return hello(environ, start_response)

    asked(front.front(notes), "/", HTTP_X_REQUEST_ID=GIVEN)
    assert seen == [{"request_id": GIVEN}]
    assert "request_id" not in structlog.contextvars.get_contextvars()


def test_requests_are_counted_by_part_and_class_of_status() -> None:
    before = count("ogc"), count("pages", method="other")
    layer = front.front(hello)
    asked(layer, "/api/ogc/collections/x/items")
    asked(layer, "/gibt/es/nicht", method="BREW")
    assert (count("ogc"), count("pages", method="other")) == (before[0] + 1, before[1] + 1)


def test_an_application_that_breaks_is_counted_and_logged_without_its_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def breaks(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise ZeroDivisionError

    before = count("pages", "5xx")
    with caplog.at_level(logging.ERROR), pytest.raises(ZeroDivisionError):
        asked(front.front(breaks), "/geheim/erika")
    assert count("pages", "5xx") == before + 1
    assert "request_broke" in caplog.text
    assert "erika" not in caplog.text
    assert value(measures.REQUESTS_RUNNING) == 0


def test_nothing_that_a_visitor_sends_gets_into_the_figures() -> None:
    marker = "MARKERerika"
    more = {
        "HTTP_USER_AGENT": marker, "HTTP_COOKIE": f"sessionid={marker}", "HTTP_REFERER": marker,
        "HTTP_X_REQUEST_ID": marker, "HTTP_AUTHORIZATION": f"Bearer {marker}", "REMOTE_ADDR": "203.0.113.77",
    }  # fmt: skip
    asked(front.front(hello), f"/{marker}/", method=marker, **more)
    counted = (measures.REQUESTS, measures.REQUEST_SECONDS, measures.FAULTS)
    figures = str([family for one in counted for family in one.collect()])
    assert marker not in figures
    assert "203.0.113" not in figures


def test_a_trace_knows_part_method_and_status_and_no_address() -> None:
    spans: list[tuple[str, dict[str, Fact], str]] = []

    class Noted:
        def __init__(self, facts: dict[str, Fact]) -> None:
            self.facts = facts

        def note(self, name: str, value: Fact) -> None:
            self.facts[name] = value

    @contextmanager
    def opened(name: str, facts: Mapping[str, Fact], parent: str) -> Iterator[Span]:
        kept = dict(facts)
        spans.append((name, kept, parent))
        yield Noted(kept)

    tracing.provide(opened)
    try:
        asked(front.front(hello), "/karte/", HTTP_TRACEPARENT=f"00-{GIVEN}-0123456789abcdef-01")
    finally:
        tracing.provide(None)
    facts = {"route": "map", "method": "GET", "status": 200}
    assert spans == [("request", facts, f"00-{GIVEN}-0123456789abcdef-01")]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/", "pages"), ("/karte/", "map"), ("/kartenhaus/", "pages"), ("/en/cockpit/betrieb/", "cockpit"),
        ("/api/sta/v1.1/Things", "sensorthings"), ("/api/ogc", "ogc"), ("/api/3/action/x", "ckan"),
        ("/api/3000", "api"), ("/api/neu/", "api"), ("/static/abc/x.css", "static"), ("/konto/", "account"),
        ("", "pages"), ("/metrics", "operations"),
    ],
)  # fmt: skip
def test_a_path_belongs_to_one_of_a_dozen_parts(path: str, part: str) -> None:
    assert route_class(path) == part
