# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Classes of values for maps: few, with round limits, about as many places in each."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from stadtkern.flow.outlets.dashboards.sentences.amounts import Language, decimals_for, number

_CLASSES = 5
_FINEST = 3


def limits(values: Iterable[float], given: Sequence[float] = ()) -> tuple[float, ...]:
    """Limits between classes, rising: the given ones, else round numbers near the quantiles of the values."""
    if given:
        return tuple(sorted(set(given)))
    known = sorted(one for one in values if math.isfinite(one))
    if not known or known[0] == known[-1]:
        return ()
    number_of = min(_CLASSES, len(set(known)))
    wanted = [known[min(len(known) * part // number_of, len(known) - 1)] for part in range(1, number_of)]
    best: tuple[float, ...] = ()
    for step in _steps(known[-1] - known[0]):
        rounded = {round(round(one / step) * step, 10) for one in wanted}
        found = tuple(sorted(one for one in rounded if known[0] < one <= known[-1]))
        if len(found) > len(best):
            best = found
        if len(best) == number_of - 1:
            break
    return best


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


def _steps(spread: float) -> Iterator[float]:
    """Round steps from half the spread of the values down to a thousandth of it."""
    power = math.floor(math.log10(spread))
    for exponent in range(power, power - _FINEST, -1):
        yield from (5 * 10.0 ** (exponent - 1), 2 * 10.0 ** (exponent - 1), 10.0 ** (exponent - 1))
