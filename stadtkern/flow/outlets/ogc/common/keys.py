# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who a key belongs to. Outlets know nothing of ingest; ``settings.wiring`` provides it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import WrongSetting


class Authenticator(Protocol):
    """Knows the keys."""

    def __call__(self, header: str, *, now: datetime) -> Caller:
        """Who stands behind an ``Authorization`` header (Bearer, or Basic with the key as password).

        Raises:
            KeyMissing: the header is of another scheme.
            KeyRefused: the key is unknown, revoked or expired.
        """


_PROVIDED: list[Authenticator] = []


def provide(authenticator: Authenticator) -> None:
    """Say who knows the keys."""
    _PROVIDED[:] = [authenticator]


def authenticate(header: str, *, now: datetime) -> Caller:
    """Who stands behind an ``Authorization`` header.

    Raises:
        KeyMissing, KeyRefused: as :class:`Authenticator` says.
        WrongSetting: nobody knows the keys.
    """
    if not _PROVIDED:
        raise WrongSetting("nobody provided who knows the keys")
    return _PROVIDED[0](header, now=now)
