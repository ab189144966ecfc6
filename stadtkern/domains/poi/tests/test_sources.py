# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.domains.poi.sources import decode, decode_krefeld
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Payload

_PAYLOADS = Path(__file__).parent / "payloads"


def recorded(name: str) -> Payload:
    content = (_PAYLOADS / name).read_bytes()
    return Payload(name=name, content=content, received_at=datetime(2026, 11, 22, tzinfo=UTC))


def test_named_places_become_points_with_a_kind() -> None:
    found = decode(recorded("osm-poi.geojson")).features["poi"]
    assert len(found) == 120
    assert {one.geometry.geom_type for one in found if one.geometry} == {"Point"}
    named = {one.properties["name"]: one.properties["kind"] for one in found}
    assert named["Willkommen auf dem Dilsberg"] == "information"


def test_the_file_name_of_a_krefeld_list_tells_the_kind() -> None:
    museums = decode_krefeld(recorded("krefeld/museums.json"))
    assert {one.properties["kind"] for one in museums.features["poi-krefeld"]} == {"museum"}


def test_one_list_does_not_take_away_what_another_brought() -> None:
    assert decode_krefeld(recorded("krefeld/libraries.json")).complete == frozenset()


def test_keys_of_different_lists_never_meet() -> None:
    lists = [recorded("krefeld/museums.json"), recorded("krefeld/libraries.json")]
    keys = [one.key for payload in lists for one in decode_krefeld(payload).features["poi-krefeld"]]
    assert len(set(keys)) == len(keys) == 16


def test_an_unknown_list_is_refused_by_name() -> None:
    payload = recorded("krefeld/libraries.json")
    unknown = Payload(name="krefeld/ufos.json", content=payload.content, received_at=payload.received_at)
    with pytest.raises(PayloadRejected, match="ufos"):
        decode_krefeld(unknown)
