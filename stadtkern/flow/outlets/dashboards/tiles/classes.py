# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Classes of values for maps: few, with round limits, about as many places in each."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterable, Sequence

from stadtkern.flow.outlets.dashboards.sentences.amounts import Language, decimals_for, number

_CLASSES = 5


def limits(values: Iterable[float], given: Sequence[float] = ()) -> tuple[float, ...]:
    """Limits between classes, rising: the given ones, else round numbers near the quantiles of the values."""
    if given:
        return tuple(sorted(set(given)))
    known = sorted(one for one in values if math.isfinite(one))
    if not known or known[0] == known[-1]:
        return ()
    number_of = min(_CLASSES, len(set(known)))
    found = {
        _rounded(known[min(len(known) * part // number_of, len(known) - 1)], known[-1] - known[0])
        for part in range(1, number_of)
    }
    return tuple(sorted(one for one in found if known[0] < one <= known[-1]))


def level(value: float | None, bounds: Sequence[float]) -> int | None:
    """Number of the class of a value; a limit belongs to the class above it."""
    if value is None or not math.isfinite(value):
        return None
    return bisect.bisect_right(bounds, value)


def names(bounds: Sequence[float], unit: str, decimals: int, language: Language) -> tuple[str, ...]:
    """What each class says: ``unter 500``, ``500 bis unter 1.000``, ``1.000 und mehr``, with the unit."""
    tail = f" {unit}" if unit else ""
    if not bounds:
        return (f"alle Werte{tail}" if language == "de" else f"all values{tail}",)
    said = [number(one, decimals_for(one, decimals), language) for one in bounds]
    german = language == "de"
    first = f"unter {said[0]}{tail}" if german else f"below {said[0]}{tail}"
    to = "bis unter" if german else "to below"
    middle = [f"{low} {to} {high}{tail}" for low, high in itertools.pairwise(said)]
    last = f"{said[-1]}{tail} und mehr" if german else f"{said[-1]}{tail} and more"
    return (first, *middle, last)


def _rounded(value: float, spread: float) -> float:
    """To two digits of the spread, so that limits are easy to say."""
    step = 10.0 ** math.floor(math.log10(spread / 10))
    return round(round(value / step) * step, 10)
