# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The kinds of tiles as people choose them, and the first tile of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.dashboards import AnyTile
from stadtkern.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of tile."""

    name: str
    """The tag of its words; also the picture of it."""
    title: str | Promise
    says: str | Promise
    """For what it is good."""
    least: int = 1
    most: int = 1
    """How many series it shows."""
    width: int = 4
    """Of a new tile [columns of twelve]."""


KINDS: Final[tuple[Kind, ...]] = (
    Kind(name="number", title=_("Zahl"), says=_("Ein Wert, groß, mit Trend und Ziel"), width=3),
    Kind(
        name="chart",
        title=_("Zeitverlauf"),
        says=_("Linien über die Zeit, auch im Vergleich zur Vorwoche oder zum Vorjahr"),
        most=20,
        width=9,
    ),
    Kind(
        name="bar",
        title=_("Balken"),
        says=_("Stellen nach Größe geordnet, oder nach Stunde, Wochentag, Monat"),
        most=20,
        width=6,
    ),
    Kind(name="map", title=_("Karte"), says=_("Orte mit ihren Werten, auch im Lauf der Zeit"), width=6),
    Kind(
        name="heat",
        title=_("Wochenmuster"),
        says=_("Wann ist viel los? Stunde und Wochentag als Farbfelder"),
        width=6,
    ),
    Kind(name="table", title=_("Tabelle"), says=_("Werte zum Nachlesen"), most=20, width=6),
    Kind(name="gauge", title=_("Zielerreichung"), says=_("Wie weit ein Ziel erreicht ist")),
    Kind(
        name="scatter",
        title=_("Zusammenhang"),
        says=_("Zwei Messgrößen gegeneinander, etwa Regen und Radverkehr"),
        least=2,
        most=2,
        width=6,
    ),
    Kind(name="quality", title=_("Datenqualität"), says=_("Wie vollständig und frisch die Daten sind")),
    Kind(
        name="warnings",
        title=_("Warnungen"),
        says=_("Was gerade gilt: amtliche Warnungen und Alarme"),
        least=0,
        most=0,
    ),
    Kind(name="text", title=_("Text"), says=_("Einordnung in eigenen Worten"), least=0, most=0, width=6),
    Kind(name="image", title=_("Bild"), says=_("Ein Foto oder Plan mit Beschreibung"), least=0, most=0),
)


def kind(name: str) -> Kind:
    """The kind of this name.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in KINDS if one.name == name), None)
    if found is None:
        raise NotFound(f"no kind of tile {name!r}")
    return found


def kind_of(tile: AnyTile) -> Kind:
    """The kind of a tile."""
    return kind(str(type(tile).__struct_config__.tag))


def fresh(name: str, key: str, title: str, expression: str = "", *, summed: bool = False) -> AnyTile:
    """A new tile that shows this already; what else it can do is set as most people want it.

    ``summed``: values are added up over time; one number of them is that of a whole day, not of some minutes.

    Raises:
        NotFound: there is no such kind.
    """
    found = kind(name)
    words: dict[str, object] = {
        "type": found.name,
        "key": key,
        "title": title,
        "width": found.width,
        **_first(found, {"expression": expression}),
        **(_OF_A_DAY.get(found.name, {}) if summed else {}),
    }
    made: AnyTile = msgspec.convert(words, AnyTile)
    return made


_OF_A_DAY: Final[dict[str, dict[str, str]]] = {
    "number": {"period": "day", "trend": "week"},
    "gauge": {"period": "day"},
}


def _first(found: Kind, series: dict[str, str]) -> dict[str, object]:
    if found.name == "text":
        return {"text": ""}
    if found.name == "image":
        return {"picture": "", "alternative": ""}
    if found.name == "scatter":
        return {"x": series, "y": series}
    if found.most > 1:
        return {"series": [series]}
    goal = {"target": {"value": 100.0}} if found.name == "gauge" else {}
    return {"series": series, **goal} if found.most else {}
