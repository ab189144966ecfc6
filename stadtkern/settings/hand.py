# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Does work on the lake here, or hands it to the running city when that holds the lake."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import ParamSpec
from uuid import UUID

from django.conf import settings
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from stadtkern.flow.lake import current
from stadtkern.kernel import job_list
from stadtkern.kernel.errors import CityError, LakeBusy
from stadtkern.kernel.jobs import GONE_AFTER_S, Job
from stadtkern.kernel.models import JobWorker

from . import lakes, register, work
from .keeping import upgrade
from .work import heard_by

P = ParamSpec("P")
_POLL_S = 0.3


class WorkFailed(CityError):
    """The running city could not do the work."""


def done(job: Job[P, str], *args: P.args, **kwargs: P.kwargs) -> str:
    """What the work answered.

    Raises:
        LakeBusy: another command (not a running city) holds the lake.
        WorkFailed: the running city could not do it, with the reason.
    """
    upgrade.require_fit(settings.KNOBS)
    register.require_migrated_or_new()
    try:
        lakes.open_lake(settings.KNOBS)
    except LakeBusy:
        return followed(job, *args, **kwargs)
    try:
        with bar() as listener, heard_by(listener):
            return job.func(*args, **kwargs)
    finally:
        current.close()


def followed(job: Job[P, str], *args: P.args, **kwargs: P.kwargs) -> str:
    """What the running city answered, which does the work as a job.

    Raises:
        LakeBusy: no city runs; another command holds the lake.
        WorkFailed: the running city could not do it, with the reason.
    """
    if not _city_runs():
        raise LakeBusy(
            "Ein anderer Befehl arbeitet gerade mit dem Datensee. Bitte warten, bis er fertig ist, "
            "und dann noch einmal aufrufen."
        )
    job_id = UUID(str(job.enqueue(*args, **kwargs).id))
    Console(stderr=True).print("Die laufende Stadt übernimmt das (sichtbar im Cockpit unter Aufgaben).")
    with bar() as listener:
        while True:
            seen = job_list.job_of(job_id)
            if seen.state == "finished":
                return seen.result
            if seen.state == "failed":
                raise WorkFailed(seen.reason)
            if seen.progress:
                listener(seen.progress.done, seen.progress.total, seen.progress.text)
            time.sleep(_POLL_S)


def _city_runs() -> bool:
    alive = datetime.now(UTC) - timedelta(seconds=GONE_AFTER_S)
    return JobWorker.objects.filter(seen_at__gte=alive).exists()


@contextmanager
def bar() -> Iterator[work.Listener]:
    """A progress bar on standard error; nothing is drawn when that is no terminal."""
    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(
        *columns,
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("", total=None)

        def heard(count: int, total: int | None, text: str) -> None:
            bar.update(task, completed=count, total=total, description=text)

        yield heard
