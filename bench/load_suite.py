# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A busy day: a thousand residents read pages while 5,000 observations a second come in; embedded mode."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from . import city, cluster, residents, steady
from .counting import Verdict
from .figures import Figure, median, p95
from .machine import memory_kib

PATHS = (
    "/",
    "/karte/",
    "/themen/radverkehr/",
    "/messwerte/",
    "/themen/parken/",
    "/daten/",
    "/themen/warnungen/",
    "/en/",
    "/api/sta/v1.1/Datastreams?$top=20",
    "/api/ogc/collections?f=json",
)
"""What residents read, the first most often."""
RESIDENTS = 1_000
THINK_S = 20.0
"""A thousand people who read a page every twenty seconds ask for fifty pages a second."""
PAGES_GOAL_MS = 300


@dataclass(kw_only=True)
class Day:
    """A day under way: people and senders at work."""

    readers: Future[residents.Seen]
    senders: Future[steady.Ledger]
    sending: steady.Sending

    @classmethod
    def begin(cls, *, web: tuple[int, ...], ingest: tuple[int, ...], key: str, seconds: float) -> Day:
        """Let them in; ``web`` and ``ingest`` are the ports for people and for senders."""
        sending = steady.Sending(ports=ingest, key=key, seconds=seconds)
        visit = residents.Visit(ports=web, paths=PATHS, residents=RESIDENTS, seconds=seconds, think_s=THINK_S)
        return cls(readers=residents.start(visit), senders=steady.start(sending), sending=sending)


def embedded(folder: Path, seconds: float) -> Iterator[Figure]:
    """The whole city in one process, on a quiet day as far as the machine is concerned."""
    data = folder / "load-city"
    with city.running(data) as first:
        key = make_key(data)
        steady.register(first.port, key)
        for path in PATHS:
            city.page_seconds(first.port, path, 1)
        day = Day.begin(web=(first.port,), ingest=(first.port,), key=key, seconds=seconds)
        seen, ledger = day.readers.result(), day.senders.result()
        memory = memory_kib(first.pid) / 1024
    yield from figures("load", seen, ledger, day.sending)
    yield from ledger_figures("load", judged(folder, data, ledger, day.sending, {}))
    yield Figure(key="load.memory", value=memory, unit="MiB", note="after the last request")


def scaled(folder: Path, seconds: float) -> Iterator[Figure]:
    """Six processes on the same machine."""
    with cluster.running(folder / "cluster") as six:
        key = make_key(six.data, **six.variables)
        steady.register(six.ports("ingest")[0], key)
        for port in six.ports("web"):
            for path in PATHS:
                city.page_seconds(port, path, 1)
        day = Day.begin(web=six.ports("web"), ingest=six.ports("ingest"), key=key, seconds=seconds)
        seen, ledger = day.readers.result(), day.senders.result()
        memory = sum(memory_kib(process.pid) for process in six.processes) / 1024
        verdict = settled(folder, six, ledger, day.sending)
    yield from figures("load_six", seen, ledger, day.sending)
    yield from ledger_figures("load_six", verdict)
    yield Figure(key="load_six.memory", value=memory, unit="MiB", note="six processes, proportional")


def settled(folder: Path, six: cluster.Cluster, ledger: steady.Ledger, sending: steady.Sending) -> Verdict:
    """The verdict when the writers have caught up, or after three minutes."""
    deadline = time.monotonic() + 180
    verdict = judged(folder, six.data, ledger, sending, six.variables)
    while (verdict.lost or verdict.partial) and time.monotonic() < deadline:
        time.sleep(3)
        verdict = judged(folder, six.data, ledger, sending, six.variables)
    return verdict


def figures(
    key: str, seen: residents.Seen, ledger: steady.Ledger, sending: steady.Sending
) -> Iterator[Figure]:
    """What people and senders met."""
    met = "; ".join(f"{words}: {count}" for words, count in sorted(seen.errors.items())[:5])
    yield Figure(key=f"{key}.pages", value=len(seen.latencies) / sending.seconds, unit="1/s")
    yield Figure(key=f"{key}.pages_p50", value=median(seen.latencies) * 1000, unit="ms")
    yield Figure(key=f"{key}.pages_p95", value=p95(seen.latencies) * 1000, unit="ms", goal=PAGES_GOAL_MS)
    yield Figure(key=f"{key}.page_errors", value=sum(seen.errors.values()), unit="", goal=0, note=met)
    rate = ledger.batches * sending.batch / sending.seconds
    refused = "; ".join(f"{status}: {count}" for status, count in sorted(ledger.refused.items()))
    yield Figure(
        key=f"{key}.observations", value=rate, unit="obs/s", goal=0.99 * sending.per_s, better="higher"
    )
    yield Figure(key=f"{key}.acknowledged_p95", value=p95(ledger.latencies) * 1000, unit="ms")
    yield Figure(key=f"{key}.sent_again", value=ledger.again, unit="", note=refused)
    yield Figure(key=f"{key}.unacknowledged", value=ledger.unacknowledged, unit="batches", goal=0)


def ledger_figures(key: str, verdict: Verdict) -> Iterator[Figure]:
    """The ledger beside the lake."""
    yield Figure(key=f"{key}.lost", value=verdict.lost, unit=f"of {verdict.acknowledged}", goal=0)
    yield Figure(key=f"{key}.partial", value=verdict.partial, unit="batches", goal=0)
    yield Figure(key=f"{key}.doubled", value=verdict.doubled, unit="obs", goal=0)


def judged(
    folder: Path, data: Path, ledger: steady.Ledger, sending: steady.Sending, variables: Mapping[str, str]
) -> Verdict:
    """Compare with the lake of a city; an embedded one must have ended."""
    path = folder / f"ledger-{time.monotonic_ns()}.json"
    path.write_text(json.dumps({"acknowledged": ledger.acknowledged, "size": sending.batch}))
    asked = subprocess.run(
        [sys.executable, "-m", "bench.counting", str(path)],
        env={**os.environ, "STADTKERN_DATA": str(data), **variables},  # noqa: TID251
        check=True,
        capture_output=True,
        text=True,
    )
    return Verdict(**json.loads(asked.stdout.splitlines()[-1]))


def make_key(data: Path, **variables: str) -> str:
    """A key with which senders register datastreams and push."""
    made = city.command(data, "key", "create", "bench", "--domain", "weather", "--may-register", **variables)
    return made.stdout.strip()
