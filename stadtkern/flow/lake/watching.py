# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who wants to be told of new observations, right after the commit that stored them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import structlog

log = structlog.get_logger(__name__)

Listener = Callable[[pa.Table], None]


class Watchers:
    """The listeners of this process; they run on the writing thread and must return at once."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._listeners: tuple[Listener, ...] = ()
        self.failures = 0

    def add(self, listener: Listener) -> Callable[[], None]:
        """Tell ``listener`` from the next commit on; the answer ends it."""
        with self._guard:
            self._listeners = (*self._listeners, listener)

        def stop() -> None:
            with self._guard:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return stop

    @property
    def wanted(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def tell(self, rows: pa.Table) -> None:
        """Hand over new live rows; what a listener does wrong costs the writer nothing."""
        listeners = self._listeners
        if not listeners or not rows.num_rows:
            return
        seq = pa.array(np.asarray(pc.fill_null(rows["seq"], pa.scalar(0, pa.int32()))))
        rows = rows.set_column(rows.column_names.index("seq"), "seq", seq)
        for listener in listeners:
            try:
                listener(rows)
            except Exception:
                self.failures += 1
                log.exception("lake_listener_failed", failures=self.failures)
