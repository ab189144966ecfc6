# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One DuckDB instance with the lake attached: opening, sessions, time limits, errors in city words."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

import duckdb

from stadtkern.kernel.errors import CityError, LakeBusy, LakeUnavailable, LimitExceeded, WrongSetting

from .lock import FolderLock
from .object_storage import reach
from .sql import literal, statement
from .words import LakeSettings

CATALOGUE = "catalogue.ducklake"
BACKUP = "catalogue.backup"
_IDLE_SESSIONS = 8
_REASON = 500
"""Longest reason that is passed on [characters]."""


class Engine:
    """The attached lake of one process.

    A DuckDB session may be used by one thread at a time, so readers borrow one and the writer owns one.
    """

    def __init__(self, settings: LakeSettings) -> None:
        """Attach the lake, making it when it is missing.

        Raises:
            LakeBusy: another process (or another lake object) holds the embedded lake.
            LakeUnavailable: the folder or the catalogue cannot be used.
        """
        self.settings = settings
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._generation = 0
        self._more: list[str] = []
        """Extensions that somebody asked for since."""
        self._guard = threading.Lock()
        self._watch = Watchdog()
        self._lock = _claim(settings)
        try:
            self._root = _attach(settings)
        except BaseException:
            self._watch.stop()
            self._release()
            raise

    @property
    def embedded(self) -> bool:
        """True when the catalogue is a file that only this process may open."""
        return not self.settings.catalogue

    def load(self, extension: str) -> None:
        """Load a further extension of the query engine when it is first needed.

        Raises:
            WrongSetting: it is not installed.
        """
        with self._guard:
            if extension not in self._more:
                _load_extension(self._root, extension)
                self._more.append(extension)

    def session(self) -> duckdb.DuckDBPyConnection:
        """A new session of its own, for one thread."""
        with self._guard:
            session = self._root.cursor()
        session.execute(statement("session"))
        return session

    @contextmanager
    def reading(self, limit_s: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A borrowed session; what runs in it is stopped after ``limit_s`` (default: the setting).

        Raises:
            LimitExceeded: the query took too long or needs too much memory.
            LakeUnavailable: the lake cannot be read.
        """
        generation, session = self._borrow()
        limit = self.settings.query_limit_s if limit_s is None else limit_s
        try:
            with in_city_words(_too_long(limit)), self._watch.limit(session, limit):
                yield session
        except BaseException:
            session.close()
            raise
        self._give_back(generation, session)

    def reopen(self) -> None:
        """Attach anew after a fatal error of the query engine, e.g. a full disk."""
        with self._guard:
            self._generation += 1
            self._close_sessions()
            with suppress(duckdb.Error):
                self._root.close()
            self._root = _attach(self.settings)
            for extension in self._more:
                _load_extension(self._root, extension)

    def close(self) -> None:
        """Detach and release the folder."""
        self._watch.stop()
        with self._guard:
            self._close_sessions()
            with suppress(duckdb.Error):
                self._root.execute(statement("detach"))
            self._root.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def _close_sessions(self) -> None:
        for session in self._idle:
            session.close()
        self._idle.clear()

    def _borrow(self) -> tuple[int, duckdb.DuckDBPyConnection]:
        with self._guard:
            generation = self._generation
            if self._idle:
                return generation, self._idle.pop()
        with in_city_words():
            return generation, self.session()

    def _give_back(self, generation: int, session: duckdb.DuckDBPyConnection) -> None:
        with self._guard:
            if generation == self._generation and len(self._idle) < _IDLE_SESSIONS:
                self._idle.append(session)
                return
        session.close()


class Watchdog:
    """Interrupts sessions whose query is over its time limit; one thread for all of them."""

    def __init__(self) -> None:
        self._deadlines: dict[duckdb.DuckDBPyConnection, float] = {}
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="lake-watchdog", daemon=True)
        self._thread.start()

    @contextmanager
    def limit(self, session: duckdb.DuckDBPyConnection, limit_s: float) -> Iterator[None]:
        """Interrupt ``session`` when the block takes longer than ``limit_s``."""
        with self._changed:
            self._deadlines[session] = time.monotonic() + limit_s
            if len(self._deadlines) == 1:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._deadlines.pop(session, None)

    def stop(self) -> None:
        """End the thread."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        with self._changed:
            while not self._stopped:
                now = time.monotonic()
                for session, deadline in list(self._deadlines.items()):
                    if deadline <= now:
                        session.interrupt()
                self._changed.wait(0.05 if self._deadlines else None)


@contextmanager
def in_city_words(too_long: str = "the query took too long") -> Iterator[None]:
    """Turn errors of the query engine into city errors.

    Raises:
        LimitExceeded: interrupted or out of memory.
        LakeUnavailable: anything else that the engine cannot do.
    """
    try:
        yield
    except duckdb.InterruptException as error:
        raise LimitExceeded(too_long) from error
    except duckdb.OutOfMemoryException as error:
        raise LimitExceeded(
            f"the query needs more memory than the lake may use: {reason_of(error)}"
        ) from error
    except (duckdb.IOException, duckdb.FatalException, duckdb.ConnectionException) as error:
        raise LakeUnavailable(f"the lake cannot be read or written: {reason_of(error)}") from error
    except (duckdb.TransactionException, duckdb.InternalException, OSError) as error:
        raise LakeUnavailable(f"the lake did not finish the work: {reason_of(error)}") from error


def _too_long(limit_s: float) -> str:
    return f"the query took longer than {limit_s:g} s: narrow it, or ask for smaller pages"


def reason_of(error: BaseException) -> str:
    """What the query engine says, on one line."""
    return " ".join(str(error).split())[:_REASON]


def _claim(settings: LakeSettings) -> FolderLock | None:
    """Make the folder and hold it; with a PostgreSQL catalogue many processes share the lake."""
    try:
        settings.folder.mkdir(parents=True, exist_ok=True)
        if settings.catalogue:
            return None
        lock = FolderLock(settings.folder / "lake.lock")
    except OSError as error:
        raise LakeUnavailable(
            f"the lake folder {settings.folder} cannot be used: {error.strerror or error}"
        ) from error
    catalogue, backup = settings.folder / CATALOGUE, settings.folder / BACKUP
    if backup.exists() and not catalogue.exists():
        lock.release()
        raise LakeUnavailable(f"the catalogue {catalogue} is missing.{_hint(settings)}")
    return lock


def _attach(settings: LakeSettings) -> duckdb.DuckDBPyConnection:
    threads = {} if settings.threads is None else {"threads": str(settings.threads)}
    root = duckdb.connect(
        config={
            "memory_limit": f"{settings.memory_mb}MiB",
            "temp_directory": str(settings.folder / "tmp"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            **threads,
        }
    )
    try:
        _load_extensions(root, settings)
        root.execute(statement("configure"))
        if "://" in settings.files:
            reach(root, settings.buckets)
        root.execute(_attach_statement(settings))
    except (duckdb.Error, OSError) as error:
        root.close()
        raise _opening_error(error, settings) from error
    return root


def _load_extensions(root: duckdb.DuckDBPyConnection, settings: LakeSettings) -> None:
    names = ["icu", "ducklake"]
    if settings.catalogue:
        names.append("postgres_scanner")
    if "://" in settings.files:
        names.append("httpfs")
    for name in names:
        _load_extension(root, name)


def _load_extension(root: duckdb.DuckDBPyConnection, name: str) -> None:
    package = import_module(f"duckdb_extension_{name}")
    found = next(Path(str(package.__file__)).parent.rglob("*.duckdb_extension"), None)
    if found is None:
        raise WrongSetting(f"the extension {name} of the query engine is not installed")
    root.load_extension(str(found))


def _attach_statement(settings: LakeSettings) -> str:
    where = f"postgres:{settings.catalogue}" if settings.catalogue else str(settings.folder / CATALOGUE)
    files = settings.files or str(settings.folder / "files")
    return statement("attach", catalogue=literal(f"ducklake:{where}"), files=literal(files))


def _opening_error(error: Exception, settings: LakeSettings) -> CityError:
    reason = reason_of(error)
    if settings.catalogue:
        return LakeUnavailable(f"the PostgreSQL catalogue of the lake cannot be opened: {reason}")
    catalogue = settings.folder / CATALOGUE
    if "Conflicting lock" in reason:
        return LakeBusy(f"another process holds the lake {catalogue}: {reason}")
    if "ermission denied" in reason or "ead-only" in reason:
        return LakeUnavailable(f"the lake folder {settings.folder} cannot be written: {reason}")
    return LakeUnavailable(f"the catalogue {catalogue} cannot be read: {reason}.{_hint(settings)}")


def _hint(settings: LakeSettings) -> str:
    """How to go back to the copy of the catalogue; empty when there is none."""
    backup = settings.folder / BACKUP
    if not backup.exists():
        return ""
    return (
        f" A consistent copy is {backup}: move {CATALOGUE} and {CATALOGUE}.wal out of that folder,"
        f" copy {BACKUP} to {CATALOGUE} and start again."
    )
