# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stadtkern.domains.public_toilets.sources import decode
from stadtkern.kernel.observation import Payload

_PAYLOADS = Path(__file__).parent / "payloads"


def recorded(name: str) -> Payload:
    return Payload(
        name=name, content=(_PAYLOADS / name).read_bytes(), received_at=datetime(2026, 11, 22, tzinfo=UTC)
    )


def test_a_toilet_drawn_as_area_becomes_a_point_inside() -> None:
    found = decode(recorded("osm-toilets.geojson")).features["public-toilets"]
    assert len(found) == 3
    assert {feature.geometry.geom_type for feature in found if feature.geometry} == {"Point"}


def test_rooms_are_told_in_german() -> None:
    found = {
        one.key: one.properties for one in decode(recorded("osm-toilets.geojson")).features["public-toilets"]
    }
    assert found["way/456209066"]["rooms"] == "Herren"
    assert found["way/456209067"]["rooms"] == "Damen"


def test_what_is_not_recorded_is_unknown_and_not_no() -> None:
    found = decode(recorded("osm-toilets.geojson")).features["public-toilets"]
    assert all(feature.properties["changing_table"] is None for feature in found)
