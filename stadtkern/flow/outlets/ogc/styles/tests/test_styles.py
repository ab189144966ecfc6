# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Styles draw every collection, and their legends say the same in two languages (20-009)."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import pytest

from stadtkern.flow.collections.facts import kept_style
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ogc.common.tests.clients import BASE, Client
from stadtkern.flow.outlets.ogc.features.tests.benches import bench, benches, collection
from stadtkern.flow.outlets.ogc.styles import sprites
from stadtkern.flow.outlets.ogc.styles.drawing import PUBLISHED, drawn, signs
from stadtkern.kernel.collections import Category, GeometryKind, Style

_WOOD = Style(
    colour="grey",
    shape="square",
    label="name",
    category="wood",
    categories=(
        Category(value="oak", title="Eiche", title_en="Oak", colour="green"),
        Category(value="pine", title="Kiefer", title_en="Pine", colour="orange"),
    ),
    least_zoom=11,
)


def _of(geometry: GeometryKind, style: Style = _WOOD) -> FeatureCollection:
    return FeatureCollection(key="benches", title="Bänke", geometry=geometry, style=kept_style(style))


def test_categories_of_points_differ_in_shape_and_colour() -> None:
    told = signs(_of("point"))

    assert [(one.title, one.colour) for one in told] == [
        ("Eiche", "green"),
        ("Kiefer", "orange"),
        ("Sonstige", "grey"),
    ]
    assert len({one.shape for one in told}) == 3


@pytest.mark.parametrize("geometry", ["line", "polygon"])
def test_categories_of_lines_and_areas_differ_in_dash_and_colour(geometry: GeometryKind) -> None:
    lines = [one for one in drawn(_of(geometry), PUBLISHED, source="benches") if one["type"] == "line"]

    paints = [one["paint"] for one in lines]
    assert len({str(paint) for paint in paints}) == 3
    assert len({str(one["filter"]) for one in lines}) == 3


@pytest.mark.parametrize("geometry", ["point", "line", "polygon", "any"])
def test_every_layer_has_an_id_of_its_own_and_begins_at_the_least_level(geometry: GeometryKind) -> None:
    found = drawn(_of(geometry), PUBLISHED, source="benches")

    ids = [one["id"] for one in found]
    levels = [one["minzoom"] for one in found]
    assert len(set(ids)) == len(ids) > 1
    assert all(isinstance(level, int) and level >= 11 for level in levels)
    assert {one["source-layer"] for one in found} == {"benches"}


def test_a_style_without_categories_is_one_sign_with_the_title() -> None:
    (sign,) = signs(_of("point", replace(_WOOD, category="", categories=())))

    assert (sign.title, sign.shape, sign.colour) == ("Bänke", "square", "grey")


def test_the_sprite_is_a_picture_with_every_symbol_where_it_is_said_to_be() -> None:
    picture, places = sprites.picture(2), sprites.places(2)

    width, height = struct.unpack(">II", picture[16:24])
    start = picture.index(b"IDAT") + 4
    (size,) = struct.unpack(">I", picture[start - 8 : start - 4])
    rows = zlib.decompress(picture[start : start + size])
    assert len(rows) == height * (width * 4 + 1)
    assert len(places) == 48
    for place in places.values():
        x, y = place["x"] + place["width"] // 2, place["y"] + place["height"] // 2
        assert rows[y * (width * 4 + 1) + 1 + x * 4 + 3] == 255


@pytest.mark.django_db
def test_the_style_of_the_city_has_a_source_per_collection(lake: Lake) -> None:
    collection(features=benches(2))
    collection("lamps", features=[bench("l0", 6.51)])

    answer = Client().get("styles/alle_ebenen")

    style = answer.json
    assert answer.headers["Content-Type"] == "application/vnd.mapbox.style+json"
    assert sorted(style["sources"]) == ["benches", "lamps"]
    assert style["sprite"] == f"{BASE}/sprites/default"
    assert Client().get("sprites/default.json").json["circle-blue"]["width"] == 20
    assert {one["source"] for one in style["layers"][1:]} == {"benches", "lamps"}


@pytest.mark.django_db
def test_the_legend_speaks_german_and_english(lake: Lake) -> None:
    collection(features=benches(2))

    (layer,) = Client().get("styles/benches/legend").json["layers"]

    assert (layer["title"], layer["titleEn"]) == ("Bänke", "Benches")
    assert layer["entries"][0]["symbol"] == "circle-blue"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "styles",
        "styles/benches",
        "styles/benches/metadata",
        "styles/benches/legend",
        "collections/benches/styles",
    ],
)
def test_what_is_internal_has_no_style_for_strangers(lake: Lake, path: str) -> None:
    collection(features=benches(1), public=False)

    answer = Client().get(path)

    assert answer.status == 404 or answer.json == {"styles": []}


@pytest.mark.django_db
def test_links_between_styles_and_their_parts_lead_somewhere(lake: Lake) -> None:
    collection(features=benches(1))

    for style in Client().get("styles").json["styles"]:
        machine = [one["href"] for one in style["links"] if one["type"] != "text/html"]
        assert [Client().get(one).status for one in machine] == [200] * len(machine)
    assert Client().get("sprites/other.png").status == 404
