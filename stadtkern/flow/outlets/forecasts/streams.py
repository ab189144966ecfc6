# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The datastreams that forecasts write: ordinary ones of the same thing, so that every interface has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from stadtkern.flow.devices.editing import computed_visibility
from stadtkern.flow.devices.models import (
    Component,
    Datastream,
    ObservedProperty,
    Sensor,
    lock_register,
    new_revision,
)
from stadtkern.flow.devices.models.streams import COMPLEX_OBSERVATION, MEASUREMENT
from stadtkern.kernel import audit
from stadtkern.kernel.events import RegisterChanged, tell
from stadtkern.kernel.quantities import ANOMALY_SCORE, Quantity, forecasts_of

from .models import Forecast

SENSOR = "stadtkern/forecasts"
_HOUR_S = 3600


def ensure_outputs(order: Forecast, quantity: Quantity, at: datetime) -> None:
    """Make the datastreams of a forecast when they are missing."""
    if order.output_id and order.scores_id:
        return
    with transaction.atomic():
        lock_register()
        order.refresh_from_db(fields=["output", "scores"])
        if order.output is None:
            order.output = _make(order, "vorhersage", "Vorhersage", forecasts_of(quantity), at)
        if order.scores is None:
            order.scores = _make(order, "auffaelligkeit", "Auffälligkeit", (ANOMALY_SCORE,), at)
        order.save(update_fields=["output", "scores"])
        new_revision()


def _make(
    order: Forecast, ending: str, name: str, quantities: Sequence[Quantity], at: datetime
) -> Datastream:
    """A datastream beside the measured one, as visible as that."""
    measured = order.datastream
    multi = len(quantities) > 1
    made, new = Datastream.objects.get_or_create(
        code=f"{measured.code}/{ending}"[:300],
        defaults={
            "name": f"{measured.name}: {name}"[:300],
            "description": f"Berechnet aus der Messreihe „{measured.name}“, nicht gemessen.",
            "thing": measured.thing,
            "sensor": _sensor(),
            "multi": multi,
            "observation_type": COMPLEX_OBSERVATION if multi else MEASUREMENT,
            "visibility": computed_visibility(measured),
            "interval_s": _HOUR_S,
            "period": True,
            "properties": {"computedFrom": measured.code},
        },
    )
    if new:
        Component.objects.bulk_create(
            Component(datastream=made, position=place, observed_property=_property(one))
            for place, one in enumerate(quantities)
        )
        audit.record(audit.SYSTEM, "datastream.create", f"datastream {made.code}", {"name": made.name}, at)
        entity = "MultiDatastream" if multi else "Datastream"
        told = RegisterChanged(at=at, entity=entity, id=made.pk, change="created")
        transaction.on_commit(partial(tell, told))
    return made


def _property(quantity: Quantity) -> ObservedProperty:
    return ObservedProperty.objects.get_or_create(
        key=quantity.key,
        defaults={
            "name": quantity.german,
            "name_en": quantity.english,
            "definition": quantity.definition,
            "ucum": quantity.ucum,
            "symbol": quantity.symbol,
        },
    )[0]


def _sensor() -> Sensor:
    facts = {
        "name": "Vorhersage aus den Wochen davor",
        "description": "Wochenprofil mit Anpassung an den heutigen Stand; keine Messung.",
        "encoding_type": "text/plain",
        "metadata": "docs/guides/vorhersagen.md",
    }
    return Sensor.objects.get_or_create(code=SENSOR, defaults=facts)[0]
