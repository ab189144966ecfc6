# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Of many processes one evaluates the rules: whoever holds the turn; when it dies another takes over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

import structlog

from stadtkern.flow.ingest.log.leases import Advisory
from stadtkern.kernel.errors import LakeUnavailable

log = structlog.get_logger(__name__)

LOOK_S = 2.0
"""How often it is looked whether the turn is free, or still held [s]."""


class Turn:
    """Does something as long as this process holds the turn."""

    def __init__(self, lease: Advisory, doing: Callable[[], AbstractContextManager[None]]) -> None:
        """``doing`` begins with the block and ends with it."""
        self._lease = lease
        self._doing = doing
        self._stop = threading.Event()
        self._begun = ExitStack()
        self.held = False
        self._thread = threading.Thread(target=self._run, name="turn", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End what is done and let go."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(30)

    def _run(self) -> None:
        try:
            while True:
                self._look()
                if self._stop.wait(LOOK_S):
                    break
        finally:
            self._begun.close()
            self._lease.close()

    def _look(self) -> None:
        try:
            mine = bool(self._lease.adjust(1))
        except LakeUnavailable as error:
            log.warning("turn_unknown", reason=str(error)[:300])
            mine = False
        if mine and not self.held:
            self._begun.enter_context(self._doing())
            log.info("turn_taken")
        elif self.held and not mine:
            self._begun.close()
            self._begun = ExitStack()
            log.info("turn_lost")
        self.held = mine
