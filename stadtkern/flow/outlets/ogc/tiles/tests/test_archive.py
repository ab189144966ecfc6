# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""PMTiles files are read by another program and hold the tiles that are served."""

from __future__ import annotations

import gzip
from pathlib import Path

import mapbox_vector_tile
import pytest
from pmtiles.reader import MmapSource, Reader

from stadtkern.flow.collections import service
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ogc.common.tests.clients import Client
from stadtkern.flow.outlets.ogc.features.tests.benches import bench, benches, collection, square
from stadtkern.flow.outlets.ogc.tiles import archive
from stadtkern.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


def _quiet(_done: int, _total: int | None, _text: str) -> None:
    """Nobody listens."""


def test_the_file_holds_the_tiles_that_are_served(lake: Lake, tmp_path: Path) -> None:
    park = bench("p0", square(6.5, 51.3, 0.01))
    made = [collection(features=benches(3)), collection("parks", [park], geometry="polygon")]

    did = archive.write(tmp_path / "city.pmtiles", made, least=0, most=10, listener=_quiet)

    with (tmp_path / "city.pmtiles").open("rb") as file:
        reader = Reader(MmapSource(file))  # type: ignore[no-untyped-call]
        header, told = reader.header(), reader.metadata()  # type: ignore[no-untyped-call]
        tile = gzip.decompress(reader.get(10, 530, 341))  # type: ignore[no-untyped-call]
        nothing = reader.get(10, 0, 0)  # type: ignore[no-untyped-call]
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (0, 10, True)
    assert header["addressed_tiles_count"] == did.tiles
    assert [one["id"] for one in told["vector_layers"]] == ["benches", "parks"]
    assert sorted(mapbox_vector_tile.decode(tile)) == ["benches", "parks"]
    assert tile == Client().get("tiles/WebMercatorQuad/10/341/530").body and nothing is None


def test_nothing_is_left_when_there_is_nothing_to_write(lake: Lake, tmp_path: Path) -> None:
    made = collection(features=[bench("b0", None)])

    with pytest.raises(NotFound):
        archive.write(tmp_path / "city.pmtiles", [made], least=0, most=5, listener=_quiet)

    assert [*tmp_path.glob("city*")] == []
    assert service.by_key("benches").bounds is None
