# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Traces to an OpenTelemetry collector, when the settings name one (OTLP/HTTP 1.x, protobuf).

The libraries are loaded then only, so that a city without a collector pays nothing for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Protocol

from stadtkern.kernel import tracing
from stadtkern.kernel.tracing import Fact, Span

from .env import Knobs


class _Exporting(Protocol):
    """The module that knows OpenTelemetry."""

    def keeper(self, address: str, percent: int) -> Keeper:
        """Who keeps the spans of this process."""


class Keeper(Protocol):
    """Keeps spans and sends them."""

    def opened(self, name: str, facts: Mapping[str, Fact], parent: str) -> AbstractContextManager[Span]:
        """A span."""

    def close(self) -> None:
        """Send what is left, for at most a few seconds."""


@contextmanager
def running(knobs: Knobs) -> Iterator[None]:
    """Keep traces as long as the block lasts, when a collector is named."""
    if not knobs.otlp:
        yield
        return
    exporting: _Exporting = import_module("stadtkern.settings.otlp")
    keeper = exporting.keeper(knobs.otlp, knobs.otlp_percent)
    tracing.provide(keeper.opened)
    try:
        yield
    finally:
        tracing.provide(None)
        keeper.close()
