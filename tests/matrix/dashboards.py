# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A public dashboard and an internal one of the small city."""

from __future__ import annotations

from stadtkern.flow.outlets.dashboards.definitions import plain
from stadtkern.flow.outlets.dashboards.models import StoredDashboard, Visibility
from stadtkern.flow.outlets.dashboards.publishing.models import Recipient, ReportOrder, Screen
from stadtkern.kernel.dashboards import Dashboard, DashboardPage, ImageTile, NumberTile, Series
from tests.matrix.words import HIDDEN, NOW, Arguments, owner

OPEN, SECRET, GONE = "offenes-dashboard", "verborgenes-dashboard", "geloeschtes-dashboard"


def dashboards() -> dict[str, Arguments]:
    """What the addresses of dashboards need: readers get the public one, staff the internal one."""
    stored(OPEN, "Offene Zahlen", Visibility.PUBLIC)
    stored(SECRET, f"{HIDDEN}e Zahlen", Visibility.INTERNAL)
    gone = stored(GONE, f"{HIDDEN}e alte Zahlen", Visibility.INTERNAL)
    gone.deleted_at = NOW
    gone.save()
    return publishing() | {
        "dashboards": {"key": OPEN, "tile_key": "temperatur", "page_key": "uebersicht"},
        "dashboards:picture": {"key": "none"},
        "building": {"key": SECRET, "tile": "temperatur"},
        "building:picture": {"key": SECRET, "tile": "foto"},
        "building:undelete": {"key": GONE},
    }


def publishing() -> dict[str, Arguments]:
    """A screen and an ordered report of the department of the subject, and ways to the public dashboard."""
    department, opened = owner("sensors"), StoredDashboard.objects.get(key=OPEN)
    made = {"department": department, "created_at": NOW, "created_by": "test"}
    screen = Screen.objects.create(
        key="foyer", title="Foyer", entries=[{"dashboard": OPEN}], changed_at=NOW, **made
    )
    order = ReportOrder.objects.create(dashboard=opened, due_at=NOW, **made)
    somebody = Recipient.objects.create(order=order, email="somebody@city.example", invited_at=NOW)
    return {
        "publishing": {
            "key": OPEN,
            "tile_key": "temperatur",
            "code": opened.code,
            "token": "none",
            "pk": order.pk,
            "recipient": somebody.pk,
        },
        "publishing:screen": {"key": screen.key},
        "publishing:kiosk": {"key": screen.key},
    }


def stored(key: str, title: str, visibility: Visibility) -> StoredDashboard:
    """A dashboard of the subject „sensors“ with the temperature of all places."""
    tile = NumberTile(
        key="temperatur", title="Temperatur", series=Series(expression="mean(sensors.air_temperature)")
    )
    photo = ImageTile(key="foto", title="Foto", picture="", alternative="")
    page = DashboardPage(key="uebersicht", title="Übersicht", tiles=(tile, photo))
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
