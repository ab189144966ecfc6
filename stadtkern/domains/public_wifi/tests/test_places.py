# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stadtkern.domains.public_wifi.places import decode
from stadtkern.kernel.observation import Payload

_EXPORT = Path(__file__).parent / "payloads" / "osm-wifi.geojson"


def test_places_with_wifi_are_points_and_say_whether_it_is_free() -> None:
    payload = Payload(
        name="osm-wifi.geojson",
        content=_EXPORT.read_bytes(),
        received_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    found = {one.key: one for one in decode(payload).features["wifi-places"]}
    assert found["node/289606127"].properties["free"] is True
    assert found["way/242259843"].properties["free"] is True
    assert {one.geometry.geom_type for one in found.values() if one.geometry} == {"Point"}
