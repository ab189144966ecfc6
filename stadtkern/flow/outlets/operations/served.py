# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the roof tells about this installation: where its data lies, who may look in, what else is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from stadtkern.kernel.callers import ANYBODY, Caller


class Authenticate(Protocol):
    """Says who stands behind an ``Authorization`` header, as the other interfaces do."""

    def __call__(self, header: str, *, now: datetime) -> Caller:
        """The caller.

        Raises:
            KeyMissing, KeyRefused: as the header says.
        """


def _nobody(header: str, *, now: datetime) -> Caller:
    return ANYBODY


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that the process needs; ``check`` is cheap and raises a city or database error."""

    name: str
    """A word of the code, e.g. ``register``."""
    check: Callable[[], None]
    required: bool = True
    """False: without it the process still answers, but people should know."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """How this process is operated."""

    data: Path = Path()
    """The data folder, whose disk is watched."""
    address: str = "http://127.0.0.1:8000"
    """Where people reach the city, no slash at the end."""
    mqtt_certificate: Path | None = None
    """Certificate (PEM) of the embedded MQTT broker."""
    authenticate: Authenticate = _nobody
    parts: tuple[Part, ...] = field(default=())
    """What this process needs beside register and lake, for instance the ingest log."""


_PROVIDED: list[Served] = [Served()]


def provide(served: Served) -> None:
    """Replace what this process knows."""
    _PROVIDED[:] = [served]


def served() -> Served:
    """What this process knows."""
    return _PROVIDED[0]
