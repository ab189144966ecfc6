# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A ready dashboard about air, climate, noise and water."""

from __future__ import annotations

from stadtkern.kernel.dashboards import (
    ChartTile,
    Dashboard,
    DashboardPage,
    HeatTile,
    MapTile,
    NumberTile,
    QualityTile,
    Series,
    WarningsTile,
)

_PM10 = Series(expression="mean(environment.pm10)", title="Feinstaub PM10", title_en="PM10")
_PM25 = Series(expression="mean(environment.pm25)", title="Feinstaub PM2,5", title_en="PM2.5")
_NO2 = Series(
    expression="mean(environment.nitrogen_dioxide)", title="Stickstoffdioxid", title_en="Nitrogen dioxide"
)
_OZONE = Series(expression="mean(environment.ozone)", title="Ozon", title_en="Ozone")
_TOWN = Series(expression="mean(environment.air_temperature)", title="Stadtgebiet", title_en="In town")
_NOISE = Series(expression="mean(environment.sound_level)", title="Schallpegel", title_en="Sound level")

_AIR = DashboardPage(
    key="luft",
    title="Luft",
    title_en="Air",
    tiles=(
        NumberTile(key="pm10", title="Feinstaub PM10, letzter ganzer Tag", title_en="PM10, last whole day",
                   series=_PM10, period="day", better="lower", width=3),
        NumberTile(key="pm25", title="Feinstaub PM2,5, letzter ganzer Tag", title_en="PM2.5, last whole day",
                   series=_PM25, period="day", better="lower", width=3),
        NumberTile(key="no2", title="Stickstoffdioxid, letzte ganze Stunde",
                   title_en="Nitrogen dioxide, last whole hour",
                   series=_NO2, period="hour", better="lower", width=3),
        NumberTile(key="ozon", title="Ozon, letzte ganze Stunde", title_en="Ozone, last whole hour",
                   series=_OZONE, period="hour", better="lower", width=3),
        ChartTile(
            key="feinstaub",
            title="Feinstaub PM10 je Tag, mit dem Grenzwert",
            title_en="PM10 per day, with the limit",
            series=(_PM10,),
            step="day",
            note="Der Tagesmittelwert darf an höchstens 35 Tagen im Jahr über 50 µg/m³ liegen.",
            note_en="The daily mean may exceed 50 µg/m³ on at most 35 days of a year.",
            width=7,
            height="high",
        ),
        MapTile(
            key="karte",
            title="Feinstaub an den Messorten",
            title_en="PM10 at the sites",
            series=Series(expression="each(environment.pm10)"),
            classes=(10, 20, 35, 50),
            width=5,
            height="high",
        ),
        WarningsTile(key="warnungen", title="Was gerade gilt", title_en="In force now", width=5),
        QualityTile(
            key="datenlage",
            title="Wie vollständig die Messungen sind",
            title_en="How complete the measurements are",
            series=Series(expression="each(environment.pm10)"),
            width=7,
        ),
    ),
)  # fmt: skip

_CLIMATE = DashboardPage(
    key="klima",
    title="Klima, Wasser und Lärm",
    title_en="Climate, water and noise",
    tiles=(
        ChartTile(
            key="stadt-und-umland",
            title="Wie viel wärmer es in der Stadt ist",
            title_en="How much warmer it is in town",
            series=(
                _TOWN,
                Series(
                    expression="mean(weather.air_temperature)",
                    title="Wetterstation",
                    title_en="Weather station",
                ),
            ),
            width=12,
            height="high",
        ),
        ChartTile(
            key="wasser",
            title="Wasserstand",
            title_en="Water level",
            series=(Series(expression="each(environment.water_level)"),),
            width=6,
        ),
        ChartTile(
            key="boden",
            title="Bodenfeuchte",
            title_en="Soil moisture",
            series=(Series(expression="each(environment.soil_moisture)"),),
            width=6,
        ),
        HeatTile(
            key="laerm",
            title="Wann es laut ist: Stunde und Wochentag",
            title_en="When it is loud: hour and weekday",
            series=_NOISE,
            width=12,
        ),
    ),
)

DASHBOARDS = (
    Dashboard(
        key="umwelt",
        title="Umwelt",
        title_en="Environment",
        summary="Luft, Klima, Wasser und Lärm in der Stadt, mit den Grenzwerten, die gelten.",
        summary_en="Air, climate, water and noise in the city, with the limits that apply.",
        pages=(_AIR, _CLIMATE),
        filters=("time", "district", "site"),
        span="30d",
        plain=(
            "Hier sehen Sie, wie sauber die Luft ist. Sie sehen auch, wie warm es ist und wie laut."
            " Messgeräte in der Stadt messen das Tag und Nacht."
        ),
    ),
)
