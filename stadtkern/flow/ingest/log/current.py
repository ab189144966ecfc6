# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The ingest log of this installation, when it has one; ``settings.wiring`` says where it is."""

from __future__ import annotations

import threading

from .handing import Log
from .words import LogSettings

_LOCK = threading.Lock()
_SETTINGS: list[LogSettings] = []
_OPEN: list[Log] = []


def provide(settings: LogSettings | None) -> None:
    """Say where the log is; nowhere: each process writes to the lake itself."""
    close()
    with _LOCK:
        _SETTINGS[:] = [] if settings is None else [settings]


def used() -> bool:
    """Whether this installation has a log."""
    return bool(_SETTINGS)


def log() -> Log | None:
    """The log to which this process hands what it takes in; none when it writes to the lake itself."""
    if not _SETTINGS:
        return None
    with _LOCK:
        if not _OPEN:
            _OPEN.append(Log(_SETTINGS[0]))
        return _OPEN[0]


def close() -> None:
    """End the connection when there is one."""
    with _LOCK:
        for opened in _OPEN:
            opened.close()
        _OPEN.clear()
