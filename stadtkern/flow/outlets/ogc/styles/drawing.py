# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A collection as layers of a MapLibre style: areas, lines, dots, symbols and names.

Colour never speaks alone: each category of points has a shape of its own, each of lines and areas a dash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from stadtkern.flow.collections import facts
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.kernel.collections import Category, Colour, Style

SHAPES = ("circle", "square", "triangle", "diamond", "hexagon", "cross", "star", "pentagon")
DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2), (1, 2), (6, 2, 1, 2), (8, 3), (2, 1))
"""Of outlines, in widths of the line: first a solid one."""
COLOURS: Mapping[Colour, str] = {
    "blue": "#0072b2",
    "orange": "#c45100",
    "green": "#00795a",
    "purple": "#a3497f",
    "red": "#c4302b",
    "grey": "#5b6175",
}
"""Okabe and Ito (2008), darkened to 3:1 on white, as on the pages of the city."""
FONT = "Fira Sans"
_NAMES_OF_POINTS = 14
_AREAS = ("match", ["geometry-type"], ["Polygon", "MultiPolygon"], True, False)
_LINES = ("match", ["geometry-type"], ["LineString", "MultiLineString"], True, False)
_POINTS = ("match", ["geometry-type"], ["Point", "MultiPoint"], True, False)

Layers = list[dict[str, Json]]


@dataclass(frozen=True, kw_only=True)
class Sign:
    """How the features with one value look; without a value: all others."""

    value: str | None
    title: str
    title_en: str
    colour: Colour
    shape: str
    dash: tuple[float, ...]

    @property
    def dashes(self) -> str:
        """The dash as SVG writes it; empty: solid."""
        return " ".join(f"{2 * part:g}" for part in self.dash)


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Names of colours and symbols in a style."""

    colour: Callable[[Colour], str]
    symbol: Callable[[str, Colour], str]
    """Of a shape in a colour."""
    ink: str
    paper: str


PUBLISHED = Palette(
    colour=lambda colour: COLOURS[colour],
    symbol=lambda shape, colour: f"{shape}-{colour}",
    ink="#171a2b",
    paper="#ffffff",
)
"""For maps of others: colours as numbers, symbols of the sprite."""
PAGE = Palette(
    colour=lambda colour: f"--sk-{colour}",
    symbol=lambda shape, colour: f"~{colour}|{shape}|",
    ink="--sk-ink",
    paper="--sk-paper",
)
"""For maps of these pages: they know the colours of light and dark mode and draw the symbols themselves."""


def signs(collection: FeatureCollection) -> list[Sign]:
    """How the features look, as the legend tells it: one per category, then all others."""
    style = facts.style_of(collection)
    if not style.category or not style.categories:
        return [_sign(None, collection.title, collection.title_en, style, 0)]
    found = [_of_category(one, style, place) for place, one in enumerate(style.categories)]
    return [*found, _sign(None, "Sonstige", "Other", style, len(found))]


def _of_category(one: Category, style: Style, place: int) -> Sign:
    return replace(_sign(one.value, one.title, one.title_en, style, place), colour=one.colour)


def _sign(value: str | None, title: str, title_en: str, style: Style, place: int) -> Sign:
    first = SHAPES.index(style.shape)
    return Sign(
        value=value,
        title=title,
        title_en=title_en or title,
        colour=style.colour,
        shape=SHAPES[(first + place) % len(SHAPES)],
        dash=DASHES[place % len(DASHES)],
    )


def drawn(collection: FeatureCollection, palette: Palette, *, source: str) -> Layers:
    """The layers of a collection from bottom to top; ``source`` is the name of its tiles in the style."""
    kinds = ("polygon", "line", "point") if collection.geometry == "any" else (collection.geometry,)
    told = signs(collection)
    found: Layers = []
    if "polygon" in kinds:
        found += _areas(collection, told, palette)
    if "line" in kinds:
        found += _lines(collection, told, palette)
    if "point" in kinds:
        found += _points(collection, told, palette)
    found += _names(collection, palette, of_points="point" in kinds)
    style = facts.style_of(collection)
    common: dict[str, Json] = {"source": source, "source-layer": collection.key}
    if style.least_zoom:
        common["minzoom"] = style.least_zoom
    return [{**common, **one} for one in found]


def _areas(collection: FeatureCollection, told: list[Sign], palette: Palette) -> Layers:
    paint: dict[str, Json] = {
        "fill-color": _by_category(collection, told, lambda sign: palette.colour(sign.colour)),
        "fill-opacity": 0.28,
    }
    fill: dict[str, Json] = {
        "id": f"{collection.key}-fill",
        "type": "fill",
        "filter": [*_AREAS],
        "paint": paint,
    }
    return [fill, *_outlines(collection, told, palette, _AREAS, (6, 0.4, 12, 1.2, 16, 2.2))]


def _lines(collection: FeatureCollection, told: list[Sign], palette: Palette) -> Layers:
    return _outlines(collection, told, palette, _LINES, (6, 0.8, 12, 2.2, 16, 4.5))


def _outlines(
    collection: FeatureCollection,
    told: list[Sign],
    palette: Palette,
    kind: tuple[Json, ...],
    widths: tuple[float, ...],
) -> Layers:
    """A line layer per sign, as dashes cannot be told by an expression in every program."""
    name = "outline" if kind is _AREAS else "line"
    found: Layers = []
    for place, sign in enumerate(told):
        paint: dict[str, Json] = {
            "line-color": palette.colour(sign.colour),
            "line-width": ["interpolate", ["linear"], ["zoom"], *widths],
        }
        if sign.dash:
            paint["line-dasharray"] = [*sign.dash]
        found.append(
            {
                "id": f"{collection.key}-{name}-{place}",
                "type": "line",
                "filter": ["all", [*kind], *_only(collection, sign, told)],
                "layout": {"line-join": "round", "line-cap": "butt" if sign.dash else "round"},
                "paint": paint,
            }
        )
    return found


def _points(collection: FeatureCollection, told: list[Sign], palette: Palette) -> Layers:
    """Dots everywhere, and a symbol with a shape wherever there is room for one."""
    dots: dict[str, Json] = {
        "id": f"{collection.key}-dots",
        "type": "circle",
        "filter": [*_POINTS],
        "paint": {
            "circle-color": _by_category(collection, told, lambda sign: palette.colour(sign.colour)),
            "circle-radius": ["interpolate", ["linear"], ["zoom"], 6, 1, 12, 2.2, 16, 4],
            "circle-stroke-color": palette.paper,
            "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 10, 0, 14, 1],
        },
    }
    symbols: dict[str, Json] = {
        "id": f"{collection.key}-symbols",
        "type": "symbol",
        "filter": [*_POINTS],
        "layout": {
            "icon-image": _by_category(
                collection, told, lambda sign: palette.symbol(sign.shape, sign.colour)
            ),
            "icon-allow-overlap": False,
            "icon-padding": 0,
        },
    }
    return [dots, symbols]


def _names(collection: FeatureCollection, palette: Palette, *, of_points: bool) -> Layers:
    """Names beside points from a level on, and within areas wherever they fit."""
    style = facts.style_of(collection)
    if not style.label:
        return []
    layout: dict[str, Json] = {
        "text-field": ["to-string", ["get", style.label]],
        "text-font": [FONT],
        "text-size": ["interpolate", ["linear"], ["zoom"], 9, 11, 16, 14],
        "text-max-width": 9,
    }
    if of_points:
        layout |= {"text-anchor": "top", "text-offset": [0, 0.9], "text-optional": True}
    if collection.geometry == "line":
        layout["symbol-placement"] = "line"
    found: dict[str, Json] = {
        "id": f"{collection.key}-names",
        "type": "symbol",
        "layout": layout,
        "paint": {"text-color": palette.ink, "text-halo-color": palette.paper, "text-halo-width": 1.5},
    }
    return [found | ({"minzoom": max(_NAMES_OF_POINTS, style.least_zoom)} if of_points else {})]


def _by_category(collection: FeatureCollection, told: list[Sign], look: Callable[[Sign], str]) -> Json:
    """What depends on the category, as an expression; a plain word when nothing does."""
    *named, others = told
    if not named:
        return look(others)
    pairs: list[Json] = [part for sign in named for part in (sign.value, look(sign))]
    return ["match", ["to-string", ["get", facts.style_of(collection).category]], *pairs, look(others)]


def _only(collection: FeatureCollection, sign: Sign, told: Iterable[Sign]) -> list[Json]:
    """Conditions that only features with this sign meet."""
    values: list[Json] = [one.value for one in told if one.value is not None]
    if not values:
        return []
    category: Json = ["to-string", ["get", facts.style_of(collection).category]]
    if sign.value is None:
        return [["match", category, values, False, True]]
    return [["==", category, sign.value]]
