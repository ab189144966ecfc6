# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asks processes that can read nothing but released tables; starts them at first use and ends them when idle.

A process that keeps silent for longer than its query may take is killed, and takes only that query with it.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyarrow as pa
import structlog

from stadtkern.kernel.errors import LakeUnavailable

from .complaints import complaint, too_long
from .protocol import Ask, Gone, Inbox, Reply, framed, write
from .words import Answer, Limits, SandboxBusy

log = structlog.get_logger(__name__)

_GRACE_S = 3.0
"""So long after its time a process may still answer [s]."""
_START_S = 20.0
_TURN_S = 5.0
_IDLE_S = 60.0
_MOST_QUERIES = 500
"""After so many queries a process makes room for a new one."""
_ROOT = Path(__file__).resolve().parents[4]
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from {} import main; main()".format(
    f"{__package__}.worker"
)


class Sandbox:
    """The processes of queries; safe to be used by many threads."""

    def __init__(self, folder: Path, *, processes: int = 2, limits: Limits | None = None) -> None:
        """``folder`` holds the Parquet files and nothing that may not be read."""
        self.limits = limits or Limits()
        self._folder = folder
        self._turns = threading.BoundedSemaphore(processes)
        self._guard = threading.Lock()
        self._idle: list[_Process] = []
        self._owner = os.getpid()
        self._clock: threading.Timer | None = None

    def names(self, sql: str) -> tuple[str, ...]:
        """The tables that a query reads, sorted.

        Raises:
            QueryRefused: it is no single select statement over plain tables.
            SandboxBusy: too many queries are running.
        """
        reply, _rows = self._ask(Ask(sql=sql, tables={}, names_only=True), b"", self.limits)
        return tuple(reply.names)

    def ask(
        self,
        sql: str,
        tables: Mapping[str, Path],
        *,
        parameters: Mapping[str, object] | None = None,
        limits: Limits | None = None,
    ) -> Answer:
        """The rows of one select statement over these Parquet files.

        Raises:
            QueryRefused: it is not readable or wants something else than these tables.
            QueryTooDear: it needs more time or memory than a query may use.
            SandboxBusy: too many queries are running.
        """
        allowed = limits or self.limits
        ask = Ask(
            sql=sql,
            tables={name: str(path) for name, path in tables.items()},
            rows=allowed.rows,
            bytes=allowed.bytes,
            seconds=allowed.seconds,
            memory_mb=allowed.memory_mb,
            threads=allowed.threads,
        )
        begun = time.monotonic()
        reply, rows = self._ask(ask, _row(parameters or {}), allowed)
        with pa.ipc.open_stream(rows) as stream:
            table = stream.read_all()
        return Answer(table=table, cut=reply.cut, seconds=time.monotonic() - begun)

    def stop(self) -> None:
        """End the idle processes; the next query starts a new one."""
        with self._guard:
            ended, self._idle = self._idle, []
        for process in ended:
            process.kill()

    def _ask(self, ask: Ask, body: bytes, limits: Limits) -> tuple[Reply, bytes]:
        if len(ask.sql) > limits.text:
            raise too_long(limits)
        with self._process() as process:
            reply, rows = process.ask(framed(ask, body), ask.seconds + _GRACE_S)
            if reply.code == "memory":
                process.kill()
        if reply.code is not None:
            raise complaint(reply, ask.sql, limits)
        return reply, rows

    @contextmanager
    def _process(self) -> Iterator[_Process]:
        if not self._turns.acquire(timeout=_TURN_S):
            raise SandboxBusy
        try:
            process = self._taken()
            yield process
            self._give_back(process)
        finally:
            self._turns.release()

    def _taken(self) -> _Process:
        with self._guard:
            if self._owner != os.getpid():  # a fork: the processes belong to the parent
                self._idle, self._owner = [], os.getpid()
            while self._idle:
                process = self._idle.pop()
                if process.alive:
                    return process
                process.kill()
        # The walls let it read this folder as it is now: one that is made later would stay closed to it.
        self._folder.mkdir(parents=True, exist_ok=True)
        return _Process(self._folder)

    def _give_back(self, process: _Process) -> None:
        if not process.alive or process.asked >= _MOST_QUERIES:
            process.kill()
            return
        with self._guard:
            self._idle.append(process)
            if self._clock is not None:
                self._clock.cancel()
            self._clock = threading.Timer(_IDLE_S, self.stop)
            self._clock.daemon = True
            self._clock.start()


class _Process:
    """One process and the way to it; used by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.asked = 0
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        self._until = 0.0
        self._inbox = Inbox(self._read)

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, message: bytes, seconds: float) -> tuple[Reply, bytes]:
        """Head and rows of the answer; a process that dies or keeps silent has gone over a limit."""
        self._until = time.monotonic() + seconds + (0 if self.asked else _START_S)
        self.asked += 1
        try:
            write(self._process.stdin.fileno() if self._process.stdin else -1, message)
            head, rows = self._inbox.message()
            return msgspec.json.decode(head, type=Reply), rows
        except TimeoutError:
            self.kill()
            log.warning("query_process_ended", trouble="time")
            return Reply(code="time"), b""
        except Gone as error:
            ended_itself = self._process.wait(_GRACE_S) > 0
            self.kill()
            log.warning("query_process_ended", trouble="failure" if ended_itself else "memory")
            if ended_itself:
                raise LakeUnavailable("the process of queries does not run") from error
            return Reply(code="memory"), b""

    def kill(self) -> None:
        """End it now."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait()

    def _read(self) -> bytes:
        source = self._process.stdout.fileno() if self._process.stdout else -1
        poll = select.poll()
        poll.register(source, select.POLLIN)
        if not poll.poll(max(0.0, self._until - time.monotonic()) * 1000):
            raise TimeoutError
        return os.read(source, 1 << 16)


def _row(parameters: Mapping[str, object]) -> bytes:
    """The parameters as one row of Arrow; nothing when there are none."""
    if not parameters:
        return b""
    table = pa.Table.from_pylist([dict(parameters)])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()
