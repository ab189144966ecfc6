# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stadtkern.domains.roadworks.sources import decode
from stadtkern.kernel.observation import Payload

_PAYLOADS = Path(__file__).parent / "payloads"


def recorded(name: str) -> Payload:
    return Payload(
        name=name, content=(_PAYLOADS / name).read_bytes(), received_at=datetime(2026, 11, 22, tzinfo=UTC)
    )


def test_roads_under_construction_are_closed() -> None:
    found = decode(recorded("osm-roadworks.geojson")).features["roadworks"]
    assert len(found) == 29
    assert {feature.properties["closure"] for feature in found} == {"full"}


def test_a_day_that_does_not_exist_is_unknown() -> None:
    payload = recorded("osm-roadworks.geojson")
    changed = payload.content.replace(
        b'"highway":"construction"', b'"highway":"construction","opening_date":"2026-02-31"'
    )
    found = decode(Payload(name=payload.name, content=changed, received_at=payload.received_at))
    assert {feature.properties["ends"] for feature in found.features["roadworks"]} == {None}


def test_the_kind_of_road_is_one_of_the_list() -> None:
    found = {
        one.key: one.properties for one in decode(recorded("osm-roadworks.geojson")).features["roadworks"]
    }
    assert found["way/189776219"]["road"] == "residential"
