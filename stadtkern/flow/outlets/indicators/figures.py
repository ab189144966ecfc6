# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An indicator as a drawing; periods that are incomplete are told apart, gaps stay gaps."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language

from stadtkern.flow.outlets.annotations import service as events
from stadtkern.flow.outlets.annotations.words import mark
from stadtkern.flow.outlets.series.words import Line
from stadtkern.kernel.indicators import Indicator
from stadtkern.web.drawing.figures import Axis, DrawnLine, LineFigure

from .computing import Span, Value

_BARS_BELOW = 40
"""So few periods are drawn as bars when they begin at zero."""


def drawn(indicator: Indicator, line: Line, rows: Sequence[Value], span: Span, *, domain: str) -> LineFigure:
    """The values over time with the public events of the subject."""
    language = "en" if get_language() == "en" else "de"
    title = line.title_en if language == "en" and line.title_en else line.title
    unit = line.unit.symbol_en if language == "en" and line.unit.symbol_en else line.unit.symbol
    known = [one.value for one in rows if one.value is not None]
    bars = len(rows) < _BARS_BELOW and all(value >= 0 for value in known)
    return LineFigure(
        title=title,
        starts=[one.start.timestamp() for one in rows],
        ends=[one.end.timestamp() for one in rows],
        lines=(
            DrawnLine(
                name=title,
                values=[one.value for one in rows],
                shape="bars" if bars else "line",
                partial=tuple(place for place, one in enumerate(rows) if one.partial),
            ),
        ),
        left=Axis(unit=unit, decimals=indicator.decimals, from_zero=all(value >= 0 for value in known)),
        marks=tuple(
            mark(one, end=span.stop, language=language)
            for one in events.marks(span.start, span.stop, domain=domain)
        ),
    )
