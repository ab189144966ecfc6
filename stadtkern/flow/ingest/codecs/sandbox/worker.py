# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The process in which scripts run; knows nothing of the city, gets scripts and inputs, answers JSON.

One V8 engine per script, without just-in-time compiler and WebAssembly, closed by ``guard.js``. The kernel
ends the process when a call has used its processor time (ITIMER_PROF) or would map more memory
(RLIMIT_DATA; V8 reserves a terabyte of addresses, so RLIMIT_AS says nothing): what a script does cannot
prevent that. The heap of an engine is limited by V8.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import resource
import signal
from collections import OrderedDict
from pathlib import Path

import msgspec
from py_mini_racer import JSEvalException, JSOOMException, MiniRacer, init_mini_racer

from .protocol import Ask, Gone, Inbox, Reply, framed, write

CPU_S = 0.05
"""Processor time of one call [s]."""
HEAP = 32 * 1024 * 1024
"""Heap of one engine [bytes]."""
_BEYOND = 64 * 1024 * 1024
"""What the process may map beyond what it has when a call starts: heap and buffers of the call [bytes]."""
_ENGINES = 24
_DEFERRED = "deferred"
_SCRIPTS = 400
_NO_NEW_PRIVILEGES = 38
_MEMORY = os.open("/proc/self/statm", os.O_RDONLY)
_PAGE = os.sysconf("SC_PAGE_SIZE")
_GUARD = Path(__file__).with_name("guard.js").read_text(encoding="utf-8")


class Engines:
    """The engines of the scripts used last, and the text of some more."""

    def __init__(self) -> None:
        self._scripts: OrderedDict[str, str] = OrderedDict()
        self._engines: OrderedDict[str, tuple[MiniRacer, str]] = OrderedDict()

    def knows(self, ask: Ask) -> bool:
        """Whether the text of the script is known; remembers it when it is told."""
        if ask.script is not None:
            self._scripts[ask.key] = ask.script
            while len(self._scripts) > _SCRIPTS:
                self._scripts.popitem(last=False)
        return ask.key in self._scripts

    def call(self, ask: Ask, given: str) -> str:
        """The answer of one call.

        Raises:
            JSOOMException: the heap was not large enough.
        """
        for _ in range(2):
            engine, wrong = self._engines.get(ask.key) or self._made(ask.key)
            self._engines.move_to_end(ask.key)
            if wrong and wrong != _DEFERRED:
                return wrong
            with Limited():
                answer = str(engine.eval(f'__codec__("call","{ask.kind}",{json.dumps(given)})'))
                if wrong:
                    engine.eval("0")  # waits for what the script has put off until after its end
            if answer[:1] != "+":
                self._drop(ask.key)
            if answer[:1] != "!":
                return answer[1:]
        return ""

    def _made(self, key: str) -> tuple[MiniRacer, str]:
        """A new engine with its script loaded, and the complaint when that cannot be read.

        Instead of a complaint: that the script may put something off.
        """
        while len(self._engines) >= _ENGINES:
            self._drop(next(iter(self._engines)))
        _allow_memory()
        engine = MiniRacer()
        engine.set_hard_memory_limit(HEAP)
        engine.eval(_GUARD)
        with Limited():
            wrong = engine.eval(f'__codec__("load",{json.dumps(self._scripts[key])})')
        made = (engine, wrong if isinstance(wrong, str) else "")
        self._engines[key] = made
        return made

    def _drop(self, key: str) -> None:
        self._engines.pop(key)[0].close()


class Limited:
    """While a script runs: the kernel ends this process when it goes over its limits."""

    def __enter__(self) -> None:
        _allow_memory()
        signal.setitimer(signal.ITIMER_PROF, CPU_S)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main() -> None:
    """Serve until the supervisor closes the pipe."""
    inbox, out = Inbox(lambda: os.read(0, 1 << 16)), os.dup(1)
    os.dup2(2, 1)
    _give_up_rights()
    init_mini_racer(flags=["--single-threaded", "--jitless"])
    asyncio.run(_serve(inbox, out))
    os._exit(0)  # leaving V8 in good order may take forever


async def _serve(inbox: Inbox, out: int) -> None:
    """Answer ask by ask; a coroutine because engines made within a loop need no thread of their own."""
    engines = Engines()
    decoder = msgspec.json.Decoder(Ask)
    try:
        while True:
            ask = decoder.decode(inbox.message())
            _answer(engines, ask, out)
    except Gone:
        return


def _answer(engines: Engines, ask: Ask, out: int) -> None:
    for one in ask.calls:
        reply = _reply(engines, ask, one)
        write(out, framed(reply))
        if reply.memory:
            os._exit(0)
        if reply.unknown:
            return


def _reply(engines: Engines, ask: Ask, given: str) -> Reply:
    if not engines.knows(ask):
        return Reply(unknown=True)
    try:
        return Reply(answer=engines.call(ask, given))
    except JSOOMException:
        return Reply(memory=True)
    except JSEvalException as error:
        return Reply(answer=json.dumps({"code": "throws", "text": str(error)[:300]}))


def _allow_memory() -> None:
    """Let the process map no more than some memory beyond what it has now."""
    has = int(os.pread(_MEMORY, 200, 0).split()[5]) * _PAGE
    resource.setrlimit(resource.RLIMIT_DATA, (has + _BEYOND, resource.RLIM_INFINITY))


def _give_up_rights() -> None:
    """No new privileges, no files written, no traces of memory left; a new session was made by the parent."""
    ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
