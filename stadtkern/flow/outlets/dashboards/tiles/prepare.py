# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the words of a tile to what is shown, for each kind of tile."""

from __future__ import annotations

from dataclasses import replace

from django.utils import translation

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards.shown import ShownTile, View
from stadtkern.flow.outlets.series.refusals import IndicatorUnknown
from stadtkern.kernel.dashboards import (
    AnyTile,
    BarTile,
    ChartTile,
    GaugeTile,
    HeatTile,
    ImageTile,
    MapTile,
    NumberTile,
    QualityTile,
    ScatterTile,
    TableTile,
    TextTile,
    WarningsTile,
)
from stadtkern.kernel.errors import CityError, LakeUnavailable

from .asking import Ask
from .bars import bars
from .chart import chart
from .gauge import gauge
from .heat import heat
from .number import number
from .picture import picture
from .places import places
from .quality import quality
from .scatter import scatter
from .table import table
from .warnings import warnings
from .words import words


def prepare(tile: AnyTile, view: View, *, lake: Lake) -> ShownTile:
    """The tile with its content for one reader; what cannot be shown says why instead.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    ask = Ask(view=view, lake=lake)
    with translation.override(view.language):
        try:
            return _content(ask, tile)
        except LakeUnavailable:
            raise
        except IndicatorUnknown as hidden:
            return replace(ask.shown(tile), state="withdrawn", message=str(hidden))
        except CityError as refused:
            return replace(ask.shown(tile), state="refused", message=str(refused))


def _content(ask: Ask, tile: AnyTile) -> ShownTile:
    """What is in a tile that is words or a number; drawings are further below."""
    match tile:
        case NumberTile():
            return number(ask, tile)
        case GaugeTile():
            return gauge(ask, tile)
        case TextTile():
            return words(ask, tile)
        case ImageTile():
            return picture(ask, tile)
        case WarningsTile():
            return warnings(ask, tile)
        case _:
            return _drawing(ask, tile)


def _drawing(
    ask: Ask, tile: ChartTile | BarTile | HeatTile | ScatterTile | TableTile | MapTile | QualityTile
) -> ShownTile:
    match tile:
        case ChartTile():
            return chart(ask, tile)
        case BarTile():
            return bars(ask, tile)
        case HeatTile():
            return heat(ask, tile)
        case ScatterTile():
            return scatter(ask, tile)
        case MapTile():
            return places(ask, tile)
        case TableTile() | QualityTile():
            return table(ask, tile) if isinstance(tile, TableTile) else quality(ask, tile)
