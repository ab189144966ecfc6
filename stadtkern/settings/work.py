# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Work on the lake that commands ask for: done here, or as a job of the running city; always idempotent.

Each answers one German text about what was done; times on the way come through :func:`note`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest import importing
from stadtkern.flow.ingest.geodata import filing
from stadtkern.kernel.jobs import current_job, job, progress

from .demo import load
from .demo.lamps import fleet, values

Listener = Callable[[int, int | None, str], None]
"""Told how much is done, of how much (null when unknown), and a few words."""

_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)
_EVERY_S = 1.0


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Progress of work in this thread goes to this listener."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def note(done: int, total: int | None, text: str) -> None:
    """Say how far the work has come: to the listener of this thread and to the list of jobs."""
    listener = _LISTENER.get()
    if listener:
        listener(done, total, text)
    progress(current_job(), done, total, text)


@job(_("Dateien einlesen"))
def import_files(path: str, source: str | None, again: bool) -> str:
    """Import a file, folder or archive of this machine.

    Raises:
        PayloadRejected: nothing at that path.
        LakeUnavailable: the lake cannot be written; files committed so far stay imported.
    """
    report = importing.import_path(
        Path(path), source_key=source, progress=_Throttled(), now=datetime.now(UTC), again=again
    )
    return said(report)


@job(_("Geodaten einlesen"))
def import_features(path: str, collection: str) -> str:
    """Read a file of this machine into a collection of features.

    Raises:
        NotFound: there is no such collection.
        PayloadRejected: the file cannot be read; nothing was stored.
        LakeUnavailable: the lake cannot be written; nothing was stored.
    """
    run = filing.import_file(Path(path), collection, datetime.now(UTC))
    return (
        f"{number(run.inserted)} Objekte neu, {number(run.changed)} geändert, "
        f"{number(run.removed)} entfallen, {number(run.unchanged)} unverändert,"
        f" {number(run.refused)} abgewiesen."
    )


@job(_("Demo-Region einlesen"))
def load_demo() -> str:
    """Import the demo region; what is there already is left out.

    Raises:
        LakeUnavailable: the lake cannot be written; what was committed so far stays.
    """
    reports = load.load_demo(_Throttled())
    stored = sum(report.total.stored for report in reports)
    return (
        f"Demo-Region: {number(sum(report.files for report in reports))} Dateien gelesen, "
        f"{number(stored)} Messwerte gespeichert."
    )


@job(_("Simulierte Leuchten anlegen"))
def simulate_lamps(lamps: int, days: int) -> str:
    """Make a simulated fleet with values of the last days; what is there already is left out.

    Raises:
        LakeUnavailable: the lake cannot be written; what was committed so far stays.
    """
    now = datetime.now(UTC)
    known = fleet.register_fleet(lamps, now=now)
    note(0, None, f"{number(known)} Leuchten angelegt")
    stored = values.store_days(lamps, days, now=now)
    return f"{number(known)} simulierte Leuchten, {number(stored)} simulierte Messwerte gespeichert."


class _Throttled:
    """Passes on the progress of an import at most once per second."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, state: importing.Progress) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY_S
            words = f"{number(state.observations)} Messwerte, {number(int(state.rate))}/s"
            note(state.files_done, state.files_total, words)


def said(report: importing.ImportReport) -> str:
    """The report of an import in a few lines; files that were not read are named, twenty at most."""
    total = report.total
    lines = [
        f"{number(report.files)} Dateien gelesen, {number(report.skipped)} schon bekannt, "
        f"{report.elapsed_s:.1f} s.",
        f"{number(total.stored)} Messwerte gespeichert, {number(total.duplicates)} schon vorhanden, "
        f"{number(total.superseded)} berichtigt, {number(total.rejected)} Datensätze abgewiesen.",
    ]
    if total.features:
        lines.append(f"{number(total.features)} Objekte in Sammlungen.")
    for title, troubles in (("Nicht lesbar", report.failed), ("Keiner Quelle zugeordnet", report.unmatched)):
        if troubles:
            lines.append(f"{title}: {number(len(troubles))}")
            lines += [f"  {trouble.name}: {trouble.reason}" for trouble in troubles[:20]]
    return "\n".join(lines)


def number(value: int) -> str:
    """With German thousands separators."""
    return f"{value:,}".replace(",", ".")
