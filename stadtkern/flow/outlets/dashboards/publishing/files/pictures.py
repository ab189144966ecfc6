# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A tile as a picture that speaks for itself: title, figure or number, sentence, source, time and address."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.shown import Number, ShownTile
from stadtkern.web.drawing import drawings
from stadtkern.web.drawing.figures import SparkFigure
from stadtkern.web.drawing.letters import text_width, wrap
from stadtkern.web.drawing.numerals import Language, printed
from stadtkern.web.drawing.pen import writable
from stadtkern.web.templatetags import web

from .tables import NothingToTake, Origin

WIDTH = 800.0
_EDGE = 28.0
_ROOM = WIDTH - 2 * _EDGE


@dataclass(frozen=True, kw_only=True)
class Picture:
    """SVG with everything in it, and its size in its own units."""

    svg: str
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Text:
    """A line of words at a place."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    soft: bool = False


@dataclass(frozen=True, kw_only=True)
class Style:
    """How words are set."""

    size: float
    bold: bool = False
    soft: bool = False
    most: int = 2
    """Rows; what does not fit is shortened."""


TITLE = Style(size=24, bold=True)
SENTENCE = Style(size=17, most=4)
LINE = Style(size=18, most=1)
FOOT = Style(size=13, soft=True)


def check(shown: ShownTile) -> None:
    """Go on only when there is a picture of the tile.

    Raises:
        NothingToTake: it has neither figure nor number.
    """
    if shown.number is None and (shown.figure is None or isinstance(shown.figure, SparkFigure)):
        raise NothingToTake(_("Von dieser Kachel gibt es kein Bild."))


def picture(shown: ShownTile, origin: Origin, language: Language) -> Picture:
    """The tile on white, 800 units wide.

    Raises:
        NothingToTake: it has neither figure nor number.
    """
    check(shown)
    number = shown.number
    figure = None if isinstance(shown.figure, SparkFigure) else shown.figure
    texts: list[Text] = []
    y = _words(texts, shown.title, _EDGE + 24, TITLE)
    if number is not None:
        y = _number(texts, number, y, language)
    drawn, top = SafeString(), y
    if figure is not None:
        height = min(drawings.LARGE, drawings.natural_height(figure, _ROOM))
        drawn = drawings.svg(figure, width=_ROOM, height=height, language=language, mode="print")
        y += height + 14
    y = _words(texts, shown.message or shown.sentence, y + 22, SENTENCE)
    for line in feet(shown, origin):
        y = _words(texts, line, y + 8, FOOT)
    context = {
        "width": WIDTH,
        "height": round(y, 1),
        "title": shown.title,
        "description": shown.sentence,
        "texts": texts,
        "drawn": drawn,
        "x": _EDGE,
        "y": round(top, 1),
        "language": language,
    }
    svg = writable(render_to_string("publishing/picture.svg", context))
    return Picture(svg=svg, width=WIDTH, height=round(y, 1))


def feet(shown: ShownTile, origin: Origin) -> tuple[str, ...]:
    """What belongs below every picture: source and licence, time of the data, address."""
    facts = shown.facts
    sources = "; ".join(dict.fromkeys(one.attribution or one.publisher for one in facts.sources))
    licences = ", ".join(dict.fromkeys(one.licence for one in facts.sources if one.licence))
    newest = _("Neuester Messwert: %(at)s") % {"at": web.moment(facts.newest)} if facts.newest else ""
    made = _("abgerufen %(at)s") % {"at": web.moment(origin.made_at)}
    found = (
        _("Quelle: %(names)s") % {"names": sources} if sources else "",
        _("Lizenz: %(names)s") % {"names": licences} if licences else "",
        f"{newest} · {made}" if newest else made,
        origin.address,
    )
    return tuple(one for one in found if one)


def _words(texts: list[Text], text: str, y: float, style: Style) -> float:
    """Set a text; where the next thing may begin."""
    room = _ROOM / (1.03 if style.bold else 1.0)
    for row in wrap(text, room, size=style.size, most=style.most) if text else []:
        texts.append(
            Text(x=_EDGE, y=round(y, 1), size=style.size, text=row, bold=style.bold, soft=style.soft)
        )
        y += style.size * 1.35
    return y


def _number(texts: list[Text], number: Number, y: float, language: Language) -> float:
    """The number large, its unit beside, what it is about below."""
    said = "–" if number.value is None else printed(number.value, number.decimals, language)
    texts.append(Text(x=_EDGE, y=y + 46, size=60, text=said, bold=True))
    beside = _EDGE + text_width(said, 60, bold=True) + 12
    texts.append(Text(x=round(beside, 1), y=y + 46, size=24, text=number.unit, soft=True))
    y += 84
    for line in (number.period, number.change_words, number.target_words):
        y = _words(texts, line, y, LINE)
    return y + 4
