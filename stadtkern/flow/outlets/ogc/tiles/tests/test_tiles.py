# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tiles are served, described and never stale (20-057, 17-083r4)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import mapbox_vector_tile
import pytest
import shapely

from stadtkern.flow.collections import service, writing
from stadtkern.flow.collections.models import Visibility
from stadtkern.flow.lake.features.tiles import TilePlace
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.vector_tiles.grids import WEB_MERCATOR
from stadtkern.flow.outlets.ogc.common.tests.clients import BASE, Client
from stadtkern.flow.outlets.ogc.features.tests.benches import NOW, bench, benches, collection
from stadtkern.flow.outlets.ogc.tiles import cache, layers
from stadtkern.flow.outlets.ogc.tiles.cache import CacheSettings
from stadtkern.flow.outlets.ogc.tiles.tilesets import MVT
from stadtkern.kernel.models import Person

pytestmark = pytest.mark.django_db
PLACE = "WebMercatorQuad/10/341/530"
TILE = f"collections/benches/tiles/{PLACE}"


def _maker() -> Person:
    return Person.objects.get(username="maker")


def _keys(body: bytes, layer: str = "benches") -> list[str]:
    return sorted(one["properties"]["_key"] for one in mapbox_vector_tile.decode(body)[layer]["features"])


def test_a_tile_shows_the_public_fields_and_never_personal_ones(lake: Lake) -> None:
    collection(features=benches(2))

    answer = Client().get(TILE)

    told = mapbox_vector_tile.decode(answer.body)["benches"]["features"]
    assert (answer.status, answer.headers["Content-Type"]) == (200, MVT)
    assert {one["properties"]["name"] for one in told} == {"Bank 0", "Bank 1"}
    assert all("keeper" not in one["properties"] for one in told)


def test_a_change_is_seen_in_the_next_answer_and_what_was_made_before_is_removed(
    lake: Lake, folder: Path
) -> None:
    made = collection(features=benches(2))
    first = Client().get(TILE)
    assert first.headers["ETag"] == Client().get(TILE).headers["ETag"]
    assert Client().get(TILE, {"If-None-Match": first.headers["ETag"]}).status == 304

    later = NOW + timedelta(minutes=1)
    writing.write_features(made, benches(1), complete=True, now=later, actor=_maker())
    second = Client().get(TILE, {"If-None-Match": first.headers["ETag"]})

    assert (_keys(first.body), _keys(second.body)) == (["b0", "b1"], ["b0"])
    assert len([*folder.glob("*/*")]) == 1


def test_tiles_that_lie_in_the_folder_are_used_after_a_new_start(lake: Lake, folder: Path) -> None:
    made = collection(features=benches(1))
    Client().get(TILE)
    (kept,) = folder.rglob("*.mvt")
    kept.write_bytes(b"kept")
    cache.provide(CacheSettings(folder=folder))

    assert Client().get(TILE).body == b"kept"
    assert str(made.pk) in kept.relative_to(folder).parts


def test_a_folder_that_cannot_be_written_costs_speed_only(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    cache.provide(CacheSettings(folder=tmp_path / "file" / "tiles"))
    collection(features=benches(1))

    assert _keys(Client().get(TILE).body) == ["b0"]


def test_an_internal_collection_has_no_tiles_for_strangers(lake: Lake) -> None:
    made = collection(features=benches(1))
    Client().get(TILE)

    service.set_visibility(_maker(), made, Visibility.INTERNAL, NOW)

    assert Client().get(TILE).status == 404
    assert Client().get(f"tiles/{PLACE}").status == 204


def test_an_empty_tile_is_answered_without_content(lake: Lake) -> None:
    collection(features=benches(1))

    assert Client().get("collections/benches/tiles/WebMercatorQuad/10/0/0").status == 204


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("WebMercatorQuad/2/4/0", 404),
        ("WebMercatorQuad/30/0/0", 404),
        ("Nowhere/0/0/0", 404),
        ("WebMercatorQuad/a/0/0", 400),
        ("WebMercatorQuad/-1/0/0", 400),
        ("WebMercatorQuad/0/0/0?f=png", 400),
        ("WebMercatorQuad/0/0/0?colour=red", 400),
    ],
)
def test_tiles_that_cannot_be_are_refused_with_a_reason(lake: Lake, place: str, status: int) -> None:
    collection(features=benches(1))

    answer = Client().get(f"collections/benches/tiles/{place}")

    assert answer.status == status and answer.json["detail"]


def test_the_tile_of_the_city_has_a_layer_per_collection_or_those_that_are_named(lake: Lake) -> None:
    collection(features=benches(1))
    collection("lamps", features=[bench("l0", 6.51)])

    every = mapbox_vector_tile.decode(Client().get(f"tiles/{PLACE}").body)
    named = mapbox_vector_tile.decode(Client().get(f"tiles/{PLACE}", collections="lamps").body)

    assert (sorted(every), sorted(named)) == (["benches", "lamps"], ["lamps"])
    assert Client().get(f"tiles/{PLACE}", collections="lamps,trees").status == 400


def test_layers_share_what_a_tile_may_weigh(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "MOST_TOGETHER", 20_000)
    many = [bench(f"b{n}", 6.5 + n / 10_000, name=f"Bank mit langem Namen {n}") for n in range(500)]
    made = [collection(features=many), collection("lamps", features=[bench("l0", 6.51)])]

    tile = Client().get(f"tiles/{PLACE}")

    told = mapbox_vector_tile.decode(tile.body)
    assert len(tile.body) <= 20_000 < len(layers.layer(made[0], _place()))
    assert len(told["lamps"]["features"]) == 1 and len(told["benches"]["features"]) > 50


def _place() -> TilePlace:
    return TilePlace(grid=WEB_MERCATOR, z=10, x=530, y=341)


def test_tilesets_lead_to_tiles_in_every_grid(lake: Lake) -> None:
    collection(features=benches(3))
    listed = Client().get("collections/benches/tiles").json

    for tileset in listed["tilesets"]:
        (own,) = [one["href"] for one in tileset["links"] if one["rel"] == "self"]
        document = Client().get(own).json
        (item,) = [one["href"] for one in document["links"] if one["rel"] == "item"]
        limits = document["tileMatrixSetLimits"][9]
        address = item.replace("{tileMatrix}", limits["tileMatrix"])
        address = address.replace("{tileRow}", str(limits["minTileRow"]))
        answer = Client().get(address.replace("{tileCol}", str(limits["minTileCol"])))
        assert answer.status == 200 and _keys(answer.body)
        assert document["layers"][0]["id"] == "benches"
    assert len(listed["tilesets"]) == 3


def test_tilejson_names_tiles_bounds_and_fields(lake: Lake) -> None:
    collection(features=benches(3))

    told = Client().get("collections/benches/tiles/WebMercatorQuad", f="tilejson").json

    assert told["tilejson"] == "3.0.0"
    assert told["tiles"] == [f"{BASE}/collections/benches/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}?f=mvt"]
    assert told["bounds"] == pytest.approx([6.5, 51.3, 6.52, 51.3])
    assert told["vector_layers"][0]["fields"]["seats"] == "Number"
    assert Client().get("collections/benches/tiles/AdV_25832_Quad", f="tilejson").status == 400


def test_grids_are_described_with_the_axes_of_their_systems(lake: Lake) -> None:
    listed = Client().get("tileMatrixSets").json["tileMatrixSets"]
    documents = {one["id"]: Client().get(one["links"][0]["href"]).json for one in listed}

    assert [one["id"] for one in listed] == ["WebMercatorQuad", "AdV_25832_Quad", "EuropeanETRS89_LAEAQuad"]
    origins = {key: one["tileMatrices"][0]["pointOfOrigin"] for key, one in documents.items()}
    assert origins["AdV_25832_Quad"] == [-46133.17, 6301219.54]
    assert origins["EuropeanETRS89_LAEAQuad"] == [5500000.0, 2000000.0]


def test_a_collection_without_places_has_no_tiles(lake: Lake) -> None:
    collection("fees", features=[bench("f0", None)], geometry="none")

    assert Client().get("collections/fees/tiles").status == 404
    assert Client().get("tiles/WebMercatorQuad").json["layers"] == []


def test_the_folder_stays_within_its_room(tmp_path: Path) -> None:
    kept = cache.TileCache(CacheSettings(folder=tmp_path, memory_bytes=0, folder_bytes=10_000))

    for x in range(50):
        kept.get(cache.TileName(1, "1-a", "G", 10, x, 0), lambda: b"x" * 1_000)

    assert sum(path.stat().st_size for path in tmp_path.rglob("*.mvt")) <= 10_000


def test_lines_and_areas_without_extent_in_one_direction_are_served(lake: Lake) -> None:
    line = shapely.LineString([(6.5, 51.3), (6.6, 51.3)])
    collection(features=[bench("way", line)], geometry="line")

    assert _keys(Client().get(TILE).body) == ["way"]
