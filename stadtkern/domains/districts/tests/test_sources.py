# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stadtkern.domains.districts.sources import decode_addresses, decode_districts
from stadtkern.kernel.observation import Payload

_PAYLOADS = Path(__file__).parent / "payloads"


def recorded(name: str) -> Payload:
    return Payload(
        name=name, content=(_PAYLOADS / name).read_bytes(), received_at=datetime(2026, 11, 22, tzinfo=UTC)
    )


def test_boroughs_and_districts_of_duisburg_are_read() -> None:
    found = decode_districts(recorded("districts-duisburg.geojson")).features["districts"]
    levels = [feature.properties["level"] for feature in found]
    assert (levels.count("Stadtbezirk"), levels.count("Stadtteil")) == (7, 27)


def test_an_unknown_level_is_rejected_with_its_reason() -> None:
    payload = recorded("districts-duisburg.geojson")
    changed = payload.content.replace(b'"level":"Stadtteil"', b'"level":"Kiez"', 1)
    found = decode_districts(Payload(name=payload.name, content=changed, received_at=payload.received_at))
    (rejected,) = found.rejected
    assert "Stadtbezirk, Stadtteil" in rejected.reason
    assert len(found.features["districts"]) == 33


def test_an_address_has_street_and_number() -> None:
    found = decode_addresses(recorded("osm-addresses.geojson")).features["addresses"]
    assert len(found) == 621
    assert all(one.properties["street"] and one.properties["house_number"] for one in found)
