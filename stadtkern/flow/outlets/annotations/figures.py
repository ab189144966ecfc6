# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An evaluation as a drawing and as the table beside it: week by week, observed and expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.series.words import Floats, Line
from stadtkern.web.drawing.figures import Axis, DrawnLine, LineFigure

from .computing import Evaluated
from .wording import symbol

_BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, kw_only=True)
class Week:
    """A row of the table; null where the week was left out."""

    monday: date
    observed: float | None
    expected: float | None
    difference: float | None
    weather: float | None


def weekly(found: Evaluated, title: str) -> LineFigure:
    """Observed and expected means per day of each week; weather on the right axis."""
    evaluation = found.evaluation
    lines = [
        DrawnLine(name=_("gemessen"), values=_values(evaluation.observed)),
        DrawnLine(name=_("zu erwarten"), values=_values(evaluation.expected), style="dashed"),
    ]
    right = None
    if found.weekly_weather is not None:
        shown = found.weather[0]
        lines.append(
            DrawnLine(name=_name(shown), values=_values(found.weekly_weather), axis="right", style="dotted")
        )
        right = Axis(unit=symbol(shown.unit), decimals=shown.unit.decimals, from_zero=False)
    unit = found.line.unit
    return LineFigure(
        title=title,
        starts=[_second(monday) for monday in evaluation.mondays],
        ends=[_second(monday + timedelta(days=7)) for monday in evaluation.mondays],
        lines=tuple(lines),
        left=Axis(unit=symbol(unit), decimals=unit.decimals, from_zero=evaluation.relative),
        right=right,
    )


def rows(found: Evaluated) -> list[Week]:
    """The same as a table, the first week first."""
    evaluation = found.evaluation
    weather = found.weekly_weather
    return [
        Week(
            monday=monday,
            observed=_value(evaluation.observed, place),
            expected=_value(evaluation.expected, place),
            difference=_value(evaluation.observed - evaluation.expected, place),
            weather=None if weather is None else _value(weather, place),
        )
        for place, monday in enumerate(evaluation.mondays)
    ]


def weather_head(found: Evaluated) -> str:
    """Name and unit of the weather that is shown; empty: none is."""
    if found.weekly_weather is None:
        return ""
    return f"{_name(found.weather[0])} ({symbol(found.weather[0].unit)})"


def _name(line: Line) -> str:
    return line.title_en if get_language() == "en" and line.title_en else line.title


def _values(values: Floats) -> list[float | None]:
    return [_value(values, place) for place in range(values.size)]


def _value(values: Floats, place: int) -> float | None:
    return float(values[place]) if np.isfinite(values[place]) else None


def _second(day: date) -> float:
    return datetime.combine(day, time(), _BERLIN).astimezone(UTC).timestamp()
