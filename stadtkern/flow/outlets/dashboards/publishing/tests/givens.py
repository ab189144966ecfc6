# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tiles as they are shown, for tests of files and reports."""

from __future__ import annotations

from datetime import UTC, datetime

from stadtkern.flow.outlets.dashboards.publishing.files.tables import Origin
from stadtkern.flow.outlets.dashboards.shown import Column, Number, ShownTile, TableTwin
from stadtkern.flow.outlets.series.words import Facts, SourceFact
from stadtkern.kernel.dashboards import ChartTile, NumberTile, Series, TextTile
from stadtkern.web.drawing.figures import Axis, DrawnLine, LineFigure

NOW = datetime(2026, 8, 22, 10, 0, tzinfo=UTC)
NOON = datetime(2026, 8, 21, 12, 0, tzinfo=UTC)
ORIGIN = Origin(dashboard="Rad- und Fußverkehr", address="https://stadt.example/d/x/", made_at=NOW)
FACTS = Facts(
    sources=(
        SourceFact(
            key="cycling-muenster",
            title="Radzählstellen",
            title_en="Bicycle counters",
            publisher="Stadt Münster",
            licence="Datenlizenz Deutschland – Namensnennung – 2.0",
            licence_url="https://www.govdata.de/dl-de/by-2-0",
            attribution="Stadt Münster, dl-de/by-2-0",
            href="/daten/cycling-muenster/",
        ),
    ),
    streams=23,
    newest=NOON,
    expected=1000,
    counted=978,
    method=("Summe über alle Zählstellen.",),
)


def chart(*rows: tuple[str | float | datetime | None, ...], title: str = "Räder je Stunde") -> ShownTile:
    """A chart with these rows (time, value); one step with a gap when nothing is said."""
    told = rows or ((NOON, 1234.5), (NOW, None))
    times = [one[0].timestamp() for one in told if isinstance(one[0], datetime)]
    values = [value if isinstance(value := one[1], float | int) else None for one in told]
    return ShownTile(
        tile=ChartTile(key="raeder", title=title, series=(Series(expression="sum(cycling.bicycle_count)"),)),
        title=title,
        sentence="Am meisten Räder fuhren am 21. August.",
        facts=FACTS,
        table=TableTwin(
            caption=title,
            columns=(Column(title="Zeit"), Column(title="Räder", unit="Räder/h", numeric=True, decimals=1)),
            rows=told,
        ),
        figure=LineFigure(
            title=title,
            starts=times,
            ends=[one + 3600 for one in times],
            lines=(DrawnLine(name="Räder", values=values),),
            left=Axis(unit="Räder/h"),
        ),
    )


def number(value: float | None = 98765.0, title: str = "Räder gestern") -> ShownTile:
    """A number with its change."""
    return ShownTile(
        tile=NumberTile(key="zahl", title=title, series=Series(expression="sum(cycling.bicycle_count)")),
        title=title,
        number=Number(
            value=value,
            unit="Räder",
            decimals=0,
            period="am 21. August 2026",
            change_percent=12.0,
            change_words="12 % mehr als in der Woche davor",
        ),
        facts=FACTS,
        sentence="12 % mehr als in der Woche davor.",
    )


def words() -> ShownTile:
    """A text tile."""
    return ShownTile(
        tile=TextTile(key="text", title="Über die Zahlen", text="Gezählt wird an **23** Stellen."),
        title="Über die Zahlen",
        html="<p>Gezählt wird an 23 Stellen.</p>",
    )
