# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The datastreams that forecasts write: ordinary ones of the same thing, so that every interface has them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from stadtkern.flow.devices.computed import Computed, Procedure, ensure
from stadtkern.flow.devices.editing import computed_visibility
from stadtkern.flow.devices.models import Datastream, lock_register, new_revision
from stadtkern.kernel.quantities import ANOMALY_SCORE, Quantity, forecasts_of

from .models import Forecast

PROCEDURE: Final = Procedure(
    code="stadtkern/forecasts",
    name="Vorhersage aus den Wochen davor",
    description="Wochenprofil mit Anpassung an den heutigen Stand; keine Messung.",
    metadata="docs/guides/vorhersagen.md",
)


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
    order: Forecast, ending: str, name: str, quantities: tuple[Quantity, ...], at: datetime
) -> Datastream:
    """A datastream beside the measured one, as visible as that."""
    measured = order.datastream
    told = Computed(
        code=f"{measured.code}/{ending}",
        name=f"{measured.name}: {name}",
        description=f"Berechnet aus der Messreihe „{measured.name}“, nicht gemessen.",
        quantities=quantities,
        procedure=PROCEDURE,
        visibility=computed_visibility(measured),
        interval=timedelta(hours=1),
        properties={"computedFrom": measured.code},
    )
    return ensure(told, measured.thing, at)
