# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stadtkern.domains.playgrounds.sources import decode, decode_krefeld
from stadtkern.kernel.observation import Payload

_PAYLOADS = Path(__file__).parent / "payloads"


def recorded(name: str) -> Payload:
    return Payload(
        name=name, content=(_PAYLOADS / name).read_bytes(), received_at=datetime(2026, 11, 22, tzinfo=UTC)
    )


def test_every_playground_of_the_export_is_read() -> None:
    found = decode(recorded("osm-playgrounds.geojson"))
    assert len(found.features["playgrounds"]) == 181
    assert not found.rejected


def test_an_export_is_complete_so_that_vanished_playgrounds_go() -> None:
    assert decode(recorded("osm-playgrounds.geojson")).complete == {"playgrounds"}


def test_the_kind_in_brackets_leaves_the_name() -> None:
    found = decode_krefeld(recorded("krefeld/playgrounds.json")).features["playgrounds-krefeld"]
    named = {feature.properties["name"]: feature.properties["kind"] for feature in found}
    assert named["Höppnerstraße im Westen"] == "Spielplatz"
    assert len(found) == 203


def test_playgrounds_without_identifiers_get_lasting_keys() -> None:
    keys = [
        feature.key
        for feature in decode_krefeld(recorded("krefeld/playgrounds.json")).features["playgrounds-krefeld"]
    ]
    again = [
        feature.key
        for feature in decode_krefeld(recorded("krefeld/playgrounds.json")).features["playgrounds-krefeld"]
    ]
    assert keys == again
    assert len(set(keys)) == len(keys)
