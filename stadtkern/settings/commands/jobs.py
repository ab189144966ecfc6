# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern jobs``: jobs only; run as many as needed over PostgreSQL."""

from __future__ import annotations

import signal
import threading

from django.conf import settings
from rich import print as say

from stadtkern.flow.lake import current
from stadtkern.kernel.jobs import JobRunner
from stadtkern.settings import lakes, operations, register, shared, tracing, wiring
from stadtkern.settings.keeping import upgrade
from stadtkern.settings.telling import relay


def run() -> None:
    """Nur die Aufgaben starten; braucht PostgreSQL für Register und Datensee."""
    shared.require(settings.KNOBS, "jobs")
    upgrade.require_fit(settings.KNOBS)
    register.require_migrated()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    lakes.open_lake(settings.KNOBS)
    runner = JobRunner(threads=2, alone=False)
    told = relay.running(settings.KNOBS.database, wiring.TOLD_EVERYWHERE)
    with tracing.running(settings.KNOBS), operations.probes(settings.KNOBS), told:
        runner.start()
        say("Aufgaben laufen. Beenden: Strg+C")
        stop.wait()
        runner.stop()
    current.close()
