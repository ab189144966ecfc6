# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People on bicycles and on foot, and the weather they have."""

from __future__ import annotations

from stadtkern.kernel.dashboards import (
    BarTile,
    ChartTile,
    Dashboard,
    DashboardPage,
    HeatTile,
    MapTile,
    NumberTile,
    QualityTile,
    ScatterTile,
    Series,
    TableTile,
    TextTile,
)

_ALL = "sum(cycling.bicycle_count)"
_EACH = "each(cycling.bicycle_count)"
_WALKING = "sum(pedestrians.pedestrian_count)"
_COUNTED_AT = "mean(pedestrians.air_temperature)"
_TEMPERATURE = "mean(weather.air_temperature)"
_RAIN = "mean(weather.precipitation)"
_PEOPLE = Series(expression=_WALKING, title="Menschen zu Fuß", title_en="People on foot")
_BICYCLES = Series(expression=_ALL, title="Fahrräder", title_en="Bicycles")
_SAME_WEEKDAY = "Verglichen wird mit dem gleichen Wochentag 52 Wochen zuvor."
_SAME_WEEKDAY_EN = "Compared with the same weekday 52 weeks earlier."
_DEGREES = Series(expression=_TEMPERATURE, title="Lufttemperatur", title_en="Air temperature")

_OVERVIEW = DashboardPage(
    key="ueberblick",
    title="Überblick",
    title_en="Overview",
    tiles=(
        NumberTile(
            key="letzter-tag",
            title="Fahrräder am letzten ganzen Tag",
            title_en="Bicycles on the last whole day",
            series=_BICYCLES,
            period="day",
            trend="week",
            better="higher",
            width=3,
        ),
        NumberTile(
            key="letzte-woche",
            title="Fahrräder in der letzten ganzen Woche",
            title_en="Bicycles in the last whole week",
            series=_BICYCLES,
            period="week",
            trend="year",
            better="higher",
            width=3,
        ),
        NumberTile(
            key="zeitraum",
            title="Fahrräder im gewählten Zeitraum",
            title_en="Bicycles in the chosen period",
            series=_BICYCLES,
            period="range",
            trend="before",
            better="higher",
            width=3,
        ),
        NumberTile(
            key="je-zaehlstelle",
            title="Fahrräder je Zählstelle am letzten ganzen Tag",
            title_en="Bicycles per site on the last whole day",
            series=Series(expression="mean(cycling.bicycle_count)"),
            period="day",
            trend="week",
            better="higher",
            width=3,
        ),
        ChartTile(
            key="jahresvergleich",
            title="Fahrräder je Tag, neben dem Jahr davor",
            title_en="Bicycles per day, beside the year before",
            series=(Series(expression=_ALL, title="Fahrräder je Tag", title_en="Bicycles per day"),),
            step="day",
            compare=("year",),
            note=_SAME_WEEKDAY,
            note_en=_SAME_WEEKDAY_EN,
            width=12,
            height="high",
        ),
        HeatTile(
            key="wochenmuster",
            title="Wann gefahren wird: Stunde und Wochentag",
            title_en="When people ride: hour and weekday",
            series=_BICYCLES,
            note="Mittlere Zahl der Fahrräder je Stunde an allen Zählstellen zusammen.",
            note_en="Mean number of bicycles per hour at all sites together.",
            width=7,
        ),
        BarTile(
            key="wochentage",
            title="Mittlerer Tag nach Wochentag",
            title_en="Mean day by weekday",
            series=(_BICYCLES,),
            by="weekday",
            order="given",
            width=5,
        ),
        BarTile(
            key="zaehlstellen",
            title="Zählstellen im Vergleich",
            title_en="Counting sites compared",
            series=(Series(expression=_EACH),),
            width=12,
        ),
        QualityTile(
            key="datenlage",
            title="Wie vollständig die Zählung ist",
            title_en="How complete the counts are",
            series=Series(expression=_EACH),
            width=12,
            height="low",
        ),
    ),
)

_SITES = DashboardPage(
    key="zaehlstellen",
    title="Zählstellen",
    title_en="Sites",
    tiles=(
        ChartTile(
            key="alle-zaehlstellen",
            title="Fahrräder je Tag und Zählstelle",
            title_en="Bicycles per day and site",
            series=(Series(expression=_EACH),),
            step="day",
            width=12,
            height="high",
        ),
        TableTile(
            key="tabelle",
            title="Zählstellen in Zahlen",
            title_en="Sites in numbers",
            series=(Series(expression=_EACH),),
            step="day",
            width=12,
        ),
        MapTile(
            key="tage-auf-der-karte",
            title="Tag für Tag auf der Karte",
            title_en="Day by day on the map",
            series=Series(expression=_EACH),
            when="steps",
            step="day",
            width=12,
            height="high",
        ),
    ),
)

_WEATHER = DashboardPage(
    key="wetter",
    title="Wetter",
    title_en="Weather",
    tiles=(
        TextTile(
            key="erklaerung",
            title="Fährt man bei Sonne mehr Rad?",
            title_en="Do people ride more when the sun shines?",
            text=(
                "Wetter erklärt viel vom Auf und Ab der Zählungen. Hier stehen sie nebeneinander, sobald eine"
                " Wetterstation angebunden ist.\n\nEin Zusammenhang ist kein Beweis für eine Ursache: In den"
                " Ferien ist es oft warm, und es fahren weniger Menschen zur Schule."
            ),
            text_en=(
                "Weather explains much of the ups and downs of the counts. They stand side by side here as"
                " soon as a weather station is connected.\n\nA relation is no proof of a cause: holidays are"
                " often warm, and fewer people ride to school."
            ),
            width=12,
            height="low",
        ),
        ChartTile(
            key="verlauf",
            title="Fahrräder und Temperatur je Tag",
            title_en="Bicycles and temperature per day",
            series=(
                Series(expression=_ALL, title="Fahrräder", title_en="Bicycles", shape="bars"),
                Series(
                    expression=_TEMPERATURE, title="Lufttemperatur", title_en="Air temperature", axis="right"
                ),
            ),
            step="day",
            width=12,
            height="high",
        ),
        ScatterTile(
            key="temperatur",
            title="Temperatur und Fahrräder",
            title_en="Temperature and bicycles",
            x=_DEGREES,
            y=_BICYCLES,
            width=6,
        ),
        ScatterTile(
            key="regen",
            title="Regen und Fahrräder",
            title_en="Rain and bicycles",
            x=Series(expression=_RAIN, title="Niederschlag", title_en="Precipitation"),
            y=_BICYCLES,
            width=6,
        ),
    ),
)

_PEDESTRIANS = DashboardPage(
    key="fussverkehr",
    title="Fußverkehr",
    title_en="Pedestrians",
    tiles=(
        NumberTile(
            key="fuss-tag",
            title="Menschen zu Fuß am letzten ganzen Tag",
            title_en="People on foot on the last whole day",
            series=Series(expression=_WALKING),
            period="day",
            trend="week",
            width=4,
        ),
        NumberTile(
            key="fuss-woche",
            title="Menschen zu Fuß in der letzten ganzen Woche",
            title_en="People on foot in the last whole week",
            series=Series(expression=_WALKING),
            period="week",
            trend="before",
            width=4,
        ),
        NumberTile(
            key="fuss-zeitraum",
            title="Menschen zu Fuß im gewählten Zeitraum",
            title_en="People on foot in the chosen period",
            series=Series(expression=_WALKING),
            period="range",
            width=4,
        ),
        ChartTile(
            key="fuss-verlauf",
            title="Menschen zu Fuß je Tag, neben dem Jahr davor",
            title_en="People on foot per day, beside the year before",
            series=(_PEOPLE,),
            step="day",
            compare=("year",),
            note=_SAME_WEEKDAY,
            note_en=_SAME_WEEKDAY_EN,
            width=12,
            height="high",
        ),
        HeatTile(
            key="fuss-wochenmuster",
            title="Wann die Innenstadt voll ist: Stunde und Wochentag",
            title_en="When the town centre is full: hour and weekday",
            series=_PEOPLE,
            width=7,
        ),
        BarTile(
            key="fuss-wochentage",
            title="Mittlerer Tag nach Wochentag",
            title_en="Mean day by weekday",
            series=(_PEOPLE,),
            by="weekday",
            order="given",
            width=5,
        ),
        ChartTile(
            key="fuss-wetter",
            title="Menschen zu Fuß und Temperatur je Tag",
            title_en="People on foot and temperature per day",
            series=(
                Series(expression=_WALKING, title="Menschen zu Fuß", title_en="People on foot", shape="bars"),
                Series(
                    expression=_COUNTED_AT,
                    title="Temperatur an der Zählstelle",
                    title_en="Temperature at the site",
                    axis="right",
                ),
            ),
            step="day",
            width=7,
        ),
        ScatterTile(
            key="fuss-temperatur",
            title="Temperatur und Menschen zu Fuß",
            title_en="Temperature and people on foot",
            x=Series(expression=_COUNTED_AT, title="Temperatur", title_en="Temperature"),
            y=_PEOPLE,
            note="Ein Zusammenhang ist kein Beweis für eine Ursache: Auch Wochentag und Feste zählen.",
            note_en="A relation is no proof of a cause: weekdays and festivals matter, too.",
            width=5,
        ),
        MapTile(
            key="fuss-karte",
            title="Zählstellen auf der Karte",
            title_en="Counting sites on the map",
            series=Series(expression="each(pedestrians.pedestrian_count)"),
            when="range",
            width=6,
        ),
        QualityTile(
            key="fuss-datenlage",
            title="Wie vollständig die Zählung ist",
            title_en="How complete the counts are",
            series=Series(expression="each(pedestrians.pedestrian_count)"),
            width=6,
        ),
    ),
)

CYCLING_AND_WALKING = Dashboard(
    key="rad-und-fussverkehr",
    title="Rad- und Fußverkehr",
    title_en="Cycling and walking",
    domain="cycling",
    summary="Wie viele Menschen mit dem Rad und zu Fuß unterwegs sind, wann, wo und bei welchem Wetter.",
    summary_en="How many people ride and walk, when, where and in which weather.",
    pages=(_OVERVIEW, _SITES, _WEATHER, _PEDESTRIANS),
    filters=("time", "district", "site"),
    span="4w",
    plain=(
        "Hier sehen Sie, wie viele Menschen mit dem Fahrrad fahren."
        " Geräte an der Straße zählen die Fahrräder. Die Geräte zählen Tag und Nacht."
        " Sie machen keine Bilder."
    ),
)
