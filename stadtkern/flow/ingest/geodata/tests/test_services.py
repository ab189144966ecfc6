# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Services of others: layers, pages, schedule; and files that a person imports at the command line."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.ingest.feeds.tests.serving import Feed
from stadtkern.flow.ingest.geodata import fetching, filing, refreshing
from stadtkern.flow.ingest.geodata.fetching import Wanted
from stadtkern.flow.ingest.geodata.models import Origin, Run, RunState, Service
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import NotFound, PayloadRejected, SourceUnavailable

from .files import PLAYGROUNDS, converted, playgrounds, written
from .givens import NOW, administrator, collection
from .test_pages import filled

pytestmark = pytest.mark.django_db

CAPABILITIES = """<wfs:WFS_Capabilities version="2.0.0" xmlns:wfs="http://www.opengis.net/wfs/2.0"><FeatureTypeList>
<FeatureType><Name>ms:baeume</Name><Title>Bäume</Title></FeatureType></FeatureTypeList></wfs:WFS_Capabilities>"""


def features(numbers: range, **links: str) -> str:
    """A page of an OGC API."""
    found = [
        {
            "type": "Feature",
            "id": f"b{n}",
            "geometry": {"type": "Point", "coordinates": [6.7 + n / 1000, 51.4]},
            "properties": {"art": "Linde"},
        }
        for n in numbers
    ]
    rest = [{"rel": rel, "href": href} for rel, href in links.items()]
    return json.dumps({"type": "FeatureCollection", "features": found, "links": rest})


def members(numbers: range) -> str:
    """A page of a WFS in GML 3.2 with northing first, as EPSG:4326 has it in URNs."""
    inner = "".join(
        f'<wfs:member><ms:baeume gml:id="b{n}"><ms:geom><gml:Point srsName="urn:ogc:def:crs:EPSG::4326">'
        f"<gml:pos>51.4 {6.7 + n / 1000}</gml:pos></gml:Point></ms:geom><ms:art>Linde</ms:art></ms:baeume>"
        "</wfs:member>"
        for n in numbers
    )
    return (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'
        f' xmlns:ms="http://example.org/ms" timeStamp="2026-05-04T09:00:00Z" numberReturned="{len(numbers)}">'
        f"{inner}</wfs:FeatureCollection>"
    )


def served(feed: Feed) -> str:
    """An OGC API with two pages of trees."""
    feed.tell("/ogc/collections", json.dumps({"collections": [{"id": "baeume", "title": "Bäume"}]}))
    following = f"{feed.address}/ogc/seite2"
    feed.tell("/ogc/collections/baeume/items", features(range(3), next=following), ETag='"1"')
    feed.tell("/ogc/seite2", features(range(3, 5)))
    return f"{feed.address}/ogc/"


def test_an_ogc_api_is_connected_reviewed_taken_in_and_asked_again(
    client: Client, lake: Lake, files: Path, feed: Feed
) -> None:
    client.force_login(administrator())
    collection("baeume")
    said = {"url": served(feed), "service": "features", "collection": "baeume"}
    assert "Bäume" in client.post("/cockpit/geodaten/dienst/", said).content.decode()
    review = client.post("/cockpit/geodaten/dienst/", {**said, "ebene": "baeume"})["Location"]
    form = filled(client.get(review).content.decode())
    preview = client.post(review, form)["Location"]
    client.get(preview)
    client.post(preview)
    origin = Origin.objects.get()
    assert (FeatureCollection.objects.get().features, origin.service) == (5, Service.FEATURES)
    client.post("/cockpit/geodaten/baeume/abruf/", {"every_h": "24"})
    feed.tell("/ogc/seite2", features(range(4, 5)))
    later = Origin.objects.get().next_at
    assert later is not None
    refreshing.refresh_due(later + timedelta(minutes=1))
    run = Run.objects.order_by("-pk")[0]
    assert (run.state, run.removed, run.unchanged) == (RunState.DONE, 1, 4)
    assert (
        refreshing.refresh(Origin.objects.select_related("collection__department").get(), "geodata", later)
        is None
    )


def test_a_service_that_fails_changes_nothing_and_is_shown(lake: Lake, feed: Feed) -> None:
    wish = {"layer": "baeume", "choices": [], "crs": "EPSG:4326", "geometry": "point"}
    origin = Origin.objects.create(
        collection=collection(),
        service=Service.FEATURES,
        url=served(feed),
        type_name="baeume",
        wish=wish,
        every_h=1,
    )
    refreshing.refresh(origin, "geodata", NOW)
    feed.tell("/ogc/collections/baeume/items", "{kaputt")
    with pytest.raises(SourceUnavailable):
        refreshing.refresh(origin, "geodata", NOW)
    origin.refresh_from_db()
    assert (origin.failures, FeatureCollection.objects.get().features) == (1, 5)
    assert "JSON" in origin.trouble
    assert origin.next_at is not None


def test_a_wfs_is_read_page_by_page_with_its_axes_in_order(
    lake: Lake, feed: Feed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PAGE", 3)
    collection("baeume")
    feed.tell("/wfs", CAPABILITIES)
    asked = "service=WFS&version=2.0.0&request=GetFeature&typeNames=ms%3Abaeume&count=3&startIndex="
    feed.tell(f"/wfs?{asked}0", members(range(3)))
    feed.tell(f"/wfs?{asked}3", members(range(3, 4)))
    url = f"{feed.address}/wfs"
    assert [one.title for one in fetching.offered(Service.WFS, url, NOW)] == ["Bäume"]
    answered = fetching.fetched(Wanted(service=Service.WFS, url=url, type_name="ms:baeume"), NOW)
    assert answered is not None
    path = tmp_path / answered.name
    path.write_bytes(b"".join(answered.parts))
    assert b"timeStamp" not in path.read_bytes()
    filing.import_file(path, "baeume", NOW)
    found = FeatureCollection.objects.get()
    assert found.features == 4
    assert found.bounds == pytest.approx((6.7, 51.4, 6.703, 51.4))


def test_a_run_that_was_cut_off_is_not_running_for_ever(lake: Lake) -> None:
    run = Run.objects.create(collection=collection(), name="x", actor="x", started_at=NOW)
    refreshing.refresh_due(NOW + timedelta(days=2))
    run.refresh_from_db()
    assert run.state == RunState.FAILED


def test_an_endless_service_is_given_up(lake: Lake, feed: Feed) -> None:
    feed.tell("/ogc/collections/x/items", features(range(1), next="/ogc/collections/x/items?weiter"))
    feed.tell("/ogc/collections/x/items?weiter", features(range(1), next="/ogc/collections/x/items?weiter"))
    answered = fetching.fetched(
        Wanted(service=Service.FEATURES, url=f"{feed.address}/ogc", type_name="x"), NOW
    )
    assert answered is not None
    with pytest.raises(SourceUnavailable, match="endlos"):
        list(answered.parts)


def test_a_file_at_the_command_line_goes_where_its_columns_fit(lake: Lake) -> None:
    collection("spielplaetze", title="text", street="text", zip="text")
    run = filing.import_file(PLAYGROUNDS, "spielplaetze", NOW)
    again = filing.import_file(PLAYGROUNDS, "spielplaetze", NOW)
    assert (run.inserted, again.inserted, again.unchanged) == (203, 0, 203)


def test_at_the_command_line_nothing_is_guessed(lake: Lake, tmp_path: Path) -> None:
    collection("baeume", nr="text")
    _titles, shapes = playgrounds()
    path = written(tmp_path, "GPKG", converted(shapes, "EPSG:25832"), crs=None)
    with pytest.raises(PayloadRejected, match="EPSG:25832"):
        filing.import_file(path, "baeume", NOW)
    with pytest.raises(NotFound, match="Geodaten"):
        filing.import_file(path, "gibtsnicht", NOW)


def test_a_file_that_breaks_off_leaves_the_collection_as_it_was(lake: Lake, tmp_path: Path) -> None:
    collection("spielplaetze", title="text")
    filing.import_file(PLAYGROUNDS, "spielplaetze", NOW)
    path = tmp_path / "x.geojsonl"
    lines = [json.dumps(one) for one in json.loads(PLAYGROUNDS.read_text())["features"]]
    path.write_text(
        "\n".join(re.sub("Spielplatz", "Platz", line) for line in lines) + '\n{"type":"Feature","geom'
    )
    with pytest.raises(PayloadRejected):
        filing.import_file(path, "spielplaetze", NOW)
    assert (Run.objects.count(), FeatureCollection.objects.get().revision) == (1, 1)
