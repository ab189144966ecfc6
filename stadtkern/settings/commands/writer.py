# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern writer``: brings what is in the shared ingest log to the lake; run as many as needed."""

from __future__ import annotations

import signal
import threading

from django.conf import settings
from rich import print as say

from stadtkern.flow.ingest import counters
from stadtkern.flow.lake import current
from stadtkern.settings import ingest_log, lakes, operations, register, rules, shared, tracing, wiring
from stadtkern.settings.keeping import upgrade
from stadtkern.settings.telling import relay


def run() -> None:
    """Aus dem gemeinsamen Eingangsprotokoll in den Datensee schreiben; braucht PostgreSQL und NATS."""
    knobs = settings.KNOBS
    shared.require(knobs, "writer")
    shared.require_log(knobs, "writer")
    upgrade.require_fit(knobs)
    register.require_migrated()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    lakes.open_lake(knobs)
    counters.start()
    try:
        with (
            tracing.running(knobs),
            relay.running(knobs.database, wiring.TOLD_EVERYWHERE),
            operations.probes(knobs),
            rules.running(knobs),
            ingest_log.writing(knobs),
        ):
            say("Schreiber läuft. Beenden: Strg+C")
            stop.wait()
    finally:
        counters.stop()
        current.close()
