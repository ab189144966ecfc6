# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What other catalogues write becomes records, and nonsense becomes sentences."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.flow.catalogue.words import Entry
from stadtkern.flow.ingest.harvest.reading import ckan, dcat, records
from stadtkern.flow.ingest.harvest.reading.texts import plain
from stadtkern.flow.ingest.harvest.words import Catalogue, Record, Refused
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.licences import CC_BY_4, CC_ZERO

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
URL = "https://portal.example/catalog.ttl"
PORTAL = Catalogue(title="Portal der Nachbarn", address="https://portal.example/")
_PAYLOADS = Path(__file__).parent / "payloads"
_PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""
_FINE = """
<https://portal.example/d/1> a dcat:Dataset ; dct:title "Bäume"@de, "Trees"@en ; dct:license
 <http://dcat-ap.de/def/licenses/cc-by/4.0> ;
 dcat:distribution [ dcat:accessURL <https://portal.example/a.csv> ] .
"""


def turtle(text: str, catalogue: Catalogue = PORTAL) -> tuple[Record | Refused, ...]:
    return dcat.page((_PREFIXES + text).encode(), URL, catalogue).records


def entry(found: Record | Refused) -> Entry:
    assert isinstance(found, Record), found
    return found.entry


def reason(found: Record | Refused) -> str:
    assert isinstance(found, Refused), found
    return found.reason


@pytest.mark.parametrize(
    "name",
    [
        "reference.ttl",
        "reference.rdf",
        "reference.jsonld",
    ],
)
def test_the_reference_example_of_dcat_ap_de_is_read_in_every_form(name: str) -> None:
    found = dcat.page((_PAYLOADS / name).read_bytes(), URL, PORTAL).records

    known = {one.identifier: one for one in found}
    borders = entry(known["https://example.com/dataset/68180d85-df56-48e0-993e-b9da36103a72#dataset"])
    way = borders.distributions[0]
    assert borders.title == "Gebietsgrenzen Polizeikommissariate"
    assert borders.licence.code == "dl-by-de/2.0"
    assert borders.themes == ("GOVE",)
    assert "Polizeireviere" in borders.keywords
    assert borders.harvested_from == "Portal der Nachbarn"
    assert (way.format, way.bytes) == ("GML", 935108)
    assert way.download_url.startswith("https://example.com/HH_WFS_PKGrenzen")


def test_titles_in_two_languages_and_a_missing_publisher() -> None:
    (found,) = turtle(_FINE)

    made = entry(found)
    assert (made.title, made.title_en, made.publisher.name) == ("Bäume", "Trees", "Portal der Nachbarn")
    assert made.licence == CC_BY_4


def test_one_record_with_wrong_iris_is_refused_with_a_sentence_and_the_others_are_read() -> None:
    wrong = _FINE.replace("/d/1", "/d/mit Leerzeichen")

    found = turtle(_FINE + wrong)

    assert isinstance(found[0], Record)
    assert "ein Leerzeichen an Stelle 29" in reason(found[1])


def test_a_way_with_a_wrong_address_is_left_out_and_noted() -> None:
    more = _FINE.replace("] .", "], [ dcat:accessURL <https://portal.example/a|b.csv> ] .")

    (found,) = turtle(more)

    assert len(entry(found).distributions) == 1
    assert isinstance(found, Record) and "„|“ an Stelle 25" in found.remarks[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (_FINE.replace("cc-by/4.0", "geheim"), "steht nicht in der Liste von DCAT-AP.de"),
        (_FINE.replace('"Bäume"@de, "Trees"@en', '""'), "keinen Titel"),
        (_FINE.replace("https://portal.example/a.csv", "file:///etc/passwd"), "keine Internetadresse"),
        (_FINE.replace("https://portal.example/a.csv", "javascript:alert(1)"), "keine Internetadresse"),
        (_FINE.replace("<https://portal.example/d/1>", "[]"), "weder eine IRI noch eine Kennung"),
    ],
)
def test_what_cannot_be_entered_is_refused_in_words(text: str, words: str) -> None:
    (found,) = turtle(text)

    assert words in reason(found)


def test_a_licence_for_records_without_one_is_taken_from_the_catalogue() -> None:
    named = Catalogue(title="Portal", address="https://portal.example/", licence=CC_ZERO)

    (found,) = turtle(_FINE.replace("<http://dcat-ap.de/def/licenses/cc-by/4.0>", '""'), named)

    assert entry(found).licence == CC_ZERO


def test_contacts_are_offices_and_never_persons() -> None:
    vcard = "<http://www.w3.org/2006/vcard/ns#"
    contact = "<https://portal.example/d/1> dcat:contactPoint [ "
    office = turtle(_FINE + contact + f'{vcard}fn> "Amt" ; {vcard}hasEmail> <mailto:amt@b.de> ] .')
    lady = turtle(
        _FINE + contact + f'{vcard}fn> "Beispiel, Eva, Frau" ; {vcard}hasEmail> <mailto:e@b.de> ] .'
    )
    individual = turtle(_FINE + contact + f'a {vcard}Individual> ; {vcard}fn> "Eva Beispiel" ] .')

    found = entry(office[0]).contact
    assert found is not None and (found.name, found.email) == ("Amt", "amt@b.de")
    assert entry(lady[0]).contact is entry(individual[0]).contact is None


def test_pages_are_followed_as_hydra_says() -> None:
    page = dcat.page(
        (_PREFIXES + f"<{URL}> hydra:next <{URL}?page=2> ; hydra:totalItems 4711 .").encode(), URL, PORTAL
    )

    assert (page.next, page.total) == (f"{URL}?page=2", 4711)


_WIDE = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "' + b"x" * 20_000 + b'">]><r>' + b"&a;" * 200 + b"</r>"
)
_BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_BOMB, "Entitäten"),
        (_WIDE, "durch seine Entitäten zu groß"),
        (
            b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>',
            "Entitäten",
        ),
        (b'{"@context": "https://evil.example/context", "@id": "x"}', "@context"),
        (b'{"@graph": [{"@context": ["http://127.0.0.1/"]}]}', "@context"),
        (b'{"@context":' + b"[" * 5000, "JSON-LD"),
        (b"<rdf:RDF xmlns", "RDF/XML"),
        (b"Stand: 22.02.2024\n\nkein Turtle", "Turtle: Zeile 1"),
        (b"\xff\xfe\x00binary", "RDF"),
    ],
)
def test_dangerous_or_broken_rdf_is_refused_as_a_whole(content: bytes, words: str) -> None:
    with pytest.raises(PayloadRejected, match=words):
        dcat.page(content, URL, PORTAL)


def test_markup_of_strangers_becomes_plain_text() -> None:
    text = plain("<p>Alle <b>B&auml;ume</b></p><script>alert(1)</script><br>a < b\x00\u202e")

    assert text == "Alle Bäume\n\na < b"


def package(**more: object) -> dict[str, object]:
    return {
        "id": "4711",
        "name": "baeume",
        "title": "Bäume",
        "notes": "Alle <i>Bäume</i>",
        "license_id": "cc-by",
        "organization": {"title": "Nachbarstadt"},
        "groups": [{"name": "envi"}],
        "tags": [{"name": "baum"}],
        "metadata_modified": "2026-05-31T12:00:00.123456",
        "extras": [
            {"key": "spatial", "value": '{"type":"Polygon","coordinates":[[[6,51],[7,51],[7,52],[6,51]]]}'},
            {"key": "temporal_start", "value": "2020-01-01"},
        ],
        "resources": [
            {"url": "https://portal.example/a.csv", "format": "CSV", "name": "Tabelle", "size": 12}
        ],
        **more,
    }


def answer(*packages: object, count: int | None = None) -> bytes:
    result = {"count": len(packages) if count is None else count, "results": packages}
    return json.dumps({"success": True, "result": result}).encode()


def test_a_package_of_ckan_is_read() -> None:
    url = ckan.first_address("https://portal.example/", "")

    made = entry(ckan.page(answer(package()), url, PORTAL).records[0])

    assert (made.title, made.description) == ("Bäume", "Alle Bäume")
    assert (made.publisher.name, made.themes, made.keywords) == ("Nachbarstadt", ("ENVI",), ("baum",))
    assert made.bounds == (6, 51, 7, 52)
    assert made.period is not None and made.period.start == datetime(2019, 12, 31, 23, tzinfo=UTC)
    assert made.landing_page == "https://portal.example/dataset/baeume"
    assert (made.distributions[0].format, made.distributions[0].bytes) == ("CSV", 12)


def test_pages_of_ckan_are_counted() -> None:
    url = ckan.first_address("https://portal.example/api/3/action", "organization:stadt")

    first = ckan.page(answer(package(), package(id="2"), count=3), url, PORTAL)
    last = ckan.page(answer(package(id="3"), count=3), first.next, PORTAL)

    assert "fq=organization%3Astadt" in url
    assert "start=2" in first.next
    assert last.next == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "", "name": ""}, "keinen Titel"),
        ({"license_id": "geheim"}, "Liste von DCAT-AP.de"),
        ({"license_id": None}, "nennt keine Lizenz"),
        ({"resources": [{"url": "ftp://x/"}]}, "keine Internetadresse"),
        ({"resources": [{"url": None}]}, "keine Internetadresse"),
    ],
)
def test_a_wrong_package_is_refused_and_the_next_one_read(wrong: dict[str, object], words: str) -> None:
    found = ckan.page(answer(package(**wrong), package(id="2")), "https://portal.example/x", PORTAL).records

    assert words in reason(found[0])
    assert isinstance(found[1], Record)


def test_an_error_of_ckan_is_no_catalogue() -> None:
    with pytest.raises(PayloadRejected, match="Action API"):
        ckan.page(b'{"success": false, "error": {}}', "https://portal.example/x", PORTAL)
    with pytest.raises(PayloadRejected, match="kein JSON"):
        ckan.page(b"<html>", "https://portal.example/x", PORTAL)


def feature(**properties: object) -> dict[str, object]:
    return {
        "id": "trees",
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[[6, 51], [7, 51], [7, 52], [6, 51]]]},
        "time": {"interval": ["2020-01-01", ".."]},
        "properties": {
            "type": "dataset",
            "title": "Bäume",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "contacts": [{"organization": "Amt", "roles": ["publisher"], "emails": [{"value": "a@b.de"}]}],
            **properties,
        },
        "links": [{"rel": "item", "href": "/data/trees.csv", "type": "text/csv"}],
    }


def test_a_record_of_ogc_api_records_is_read() -> None:
    url = records.first_address("https://portal.example/collections/all")
    document = {"features": [feature(), feature(title="")], "links": [{"rel": "next", "href": "?offset=2"}]}

    page = records.page(json.dumps(document).encode(), url, PORTAL)

    made = entry(page.records[0])
    assert url == "https://portal.example/collections/all/items?f=json&limit=100"
    assert page.next == "https://portal.example/collections/all/items?offset=2"
    assert (made.title, made.licence, made.publisher.name) == ("Bäume", CC_BY_4, "Amt")
    assert made.distributions[0].access_url == "https://portal.example/data/trees.csv"
    assert made.bounds == (6, 51, 7, 52)
    assert "Titel" in reason(page.records[1])
