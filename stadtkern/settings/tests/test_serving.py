# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The parent of the web server ends when it is asked, whatever it does in that moment."""

from __future__ import annotations

import threading

from granian.constants import Interfaces

from stadtkern.settings.serving import CityServer


class Locked(threading.Event):
    """What the parent waits for, while the parent itself holds its lock."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()

    def set(self) -> None:
        """Only when the lock is free."""
        self.free.wait()
        super().set()


def test_a_signal_does_not_wait_for_what_it_interrupts() -> None:
    server = CityServer("stadtkern.settings.wsgi:application", interface=Interfaces.WSGI)
    server.main_loop_interrupt = waited_for = Locked()

    server.signal_handler_interrupt()

    assert server.interrupt_signal
    assert not waited_for.is_set()
    waited_for.free.set()
    assert waited_for.wait(10)
