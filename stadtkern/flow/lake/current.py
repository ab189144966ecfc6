# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lake of this process: opened on first use, by the opener that ``settings.wiring`` provides."""

from __future__ import annotations

import threading
from collections.abc import Callable

from stadtkern.kernel.errors import LakeUnavailable

from .lake import Lake

_LOCK = threading.Lock()
_OPENER: list[Callable[[], Lake]] = []
_OPEN: list[Lake] = []


def provide(opener: Callable[[], Lake]) -> None:
    """Say how the lake is opened; an already open one is closed first."""
    close()
    with _LOCK:
        _OPENER[:] = [opener]


def lake() -> Lake:
    """The open lake of this process.

    Raises:
        LakeUnavailable: nobody provided a lake, or it cannot be opened.
    """
    with _LOCK:
        if not _OPEN:
            if not _OPENER:
                raise LakeUnavailable("no lake is provided to this process")
            _OPEN.append(_OPENER[0]())
        return _OPEN[0]


def close() -> None:
    """Close the lake of this process when it is open."""
    with _LOCK:
        for opened in _OPEN:
            opened.close()
        _OPEN.clear()
