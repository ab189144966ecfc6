# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A calendar of shades; where a field is large enough it says its number."""

from __future__ import annotations

from dataclasses import dataclass

from .figures import HeatFigure
from .letters import text_width
from .numerals import clean, printed, short
from .palette import STEPS
from .pen import SIZE, Pen, ways
from .plots import nothing
from .words import say

_KEY = 44.0
_SMALL = 12.0
INVERSE = 5
"""From this shade on numbers are written in the colour of the paper (contrast at least 4.5 to 1)."""


@dataclass(frozen=True, kw_only=True)
class Shading:
    """Which shade a value gets; with values on both sides of zero blue is below and orange above it."""

    low: float
    high: float

    @property
    def both(self) -> bool:
        """Whether zero is the middle."""
        return self.low < 0 < self.high

    @property
    def shades(self) -> list[int]:
        """All shades that occur, from the lowest value to the highest."""
        if self.low == self.high:
            return [self.shade(self.low)]
        if not self.both:
            return list(range(STEPS))
        return [*range(self.shade(self.low), -1, -1), *range(-1, self.shade(self.high) - 1, -1)]

    def shade(self, value: float) -> int:
        """The number of the shade; with both, those above zero count down from -1."""
        if self.both:
            most = max(-self.low, self.high)
            level = min(STEPS - 1, int(abs(value) / most * STEPS))
            return -1 - level if value >= 0 else level
        span = self.high / 2 - self.low / 2
        return min(STEPS - 1, int((value / 2 - self.low / 2) / span * STEPS)) if span > 0 else STEPS // 2


def natural_height(figure: HeatFigure, width: float) -> float:
    """The height that suits: fields about as high as wide, within limits."""
    field = min(34.0, max(22.0, (width - 60) / max(1, len(figure.columns)) * 0.8))
    return field * len(figure.rows) + 24 + _KEY


def draw(pen: Pen, figure: HeatFigure) -> None:
    """Draws the figure; without any value it says so."""
    known = [value for row in figure.values for one in row if (value := clean(one)) is not None]
    if not known or not figure.columns or not figure.rows:
        nothing(pen, say("none", pen.language))
        return
    shading = Shading(low=min(known), high=max(known))
    left = min(pen.width * 0.3, max(text_width(row) for row in figure.rows) + 8)
    box = (left, 20.0, pen.width - left, max(30.0, pen.height - 20 - _KEY))
    wide, high = box[2] / len(figure.columns), box[3] / len(figure.rows)
    _names(pen, figure, box, (wide, high))
    numbers = _numbers_fit(pen, figure, known, (wide, high))
    empty = []
    for row, values in enumerate(figure.values[: len(figure.rows)]):
        for column in range(len(figure.columns)):
            value = clean(values[column]) if column < len(values) else None
            x, y = left + column * wide, box[1] + row * high
            if value is None:
                empty.append(((x + wide * 0.3, y + high * 0.7), (x + wide * 0.7, y + high * 0.3)))
                continue
            shade = shading.shade(value)
            pen.item(row * len(figure.columns) + column)
            pen.rect((x + 0.5, y + 0.5, wide - 1, high - 1), "cell", colour=shade, round_to=2)
            if numbers:
                level = shade if shade >= 0 else -shade - 1
                pen.text(
                    printed(value, figure.axis.decimals, pen.language), (x + wide / 2, y + high / 2 + 4),
                    look="inverse" if level >= INVERSE else "strong", anchor="middle", size=_SMALL,
                )  # fmt: skip
            pen.close()
    pen.path(ways(empty), "none")
    _key(pen, figure, shading, with_empty=bool(empty))


def _numbers_fit(pen: Pen, figure: HeatFigure, known: list[float], field: tuple[float, float]) -> bool:
    widest = max(
        text_width(printed(value, figure.axis.decimals, pen.language), _SMALL, bold=True) for value in known
    )
    return widest + 4 <= field[0] and field[1] >= 18


def _names(
    pen: Pen, figure: HeatFigure, box: tuple[float, float, float, float], field: tuple[float, float]
) -> None:
    widest = max(text_width(name) for name in figure.columns) + 6
    every = next((n for n in (1, 2, 3, 4, 6, 8, 12) if field[0] * n >= widest), len(figure.columns))
    for place in range(0, len(figure.columns), every):
        pen.text(
            figure.columns[place],
            (box[0] + field[0] * (place + 0.5), 13),
            anchor="middle",
            room=max(24, field[0] * every),
        )
    often = max(1, round(15 / field[1]))
    for place in range(0, len(figure.rows), often):
        pen.text(figure.rows[place], (0, box[1] + field[1] * (place + 0.5) + 4.5), room=box[0] - 6)


def _key(pen: Pen, figure: HeatFigure, shading: Shading, *, with_empty: bool) -> None:
    top = pen.height - 26
    first = short(shading.low, figure.axis.decimals, pen.language)
    last = f"{short(shading.high, figure.axis.decimals, pen.language)} {figure.axis.unit}".strip()
    shades = shading.shades
    x = 0.0
    if len(shades) > 1:
        pen.text(first, (x, top + 11))
        x += text_width(first) + 8
    wide = min(22.0, max(6.0, (pen.width - x - text_width(last) - 110) / len(shades)))
    for place, shade in enumerate(shades):
        pen.rect((x + place * wide, top, wide - 1, 14), "cell", colour=shade, round_to=2)
    x += wide * len(shades) + 7
    pen.text(last, (x, top + 11), room=max(20.0, pen.width - x))
    x += text_width(last) + 20
    if with_empty and x + 90 < pen.width:
        pen.path(f"M{x:.1f} {top + 11:.1f}l8 -8", "none")
        pen.text(say("no_value", pen.language), (x + 15, top + 11), size=SIZE)
