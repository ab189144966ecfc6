# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Figures that are looked up when somebody reads them: register, lake, disk; each answer counts a while."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import structlog
from django.db import DatabaseError, connections
from django.db.models import Count
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.cockpit.listing import state_of
from stadtkern.kernel import registry
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.jobs import GONE_AFTER_S
from stadtkern.kernel.measures import REGISTRY
from stadtkern.kernel.models import JobWorker

from .served import served

log = structlog.get_logger(__name__)

FRESH_S = 15.0
_SLOW_FRESH_S = 300.0
"""How long what reads the lake's catalogue counts."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure; with a label it has a value per word of the code."""

    name: str
    words: str
    values: dict[str, float]
    """By label value; a figure without label has one value under the empty word."""
    label: str = ""


Look = Callable[[], Sequence[Figure]]


class Looked:
    """A look that is repeated at most after a while; what cannot be looked up has no figures."""

    def __init__(self, look: Look, fresh_s: float) -> None:
        self._look = look
        self._fresh_s = fresh_s
        self._until = 0.0
        self._known: Sequence[Figure] = []
        self._looking = threading.Lock()

    def figures(self) -> Sequence[Figure]:
        """The newest figures; empty when the register or the lake does not answer."""
        with self._looking:
            if self._until <= time.monotonic():
                self._known = self._fresh()
                self._until = time.monotonic() + self._fresh_s
            return self._known

    def forget(self) -> None:
        """Look again next time."""
        self._until = 0.0

    def _fresh(self) -> Sequence[Figure]:
        try:
            return self._look()
        except (CityError, DatabaseError, OSError) as error:
            log.warning("figures_unavailable", look=self._look.__name__, reason=str(error)[:200])
            return []
        finally:
            for opened in connections.all(initialized_only=True):
                if not opened.in_atomic_block:
                    opened.close_if_unusable_or_obsolete()


def jobs() -> list[Figure]:
    """Jobs by state and processes that run them. Two queries."""
    words = {TaskResultStatus.READY: "waiting", TaskResultStatus.RUNNING: "running"}
    rows = DBTaskResult.objects.filter(status__in=words).values_list("status").annotate(n=Count("pk"))
    counted = dict.fromkeys(words.values(), 0.0) | {words[status]: float(n) for status, n in rows}
    alive = datetime.now(UTC) - timedelta(seconds=GONE_AFTER_S)
    workers = JobWorker.objects.filter(seen_at__gt=alive).count()
    return [
        Figure(name="stadtkern_jobs", words="Jobs by state.", values=counted, label="state"),
        Figure(
            name="stadtkern_job_workers",
            words="Processes that run jobs, by heartbeat.",
            values={"": float(workers)},
        ),
    ]


def sources() -> list[Figure]:
    """Sources by how they are doing; never by name, since people choose the names of connected ones."""
    rows, now = SourceState.objects.in_bulk(), datetime.now(UTC)
    counted = dict.fromkeys(("running", "outage", "silent", "paused", "waiting"), 0.0)
    for _domain, source in registry.sources():
        counted[state_of(source, rows.get(source.key), now)] += 1
    return [
        Figure(name="stadtkern_sources", words="Sources by state.", values=counted, label="state"),
        Figure(
            name="stadtkern_rejections",
            words="Records rejected since the city began, over all sources.",
            values={"": float(sum(row.rejected for row in rows.values()))},
        ),
    ]


def disk() -> list[Figure]:
    """The disk of the data folder."""
    usage = shutil.disk_usage(served().data)
    return [
        Figure(name="stadtkern_disk_free_bytes", words="Free on the data disk.", values={"": usage.free}),
        Figure(name="stadtkern_disk_size_bytes", words="Size of the data disk.", values={"": usage.total}),
    ]


def lake() -> list[Figure]:
    """Size of the lake and when its disk is full; infinity when that is not to be foreseen."""
    found, ahead = current.lake().status(), current.lake().forecast()
    days = float("inf") if ahead.days_until_full is None else ahead.days_until_full
    plain = (
        ("stadtkern_lake_observations", "Observations in the lake.", found.observations),
        ("stadtkern_lake_datastreams", "Datastreams with observations.", found.datastreams),
        ("stadtkern_lake_files", "Parquet files of the lake.", found.files),
        ("stadtkern_lake_file_bytes", "Size of these files.", found.file_bytes),
        ("stadtkern_lake_inlined_rows", "Observations not yet in files.", found.inlined_rows),
        ("stadtkern_lake_days_until_full", "Days until the disk is full at this growth.", days),
    )
    return [Figure(name=name, words=words, values={"": float(value)}) for name, words, value in plain]


LOOKS = {
    "jobs": Looked(jobs, FRESH_S),
    "sources": Looked(sources, FRESH_S),
    "disk": Looked(disk, FRESH_S),
    "lake": Looked(lake, _SLOW_FRESH_S),
}
"""What is looked up, by name."""
_MORE: dict[str, Looked] = {}
"""What other floors look up."""


class CityFigures(Collector):
    """What Prometheus gets beside what was counted."""

    def collect(self) -> Iterator[Metric]:
        """All figures that can be looked up, and of which parts they could."""
        answered = GaugeMetricFamily(
            "stadtkern_up", "Whether a part answered when it was last looked at.", labels=["part"]
        )
        yield _built()
        for name, looked in (LOOKS | _MORE).items():
            found = looked.figures()
            answered.add_metric([name], float(bool(found)))
            for figure in found:
                yield _family(figure)
        yield answered


def provide(looks: Mapping[str, Look]) -> None:
    """Replace what is looked up for other floors, by the name of the part."""
    _MORE.clear()
    _MORE.update({name: Looked(look, FRESH_S) for name, look in looks.items()})


def forget() -> None:
    """Look everything up again next time."""
    for looked in (LOOKS | _MORE).values():
        looked.forget()


def _built() -> Metric:
    family = GaugeMetricFamily("stadtkern_build_info", "Version of this installation.", labels=["version"])
    family.add_metric([version("stadtkern")], 1.0)
    return family


def _family(figure: Figure) -> Metric:
    family = GaugeMetricFamily(figure.name, figure.words, labels=[figure.label] if figure.label else None)
    for word, value in figure.values.items():
        family.add_metric([word] if figure.label else [], value)
    return family


CITY = CityFigures()


class _Once:
    """Registers the figures of the city one time per process."""

    def __init__(self) -> None:
        self._done = threading.Event()

    def __call__(self) -> None:
        if not self._done.is_set():
            self._done.set()
            REGISTRY.register(CITY)


offer: Callable[[], None] = _Once()
"""Make them part of what Prometheus gets; may be called again."""
