# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What LoRaWAN adds to the cockpit: an entry, a notice board, and its part of the pages of connections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.connections.pages import Step, WirePages
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from . import listing, servers
from .models import Door, Uplink, UplinkState
from .servers import TITLES

DEVICES = CockpitEntry(title=gettext_lazy("Geräte"), url_name="lorawan:devices", right=rights.is_staff_member)


def notices(person: Person, now: datetime) -> list[Notice]:
    """Devices that send and that nobody has entered; at most four queries."""
    applications = [one.pk for one in listing.applications_of(person)]
    if not applications:
        return []
    unknown = Uplink.objects.of_unknown().filter(connection__in=applications).order_by()
    number = unknown.values("connection", "dev_eui").distinct().count()
    if not number:
        return []
    text = ngettext(
        "%(n)d unbekanntes LoRaWAN-Gerät sendet an Ihre Anbindungen.",
        "%(n)d unbekannte LoRaWAN-Geräte senden an Ihre Anbindungen.",
        number,
    ) % {"n": number}
    return [Notice(kind="warn", heading=_("Unbekannte Geräte"), text=text, url_name="lorawan:unknown")]


def _context(connection: Connection) -> Mapping[str, object]:
    try:
        server = servers.server_of(connection)
    except Contradiction:
        return {}
    secret = servers.secrets_of(connection)
    uplinks = Uplink.objects.filter(connection=connection)
    return {
        "server": server,
        "server_title": TITLES[server.kind],
        "has_token": bool(secret.token),
        "has_api_key": bool(secret.api_key),
        "door": Door.objects.filter(connection=connection).first(),
        "device_count": connection.lorawan_devices.count(),
        "waiting": uplinks.filter(state=UplinkState.WAITING).count(),
        "rejected": uplinks.filter(state=UplinkState.REJECTED).count(),
        "unknown": uplinks.filter(state=UplinkState.UNKNOWN).values("dev_eui").distinct().count(),
    }


PAGES = WirePages(
    wire=Wire.LORAWAN,
    title=gettext_lazy("LoRaWAN-Anwendung anbinden"),
    explanation=gettext_lazy(
        "Sensoren über The Things Stack oder ChirpStack: Messwerte herein, Befehle hinaus."
    ),
    new="lorawan:application_new",
    steps=(Step(title=gettext_lazy("Netzserver"), url_name="lorawan:application"),),
    template="lorawan/connection.html",
    context=_context,
)
