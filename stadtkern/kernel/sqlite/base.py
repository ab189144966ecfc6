# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register's SQLite: transactions of one process take turns instead of trying and sleeping.

SQLite has one writer at a time; who comes meanwhile sleeps and tries again, without order, so that under load
some wait until their time-out. The threads of a city wait here instead, woken as soon as it is their turn.
Another process (a command beside the running city) still meets SQLite's own time-out.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from django.core.management.color import Style
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations
from django.db.utils import OperationalError

from stadtkern.kernel.audit_triggers import statements

WAIT_S = 60.0
_TURN = threading.Lock()


class Operations(DatabaseOperations):
    """What SQLite does by statement where PostgreSQL has ``truncate``, which fires no trigger."""

    def sql_flush(
        self,
        style: Style,
        tables: Sequence[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        """Statements that empty all tables, the audit log too."""
        emptying = super().sql_flush(
            style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade
        )
        if "kernel_auditentry" not in tables:
            return emptying
        return [*statements("audit_sqlite_away"), *emptying, *statements("audit_sqlite")]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the turn from the begin to the end of a transaction."""

    ops_class = Operations
    _has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        """Begin when no other thread of this process is within a transaction.

        Raises:
            OperationalError: it was not this thread's turn for a minute.
        """
        if not _TURN.acquire(timeout=WAIT_S):
            raise OperationalError("database is locked: other transactions took longer than a minute")
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # missing in the stubs
        except BaseException:
            self._hand_on()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # missing in the stubs
        finally:
            self._hand_on()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # missing in the stubs
        finally:
            self._hand_on()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # missing in the stubs
        finally:
            self._hand_on()

    def _hand_on(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _TURN.release()
