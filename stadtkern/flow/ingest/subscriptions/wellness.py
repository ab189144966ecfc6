# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What messages tell about their devices: that they are there, battery, signal, or that they left."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest import health
from stadtkern.flow.ingest.mapping.documents import document
from stadtkern.flow.ingest.mapping.harvest import Harvest
from stadtkern.flow.ingest.mapping.texts import scalar_text
from stadtkern.kernel.errors import PayloadRejected

from .arriving import Arrival
from .live import Live, Watch

EVERY_S = 30.0
"""That a device sends is noted at most so often, so that fast devices cost the register nothing."""
_MOST = 200_000


class Wellness:
    """Notes how the devices of messages are doing; used by one thread."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._unsaid: Counter[str] = Counter()
        self._gone: set[str] = set()

    def received(self, live: Live, arrivals: Sequence[Arrival], harvest: Harvest) -> None:
        """Observations of these messages were stored."""
        at, now = arrivals[-1].at, time.monotonic()
        told = _told(live, harvest)
        self._unsaid.update(dict.fromkeys(harvest.stations, 1))
        for thing in harvest.stations:
            if thing in told or thing in self._gone or self._next.get(thing, 0.0) <= now:
                self._gone.discard(thing)
                self._next[thing] = now + EVERY_S
                said = told.get(thing, {})
                health.note(
                    thing,
                    at=at,
                    received=self._unsaid.pop(thing),
                    battery_percent=said.get("battery_percent"),
                    battery_v=said.get("battery_v"),
                    rssi_dbm=said.get("rssi_dbm"),
                    snr_db=said.get("snr_db"),
                )
        if len(self._next) > _MOST:
            self._next.clear()

    def presence(self, live: Live, arrival: Arrival) -> str:
        """Note whether a device is there; why the message cannot be understood, empty: it can."""
        watch = live.watch
        if watch is None:
            return ""
        content, word = _word(watch, arrival.message.payload)
        code = watch.thing.filled(content, arrival.message.topic)
        if not code or word is None:
            return "Die Meldung nennt kein Gerät oder keinen Zustand."
        if word not in {*watch.words.offline, *watch.words.online}:
            return f"Der Zustand „{word[:60]}“ ist keiner der vereinbarten."
        thing, offline = f"{live.key}/{code}", word in watch.words.offline
        reason = "Der Broker meldet: Die Verbindung ist abgerissen." if offline else ""
        health.note(thing, at=arrival.at, offline=offline, reason=reason)
        if offline:
            self._gone.add(thing)
        return ""


def _told(live: Live, harvest: Harvest) -> dict[str, dict[str, float]]:
    """The last battery and signal values of each thing."""
    told: dict[str, dict[str, float]] = {}
    if not live.health:
        return told
    for code, result in zip(harvest.datastreams, harvest.results, strict=True):
        thing, _, series = code.rpartition("/")
        word = live.health.get(series)
        if word is not None and result is not None:
            told.setdefault(thing, {})[word] = result
    return told


def _word(watch: Watch, payload: bytes) -> tuple[Json, str | None]:
    """The message, and what it says of the state of its device."""
    if not watch.words.path:
        word = payload.decode(errors="replace").strip()
        return word, word
    try:
        content = document(payload).content
    except PayloadRejected:
        return None, None
    return content, scalar_text(watch.path.one(content))
