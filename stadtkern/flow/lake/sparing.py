# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spares the files of the lake while somebody copies them: maintenance then leaves its clean-up for later."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from stadtkern.kernel.errors import LakeUnavailable

from .sql import statement
from .turns import FEATURES

SPARING = FEATURES + 1


class Sparing:
    """Who copies files, in this process and (with a PostgreSQL catalogue) in all others."""

    def __init__(self, catalogue: str) -> None:
        """``catalogue``: PostgreSQL connection string, empty when the lake is embedded."""
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._copying = 0

    @contextmanager
    def spared(self) -> Iterator[None]:
        """Inside no file of the lake is deleted.

        Raises:
            LakeUnavailable: the PostgreSQL catalogue does not answer.
        """
        with self._lock:
            self._copying += 1
        try:
            with self._held("shared_lock"):
                yield
        finally:
            with self._lock:
                self._copying -= 1

    @contextmanager
    def cleaning(self) -> Iterator[bool]:
        """Whether files may be deleted now; as long as the block lasts nobody begins to copy.

        Raises:
            LakeUnavailable: the PostgreSQL catalogue does not answer.
        """
        with self._lock:
            if self._copying:
                yield False
                return
            with self._held("try_lock") as taken:
                yield taken

    @contextmanager
    def _held(self, lock: str) -> Iterator[bool]:
        if not self._catalogue:
            yield True
            return
        try:
            with psycopg.connect(self._catalogue, autocommit=True) as connection:
                row = connection.execute(statement(lock), (SPARING,)).fetchone()
                yield lock == "shared_lock" or bool(row and row[0])
        except psycopg.Error as error:
            raise LakeUnavailable(f"the PostgreSQL catalogue does not answer: {error}") from error
