# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Traces: which steps a request, a delivery or a job took and how long; off unless the settings name a place.

Whoever does a step worth seeing opens a span around it. Without an exporter that costs one look at a list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

Fact = str | int | float | bool


class Span(Protocol):
    """A step that is being taken."""

    def note(self, name: str, value: Fact) -> None:
        """Add a fact, never personal data."""


class _Nothing:
    """The span of a process that keeps no traces."""

    def note(self, name: str, value: Fact) -> None:
        """Nothing is kept."""


Opener = Callable[[str, Mapping[str, Fact], str], AbstractContextManager[Span]]
"""Opens a span with this name and these facts; the last is the ``traceparent`` of whoever asked, or empty."""

_OPENERS: list[Opener] = []
_OFF: nullcontext[Span] = nullcontext(_Nothing())


def provide(opener: Opener | None) -> None:
    """Say who keeps the traces of this process; none: nobody."""
    _OPENERS[:] = [] if opener is None else [opener]


def on() -> bool:
    """Whether traces are kept."""
    return bool(_OPENERS)


def span(name: str, *, parent: str = "", **facts: Fact) -> AbstractContextManager[Span]:
    """A step of the work within the block; ``parent`` is a ``traceparent`` (W3C Trace Context, 2021)."""
    if not _OPENERS:
        return _OFF
    return _OPENERS[0](name, facts, parent)
