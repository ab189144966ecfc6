# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Real clients read a served city through the OGC API: GDAL's driver, the examples of the guide."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest

from stadtkern.flow.outlets.ogc.html.guide import EXAMPLES, example
from stadtkern.settings.tests.city_process import City, running_city, stadtkern

pytestmark = pytest.mark.slow
COLLECTION = "playgrounds"
PAYLOAD = Path(__file__).parents[2] / "stadtkern/domains/playgrounds/tests/payloads/osm-playgrounds.geojson"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A served city with playgrounds."""
    data = tmp_path_factory.mktemp("ogc-city")
    filled = stadtkern("import", str(PAYLOAD), data=data)
    assert filled.returncode == 0, filled.stderr
    with running_city(data) as served:
        yield served


def root(city: City) -> str:
    """Address of the interface."""
    return f"http://127.0.0.1:{city.port}/api/ogc"


def read(address: str) -> dict[str, object]:
    """A JSON document."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - the city of the test
        found: dict[str, object] = json.load(answer)
    return found


@pytest.mark.requirement("http://www.opengis.net/spec/ogcapi-features-1/1.0/req/core/root-success")
@pytest.mark.requirement("http://www.opengis.net/spec/ogcapi-features-1/1.0/req/core/http")
def test_gdal_reads_all_pages_boxes_and_conditions(city: City) -> None:
    address = f"OAPIF:{root(city)}"
    layers = {name for name, _kind in pyogrio.list_layers(address)}
    assert COLLECTION in layers
    total = read(f"{root(city)}/collections/{COLLECTION}")["itemCount"]
    _meta, whole = pyogrio.read_arrow(address, layer=COLLECTION)
    assert whole.num_rows == total and len(set(whole["id"].to_pylist())) == total
    info = pyogrio.read_info(address, layer=COLLECTION)
    west, south, east, north = info["total_bounds"]
    middle = (west + east) / 2
    _meta, left = pyogrio.read_arrow(address, layer=COLLECTION, bbox=(west, south, middle, north))
    assert 0 < left.num_rows < whole.num_rows
    named = [name for name in whole["name"].to_pylist() if name]
    _meta, one = pyogrio.read_arrow(address, layer=COLLECTION, where=f"name = '{named[0]}'")
    assert one.num_rows == named.count(named[0])


def test_the_examples_of_the_guide_run(city: City) -> None:
    for path in sorted(EXAMPLES.iterdir()):
        text = example(path.name, root=root(city), collection=COLLECTION)
        words = ["sh", "-e", "-c", text] if path.stem == "curl" else [sys.executable, "-c", text]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (path.name, done.stderr)
        assert done.stdout.strip(), path.name
        assert '"status":4' not in done.stdout, (path.name, done.stdout[:500])
