# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Slows down a visitor who sends one message after the other, without storing who it was.

The key is a hash with a salt that lives only in this process's memory; nothing is written anywhere.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from datetime import datetime, timedelta


class Brake:
    """At most ``number`` acts per ``span`` and visitor; forgets the oldest visitors first."""

    def __init__(
        self, *, number: int = 5, span: timedelta = timedelta(hours=1), visitors: int = 5000
    ) -> None:
        self._number, self._span, self._visitors = number, span, visitors
        self._salt = secrets.token_bytes(16)
        self._acts: OrderedDict[bytes, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def admits(self, visitor: str, *, now: datetime) -> bool:
        """Whether this visitor may act now; a yes is counted."""
        key = hashlib.blake2b(visitor.encode(), key=self._salt, digest_size=16).digest()
        with self._lock:
            recent = [at for at in self._acts.pop(key, []) if at > now - self._span]
            admitted = len(recent) < self._number
            self._acts[key] = [*recent, now] if admitted else recent
            while len(self._acts) > self._visitors:
                self._acts.popitem(last=False)
        return admitted
