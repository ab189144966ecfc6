# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the city counts and times about itself, for Prometheus (text format 0.0.4, OpenMetrics 1.0).

Counted where it happens, in every process for itself; labels are words of the code and never personal data,
names of sources, people, keys or addresses. ``flow.outlets.operations`` hands the figures out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

# When each counter was made doubles the answer; the process says when it began.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library types all but this

REGISTRY = CollectorRegistry()
"""All figures of this process."""
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

_WEB_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_WORK_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0)

REQUESTS = Counter(
    "stadtkern_http_requests",
    "Answered requests by route class, method and class of status (closed: answered by maintenance).",
    ["route", "method", "status"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "stadtkern_http_request_seconds",
    "Time until the answer of a request began [s], by route class.",
    ["route"],
    buckets=_WEB_S,
    registry=REGISTRY,
)
REQUESTS_RUNNING = Gauge(
    "stadtkern_http_requests_running", "Requests that are being answered.", registry=REGISTRY
)
INGESTED = Counter(
    "stadtkern_ingest_observations",
    "Observations that arrived, by what became of them: stored, duplicate, rejected.",
    ["outcome"],
    registry=REGISTRY,
)
LAKE_COMMIT_SECONDS = Histogram(
    "stadtkern_lake_commit_seconds", "Time of one commit to the lake [s].", buckets=_WORK_S, registry=REGISTRY
)
LAKE_ROWS = Counter("stadtkern_lake_rows", "Observations committed to the lake.", registry=REGISTRY)
LAKE_FAILURES = Counter("stadtkern_lake_failures", "Commits to the lake that failed.", registry=REGISTRY)
JOB_RUNS = Counter(
    "stadtkern_job_runs", "Finished runs of jobs by job and outcome.", ["job", "outcome"], registry=REGISTRY
)
JOB_SECONDS = Histogram(
    "stadtkern_job_seconds", "Time of one run of a job [s].", ["job"], buckets=_WORK_S, registry=REGISTRY
)
FAULTS = Counter(
    "stadtkern_faults",
    "Unexpected failures at the edges of the process; each is in the log.",
    ["edge"],
    registry=REGISTRY,
)
LAST_RUN = Gauge(
    "stadtkern_job_last_success_timestamp_seconds",
    "When a job last went well in this process [s since 1970, UTC].",
    ["job"],
    registry=REGISTRY,
)


@contextmanager
def timed(histogram: Histogram) -> Iterator[None]:
    """The time of the block goes into the histogram, also when it fails."""
    began = time.perf_counter()
    try:
        yield
    finally:
        histogram.observe(time.perf_counter() - began)


def ingested(*, stored: int = 0, duplicates: int = 0, rejected: int = 0) -> None:
    """Count what became of observations that arrived."""
    for outcome, count in (("stored", stored), ("duplicate", duplicates), ("rejected", rejected)):
        if count:
            INGESTED.labels(outcome).inc(count)


def job_ended(job: str, *, well: bool, seconds: float, at: datetime) -> None:
    """Count a run of a job; ``job`` is its name in the code."""
    JOB_RUNS.labels(job, "well" if well else "failed").inc()
    JOB_SECONDS.labels(job).observe(seconds)
    if well:
        LAST_RUN.labels(job).set(at.timestamp())


def gauge(name: str, words: str, value: Callable[[], float]) -> Gauge:
    """A figure that is asked for when it is read: ``value`` answers from memory and never raises."""
    made = Gauge(name, words, registry=REGISTRY)
    made.set_function(value)
    return made


def counter(name: str, words: str, labels: tuple[str, ...] = ()) -> Counter:
    """Another counter of the city, for the part that counts with it; once per process."""
    return Counter(name, words, labels, registry=REGISTRY)


def histogram(name: str, words: str, labels: tuple[str, ...] = ()) -> Histogram:
    """Another histogram of times [s], for the part that measures with it; once per process."""
    return Histogram(name, words, labels, buckets=_WORK_S, registry=REGISTRY)
