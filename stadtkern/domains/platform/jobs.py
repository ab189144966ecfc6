# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The job that stores, once an hour, what the platform counts about itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.devices.computed import Computed, Procedure, ensure
from stadtkern.flow.devices.models import Datastream, Thing, Visibility, lock_register, new_revision
from stadtkern.flow.lake import current
from stadtkern.kernel import audit
from stadtkern.kernel.events import RegisterChanged, tell
from stadtkern.kernel.jobs import Periodic
from stadtkern.kernel.models import Department
from stadtkern.kernel.observation import TIME
from stadtkern.kernel.quantities import PUBLISHED_DATASETS, STORED_OBSERVATIONS, Quantity

from .counts import counts
from .domain import DOMAIN

THING = "plattform"
PUBLIC = (PUBLISHED_DATASETS, STORED_OBSERVATIONS)
PROCEDURE: Final = Procedure(
    code="stadtkern/platform",
    name="Zählung durch die Plattform",
    description="Gezählt im Register, im Katalog und im Datensee der Stadt; kein Messgerät.",
    metadata="docs/guides/dashboards.md",
)
_HOUR = timedelta(hours=1)


def count(now: datetime) -> str | None:
    """Store the counts of the last whole hour; a second time in the same hour nothing is added.

    Raises:
        LakeUnavailable: nothing was stored; the next run brings its own hour.
    """
    lake = current.lake()
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - _HOUR
    streams = _streams(now)
    known = lake.latest([stream.pk for stream in streams.values()])
    if any(one.last_time >= hour for one in known.values()):
        return None
    found = [
        (streams[quantity], value)
        for quantity, value in counts(hour, lake=lake, now=now).items()
        if value is not None
    ]
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([stream.pk for stream, _value in found], pa.int64()),
                "phenomenon_time": pa.array([hour] * len(found), TIME),
                "phenomenon_end": pa.array([hour + _HOUR] * len(found), TIME),
                "result": pa.array([value for _stream, value in found], pa.float64()),
            }
        )
    )
    return ngettext("%(n)s Zahl gespeichert.", "%(n)s Zahlen gespeichert.", len(found)) % {"n": len(found)}


def _streams(now: datetime) -> Mapping[Quantity, Datastream]:
    """The datastreams of the platform, made when they are missing."""
    codes = {f"{THING}/{quantity.key}": quantity for quantity in DOMAIN.quantities}
    there = {one.code: one for one in Datastream.objects.filter(code__in=codes)}
    missing = [quantity for code, quantity in codes.items() if code not in there]
    if missing:
        with transaction.atomic():
            lock_register()
            thing = _thing(now)
            there |= {made.code: made for made in (ensure(_told(one), thing, now) for one in missing)}
            new_revision()
    return {codes[code]: stream for code, stream in there.items()}


def _thing(now: datetime) -> Thing:
    thing, made = Thing.objects.get_or_create(
        code=THING,
        defaults={
            "name": "Datenplattform der Stadt",
            "description": "Zählt, was die Plattform über sich selbst weiß; kein Gerät an einem Ort.",
            "domain": DOMAIN.name,
            "owner": Department.objects.get_or_create(name=DOMAIN.department)[0],
        },
    )
    if made:
        audit.record(audit.SYSTEM, "thing.create", f"thing {thing.code}", {"name": thing.name}, now)
        told = RegisterChanged(at=now, entity="Thing", id=thing.pk, change="created")
        transaction.on_commit(partial(tell, told))
    return thing


def _told(quantity: Quantity) -> Computed:
    return Computed(
        code=f"{THING}/{quantity.key}",
        name=quantity.german,
        description="Gezählt von der Plattform selbst, einmal in der Stunde.",
        quantities=(quantity,),
        procedure=PROCEDURE,
        visibility=Visibility.PUBLIC if quantity in PUBLIC else Visibility.INTERNAL,
        interval=_HOUR,
    )


PERIODIC = (
    Periodic(
        name="platform.count",
        title=gettext_lazy("Zahlen der Plattform speichern"),
        every_s=3600,
        function=count,
    ),
)
"""For ``settings.wiring``."""
