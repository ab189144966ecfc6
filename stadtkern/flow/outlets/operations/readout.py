# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What this process has counted since its start, in the words of the page ``Betrieb``."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from prometheus_client import Counter, Histogram
from prometheus_client.samples import Sample

from stadtkern.kernel import measures

STARTED = time.time()
"""When this process began [s since 1970, UTC]."""


@dataclass(frozen=True, kw_only=True)
class RouteReadout:
    """Requests of one part of the city; ``p95_ms`` null when there were none."""

    route: str
    requests: int
    failed: int
    refused: int
    p95_ms: float | None


@dataclass(frozen=True, kw_only=True)
class Readout:
    """What this process has done."""

    routes: tuple[RouteReadout, ...]
    requests: int
    failed: int
    p95_ms: float | None
    stored: int
    duplicates: int
    rejected: int
    commits: int
    commit_p95_ms: float | None
    lake_failures: int
    jobs_well: int
    jobs_failed: int
    faults: int


def readout() -> Readout:
    """Everything at once, from memory."""
    counted = _by(measures.REQUESTS, "route", "status")
    buckets = _buckets(measures.REQUEST_SECONDS, "route")
    routes = tuple(_route(name, counted, buckets) for name in sorted(buckets))
    arrived = _by(measures.INGESTED, "outcome")
    ran = _by(measures.JOB_RUNS, "outcome")
    commits = _buckets(measures.LAKE_COMMIT_SECONDS, "").get("", {})
    everything = _together(list(buckets.values()))
    return Readout(
        routes=tuple(sorted(routes, key=lambda one: -one.requests)),
        requests=sum(one.requests for one in routes),
        failed=sum(one.failed for one in routes),
        p95_ms=_ms(quantile(everything, 0.95)),
        stored=int(arrived.get(("stored",), 0)),
        duplicates=int(arrived.get(("duplicate",), 0)),
        rejected=int(arrived.get(("rejected",), 0)),
        commits=int(max(commits.values(), default=0)),
        commit_p95_ms=_ms(quantile(commits, 0.95)),
        lake_failures=int(sum(_by(measures.LAKE_FAILURES).values())),
        jobs_well=int(ran.get(("well",), 0)),
        jobs_failed=int(ran.get(("failed",), 0)),
        faults=int(sum(_by(measures.FAULTS, "edge").values())),
    )


def quantile(buckets: Mapping[float, float], share: float) -> float | None:
    """The time [s] below which this share lies, by linear interpolation in its bucket; null without any.

    In the last, open bucket it is that bucket's lower bound.
    """
    bounds = sorted(buckets)
    total = buckets[bounds[-1]] if bounds else 0.0
    if not total:
        return None
    wanted = share * total
    for low, high in pairwise([0.0, *bounds]):
        below = buckets.get(low, 0.0)
        if buckets[high] >= wanted and high != float("inf"):
            inside = buckets[high] - below
            return low + (high - low) * ((wanted - below) / inside if inside else 1.0)
    return bounds[-2] if len(bounds) > 1 else None


def _route(
    name: str, counted: Mapping[tuple[str, ...], float], buckets: Mapping[str, Mapping[float, float]]
) -> RouteReadout:
    by_status = {status: number for (route, status), number in counted.items() if route == name}
    return RouteReadout(
        route=name,
        requests=int(sum(by_status.values())),
        failed=int(by_status.get("5xx", 0)),
        refused=int(by_status.get("4xx", 0)),
        p95_ms=_ms(quantile(buckets[name], 0.95)),
    )


def _samples(measure: Counter | Histogram, ending: str) -> list[Sample]:
    return [one for family in measure.collect() for one in family.samples if one.name.endswith(ending)]


def _by(counter: Counter, *labels: str) -> dict[tuple[str, ...], float]:
    """Counts, added up by these labels."""
    found: dict[tuple[str, ...], float] = {}
    for one in _samples(counter, "_total"):
        key = tuple(one.labels[label] for label in labels)
        found[key] = found.get(key, 0.0) + one.value
    return found


def _buckets(histogram: Histogram, label: str) -> dict[str, dict[float, float]]:
    """Cumulated counts by upper bound [s], by label value."""
    found: dict[str, dict[float, float]] = {}
    for one in _samples(histogram, "_bucket"):
        name = one.labels[label] if label else ""
        found.setdefault(name, {})[float(one.labels["le"])] = one.value
    return found


def _together(several: Sequence[Mapping[float, float]]) -> dict[float, float]:
    bounds = sorted({bound for one in several for bound in one})
    return {bound: sum(one.get(bound, 0.0) for one in several) for bound in bounds}


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000
