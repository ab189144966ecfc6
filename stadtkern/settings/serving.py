# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The web server: a slim parent that watches one worker process with many threads.

The embedded lake lives in one process only, so there is exactly one worker; it holds pages, ingest, jobs and
lake. The parent loads neither Django nor the lake.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from functools import partial
from importlib import import_module
from multiprocessing.connection import wait
from multiprocessing.synchronize import Event
from types import FrameType
from typing import NoReturn

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from stadtkern.kernel.errors import CityError

from . import folder, start
from .command import say_error
from .env import Knobs

STOP_WITHIN_S = 40
"""After this a worker that does not end is killed; committed observations are safe."""


class CityServer(MPServer):
    """Granian's parent, which a signal cannot lock up."""

    def signal_handler_interrupt(self, *_signal: object) -> None:
        """Wake the waiting parent from another thread: it may hold the lock of what it waits for.

        It does when the worker ends in the same moment, as when both are asked to end at once.
        """
        self.interrupt_signal = True
        threading.Thread(target=self.main_loop_interrupt.set, name="asked-to-end", daemon=True).start()


def serve(knobs: Knobs, *, whole_city: bool, demo: bool, pages: bool = True) -> NoReturn:
    """Serve until SIGTERM or Ctrl-C; ends the process with the worker's exit code.

    Without ``pages`` only what devices and other servers talk to is served.

    Raises:
        WrongSetting: data folder or port cannot be used.
    """
    folder.make(knobs.data)
    folder.claim_port(knobs.host, knobs.port)
    server = CityServer(
        f"stadtkern.settings.{'wsgi' if pages else 'ingest_wsgi'}:application",
        address=knobs.host,
        port=knobs.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=knobs.threads,
        backlog=1024,
        websockets=False,
        log_level=LogLevels.critical,
        workers_kill_timeout=STOP_WITHIN_S,
    )
    refused = multiprocessing.Event()
    code = 0
    try:
        server.serve(
            spawn_target=partial(_work, refused=refused, whole_city=whole_city, demo=demo, pages=pages)
        )
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    if refused.is_set():
        sys.exit(2)
    if code:
        say_error("Der Arbeitsprozess ist unerwartet beendet worden; gespeicherte Messwerte sind sicher.")
    sys.exit(code)


def _work(*given: object, refused: Event, whole_city: bool, demo: bool, pages: bool) -> None:
    """The worker process: prepare the city, serve, put everything away."""
    signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    try:
        start.django()
        worker = import_module("stadtkern.settings.worker")
        with worker.city(whole_city=whole_city, demo=demo, pages=pages):
            MPServer._spawn_wsgi_worker(*given)
    except CityError as error:
        say_error(str(error))
        refused.set()
        sys.exit(2)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Asked to end before the server listens: leave at once, putting away what is open."""
    sys.exit(0)


def _end_with_parent() -> None:
    """End at once when the parent was killed: the next start needs port and lake, and jobs can take minutes.

    What is acknowledged is committed, so there is nothing to put away; the next start goes on from there.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)
