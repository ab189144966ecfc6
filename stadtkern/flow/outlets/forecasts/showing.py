# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A forecast as pages show it: the last days as measured, the next as expected, and what stood out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.devices.models import Datastream, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval, StoredObservation
from stadtkern.flow.outlets import readings
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.quantities import Quantity
from stadtkern.web.drawing.figures import Axis, DrawnLine, LineFigure
from stadtkern.web.templatetags.web import number, unit

from .measured import quantity_of
from .models import Forecast
from .profile import METHODS

BEFORE = timedelta(days=4)
_HOUR = timedelta(hours=1)
_HOURLY = Interval(number=1, unit="hour")
_ODD_DAYS = timedelta(days=60)
_MOST_ODD = 50


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
    """An hour that stood out."""

    start: datetime
    reason: str
    measured: float
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
        odd=_odd(order, until, lake) if until and _told(order.scores) else (),
        figure=_figure(order, quantity, steps) if steps else None,
        sentence=_sentence(order, quantity),
        method=next((one.title for one in METHODS if one.key == order.method), ""),
    )


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


def _odd(order: Forecast, until: datetime, lake: Lake) -> tuple[Odd, ...]:
    """The newest hours that stood out, newest first."""
    found = []
    for one in _observations(lake, order.scores_id, until - _ODD_DAYS):
        facts = json.loads(one.parameters or "{}")
        if facts.get("reason") in _REASONS:
            found.append(
                Odd(
                    start=one.phenomenon_time,
                    reason=str(_REASONS[facts["reason"]]),
                    measured=facts["measured"],
                    expected=facts["expected"],
                )
            )
    return tuple(found[::-1][:_MOST_ODD])


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
    """Thing and datastream."""
    return f"{order.datastream.thing.name}: {order.datastream.name}"
