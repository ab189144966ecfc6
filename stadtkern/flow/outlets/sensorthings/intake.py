# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the SensorThings API needs of the way in: where observations go, and who a key belongs to.

Outlets know nothing of ingest; ``settings.wiring`` provides both.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import pyarrow as pa

from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.words import Place
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import WrongSetting


class Intake(Protocol):
    """Stores observations durably, a few together with those of others; counts and tells them per source.

    All three say where each row ended up, in the order of the rows.
    """

    def store(self, batch: pa.Table, *, source: str, now: datetime) -> tuple[Place, ...]:
        """Store a batch (columns of the lake's ``append``).

        Raises:
            PayloadRejected, LakeUnavailable: nothing was stored.
        """

    def store_few(self, rows: Sequence[Row], *, source: str, now: datetime) -> tuple[Place, ...]:
        """Store a few rows, in one commit with what others bring at the same time.

        Raises:
            PayloadRejected, LakeUnavailable: nothing was stored.
        """

    def hand_in(self, rows: Sequence[Row], *, source: str, now: datetime) -> Future[tuple[Place, ...]]:
        """The same without waiting; the answer (or the error) comes after the commit, from another thread."""


class Authenticator(Protocol):
    """Knows the keys."""

    def __call__(self, header: str, *, now: datetime) -> Caller:
        """Who stands behind an ``Authorization`` header (Bearer, or Basic with the key as password).

        An empty header is anybody.

        Raises:
            KeyMissing: the header is of another scheme.
            KeyRefused: the key is unknown, revoked or expired.
        """


@dataclass(frozen=True, kw_only=True)
class _Provided:
    intake: Intake
    authenticator: Authenticator


_PROVIDED: list[_Provided] = []


def provide(intake: Intake, authenticator: Authenticator) -> None:
    """Say where observations go and who knows the keys."""
    _PROVIDED[:] = [_Provided(intake=intake, authenticator=authenticator)]


def intake() -> Intake:
    """Where observations go.

    Raises:
        WrongSetting: nobody provided it.
    """
    return _provided().intake


def authenticate(header: str, *, now: datetime) -> Caller:
    """Who stands behind an ``Authorization`` header; empty: anybody.

    Raises:
        KeyMissing, KeyRefused: as :class:`Authenticator` says.
    """
    return _provided().authenticator(header, now=now)


def _provided() -> _Provided:
    if not _PROVIDED:
        raise WrongSetting("nobody provided the way in for observations")
    return _PROVIDED[0]
