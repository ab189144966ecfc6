# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spans as OpenTelemetry understands them, sent in the background to a collector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from urllib.parse import urlsplit

import structlog
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from stadtkern.kernel.tracing import Fact

_KINDS = {"request": trace.SpanKind.SERVER}
_PATIENCE_MS = 3_000
_PARENT = TraceContextTextMapPropagator()


class OtlpKeeper:
    """Sends the spans of this process to one collector."""

    def __init__(self, address: str, percent: int) -> None:
        self._share = TraceIdRatioBased(percent / 100)
        # Callers from outside may link their trace to ours, but not have more of ours kept.
        sampler = ParentBased(self._share, remote_parent_sampled=self._share)
        resource = Resource.create({"service.name": "stadtkern", "service.version": version("stadtkern")})
        self._provider = TracerProvider(sampler=sampler, resource=resource, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=_traces_at(address), timeout=_PATIENCE_MS / 1000)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("stadtkern")

    @contextmanager
    def opened(self, name: str, facts: Mapping[str, Fact], parent: str) -> Iterator[OtlpSpan]:
        """A span; its trace stands in every log line within."""
        context = _PARENT.extract({"traceparent": parent}) if parent else None
        kind = _KINDS.get(name, trace.SpanKind.INTERNAL)
        with self._tracer.start_as_current_span(
            name, context=context, kind=kind, attributes=dict(facts)
        ) as span:
            trace_id = trace.format_trace_id(span.get_span_context().trace_id)
            with structlog.contextvars.bound_contextvars(trace_id=trace_id):
                yield OtlpSpan(span)

    def close(self) -> None:
        """Send what is left, for at most a few seconds."""
        self._provider.force_flush(_PATIENCE_MS)
        self._provider.shutdown()


class OtlpSpan:
    """A step that is being taken."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def note(self, name: str, value: Fact) -> None:
        """Add a fact, never personal data."""
        self._span.set_attribute(name, value)


def keeper(address: str, percent: int) -> OtlpKeeper:
    """Who keeps ``percent`` of the traces of this process and sends them to the collector there."""
    return OtlpKeeper(address, percent)


def _traces_at(address: str) -> str:
    """The address for traces: as given when it has a path, else the usual one (OTLP/HTTP)."""
    plain = address.rstrip("/")
    return plain if urlsplit(plain).path else f"{plain}/v1/traces"
