# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The picture that shows when somebody shares the address of a dashboard: 1200 × 630 units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from stadtkern.flow.outlets.dashboards.shown import ShownTile
from stadtkern.web.drawing import drawings
from stadtkern.web.drawing.figures import SparkFigure
from stadtkern.web.drawing.letters import cut, text_width, wrap
from stadtkern.web.drawing.numerals import Language, printed
from stadtkern.web.drawing.pen import writable

from .pictures import Picture, Text

WIDTH, HEIGHT = 1200.0, 630.0
MOST_NUMBERS = 3
_EDGE = 64.0
_ROOM = WIDTH - 2 * _EDGE
_GAP = 40.0


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What stands on it beside the values."""

    city: str
    title: str
    summary: str
    address: str


def preview(cover: Cover, tiles: Sequence[ShownTile], language: Language) -> Picture:
    """City, title, and the first three numbers or the first figure; without values the summary."""
    texts = [Text(x=_EDGE, y=78, size=26, text=cut(cover.city, _ROOM, 26), soft=True)]
    y = 140.0
    for row in wrap(cover.title, _ROOM / 1.03, size=54, most=2):
        texts.append(Text(x=_EDGE, y=y, size=54, text=row, bold=True))
        y += 62
    texts.append(Text(x=_EDGE, y=HEIGHT - 36, size=22, text=cut(cover.address, _ROOM, 22), soft=True))
    numbers = [one for one in tiles if one.number is not None and one.number.value is not None]
    drawn = SafeString()
    if numbers:
        _numbers(texts, numbers[:MOST_NUMBERS], y, language)
    else:
        drawn = _figure(tiles, y, language)
        if not drawn:
            _summary(texts, cover.summary, y)
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "title": cover.title,
        "description": cover.summary,
        "texts": texts,
        "drawn": drawn,
        "x": _EDGE,
        "y": round(y - 20, 1),
        "language": language,
        "band": True,
    }
    svg = writable(render_to_string("publishing/picture.svg", context))
    return Picture(svg=svg, width=WIDTH, height=HEIGHT)


def _numbers(texts: list[Text], tiles: Sequence[ShownTile], y: float, language: Language) -> None:
    room = (_ROOM - _GAP * (len(tiles) - 1)) / len(tiles)
    for place, one in enumerate(tiles):
        number = one.number
        if number is None or number.value is None:
            continue
        x = _EDGE + place * (room + _GAP)
        said = printed(number.value, number.decimals, language)
        size = min(84.0, 84.0 * (room - 10) / max(1.0, text_width(said, 84, bold=True)))
        texts.append(Text(x=x, y=y + 84, size=round(size, 1), text=said, bold=True))
        texts.append(Text(x=x, y=y + 124, size=28, text=cut(number.unit, room, 28), soft=True))
        for line, row in enumerate(wrap(one.title, room, size=28, most=2)):
            texts.append(Text(x=x, y=y + 172 + 36 * line, size=28, text=row))
        texts.append(Text(x=x, y=y + 250, size=22, text=cut(number.period, room, 22), soft=True))


def _figure(tiles: Sequence[ShownTile], y: float, language: Language) -> SafeString:
    """Drawn at two thirds and enlarged, so that its letters are still read when the picture is small."""
    shown = (
        one.figure for one in tiles if one.figure is not None and not isinstance(one.figure, SparkFigure)
    )
    figure = next(shown, None)
    if figure is None:
        return SafeString()
    height = (HEIGHT - y - 60) / 1.5
    drawn = drawings.svg(figure, width=_ROOM / 1.5, height=height, language=language, mode="print")
    return render_to_string("publishing/enlarged.svg", {"drawn": drawn})


def _summary(texts: list[Text], summary: str, y: float) -> None:
    for line, row in enumerate(wrap(summary, _ROOM, size=32, most=6)):
        texts.append(Text(x=_EDGE, y=y + 40 + 44 * line, size=32, text=row))
