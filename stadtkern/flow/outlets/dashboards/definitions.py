# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards in the register as words, and the words of a dashboard as they are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
from django.utils.translation import gettext as _

from stadtkern.kernel.dashboards import Dashboard, DashboardPage, MapTile, tiles

from .declared import declaration
from .errors import DashboardRefused, DashboardUnreadable
from .models import StoredDashboard

Plain = dict[str, object]
MOST_TILES = 100
"""On all pages of a dashboard."""
RESERVED = ("kachel", "einbetten", "bericht", "vorschau", "bild", "teilen")
"""Words of addresses below a dashboard, which no page can have as its key."""
PAGE_ADDRESS = rf"(?!(?:{'|'.join(RESERVED)})/)[a-z0-9][a-z0-9-]*"
"""Regular expression of the keys of pages in addresses."""


def dashboard_of(row: StoredDashboard) -> Dashboard:
    """What a stored dashboard says; a declared one follows its declaration until the city adjusts it.

    Raises:
        DashboardUnreadable: the definition does not fit this release.
    """
    if row.declared and not row.adjusted:
        found = declaration(row.key)
        if found is not None:
            return found.dashboard
    return read(row.definition)


def read(definition: object) -> Dashboard:
    """The words of a kept definition.

    Raises:
        DashboardUnreadable: it does not fit this release.
    """
    try:
        made: Dashboard = msgspec.convert(definition, Dashboard)
    except msgspec.ValidationError as error:
        raise DashboardUnreadable(f"Das Dashboard ist nicht lesbar: {error}") from error
    return made


def plain(dashboard: Dashboard) -> Plain:
    """As JSON for the register, checked.

    Raises:
        DashboardRefused: something cannot be said like this, with the reason in German.
    """
    made = msgspec.json.decode(msgspec.json.encode(dashboard))
    try:
        msgspec.convert(made, Dashboard)
    except msgspec.ValidationError as error:
        raise DashboardRefused(_("Das geht so nicht: %(reason)s") % {"reason": error}) from error
    _check(dashboard)
    return made if isinstance(made, dict) else {}


def empty(key: str, title: str, domain: str = "") -> Dashboard:
    """A dashboard with one page and nothing on it."""
    first = DashboardPage(key="uebersicht", title=_("Übersicht"))
    return Dashboard(key=key, title=title, domain=domain, pages=(first,))


def _check(dashboard: Dashboard) -> None:
    if not dashboard.title.strip():
        raise DashboardRefused(_("Ein Dashboard braucht einen Titel."))
    found = tiles(dashboard)
    if len(found) > MOST_TILES:
        raise DashboardRefused(_("Mehr als %(n)s Kacheln hat ein Dashboard nicht.") % {"n": MOST_TILES})
    _once((page.key for page in dashboard.pages), _("Die Kennung der Seite „%(key)s“ ist doppelt vergeben."))
    _once((tile.key for tile in found), _("Die Kennung der Kachel „%(key)s“ ist doppelt vergeben."))
    for page in dashboard.pages:
        if page.key in RESERVED:
            raise DashboardRefused(_("Die Kennung „%(key)s“ kann keine Seite haben.") % {"key": page.key})
    for tile in found:
        if isinstance(tile, MapTile) and list(tile.classes) != sorted(set(tile.classes)):
            raise DashboardRefused(
                _("Die Grenzen der Klassen von „%(title)s“ müssen ansteigen.") % {"title": tile.title}
            )


def _once(keys: Iterable[str], complaint: str) -> None:
    for key, count in Counter(keys).items():
        if count > 1:
            raise DashboardRefused(complaint % {"key": key})
