# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The current value of an expression: of the newest observations that are fresh and may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np

from stadtkern.flow.devices.places import spots
from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import Interval

from . import grids
from .asking import Asking
from .curves import Curve, known
from .evaluating import evaluated, measured
from .facts import facts
from .grids import Grid
from .indicating import formula, leaves_of
from .newest import momentary
from .tree import Call, Expression, Named, nodes
from .wording import Speaker
from .words import Now

_LOOKING_BACK: Final = frozenset(
    {"moving_mean", "shift", "cumulative", "difference", "degree_days", "normalised", "deviation", "share"}
)
_BACK_STEPS: Final = 60


def current(node: Expression, asking: Asking) -> tuple[Now, ...]:
    """The current values, one per thing with ``each``.

    Raises:
        ExpressionRefused: it cannot be computed.
    """
    functions = _functions(node)
    if functions & _LOOKING_BACK:
        found = _newest_step(node, functions, asking)
    else:
        found = evaluated(node, _instant(asking), replace(asking, momentary=momentary(asking)))
    unit = measured(node, asking).unit
    titles = [Speaker(language=language, find=asking.found).title(node) for language in ("de", "en")]
    places = spots({one.thing.thing_id for one in found if one.thing})
    made = []
    for curve in found:
        told = facts(curve, asking)
        thing = curve.thing
        made.append(
            Now(
                title=thing.thing_name if thing else titles[0],
                title_en=thing.thing_name if thing else titles[1],
                value=known(float(curve.values[-1])) if len(curve.values) else None,
                state=_state(curve, told.stale),
                time=told.newest,
                unit=unit,
                facts=told,
                code=thing.thing if thing else "",
                thing=thing.thing_name if thing else "",
                spot=places.get(thing.thing_id) if thing else None,
            )
        )
    return tuple(made)


def _state(curve: Curve, stale: bool) -> str:
    if len(curve.withheld) and curve.withheld[-1]:
        return "withheld"
    if len(curve.values) and not np.isnan(curve.values[-1]):
        return "fresh"
    return "stale" if stale or curve.evidence.old else "empty"


def _instant(asking: Asking) -> Grid:
    """A single step, for values of this moment."""
    at = asking.now_us
    return Grid(
        edges=np.array([at, at + 1], np.int64),
        interval=Interval(number=1, unit="second"),
        start_us=at,
        end_us=at + 1,
    )


def _newest_step(node: Expression, functions: frozenset[str], asking: Asking) -> list[Curve]:
    """The newest step that has a value, as lines with a single step."""
    streams = [one for leaf in leaves_of(node) for one in asking.found(leaf).streams]
    latest = asking.lake.latest([one.datastream_id for one in streams])
    newest = max((one.last_time for one in latest.values()), default=asking.now)
    interval = _step(functions, [one.interval_s or 86_400 for one in streams])
    back = timedelta(seconds=grids.about_s(interval) * _BACK_STEPS)
    end = min(newest + timedelta(microseconds=1), asking.now)
    made = []
    for curve in evaluated(node, grids.grid(end - back, end, interval), asking):
        present = np.flatnonzero(~np.isnan(curve.values) | curve.withheld)
        at = slice(present[-1], present[-1] + 1) if len(present) else slice(-1, None)
        made.append(
            replace(
                curve,
                values=curve.values[at],
                coverage=curve.coverage[at],
                withheld=curve.withheld[at],
                evidence=replace(curve.evidence, last_us=micros(newest) if latest else None),
            )
        )
    return made


def _step(functions: frozenset[str], spacings: Sequence[int]) -> Interval:
    if "normalised" in functions:
        return Interval(number=1, unit="month")
    if "degree_days" in functions or max(spacings, default=86_400) > 3600:
        return Interval(number=1, unit="day")
    return Interval(number=1, unit="hour")


def _functions(node: Expression) -> frozenset[str]:
    found: set[str] = set()
    for one in nodes(node):
        if isinstance(one, Call):
            found.add(one.function)
        elif isinstance(one, Named):
            found |= _functions(formula(one.key))
    return frozenset(found)
