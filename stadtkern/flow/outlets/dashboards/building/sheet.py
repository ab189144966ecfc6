# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole form of one tile: what it shows (its series) and how."""

from __future__ import annotations

from typing import Final

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _

from stadtkern.kernel.dashboards import (
    AnyTile,
    BarTile,
    ChartTile,
    GaugeTile,
    HeatTile,
    MapTile,
    NumberTile,
    QualityTile,
    ScatterTile,
    Series,
    TableTile,
)

from .forms import FORMS, SeriesForm, TileForm, Words
from .kinds import kind_of

COUNT: Final = "reihen"
"""Name of the field that says how many series the form has."""
_SERIES: Final = ("expression", "title", "title_en", "axis", "shape")


def series_of(tile: AnyTile) -> tuple[Series, ...]:
    """The series of a tile, in order."""
    if isinstance(tile, ChartTile | BarTile | TableTile):
        return tile.series
    if isinstance(tile, ScatterTile):
        return (tile.x, tile.y)
    if isinstance(tile, NumberTile | HeatTile | MapTile | GaugeTile | QualityTile):
        return (tile.series,)
    return ()


class Sheet:
    """The form of a tile with its series; bound when something was sent."""

    def __init__(self, tile: AnyTile, data: QueryDict | None = None) -> None:
        self.tile, self.kind = tile, kind_of(tile)
        self.data = None if data is None else data.copy()
        self.form: TileForm = FORMS[self.kind.name](tile, self.data)
        self.problem = ""
        """What is wrong with the tile as a whole."""
        if data is None:
            given: list[Words] = [_shown(one) for one in series_of(tile)]
        else:
            given = [_sent(data, number) for number in range(_count(data, self.kind.most))]
        blank = {"axis": "left", "shape": "line"}
        given += [dict(blank) for _one in range(self.kind.least - len(given))]
        self.given = given
        self.rows = self._rows()

    @property
    def failed(self) -> bool:
        """Whether the form was checked and something is wrong with it."""
        return bool(self.problem) or any(one.errors for one in (self.form, *self.rows))

    @property
    def may_grow(self) -> bool:
        """Whether there is room for a further series."""
        return len(self.given) < self.kind.most

    @property
    def may_shrink(self) -> bool:
        """Whether a series can go."""
        return len(self.given) > self.kind.least

    def take(self, expression: str, title: str, target: int) -> None:
        """Put an expression into a series, or into a new one behind the last.

        ``title`` becomes that of the tile when it has none.
        """
        empty = next((n for n, one in enumerate(self.given) if not one.get("expression")), None)
        place = empty if empty is not None and target >= len(self.given) else target
        if place >= len(self.given) and self.may_grow:
            self.given.append({"axis": "left", "shape": "line"})
        place = min(place, len(self.given) - 1)
        if place < 0:
            return
        self.given[place] = {**self.given[place], "expression": expression, "title": "", "title_en": ""}
        if self.data is not None and not self.data.get("title", "").strip():
            self.data["title"] = title
        self.rows = self._rows()

    def grow(self) -> None:
        """A further, empty series."""
        if self.may_grow:
            self.given.append({"axis": "left", "shape": "line"})
        self.rows = self._rows()

    def drop(self, number: int) -> None:
        """Take a series away."""
        if self.may_shrink and 0 <= number < len(self.given):
            del self.given[number]
        self.rows = self._rows()

    def result(self) -> AnyTile | None:
        """The tile as the form says it; null when something is missing, which the form then says."""
        for one in (self.form, *self.rows):
            one.judged = True
        fine = [one.is_valid() for one in (self.form, *self.rows)]
        if not all(fine):
            return None
        series = [{name: row.cleaned_data[name] for name in _SERIES} for row in self.rows]
        try:
            made: AnyTile = msgspec.convert({**self.form.words(), **self._with(series)}, AnyTile)
        except msgspec.ValidationError as error:
            self.problem = _("Das passt nicht zusammen: %(error)s") % {"error": error}
            return None
        return made

    def _with(self, series: list[Words]) -> Words:
        if self.kind.most == 0:
            return {}
        if self.kind.name == "scatter":
            return {"x": series[0], "y": series[1]}
        return {"series": series if self.kind.most > 1 else series[0]}

    def _rows(self) -> list[SeriesForm]:
        """A form per series; without ``axis`` and ``shape`` where nothing has them."""
        found = []
        for number, one in enumerate(self.given):
            prefix = f"reihe-{number}"
            data = (
                {f"{prefix}-{name}": value for name, value in one.items()} if self.data is not None else None
            )
            found.append(SeriesForm(data, prefix=prefix, initial=one))
        return found


def _count(data: QueryDict, most: int) -> int:
    said = str(data.get(COUNT, "0"))
    return min(int(said), most) if said.isdecimal() and len(said) < 4 else 0


def _shown(one: Series) -> Words:
    return {name: getattr(one, name) for name in _SERIES}


def _sent(data: QueryDict, number: int) -> Words:
    blank = {"axis": "left", "shape": "line"}
    return {name: data.get(f"reihe-{number}-{name}", blank.get(name, "")) for name in _SERIES}
