# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drawings as SVG 1.1 with title and description: one renderer for pages, prints, pictures and screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from django.utils.safestring import SafeString

from . import bars, gauges, heats, lines, maps, scatters
from .figures import (
    BarFigure,
    Figure,
    GaugeFigure,
    HeatFigure,
    LineFigure,
    MapFigure,
    ScatterFigure,
    SparkFigure,
)
from .live import block
from .numerals import Language
from .palette import PAGE, Mode
from .pen import SIZE, Pen, number, plain
from .time_axis import stretch
from .words import Word, say

Height: TypeAlias = Literal["low", "normal", "high"]
_HEIGHT = {"low": 0.75, "normal": 1.0, "high": 1.4}
WIDE = 760.0
"""The usual width of a drawing, in units that are about pixels."""
NARROW = 320.0
"""On the smallest phones texts are still larger than twelve pixels."""
_WIDTHS: tuple[tuple[int, dict[str, float]], ...] = (
    (4, {"n": NARROW}),
    (5, {"n": NARROW, "s": 440.0, "m": 560.0}),
    (6, {"n": NARROW, "m": 560.0}),
    (9, {"n": NARROW, "m": 560.0, "w": WIDE}),
    (12, {"n": NARROW, "m": 600.0, "x": 1080.0}),
)
"""For tiles up to so many columns: the drawings by the name of the width from which each is shown."""
LARGE = 4000.0


def svg(
    figure: Figure, *, width: float = WIDE, height: float | None = None, language: Language = "de",
    mode: Mode = "page", ident: str = "",
) -> SafeString:  # fmt: skip
    """The figure as one <svg>; without a height it takes what suits; lying bars never take less."""
    width = min(LARGE, max(60.0, width))
    tall = natural_height(figure, width) if height is None else height
    if isinstance(figure, BarFigure) and not figure.standing:
        tall = max(tall, natural_height(figure, width))
    pen = Pen(width, min(LARGE, max(24.0, tall)), mode=mode, language=language)
    if mode == "print":
        pen.rect((0, 0, pen.width, pen.height), "paper")
    _draw(pen, figure)
    return SafeString(_root(pen, figure, ident))


def pair(
    figure: Figure,
    *,
    columns: int = 4,
    height: Height = "normal",
    language: Language = "de",
    ident: str,
    extra: Mapping[str, object] | None = None,
) -> SafeString:
    """The drawings of a tile on a page: one for each width that it may have, from phone to large screen.

    The style sheet shows the one that fits the tile, so that its texts stay readable. With drawing.js
    readers point, listen and slide (``extra``: steps of a map, as the tiles prepare them).
    """

    def drawn(width: float, name: str) -> str:
        lying = isinstance(figure, BarFigure) and not figure.standing
        tall = natural_height(figure, width) * (1.0 if lying else _HEIGHT[height])
        drawn = svg(figure, width=width, height=tall, language=language, ident=f"{ident}-{name}")
        return drawn.replace('class="dw"', f'class="dw dw--{name}"', 1)

    if isinstance(figure, SparkFigure):
        return SafeString(f'<div class="dw-frame dw-frame--spark">{drawn(160, "s")}</div>')
    widths = next((widths for most, widths in _WIDTHS if columns <= most), _WIDTHS[-1][1])
    one = " dw-frame--one" if len(widths) == 1 else ""
    frame = (
        f'<div class="dw-frame{one}">{"".join(drawn(width, name) for name, width in widths.items())}</div>'
    )
    data = block(figure, language, extra)
    return SafeString(f'<live-drawing>{frame}<script type="application/json">{data}</script></live-drawing>')


def natural_height(figure: Figure, width: float) -> float:
    """The height that suits a figure of a width."""
    if isinstance(figure, BarFigure):
        return bars.natural_height(figure, width)
    if isinstance(figure, HeatFigure):
        return heats.natural_height(figure, width)
    if isinstance(figure, GaugeFigure):
        return gauges.GAUGE_HEIGHT
    if isinstance(figure, SparkFigure):
        return gauges.SPARK_HEIGHT
    if isinstance(figure, MapFigure):
        return maps.natural_height(figure, width)
    return (
        scatters.natural_height(width)
        if isinstance(figure, ScatterFigure)
        else lines.natural_height(figure, width)
    )


def _draw(pen: Pen, figure: Figure) -> None:
    if isinstance(figure, LineFigure):
        lines.draw(pen, figure)
    elif isinstance(figure, BarFigure):
        bars.draw(pen, figure)
    elif isinstance(figure, HeatFigure):
        heats.draw(pen, figure)
    elif isinstance(figure, ScatterFigure):
        scatters.draw(pen, figure)
    elif isinstance(figure, GaugeFigure):
        gauges.draw_gauge(pen, figure)
    elif isinstance(figure, MapFigure):
        maps.draw(pen, figure)
    else:
        gauges.draw_spark(pen, figure)


_KINDS: dict[type[object], Word] = {
    LineFigure: "lines", BarFigure: "bars", HeatFigure: "heat", ScatterFigure: "scatter",
    GaugeFigure: "gauge", MapFigure: "map", SparkFigure: "spark",
}  # fmt: skip


def described(figure: Figure, language: Language = "de") -> str:
    """What kind of drawing it is and how much it shows; the values are in the table beside it."""
    parts = [say(_KINDS[type(figure)], language)]
    if isinstance(figure, LineFigure):
        parts.append(
            f"{len(figure.lines)} {say('one_line' if len(figure.lines) == 1 else 'line_word', language)}: "
            + ", ".join(line.name for line in figure.lines[:8])
        )
        if figure.starts and figure.ends:
            parts.append(
                say("from", language, stretch=stretch(min(figure.starts), max(figure.ends), language))
            )
    if isinstance(figure, ScatterFigure):
        parts.append(f"{len(scatters.pairs(figure))} {say('points', language)}")
    if isinstance(figure, MapFigure):
        parts.append(f"{len(figure.places)} {say('places', language)}")
    if not isinstance(figure, SparkFigure | GaugeFigure):
        parts.append(say("table", language).rstrip("."))
    return ". ".join(parts) + "."


def _root(pen: Pen, figure: Figure, ident: str) -> str:
    size = f"{number(pen.width)} {number(pen.height)}"
    names = [f' id="{plain(ident)}-{part}"' if ident else "" for part in ("t", "d")]
    label = f' aria-labelledby="{plain(ident)}-t" aria-describedby="{plain(ident)}-d"' if ident else ""
    colour = "" if pen.mode == "page" else f' color="{PAGE[pen.mode]["ink"]}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="dw" role="img"{label} viewBox="0 0 {size}" '
        f'width="{number(pen.width)}" height="{number(pen.height)}" lang="{pen.language}" '
        f'font-family="Fira Sans, sans-serif" font-size="{number(SIZE)}"{colour}{pen.frame}>'
        f"<title{names[0]}>{plain(figure.title)}</title>"
        f"<desc{names[1]}>{plain(described(figure, pen.language))}</desc>"
        f"{pen.content}</svg>"
    )
