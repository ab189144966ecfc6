# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Watches over the worker: starts it at first use, asks it, ends it when a script went too far, starts anew.

Whoever calls waits for the worker's lock; calls are short. A worker that dies takes only the call with it
that it was working on.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from .protocol import Ask, Gone, Inbox, Kind, Reply, framed, write

log = structlog.get_logger(__name__)

Trouble = Literal["time", "memory", "crash", "busy", "start"]
"""Why there is no answer: a limit of the call, or something that is not the script's fault."""
DEADLINE_S = 2.0
"""So long a worker may keep silent [s]; on a busy machine 50 ms of processor time take longer."""
GIVEN_UP = 3
"""After so many calls in a row that ended the worker the rest of a batch is not tried any more."""
_START_S = 10.0
_TURN_S = 20.0
_ROOT = Path(__file__).resolve().parents[5]
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from {} import main; main()".format(
    f"{__package__}.worker"
)
_DECODER = msgspec.json.Decoder(Reply)


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A text with a name; the same text has the same name."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one call: the answer (JSON) or the trouble."""

    answer: str = ""
    trouble: Trouble | None = None


class _Died(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble: Trouble = trouble


class Supervisor:
    """One worker process and the way to it; safe to be used by many threads."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._inbox: Inbox | None = None
        self._told: set[str] = set()
        self._until = 0.0
        self._owner = 0

    @property
    def pid(self) -> int | None:
        """The worker's process id; none while there is no worker."""
        process = self._process
        return process.pid if process else None

    def call(self, script: Script, kind: Kind, inputs: Sequence[str]) -> list[Outcome]:
        """The outcomes of calls of one script, one for each input (JSON), in order."""
        if not self._turn.acquire(timeout=_TURN_S):
            return [Outcome(trouble="busy")] * len(inputs)
        try:
            return self._outcomes(script, kind, inputs)
        finally:
            self._turn.release()

    def stop(self) -> None:
        """End the worker; the next call starts a new one."""
        with self._turn:
            self._kill()

    def _outcomes(self, script: Script, kind: Kind, inputs: Sequence[str]) -> list[Outcome]:
        done: list[Outcome] = []
        deaths = 0
        while len(done) < len(inputs):
            before = len(done)
            try:
                self._ask(script, kind, inputs[len(done) :], done)
            except _Died as death:
                self._kill()
                log.warning("codec_worker_ended", trouble=death.trouble, script=script.key)
                deaths = deaths + 1 if len(done) == before else 1
                rest = len(inputs) - before if deaths >= GIVEN_UP else 1
                done += [Outcome(trouble=death.trouble)] * rest
        return done

    def _ask(self, script: Script, kind: Kind, inputs: Sequence[str], done: list[Outcome]) -> None:
        """Ask once; puts the outcomes that come into ``done``."""
        process, inbox = self._worker()
        text = None if script.key in self._told else script.text
        ask = Ask(key=script.key, script=text, kind=kind, calls=list(inputs))
        try:
            write(_in(process), framed(ask))
            self._told.add(script.key)
            for _ in inputs:
                self._until = time.monotonic() + DEADLINE_S
                reply = _DECODER.decode(inbox.message())
                if reply.memory:
                    raise _Died("memory")
                if reply.unknown:
                    self._told.discard(script.key)
                    return
                done.append(Outcome(answer=reply.answer))
        except (Gone, msgspec.MsgspecError) as error:
            raise _Died(_why(process)) from error
        except TimeoutError as error:
            raise _Died("time") from error

    def _worker(self) -> tuple[subprocess.Popen[bytes], Inbox]:
        if self._owner != os.getpid():  # a fork: the worker belongs to the parent
            self._process, self._inbox, self._owner = None, None, os.getpid()
        if self._process is not None and self._inbox is not None and self._process.poll() is None:
            return self._process, self._inbox
        self._kill()
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8"},
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            raise _Died("start") from error
        self._process, self._inbox, self._told = process, Inbox(lambda: self._read(process)), set()
        self._until = time.monotonic() + _START_S
        return self._process, self._inbox

    def _read(self, process: subprocess.Popen[bytes]) -> bytes:
        """Some bytes of the worker.

        Raises:
            TimeoutError: it keeps silent.
        """
        source = process.stdout.fileno() if process.stdout else -1
        poll = select.poll()
        poll.register(source, select.POLLIN)
        if not poll.poll(max(0.0, self._until - time.monotonic()) * 1000):
            raise TimeoutError
        return os.read(source, 1 << 16)

    def _kill(self) -> None:
        process, self._process, self._inbox = self._process, None, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
        process.wait()


def _in(process: subprocess.Popen[bytes]) -> int:
    return process.stdin.fileno() if process.stdin else -1


def _why(process: subprocess.Popen[bytes]) -> Trouble:
    """Why the worker has ended, by the signal that the kernel or V8 has ended it with."""
    try:
        code = process.wait(timeout=DEADLINE_S)
    except subprocess.TimeoutExpired:
        return "time"
    if code == -signal.SIGPROF:
        return "time"
    return "memory" if code in (-signal.SIGTRAP, -signal.SIGABRT, -signal.SIGILL) else "crash"
