# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What MQTT adds to the pages of connections."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.connections.pages import Step, WirePages
from stadtkern.kernel.errors import CityError

from . import samples, seen
from .words import subscription_of

_SHOWN = 5


def _context(connection: Connection) -> Mapping[str, object]:
    try:
        words = subscription_of(connection)
    except CityError as error:
        return {"mqtt_trouble": str(error)}
    found = [samples.shown(one) for one in seen.messages(words.patterns, _SHOWN)]
    return {"mqtt": words, "mqtt_seen": found}


PAGES = WirePages(
    wire=Wire.MQTT,
    title=_("MQTT-Topics hören"),
    explanation=_("Geräte senden an den Broker der Stadt, oder Stadtkern hört bei einem fremden Broker mit."),
    new="subscriptions:new",
    steps=(
        Step(title=_("Topics"), url_name="subscriptions:topics"),
        Step(title=_("Beispiel"), url_name="subscriptions:sample"),
        Step(title=_("Felder"), url_name="subscriptions:fields"),
        Step(title=_("Ausprobieren"), url_name="subscriptions:trial"),
    ),
    template="subscriptions/connection.html",
    context=_context,
)
