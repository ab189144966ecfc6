# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Probes, figures, traces and maintenance of processes as they run."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from stadtkern.kernel import tracing
from stadtkern.kernel.errors import WrongSetting
from stadtkern.settings import operations
from stadtkern.settings import tracing as traces
from stadtkern.settings.tests.city_process import free_port


def asked(port: int, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        link.request("GET", path, headers=headers)
        answer = link.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())
    finally:
        link.close()


def test_a_process_without_pages_answers_probes_and_nothing_else() -> None:
    port = free_port()
    with operations.probes(replace(settings.KNOBS, probes=("127.0.0.1", port))):
        status, body, headers = asked(port, "/health/live")
        assert (status, json.loads(body)) == (200, {"status": "alive"})
        assert len(headers["X-Request-Id"]) == 32
        assert asked(port, "/")[0] == 404
        assert asked(port, "/metrics", Host="stadt.example")[0] == 401
    with pytest.raises(OSError, match="refused"):
        asked(port, "/health/live")


def test_a_taken_address_for_probes_ends_the_start_with_a_sentence() -> None:
    port = free_port()
    knobs = replace(settings.KNOBS, probes=("127.0.0.1", port))
    refused = pytest.raises(WrongSetting, match="STADTKERN_PROBES")
    with operations.probes(knobs), refused, operations.probes(knobs):
        pass


class Collector(BaseHTTPRequestHandler):
    """Keeps what is sent to it, as an OpenTelemetry collector does."""

    got: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        """Take it."""
        self.got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the word of the library
        """Nothing."""


@contextmanager
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    got: list[tuple[str, bytes]] = []
    handler = type("Here", (Collector,), {"got": got})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()
        thread.join()


def test_spans_reach_a_collector_with_their_parents_and_facts() -> None:
    trace_id = "0123456789abcdef0123456789abcdef"
    with collector() as (address, got):
        with traces.running(replace(settings.KNOBS, otlp=address, otlp_percent=100)):
            assert tracing.on()
            with tracing.span("request", parent=f"00-{trace_id}-0123456789abcdef-01", route="map") as outer:
                outer.note("status", 200)
                with tracing.span("lake.commit", callers=3):
                    pass
        assert not tracing.on()
    ((path, body),) = got
    assert path == "/v1/traces"
    sent = ExportTraceServiceRequest.FromString(body).resource_spans[0]
    resource = {one.key: one.value.string_value for one in sent.resource.attributes}
    assert resource["service.name"] == "stadtkern"
    spans = {one.name: one for one in sent.scope_spans[0].spans}
    assert {one.trace_id.hex() for one in spans.values()} == {trace_id}
    assert spans["lake.commit"].parent_span_id == spans["request"].span_id
    facts = {one.key: one.value.string_value or one.value.int_value for one in spans["request"].attributes}
    assert facts == {"route": "map", "status": 200}


def test_without_a_collector_spans_cost_a_look_at_a_list() -> None:
    with traces.running(replace(settings.KNOBS, otlp="")):
        assert not tracing.on()
        assert tracing.span("request", route="map") is tracing.span("job")


@pytest.mark.slow
def test_a_collector_that_is_away_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    address = f"http://127.0.0.1:{free_port()}/v1/traces"
    with traces.running(replace(settings.KNOBS, otlp=address, otlp_percent=100)), tracing.span("job"):
        pass
    assert not tracing.on()
