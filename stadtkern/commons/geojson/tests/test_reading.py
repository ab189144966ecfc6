# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from stadtkern.commons.geojson.reading import Given, Read, decode
from stadtkern.kernel.collections import Collection, Field, GeometryKind
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload

_POINT = {"type": "Point", "coordinates": [6.76, 51.43]}
_BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


def collection(kind: GeometryKind = "any") -> Collection:
    return Collection(
        key="things",
        title="Dinge",
        title_en="Things",
        description="",
        description_en="",
        source="s",
        geometry=kind,
        fields=(Field(key="name", title="Name"),),
    )


def feature(key: object, geometry: Mapping[str, object] | None = None) -> dict[str, object]:
    return {"type": "Feature", "id": key, "geometry": geometry or _POINT, "properties": {"name": "x"}}


def read(*features: object, kind: GeometryKind = "any", **more: object) -> Decoded:
    document = {"type": "FeatureCollection", "features": list(features), **more}
    return raw(json.dumps(document).encode(), kind)


def raw(content: bytes, kind: GeometryKind = "any") -> Decoded:
    payload = Payload(name="x.geojson", content=content, received_at=datetime(2026, 11, 22, tzinfo=UTC))
    return decode(payload, collection(kind), _read)


def _read(given: Given) -> Read:
    return Read(key=given.id, properties={"name": given.text("name")})


def test_a_broken_feature_is_rejected_and_the_others_are_read() -> None:
    found = read(
        feature("a"), {"type": "Feature", "id": "b", "geometry": None, "properties": {}}, feature("c")
    )
    assert [one.key for one in found.features["things"]] == ["a", "c"]
    assert found.rejected[0].reason == "Objekt 2: die Geometrie fehlt."


def test_a_rejected_feature_replayed_alone_takes_nothing_away() -> None:
    (rejected,) = read(feature("a"), feature("b", {"type": "Point", "coordinates": [400, 0]})).rejected
    again = raw(rejected.raw)
    assert again.complete == frozenset()


def test_a_whole_file_is_complete() -> None:
    assert read(feature("a")).complete == {"things"}


def test_a_doubled_key_is_rejected() -> None:
    found = read(feature("a"), feature("a"))
    assert len(found.features["things"]) == 1
    assert "zweimal" in found.rejected[0].reason


def test_an_area_that_crosses_itself_is_repaired() -> None:
    (found,) = read(feature("a", _BOW_TIE)).features["things"]
    assert found.geometry is not None
    assert found.geometry.is_valid
    assert found.geometry.area == pytest.approx(0.5)


def test_a_place_given_as_area_becomes_a_point_inside() -> None:
    (found,) = read(feature("a", _BOW_TIE), kind="point").features["things"]
    assert found.geometry is not None
    assert found.geometry.geom_type == "Point"


def test_a_point_is_no_area() -> None:
    found = read(feature("a"), kind="polygon")
    assert "passt nicht" in found.rejected[0].reason


def test_metres_are_not_taken_for_degrees() -> None:
    found = read(feature("a", {"type": "Point", "coordinates": [349000.0, 5700000.0]}))
    assert "WGS 84" in found.rejected[0].reason


def test_heights_are_left_away() -> None:
    (found,) = read(feature("a", {"type": "Point", "coordinates": [6.76, 51.43, 33.0]})).features["things"]
    assert found.geometry is not None
    assert not found.geometry.has_z


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"type":"FeatureCollection"}', b"\xff\xfe"])
def test_what_is_no_geojson_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(PayloadRejected):
        raw(content)
