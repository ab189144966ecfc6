# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People read the same addresses as pages (17-069r4 clause 8.2, requirements class HTML)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from stadtkern.flow.collections import writing
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.collections.writing import Patch
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ogc.common.kept import KEPT
from stadtkern.flow.outlets.ogc.common.tests.clients import Client as Program
from stadtkern.flow.outlets.ogc.features.tests.benches import NOW, bench, benches, collection, editor
from stadtkern.kernel.models import Person

pytestmark = pytest.mark.django_db
HTML = "http://www.opengis.net/spec/ogcapi-features-1/1.0/req/html/"
HOME = "/api/ogc/collections/benches"


@pytest.fixture(autouse=True)
def nothing_kept(lake: Lake) -> None:
    """No answer is kept of another test."""
    KEPT.clear()


def text(path: str, client: Client | None = None, status: int = 200) -> str:
    """The page at an address."""
    answer = (client or Client()).get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == status, answer.content[:500]
    assert answer.headers["Content-Type"].startswith("text/html")
    return str(answer.content.decode())


@pytest.mark.requirement(f"{HTML}definition")
@pytest.mark.requirement(f"{HTML}content")
def test_every_document_has_a_page(lake: Lake) -> None:
    collection(features=benches(2))
    for path in (
        "/api/ogc/",
        "/api/ogc/conformance",
        "/api/ogc/collections",
        HOME,
        f"{HOME}/items",
        f"{HOME}/items/b0",
        f"{HOME}/queryables",
        f"{HOME}/schema",
        "/schnittstellen/ogc/",
    ):
        page = text(f"{path}?f=html" if path.startswith("/api") else path)
        assert "<h1" in page and "</html>" in page, path
        assert "Benches" in text(f"/en{HOME}?f=html")


def test_browsers_get_pages_and_programs_get_json_from_the_same_address() -> None:
    for accept, page in (
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("*/*", False),
        ("application/json", False),
        ("application/geo+json,text/html;q=0.5", False),
        ("", False),
    ):
        answer = Program().get("/api/ogc/collections", headers={"Accept": accept} if accept else None)
        assert (answer.status == 299) is page, accept


def test_a_clerk_filters_the_table_and_takes_the_selection_away(lake: Lake) -> None:
    collection(features=[*benches(4), bench("x", 6.9, name="Ruhe'bänk 100%")])
    page = text(f"{HOME}/items?f=html&suche=ruhe'BANK")
    assert "Ruhe&#x27;bänk 100%" in page and "Bank 2" not in page
    assert quote("CASEI(ACCENTI(name))", safe="()") in page or "CASEI" in page
    wood = text(f"{HOME}/items?f=html&wood=oak&seats_von=2&sortby=-name")
    assert "Bank 3" in wood and "Bank 1" not in wood and "Filter aufheben" in wood
    assert "Kein Objekt passt" in text(f"{HOME}/items?f=html&suche=gibtesnicht")
    assert "100%" in text(f"{HOME}/items?f=html&suche=100%25")


def test_the_table_goes_on_with_the_same_filter(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    collection(features=benches(5))
    monkeypatch.setattr("stadtkern.flow.outlets.ogc.html.items.ROWS", 2)
    page = text(f"{HOME}/items?f=html&roofed=true&sortby=name")
    assert "Bank 0" in page and "Bank 4" not in page
    address = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "roofed=true" in address
    assert "Bank 4" in text(address)


def test_what_cannot_be_asked_is_told_above_the_form(lake: Lake) -> None:
    collection(features=benches(1))
    for query in ("filter=seats%20%3E", "bbox=1", "sortby=nothing", "after=xx", "keeper=Erna"):
        page = text(f"{HOME}/items?f=html&{query}")
        assert ("So kann nicht gefiltert werden" in page) is (not query.startswith("keeper")), query


def test_a_feature_shows_its_values_and_its_history(lake: Lake) -> None:
    made = collection(features=benches(2))
    person = Person.objects.get(username="maker")
    patch = Patch(key="b1", properties={"seats": 12, "wood": "pine"})
    writing.update_feature(person, made, patch, NOW + timedelta(days=1))
    page = text(f"{HOME}/items/b1?f=html")
    assert "1 → 12" in page and "Eiche → Kiefer" in page
    assert "aufgenommen" in page and "m²" in page
    writing.delete_feature(person, made, "b1", NOW + timedelta(days=2))
    gone = text(f"{HOME}/items/b1?f=html", status=410)
    assert "gibt es nicht mehr" in gone and "weggefallen" in gone
    text(f"{HOME}/items/never?f=html", status=404)


def test_what_is_internal_is_shown_to_its_department_alone(lake: Lake) -> None:
    collection("secret", benches(1), public=False)
    text("/api/ogc/collections/secret?f=html", status=404)
    client = Client()
    client.force_login(editor())
    assert "nur intern" in text("/api/ogc/collections/secret?f=html", client)
    assert "Erna" in text("/api/ogc/collections/secret/items/b0?f=html", client)
    answer = client.get("/api/ogc/collections/secret/items", headers={"Accept": "application/json"})
    assert (answer.status_code, len(answer.json()["features"])) == (200, 1)
    assert b"keeper" in answer.content and "private" in answer.headers["Cache-Control"]


def test_somebody_signed_in_writes_only_with_the_token_of_a_form(lake: Lake) -> None:
    collection(features=benches(1))
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor())
    body = {"type": "Feature", "geometry": None, "properties": {"name": "Neu"}}
    refused = client.post(f"{HOME}/items", body, content_type="application/geo+json")
    assert refused.status_code == 403
    trusting = Client()
    trusting.force_login(editor("gustav"))
    made = trusting.post(f"{HOME}/items", body, content_type="application/geo+json")
    assert made.status_code == 201
    stranger = Client()
    stranger.force_login(Person.objects.create_user("fremd"))
    assert stranger.delete(f"{HOME}/items/b0").status_code == 403
    assert FeatureCollection.objects.get(key="benches").features == 2


def test_hostile_texts_stay_texts(lake: Lake) -> None:
    collection(features=[bench("<script>x</script>", 6.5, name="<img src=x onerror=alert(1)>")])
    for path in (f"{HOME}/items", f"{HOME}/items/{quote('<script>x</script>', safe='')}"):
        page = text(f"{path}?f=html")
        assert "<img src=x" not in page and "<script>x" not in page
