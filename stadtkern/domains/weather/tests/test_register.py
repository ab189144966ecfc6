# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the weather files tell about stations, in whatever order they arrive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.domains.weather.domain import DOMAIN
from stadtkern.flow.devices import service
from stadtkern.flow.devices.models import HistoricalLocation, Thing
from stadtkern.kernel.observation import Payload

PAYLOADS = Path(__file__).parent / "payloads"
NOW = datetime(2026, 3, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def told(name: str) -> None:
    """Tell the register what a recorded file of the climate archive says."""
    content = (PAYLOADS / name).read_bytes()
    source = DOMAIN.sources[0]
    decoded = source.decode(Payload(name=name, content=content, received_at=NOW))
    service.ensure(decoded.stations, decoded.series, domain=DOMAIN, source=source, at=NOW)


def test_a_station_is_called_by_its_code_until_the_metadata_name_it() -> None:
    told("10minutenwerte_SOLAR_01766_akt.zip")
    assert Thing.objects.get().name == "dwd/01766"

    told("Metadaten_Geographie_01766.txt")
    assert Thing.objects.get().name == "Münster/Osnabrück"


def test_a_product_read_later_leaves_name_and_properties_alone() -> None:
    told("Metadaten_Geographie_01766.txt")
    told("10minutenwerte_SOLAR_01766_akt.zip")
    thing = Thing.objects.get()
    assert (thing.name, thing.properties) == ("Münster/Osnabrück", {"dwd_id": "01766", "height_m": 47.8})


def test_the_places_of_a_station_become_its_location_history_once() -> None:
    told("Metadaten_Geographie_01766.txt")
    told("Metadaten_Geographie_01766.txt")
    stays = HistoricalLocation.objects.order_by("time")
    places = stays.values_list("locations__longitude", "time", "until")
    assert [(longitude, since.year, until and until.year) for longitude, since, until in places] == [
        (7.6856, 1982, 1989),
        (7.6964, 1989, 2009),
        (7.6969, 2009, 2017),
        (7.6969, 2017, None),
    ]
