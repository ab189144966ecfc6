# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A map of places with value classes: now, over the time range, or step by step."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import Thing
from stadtkern.flow.devices.places import Spot
from stadtkern.flow.outlets.dashboards.sentences import dates, rankings
from stadtkern.flow.outlets.dashboards.shown import Column, ShownTile, TableTwin
from stadtkern.flow.outlets.series.words import Facts, Line, Now, Unit
from stadtkern.kernel.dashboards import MapTile
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.web.drawing.figures import Axis, MapFigure, Place

from . import classes, outlines
from .asking import Ask, any_value, counted, explained, floats, line_name, merged, moments
from .periods import Span, span_of

MOST_STEPS = 120
"""More steps nobody slides through; longer steps are asked for."""


@dataclass(frozen=True, kw_only=True)
class _Pin:
    """A place with its value."""

    name: str
    code: str
    spot: Spot
    value: float | None


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """The places of one moment or stretch."""

    pins: tuple[_Pin, ...]
    unit: Unit
    bounds: tuple[float, ...]
    counted: bool
    when: str


def places(ask: Ask, tile: MapTile) -> ShownTile:
    """The tile with its figure, table twin and sentence; ``extra`` holds the steps of a time slider.

    Raises:
        LimitExceeded: the places have several units, or there are more steps than anybody slides through.
    """
    if tile.when == "now":
        return _now(ask, tile)
    span = span_of(ask.view, tile.step)
    lines = ask.lines(tile.series, span)
    facts = merged(line.facts for line in lines) if lines else Facts()
    shown = explained(ask.shown(tile), facts, anything=any_value(lines))
    if shown.state != "shown":
        return shown
    placed = [line for line in lines if line.spot is not None]
    if not placed:
        return _nowhere(shown, each=any(one.code for one in lines))
    if len({line.unit.ucum for line in placed}) > 1:
        raise LimitExceeded(_("Eine Karte vergleicht Orte, deren Werte dieselbe Einheit haben."))
    return (
        _steps(ask, tile, shown, (span, placed)) if tile.when == "steps" else _range(ask, tile, shown, placed)
    )


def _nowhere(shown: ShownTile, *, each: bool) -> ShownTile:
    if each:
        message = _("Von diesen Orten ist nicht bekannt, wo sie liegen. Die Lage steht im Cockpit am Ort.")
        return replace(shown, state="empty", message=message)
    message = _("Diese Werte gehören zu keinem einzelnen Ort. „each(…)“ zeigt jeden Ort für sich.")
    return replace(shown, state="refused", message=message)


def _now(ask: Ask, tile: MapTile) -> ShownTile:
    found = ask.now(tile.series)
    facts = merged(replace(one.facts, stale=one.state == "stale") for one in found) if found else Facts()
    shown = explained(ask.shown(tile), facts, anything=any(one.value is not None for one in found))
    if shown.state != "shown" and any(one.state == "stale" for one in found):
        return replace(shown, state="stale", message=_("Alle Werte sind zu alt, um als aktuell zu gelten."))
    pins = tuple(_pin_now(ask, one, one.spot) for one in found if one.spot is not None)
    if shown.state != "shown":
        return shown
    if not pins:
        return _nowhere(shown, each=any(one.code for one in found))
    bounds = classes.limits((pin.value for pin in pins if pin.value is not None), tile.classes)
    drawn = _Drawn(pins=pins, unit=found[0].unit, bounds=bounds, counted=counted(found[0]), when=_("jetzt"))
    return _drawn(ask, shown, drawn)


def _pin_now(ask: Ask, one: Now, spot: Spot) -> _Pin:
    return _Pin(name=line_name(one, ask.language), code=one.code, spot=spot, value=one.value)


def _pin(ask: Ask, line: Line, value: float | None) -> _Pin:
    spot = line.spot or Spot(0.0, 0.0)
    return _Pin(name=line_name(line, ask.language), code=line.code, spot=spot, value=value)


def _range(ask: Ask, tile: MapTile, shown: ShownTile, lines: Sequence[Line]) -> ShownTile:
    values = [line.total if line.total is not None and np.isfinite(line.total) else None for line in lines]
    bounds = classes.limits((one for one in values if one is not None), tile.classes)
    pins = tuple(_pin(ask, line, value) for line, value in zip(lines, values, strict=True))
    when = dates.during(ask.view.start, ask.view.end, ask.language)
    return _drawn(
        ask, shown, _Drawn(pins=pins, unit=lines[0].unit, bounds=bounds, counted=counted(lines[0]), when=when)
    )


def _steps(ask: Ask, tile: MapTile, shown: ShownTile, found: tuple[Span, Sequence[Line]]) -> ShownTile:
    """One step is drawn; all are in ``extra`` for whoever slides."""
    span, lines = found
    starts, ends = moments(lines[0].starts.tolist()), moments(lines[0].ends.tolist())
    if len(starts) > MOST_STEPS:
        raise LimitExceeded(
            _("%(n)s Schritte sind zu viele für einen Zeitregler: längere Schritte oder weniger Zeit wählen.")
            % {"n": len(starts)}
        )
    values = [floats(line.values) for line in lines]
    bounds = classes.limits((one for line in values for one in line if one is not None), tile.classes)
    at = max(len(starts) - 1 - ask.view.moment, 0)
    unit = span.interval.unit
    words = [dates.when(start, end, unit, ask.language) for start, end in zip(starts, ends, strict=True)]
    pins = tuple(_pin(ask, line, one[at]) for line, one in zip(lines, values, strict=True))
    drawn = _Drawn(pins=pins, unit=lines[0].unit, bounds=bounds, counted=counted(lines[0]), when=words[at])
    extra: dict[str, object] = {
        "step": at,
        "steps": words,
        "values": values,
        "levels": [[classes.level(one, bounds) for one in line] for line in values],
    }
    return replace(_drawn(ask, shown, drawn), extra=extra)


def _drawn(ask: Ask, shown: ShownTile, drawn: _Drawn) -> ShownTile:
    unit, decimals = ask.symbol(drawn.unit), drawn.unit.decimals
    codes = [pin.code for pin in drawn.pins if pin.code]
    public = frozenset(Thing.objects.public().filter(code__in=codes).values_list("code", flat=True))
    around = outlines.around([pin.spot for pin in drawn.pins])
    figure = MapFigure(
        title=f"{shown.title}, {drawn.when}",
        places=tuple(_place(pin, drawn.bounds, public) for pin in drawn.pins),
        classes=classes.names(drawn.bounds, unit, decimals, ask.language),
        axis=Axis(unit=unit, decimals=decimals),
        outlines=around.rings,
        credit=around.credit,
    )
    columns = (
        Column(title=_("Ort")),
        Column(title=_("Wert"), unit=unit, numeric=True, decimals=decimals),
        Column(title=_("Klasse")),
    )
    rows = tuple(
        (one.name, one.value, figure.classes[one.level] if one.level is not None else _("keine Daten"))
        for one in sorted(figure.places, key=lambda one: (one.value is None, -(one.value or 0.0)))
    )
    caption = f"{shown.title}, {drawn.when}"
    return replace(
        shown,
        figure=figure,
        table=TableTwin(caption=caption, columns=columns, rows=rows),
        sentence=_sentence(ask, drawn),
    )


def _place(pin: _Pin, bounds: Sequence[float], public: Set[str]) -> Place:
    return Place(
        longitude=pin.spot.longitude,
        latitude=pin.spot.latitude,
        name=pin.name,
        value=pin.value,
        level=classes.level(pin.value, bounds),
        href=reverse("portal:place", args=[pin.code]) if pin.code in public else "",
    )


def _sentence(ask: Ask, drawn: _Drawn) -> str:
    ranked = rankings.Ranked(
        entries=[(pin.name, pin.value) for pin in drawn.pins],
        unit=ask.symbol(drawn.unit),
        ucum=drawn.unit.ucum,
        decimals=drawn.unit.decimals,
        counted=drawn.counted,
    )
    return rankings.ranking(ranked, ask.language, plain=ask.view.plain)
