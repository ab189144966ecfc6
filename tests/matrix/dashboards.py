# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A public dashboard and an internal one of the small city."""

from __future__ import annotations

from stadtkern.flow.outlets.dashboards.definitions import plain
from stadtkern.flow.outlets.dashboards.models import StoredDashboard, Visibility
from stadtkern.kernel.dashboards import Dashboard, DashboardPage, NumberTile, Series
from tests.matrix.words import HIDDEN, NOW, Arguments, owner

OPEN, SECRET = "offenes-dashboard", "verborgenes-dashboard"


def dashboards() -> dict[str, Arguments]:
    """What the addresses of dashboards need: readers get the public one, staff the internal one."""
    stored(OPEN, "Offene Zahlen", Visibility.PUBLIC)
    stored(SECRET, f"{HIDDEN}e Zahlen", Visibility.INTERNAL)
    return {
        "dashboards": {"key": OPEN, "tile_key": "temperatur", "page_key": "uebersicht"},
        "dashboards:picture": {"key": "none"},
    }


def stored(key: str, title: str, visibility: Visibility) -> StoredDashboard:
    """A dashboard of the subject „sensors“ with the temperature of all places."""
    tile = NumberTile(
        key="temperatur", title="Temperatur", series=Series(expression="mean(sensors.air_temperature)")
    )
    page = DashboardPage(key="uebersicht", title="Übersicht", tiles=(tile,))
    said = Dashboard(key=key, title=title, domain="sensors", pages=(page,))
    return StoredDashboard.objects.create(
        key=key,
        code=key[:12],
        title=title,
        domain="sensors",
        department=owner("sensors"),
        visibility=visibility,
        definition=plain(said),
        created_at=NOW,
        created_by="test",
        changed_at=NOW,
        changed_by="test",
    )
