# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What feeds add to the pages of connections."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.connections.pages import Step, WirePages
from stadtkern.kernel.errors import Contradiction

from .models import CitizenSensor, FeedSample, SensorState
from .ready import table
from .words import settings_of


def _context(connection: Connection) -> Mapping[str, object]:
    sample = FeedSample.objects.filter(connection=connection).defer("content").first()
    try:
        settings = settings_of(connection)
    except Contradiction:
        return {"feed_sample": sample}
    return {"feed": settings, "feed_ready": table.find(settings.ready), "feed_sample": sample}


PAGES = WirePages(
    wire=Wire.FEED,
    title=_("Daten im Internet abrufen"),
    explanation=_("JSON, GeoJSON, XML oder CSV von einer Adresse holen, mit Vorlagen für bekannte Formate."),
    new="feeds:choose",
    steps=(
        Step(title=_("Adresse"), url_name="feeds:address"),
        Step(title=_("Beispiel"), url_name="feeds:sample"),
        Step(title=_("Felder"), url_name="feeds:fields"),
        Step(title=_("Probelauf"), url_name="feeds:trial"),
    ),
    template="feeds/connection.html",
    context=_context,
)


def _sensors(connection: Connection) -> Mapping[str, object]:
    waiting_first = models.Case(models.When(state=SensorState.NEW, then=0), default=1)
    return {"sensors": CitizenSensor.objects.filter(connection=connection).order_by(waiting_first, "code")}


COMMUNITY = WirePages(
    wire=Wire.PUSH,
    title=_("Bürgersensoren aufnehmen"),
    explanation=_("Sensoren mit airrohr-Firmware (sensor.community) melden an die Stadt; Sie lassen sie zu."),
    new="feeds:community_new",
    template="feeds/community.html",
    context=_sensors,
)
