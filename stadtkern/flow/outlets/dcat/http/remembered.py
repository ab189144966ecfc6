# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bodies that were written lately, by their tag: writing a page takes long, and harvesters come in crowds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST_BYTES = 16 * 1024 * 1024

_bodies: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def remembered(tag: str, make: Callable[[], bytes]) -> bytes:
    """The body of this tag, made when it is not there; those asked for longest ago go first."""
    with _lock:
        known = _bodies.get(tag)
        if known is not None:
            _bodies.move_to_end(tag)
            return known
    made = make()
    with _lock:
        _bodies[tag] = made
        held = sum(map(len, _bodies.values()))
        while held > MOST_BYTES:
            _, gone = _bodies.popitem(last=False)
            held -= len(gone)
    return made


def forget() -> None:
    """Forget all bodies."""
    with _lock:
        _bodies.clear()
