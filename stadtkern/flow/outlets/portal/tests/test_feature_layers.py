# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collections of features on the map and on small maps of other pages."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import Client

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ogc.features.tests.benches import bench, benches, collection, square
from stadtkern.flow.outlets.portal import collections

pytestmark = pytest.mark.django_db


def test_the_plan_of_the_map_names_tiles_lists_and_public_fields(lake: Lake, client: Client) -> None:
    collection(features=benches(2))

    (layer,) = client.get("/karte/ebenen.json").json()["collections"]

    assert layer["tiles"] == "/api/ogc/collections/benches/tiles/WebMercatorQuad/{z}/{y}/{x}"
    assert layer["items"] == "/api/ogc/collections/benches/items/"
    assert "keeper" not in [field["key"] for field in layer["fields"]]
    assert layer["shown"] and layer["bounds"] == pytest.approx([6.5, 51.3, 6.51, 51.3])


def test_areas_are_drawn_when_they_are_ticked_and_lie_below_points(lake: Lake, client: Client) -> None:
    collection(features=benches(1))
    collection("parks", features=[bench("p0", square(6.5, 51.3, 0.01))], geometry="polygon")

    at_first = client.get("/karte/ebenen.json").json()["collections"]
    asked = client.get("/karte/ebenen.json?sammlung=parks").json()["collections"]

    assert [(one["key"], one["shown"]) for one in at_first] == [("parks", False), ("benches", True)]
    assert [one["key"] for one in asked if one["shown"]] == ["parks"]


def test_the_page_of_the_map_lists_collections_without_javascript(lake: Lake, client: Client) -> None:
    collection(features=benches(2))

    text = client.get("/karte/?ebene=&sammlung=benches").content.decode()

    assert 'name="sammlung" value="benches" id="sammlung-benches" checked' in text
    assert "/api/ogc/collections/benches/items?f=html" in text
    assert "Geodaten mit Legende" in text


def test_strangers_see_no_map_of_an_internal_collection(lake: Lake, client: Client) -> None:
    collection(features=benches(1), public=False)

    assert client.get("/karte/sammlung/benches.json").status_code == 404
    assert client.get("/karte/ebenen.json").json()["collections"] == []
    assert client.get("/karte/").status_code == 200


def test_a_small_map_has_a_legend_and_a_list(lake: Lake, client: Client) -> None:
    made = collection(features=benches(1))

    text = Template("{% load feature_maps %}{% feature_map one %}").render(Context({"one": made}))

    assert 'data-src="/karte/sammlung/benches.json"' in text
    assert "Dieselben Objekte als Liste" in text
    assert client.get("/karte/sammlung/benches.json").json()["collections"][0]["shown"]


def test_a_collection_without_places_has_no_map(lake: Lake) -> None:
    made = collection("fees", features=[bench("f0", None)], geometry="none")

    text = Template("{% load feature_maps %}{% feature_map one %}").render(Context({"one": made}))

    assert not text.strip()
    assert collections.shown() == []
