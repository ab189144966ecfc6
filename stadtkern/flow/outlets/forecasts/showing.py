# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A forecast as pages show it: the last days as measured, the next as expected, and what stood out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.devices.models import Datastream, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval, StoredObservation
from stadtkern.flow.outlets import readings
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.quantities import Quantity
from stadtkern.web.drawing.figures import Axis, DrawnLine, LineFigure, Mark
from stadtkern.web.templatetags.web import number, unit

from . import free_days
from .measured import quantity_of
from .models import Forecast

BEFORE = timedelta(days=4)
_BERLIN = ZoneInfo("Europe/Berlin")
_HOUR = timedelta(hours=1)
_HOURLY = Interval(number=1, unit="hour")
_ODD_DAYS = timedelta(days=60)
_MOST_ODD = 20


@dataclass(frozen=True, kw_only=True)
class Step:
    """One hour."""

    start: datetime
    measured: float | None
    expected: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Odd:
    """Hours in a row that stood out for the same reason."""

    start: datetime
    hours: int
    reason: str
    measured: float
    """Of what is counted the sum of these hours, else their mean; so is what was expected."""
    expected: float


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A forecast for a page."""

    order: Forecast
    quantity: Quantity
    steps: tuple[Step, ...]
    odd: tuple[Odd, ...]
    figure: LineFigure | None
    sentence: str
    method: str
    span: str
    """How often measured values lay within the drawn span."""
    over: datetime | None
    """Until when it reached, when that is past: no newer values have come."""


def shown(order: Forecast, *, lake: Lake, now: datetime) -> Shown:
    """What a page shows of a public forecast.

    Raises:
        NotFound: its datastream is not public.
        LakeUnavailable: the lake cannot be read.
    """
    quantity = quantity_of(order.datastream)
    until = order.measured_until
    steps = _steps(order, until, lake=lake, now=now) if until and order.output_id else ()
    return Shown(
        order=order,
        quantity=quantity,
        steps=steps,
        odd=_odd(order, until, lake, quantity) if until and _told(order.scores) else (),
        figure=_figure(order, quantity, steps) if steps else None,
        sentence=_sentence(order, quantity),
        method=method_title(order.method),
        span=_span(order),
        over=ended(order, now),
    )


def ended(order: Forecast, now: datetime) -> datetime | None:
    """Where a forecast ended that is past; null: it still tells about the future, or there is none."""
    if order.measured_until is None:
        return None
    end = order.measured_until + timedelta(days=order.days)
    return end if end <= now else None


def _span(order: Forecast) -> str:
    if order.inside is None:
        return _("Die Fläche um sie soll neun von zehn Werten enthalten.")
    return _(
        "Die Fläche um sie soll neun von zehn Werten enthalten; nachgerechnet lagen %(inside)s %% darin."
    ) % {"inside": round(order.inside * 100)}


def _told(scores: Datastream | None) -> bool:
    """Whether the public may know which hours stood out."""
    return scores is not None and scores.visibility == Visibility.PUBLIC


def _steps(order: Forecast, until: datetime, *, lake: Lake, now: datetime) -> tuple[Step, ...]:
    start = until - BEFORE
    expected = {one.phenomenon_time: _three(one) for one in _observations(lake, order.output_id, start)}
    measured = _measured(order, start, until, lake=lake, now=now)
    times = sorted({*expected, *measured})
    return tuple(
        Step(start=time, measured=measured.get(time), expected=three[0], low=three[1], high=three[2])
        for time in times
        for three in (expected.get(time, (None, None, None)),)
    )


def _measured(
    order: Forecast, start: datetime, until: datetime, *, lake: Lake, now: datetime
) -> Mapping[datetime, float | None]:
    """By the hour, as the public may see it."""
    channel = readings.channel(order.datastream)
    found = readings.series(channel, start=start, end=until, interval=_HOURLY, lake=lake, now=now)
    return {point.start: point.value if point.complete else None for point in found.points}


def _observations(lake: Lake, datastream: int | None, start: datetime) -> Sequence[StoredObservation]:
    if datastream is None:
        return ()
    try:
        rows = lake.observations(datastream, start=start, limit=2_000)
    except LimitExceeded:
        return ()
    return [one for one in rows if not Quality(one.quality or 0) & Quality.SUPERSEDED]


def _three(one: StoredObservation) -> tuple[float | None, float | None, float | None]:
    values = json.loads(one.result_json or "[]")
    expected, low, high = (*values, None, None, None)[:3]
    return expected, low, high


def _odd(order: Forecast, until: datetime, lake: Lake, quantity: Quantity) -> tuple[Odd, ...]:
    """The newest hours that stood out, newest first; those in a row together."""
    found: list[Odd] = []
    for one in _observations(lake, order.scores_id, until - _ODD_DAYS):
        facts = json.loads(one.parameters or "{}")
        if facts.get("reason") in _REASONS:
            hour = Odd(
                start=one.phenomenon_time,
                hours=1,
                reason=str(_REASONS[facts["reason"]]),
                measured=facts["measured"],
                expected=facts["expected"],
            )
            if found and _follows(found[-1], hour):
                found[-1] = _longer(found[-1], hour, summed=quantity.summary == "sum")
            else:
                found.append(hour)
    return tuple(found[::-1][:_MOST_ODD])


def _follows(before: Odd, hour: Odd) -> bool:
    return before.reason == hour.reason and before.start + before.hours * _HOUR == hour.start


def _longer(before: Odd, hour: Odd, *, summed: bool) -> Odd:
    def both(one: float, other: float) -> float:
        return one + other if summed else (one * before.hours + other) / (before.hours + 1)

    return replace(
        before,
        hours=before.hours + 1,
        measured=both(before.measured, hour.measured),
        expected=both(before.expected, hour.expected),
    )


def _figure(order: Forecast, quantity: Quantity, steps: Sequence[Step]) -> LineFigure:
    return LineFigure(
        title=_("%(stream)s: gemessen und vorhergesagt, Stunde für Stunde")
        % {"stream": order.datastream.name},
        starts=[step.start.timestamp() for step in steps],
        ends=[(step.start + _HOUR).timestamp() for step in steps],
        lines=(
            DrawnLine(name=_("gemessen"), values=[step.measured for step in steps]),
            DrawnLine(
                name=_("vorhergesagt"),
                values=[step.expected for step in steps],
                style="dotted",
                low=[step.low for step in steps],
                high=[step.high for step in steps],
            ),
        ),
        left=Axis(unit=unit(quantity), decimals=quantity.decimals, from_zero=quantity.summary == "sum"),
        marks=_holidays(steps),
    )


def _holidays(steps: Sequence[Step]) -> tuple[Mark, ...]:
    """Public holidays among the hours: the forecast takes them for Sundays."""
    days: dict[date, list[datetime]] = {}
    for step in steps:
        days.setdefault(step.start.astimezone(_BERLIN).date(), []).append(step.start)
    return tuple(
        Mark(start=hours[0].timestamp(), end=(hours[-1] + _HOUR).timestamp(), text=_("Feiertag"))
        for day, hours in days.items()
        if free_days.is_holiday(day)
    )


def _sentence(order: Forecast, quantity: Quantity) -> str:
    """What the forecast is worth, in one sentence; says so where it is worth nothing."""
    gain = order.gain_percent
    if order.error is None or order.naive_error is None or gain is None:
        return ""
    facts = {
        "error": number(order.error, max(quantity.decimals, 1)),
        "naive": number(order.naive_error, max(quantity.decimals, 1)),
        "unit": unit(quantity),
        "n": order.origins,
        "gain": abs(gain),
        "inside": round((order.inside or 0) * 100),
    }
    compared = (
        _("Das ist %(gain)s %% genauer als der Wert der Vorwoche (Fehler %(naive)s %(unit)s).")
        if gain > 0
        else _(
            "Das ist nicht genauer als der Wert der Vorwoche (Fehler %(naive)s %(unit)s):"
            " Verlassen Sie sich hier nicht auf die Vorhersage."
        )
    )
    first = _(
        "In %(n)s nachgerechneten Vorhersagen lag eine Stunde im Mittel um %(error)s %(unit)s daneben,"
        " %(inside)s %% der Messwerte lagen in der gezeigten Spanne."
    )
    return f"{first % facts} {compared % facts}"


_REASONS = {
    "above": gettext_lazy("ungewöhnlich viel"),
    "below": gettext_lazy("ungewöhnlich wenig"),
    "silent": gettext_lazy("seit Stunden null, obwohl Werte zu erwarten waren: vielleicht eine Störung"),
}


def title_of(order: Forecast) -> str:
    """Thing and datastream; once when they are called the same."""
    thing, stream = order.datastream.thing.name, order.datastream.name
    return thing if thing == stream else f"{thing}: {stream}"


def method_title(key: str) -> str:
    """What a method is called; empty before one is chosen."""
    return str(_METHODS.get(key, ""))


_METHODS: Final = {
    "week-ratio": gettext_lazy("Wochenprofil, auf den Stand der letzten drei Tage gestreckt"),
    "week-shift": gettext_lazy("Wochenprofil, auf den Stand des letzten Tages verschoben"),
    "day-shift": gettext_lazy("Tagesprofil, auf den Stand des letzten Tages verschoben"),
    "week": gettext_lazy("Wochenprofil"),
}
