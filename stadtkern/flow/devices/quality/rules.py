# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of datastreams in the register: defaults of the quantity, what people decided, calibrations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from stadtkern.flow.devices.models import Calibration, Component, Datastream, StreamChecks

from .defaults import PLAUSIBLE, Plausible
from .words import Correction, StreamRule

_CHUNK = 500
_US = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EVER = 2**62


def rules_of(ids: Sequence[int]) -> dict[int, StreamRule]:
    """The rules of these datastreams; those of which nothing is known are missing. Three queries per 500."""
    found: dict[int, StreamRule] = {}
    for start in range(0, len(ids), _CHUNK):
        found.update(_rules(ids[start : start + _CHUNK]))
    return found


def default_range(datastream_id: int) -> Plausible | None:
    """What the quantity of a datastream says by itself."""
    return _defaults([datastream_id]).get(datastream_id)


def plausible(components: Sequence[Component]) -> Plausible | None:
    """The same for components that were fetched with their observed properties."""
    if len(components) != 1:
        return None
    kind, unit = components[0].observed_property, components[0].unit_definition
    return PLAUSIBLE.get(kind.key) if unit is None or unit == kind.ucum else None


def corrections(rows: Iterable[Calibration]) -> tuple[Correction, ...]:
    """Calibrations of one datastream, oldest first."""
    made = (
        Correction(
            start_us=micros(row.valid_from),
            end_us=_EVER if row.valid_to is None else micros(row.valid_to),
            factor=row.factor,
            offset=row.offset,
        )
        for row in rows
    )
    return tuple(sorted(made, key=lambda one: one.start_us))


def micros(moment: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _rules(ids: Sequence[int]) -> dict[int, StreamRule]:
    defaults = _defaults(ids)
    checks = StreamChecks.objects.in_bulk(ids)
    calibrations: dict[int, list[Calibration]] = {}
    for row in Calibration.objects.filter(datastream__in=ids).order_by():
        calibrations.setdefault(row.datastream_id, []).append(row)
    spacing = _spacing(set(checks) | set(calibrations))
    found = {}
    for key in {*defaults, *checks, *calibrations}:
        rule = _rule(
            defaults.get(key), checks.get(key), spacing.get(key), corrections(calibrations.get(key, ()))
        )
        if not rule.says_nothing:
            found[key] = rule
    return found


def _rule(
    default: Plausible | None,
    checks: StreamChecks | None,
    interval_s: int | None,
    corrected: tuple[Correction, ...],
) -> StreamRule:
    low, high = (default.low, default.high) if default else (-math.inf, math.inf)
    if checks is None:
        return StreamRule(low=low, high=high, corrections=corrected)
    return StreamRule(
        low=_or(checks.low, low) if checks.ranged else -math.inf,
        high=_or(checks.high, high) if checks.ranged else math.inf,
        step=_or(checks.step, math.inf),
        step_per_minute=checks.step_per_minute,
        stuck_values=checks.stuck_values or 0,
        stuck_us=(checks.stuck_s or 0) * _US,
        stuck_zero=checks.stuck_zero,
        gap_us=int((checks.gap_times or 0) * (interval_s or 0) * _US),
        interval_us=(interval_s or 0) * _US,
        drifting=checks.drifting_since is not None,
        corrections=corrected,
    )


def _defaults(ids: Sequence[int]) -> dict[int, Plausible]:
    """Ranges of datastreams with one quantity whose values are in the unit of the quantity."""
    rows = Component.objects.order_by().filter(datastream__in=ids, datastream__multi=False)
    return {
        stream: PLAUSIBLE[key]
        for stream, key, unit, own in rows.values_list(
            "datastream_id",
            "observed_property__key",
            "unit_definition",
            "observed_property__ucum",
        )
        if key in PLAUSIBLE and (unit is None or unit == own)
    }


def _spacing(ids: Iterable[int]) -> dict[int, int | None]:
    wanted = list(ids)
    if not wanted:
        return {}
    return dict(Datastream.objects.order_by().filter(pk__in=wanted).values_list("pk", "interval_s"))


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
