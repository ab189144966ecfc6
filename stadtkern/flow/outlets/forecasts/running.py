# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes forecasts: reads, computes, stores. Running it again changes nothing that is the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pyarrow as pa
import structlog
from django.utils import timezone
from django.utils.translation import ngettext

from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import measures
from stadtkern.kernel.errors import Contradiction, LakeUnavailable
from stadtkern.kernel.observation import TIME, AnyArray, Quality

from . import anomalies
from .backtest import FEWEST_DAYS, Band, Judge, Worth, worth
from .grid import Grid, hours_of
from .measured import Measured, measured
from .models import Forecast
from .streams import ensure_outputs

log = structlog.get_logger(__name__)
_HOUR = timedelta(hours=1)
_JUDGED_AT_FIRST_DAYS = 28
"""So far back the first run looks for hours that stand out."""
_TOO_SHORT = (
    f"Es gibt zu wenige Messwerte: Für ein Wochenprofil und eine ehrliche Prüfung braucht es mindestens"
    f" {FEWEST_DAYS + 3 * 6} Tage mit Werten."
)
_NOTHING = "Es gibt noch keine Messwerte."


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one run has computed."""

    judge: Judge
    worth: Worth
    band: Band
    origin: int
    """Row of the first day of the forecast."""


def run_all(now: datetime) -> str | None:
    """Forecast what has new measured values; says how many forecasts were made."""
    lake = current.lake()
    orders = list(Forecast.objects.filter(active=True).select_related("datastream__thing"))
    newest = lake.latest([order.datastream_id for order in orders])
    due = [
        order
        for order in orders
        if order.datastream_id in newest
        and (order.measured_until is None or newest[order.datastream_id].last_time >= order.measured_until)
    ]
    made = sum(_tried(order, lake, now) for order in due)
    if not made:
        return None
    return ngettext("%(n)s Vorhersage berechnet.", "%(n)s Vorhersagen berechnet.", made) % {"n": made}


def _tried(order: Forecast, lake: Lake, now: datetime) -> bool:
    """One of many; what is wrong with it does not stop the others."""
    try:
        return run(order, lake=lake, now=now)
    except LakeUnavailable:
        raise
    except Exception:  # the edge of a job
        log.exception("forecast_failed", forecast=order.pk)
        measures.FAULTS.labels("forecast").inc()
        return False


def run_one(order_id: int) -> None:
    """Make one forecast now, unless it was ended meanwhile."""
    order = Forecast.objects.filter(pk=order_id).select_related("datastream__thing").first()
    if order is not None:
        run(order, lake=current.lake(), now=timezone.now())


def run(order: Forecast, *, lake: Lake, now: datetime) -> bool:
    """Forecast one datastream and judge its new hours; whether it could be done, else ``trouble`` says why.

    Nothing is stored when the order or its datastream was removed meanwhile.

    Raises:
        LakeUnavailable: nothing was stored that a later run would not store again.
    """
    try:
        found = measured(order.datastream, lake=lake)
    except Contradiction as error:
        return _note(order, now, trouble=str(error))
    if found is None:
        return _note(order, now, trouble=_NOTHING)
    outcome = compute(found, order.days)
    if outcome is None:
        return _note(order, now, trouble=_TOO_SHORT, until=found.until)
    if not Forecast.objects.filter(pk=order.pk).exists():
        return False
    ensure_outputs(order, found.quantity, now)
    rows = _forecast_rows(order, found, outcome, now)
    scores = _score_rows(order, found, outcome.judge)
    for table in (rows, scores):
        if table.num_rows:
            lake.append(table)
    return _note(order, now, until=found.until, worth=outcome.worth)


def compute(found: Measured, days: int) -> Outcome | None:
    """The forecast from the first day that is not whole on; null when too little is known."""
    whole = _whole_days(found.grid, found.until)
    tried = worth(whole, days=days, counted=_counted(found))
    if tried is None:
        return None
    judge = Judge(method=tried.method, spread=tried.spread, counted=_counted(found))
    return Outcome(judge=judge, worth=tried, band=judge.band(whole, whole.days, days), origin=whole.days)


def _counted(found: Measured) -> bool:
    return found.quantity.summary == "sum"


def _whole_days(grid: Grid, until: datetime) -> Grid:
    """Without the last day when it is still going on."""
    last = grid.day(grid.days - 1)
    if hours_of(last)[-1] + _HOUR <= until:
        return grid
    return Grid(first=grid.first, values=grid.values[:-1], holidays=grid.holidays)


def _forecast_rows(order: Forecast, found: Measured, outcome: Outcome, now: datetime) -> pa.Table:
    """An observation for every hour that is not measured yet."""
    band, times, results = outcome.band, [], []
    for row in range(len(band.expected)):
        for hour in hours_of(found.grid.day(outcome.origin + row)):
            values = [float(part[row, hour.hour]) for part in (band.expected, band.low, band.high)]
            if hour >= found.until and np.isfinite(values).all():
                times.append(hour.astimezone(UTC))
                results.append([round(value, 3) for value in values])
    return _table(
        order.output_id or 0,
        times,
        {
            "phenomenon_end": pa.array([time + _HOUR for time in times], TIME),
            "result_time": pa.array([now] * len(times), TIME),
            "result_json": pa.array([msgspec.json.encode(one).decode() for one in results], pa.string()),
            "quality": pa.array([int(Quality.SIMULATED)] * len(times), pa.uint16()),
        },
    )


def _score_rows(order: Forecast, found: Measured, judge: Judge) -> pa.Table:
    """An observation for every measured hour that was not judged before; the reason is a parameter."""
    grid = found.grid
    first = max(grid.days - _JUDGED_AT_FIRST_DAYS, FEWEST_DAYS)
    if order.scores and order.measured_until and order.measured_until < found.until:
        since = (order.measured_until.date() - grid.first).days
        first = max(min(since, grid.days - 1), FEWEST_DAYS)
    judged = [
        (hour.astimezone(UTC), one)
        for one in anomalies.oddities(grid, first, judge)
        for hour in hours_of(grid.day(one.day))
        if hour.hour == one.hour
    ]
    return _table(
        order.scores_id or 0,
        [time for time, _one in judged],
        {
            "phenomenon_end": pa.array([time + _HOUR for time, _one in judged], TIME),
            "result": pa.array([one.score for _time, one in judged], pa.float64()),
            "parameters": pa.array([_parameters(one) for _time, one in judged], pa.string()),
            "quality": pa.array([int(Quality.SIMULATED)] * len(judged), pa.uint16()),
        },
    )


def _parameters(one: anomalies.Oddity) -> str | None:
    if one.reason is None:
        return None
    facts = {
        "reason": one.reason,
        "measured": round(one.value, 3),
        "expected": round(one.expected, 3),
        "low": round(one.low, 3),
        "high": round(one.high, 3),
    }
    return msgspec.json.encode(facts).decode()


def _table(datastream: int, times: Iterable[datetime], columns: Mapping[str, AnyArray]) -> pa.Table:
    given = pa.array(list(times), TIME)
    ids = pa.array([datastream] * len(given), pa.int64())
    return pa.table({"datastream_id": ids, "phenomenon_time": given, **columns})


def _note(
    order: Forecast,
    now: datetime,
    *,
    trouble: str = "",
    until: datetime | None = None,
    worth: Worth | None = None,
) -> bool:
    """Write down how it went; answers whether it went well."""
    order.made_at, order.trouble = now, trouble[:300]
    order.measured_until = until or order.measured_until
    if worth is not None:
        order.method, order.origins = worth.method.key, worth.origins
        order.error, order.naive_error, order.inside = worth.error, worth.naive_error, worth.inside
    names = ("made_at", "trouble", "measured_until", "method", "origins", "error", "naive_error", "inside")
    Forecast.objects.filter(pk=order.pk).update(**{name: getattr(order, name) for name in names})
    return not trouble
