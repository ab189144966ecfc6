# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far values are from what is usual at this place of the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.lake.buckets import BERLIN
from stadtkern.flow.lake.words import Interval
from stadtkern.kernel.errors import LimitExceeded

from . import grids
from .asking import Asking
from .curves import Curve
from .grids import MOST_EDGES, Grid
from .measuring import measure
from .refusals import ExpressionRefused
from .tree import Call, Expression
from .words import Int64s

Evaluate = Callable[[Expression, Grid, Asking], list[Curve]]
_ENOUGH: Final = 0.8
"""Steps of the reference years with a lower coverage do not count."""
_CLOCK_SAYS: Final = gettext_lazy("von gleichem Monat, Wochentag und gleicher Uhrzeit")
_SAYS: Final = {
    "minute": _CLOCK_SAYS,
    "hour": _CLOCK_SAYS,
    "day": gettext_lazy("von gleichem Monat und Wochentag"),
    "week": gettext_lazy("der gleichen Kalenderwoche"),
    "month": gettext_lazy("des gleichen Monats"),
    "year": gettext_lazy("der Jahreswerte"),
}


def deviation(node: Call, grid: Grid, asking: Asking, evaluate: Evaluate) -> list[Curve]:
    """Values minus the mean of the same month, weekday and hour (or calendar position) in reference years.

    Raises:
        ExpressionRefused: the steps are too short for so many years.
    """
    first, last = node.years or (0, 0)
    try:
        usual_grid = grids.grid(
            datetime(first, 1, 1, tzinfo=BERLIN), datetime(last + 1, 1, 1, tzinfo=BERLIN), grid.interval
        )
    except LimitExceeded as error:
        raise ExpressionRefused(
            f"{last - first + 1} Vergleichsjahre hätten mehr als {MOST_EDGES} Schritte. Wählen Sie längere"
            " Schritte oder weniger Jahre."
        ) from error
    (inner,) = node.operands
    usual = {_key(one): one for one in evaluate(inner, usual_grid, asking)}
    additive = measure(inner, asking.found).additive
    keys, positions = _positions(usual_grid.starts, grid.interval), _positions(grid.starts, grid.interval)
    sentence = _("Abweichung vom Mittel %(like)s, Jahre %(first)s bis %(last)s.") % {
        "like": _SAYS.get(grid.interval.unit, _CLOCK_SAYS),
        "first": first,
        "last": last,
    }
    return [
        _apart(one, usual[_key(one)], (keys, positions), sentence, additive=additive)
        for one in evaluate(inner, grid, asking)
        if _key(one) in usual
    ]


def _key(curve: Curve) -> int:
    return curve.thing.thing_id if curve.thing else 0


def _apart(
    curve: Curve, usual: Curve, places: tuple[Int64s, Int64s], sentence: str, *, additive: bool
) -> Curve:
    keys, positions = places
    sound = ~np.isnan(usual.values) & ~(usual.coverage < _ENOUGH)
    size = int(max(keys.max(initial=0), positions.max(initial=0))) + 1
    sums = np.bincount(keys[sound], usual.values[sound], size)
    number = np.bincount(keys[sound], minlength=size)
    means = np.where(number > 0, sums / np.maximum(number, 1), np.nan)
    values = curve.values - means[positions]
    present = values[~np.isnan(values)]
    total = float(present.sum() if additive else present.mean()) if len(present) else np.nan
    evidence = curve.evidence.saying(sentence)
    return replace(curve, values=values, total=total, evidence=evidence)


def _positions(starts: Int64s, interval: Interval) -> Int64s:
    """The place of each step in the calendar of Germany, as a number."""
    place = _PLACES.get(interval.unit, _clock)
    return np.array([place(grids.local(at)) for at in starts.tolist()], np.int64)


def _clock(at: datetime) -> int:
    return (at.month * 7 + at.weekday()) * 1_440 + at.hour * 60 + at.minute


_PLACES: Final[dict[str, Callable[[datetime], int]]] = {
    "day": lambda at: at.month * 7 + at.weekday(),
    "week": lambda at: at.isocalendar().week,
    "month": lambda at: at.month,
    "year": lambda at: 0,
}
