# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Units, names, circles and what a reader may not see, before and while computing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest

from stadtkern.flow.devices.models import Datastream, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.series import indicating, service
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.flow.outlets.series.words import Places, SeriesQuestion
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.kernel.indicators import Indicator

from .givens import START, fill, site

pytestmark = pytest.mark.django_db
BIKES, AIR, WIND = "sum(cycling.bicycle_count)", "mean(weather.air_temperature)", "mean(weather.wind_speed)"
NOW = START + timedelta(days=1)


@pytest.fixture
def known() -> Iterator[dict[str, Indicator]]:
    """Indicators that the test declares."""
    declared: dict[str, Indicator] = {}
    before, guards = list(indicating._PROVIDERS), list(indicating._GUARDS)
    service.provide_indicators(declared.get)
    yield declared
    indicating._PROVIDERS[:], indicating._GUARDS[:] = before, guards


def indicator(key: str, formula: str, ucum: str) -> Indicator:
    return Indicator(key=key, title=f"Kennzahl {key}", definition="", formula=formula, ucum=ucum)


@pytest.mark.parametrize(
    ("text", "ucum", "symbol"),
    [
        (BIKES, "{bicycle}", "Fahrräder"),
        (f"{BIKES} + 5", "{bicycle}", "Fahrräder"),
        (f"{BIKES} / 2", "{bicycle}", "Fahrräder"),
        (f"{BIKES} / {BIKES}", "1", ""),
        (f"{BIKES} / 24 [h]", "{bicycle}/h", "Fahrräder/h"),
        (f"percent({BIKES}, {BIKES})", "%", "%"),
        (f"{AIR} - {AIR}", "K", "K"),
        (f"{AIR} - 3 [K]", "Cel", "°C"),
        (f"{WIND} + 36 [km/h]", "m/s", "m/s"),
        (f"{WIND} / convert({WIND}, [km/h])", "1", ""),
        (f"convert({WIND}, [km/h])", "km/h", "km/h"),
        (f"50 [%] * {WIND}", "m/s", "m/s"),
        (f"{WIND} * 3600 [s]", "(m/s).s", "m/s·s"),
        (f"degree_days({AIR})", "K.d", "K·d"),
        ("count(cycling.bicycle_count)", "{datastream}", "Datenströme"),
        (f"difference({AIR})", "K", "K"),
        ("mean(weather.precipitation) * 100", "mm", "mm"),
    ],
)
def test_units_follow_from_the_expression(text: str, ucum: str, symbol: str) -> None:
    unit = service.check(text).unit
    assert (unit.ucum, unit.symbol) == (ucum, symbol)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{AIR} + {WIND}", "Einheiten für Verschiedenes"),
        (f"{AIR} + {AIR}", "mean("),
        (f"{AIR} * 2", "Nullpunkt"),
        ("sum(weather.air_temperature)", "mean(weather.air_temperature)"),
        ("mean(weather.wind_from_direction)", "Richtung"),
        (f"cumulative({WIND})", "difference"),
        (f"convert({WIND}, [kg])", "Einheiten für Verschiedenes"),
        ("5 [frobs] + 1", "UCUM"),
        ("sum(cyclign.bicycle_count)", "cycling"),
        ("sum(cycling.bycicle_count)", "bicycle_count"),
        (f"percent({WIND}, {BIKES})", "Einheiten für Verschiedenes"),
        (f"degree_days({WIND})", "Temperatur"),
        (f"normalised({AIR}, {AIR})", "Verbrauch"),
        ('indicator("gibt-es-nicht")', "gibt es nicht"),
    ],
)
@pytest.mark.usefixtures("known")
def test_what_has_no_meaning_is_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(ExpressionRefused, match=re.escape(says)):
        service.check(text)


def test_an_indicator_that_leads_to_itself_is_refused_with_its_circle(known: dict[str, Indicator]) -> None:
    known["a"] = indicator("a", 'indicator("b") * 2', "1")
    known["b"] = indicator("b", '1 + indicator("a")', "1")
    with pytest.raises(ExpressionRefused, match="a → b → a"):
        service.check('indicator("a")')


def test_an_indicator_is_answered_in_its_own_unit(lake: Lake, known: dict[str, Indicator]) -> None:
    fill(lake, site("weather", "wind_speed", "w"), [10.0, 20.0])
    known["wind"] = indicator("wind", WIND, "km/h")
    (now,) = service.current('indicator("wind") + 1 [km/h]', reader=None, lake=lake, now=NOW)
    assert (now.value, now.unit.ucum) == (73, "km/h")
    assert service.check('indicator("wind")').title == "Kennzahl wind"


def test_a_hidden_datastream_is_told_like_a_missing_one_and_gives_nothing_away(lake: Lake) -> None:
    stream = site("weather", "air_temperature", "secret")
    fill(lake, stream, [21.0, 22.0])
    Datastream.objects.filter(pk=stream).update(visibility=Visibility.INTERNAL)
    hidden, gone = 'stream("x/secret/air_temperature") + 1', 'stream("x/never/there") + 1'
    assert service.check(hidden).missing == service.check(gone).missing != ()
    assert "secret" not in service.check(hidden).title + service.check(hidden).title_en
    assert service.check(hidden).unit == service.check(gone).unit
    (line,) = service.lines(question(hidden), lake=lake, now=NOW)
    assert np.isnan(line.values).all()
    assert (line.facts.withdrawn, line.facts.streams, line.facts.raw, line.code) == (1, 0, (), "")
    assert service.extent(hidden, reader=None, lake=lake) is None
    (now,) = service.current(hidden, reader=None, lake=lake, now=NOW)
    assert (now.value, now.state, now.facts.withdrawn) == (None, "empty", 1)


def test_only_the_chosen_sites_count(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [1, 2])
    fill(lake, site("cycling", "bicycle_count", "b"), [10, 20])
    chosen = Places(sites=("x/b",))
    (line,) = service.lines(question(BIKES, places=chosen), lake=lake, now=NOW)
    assert line.total == 30
    (line,) = service.lines(question('sum(cycling.bicycle_count[site="a"])'), lake=lake, now=NOW)
    assert (line.total, line.title) == (3, "Ort a: Fahrräder")
    (line,) = service.lines(question('sum(cycling.bicycle_count[site in ("a", "c")])'), lake=lake, now=NOW)
    assert (line.total, line.facts.withdrawn) == (3, 1)


def test_thirty_years_of_minutes_are_refused_with_steps_that_would_do(lake: Lake) -> None:
    long = SeriesQuestion(
        expression=BIKES,
        start=START - timedelta(days=30 * 365),
        end=START,
        interval=Interval(number=1, unit="minute"),
    )
    with pytest.raises(LimitExceeded, match="Wochen"):
        service.lines(long, lake=lake, now=NOW)
    assert service.interval_for(long.start, long.end) == Interval(number=1, unit="month")


def test_an_empty_range_and_one_without_data_are_empty_lines(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [1, 2])
    assert service.lines(question(BIKES, hours=0), lake=lake, now=NOW) == ()
    (later,) = service.lines(question(BIKES, start_h=2000), lake=lake, now=NOW)
    assert np.isnan(later.values).all()
    assert later.total is None
    assert np.isnan(later.coverage).all()


def question(text: str, *, places: Places | None = None, hours: int = 2, start_h: int = 0) -> SeriesQuestion:
    start = START + timedelta(hours=start_h)
    return SeriesQuestion(
        expression=text,
        start=start,
        end=start + timedelta(hours=hours),
        interval=Interval(number=1, unit="hour"),
        places=places or Places(),
    )
