# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries as graphs, beside the reference examples of DCAT-AP.de (payloads, CC BY 4.0)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, XSD

from stadtkern.flow.catalogue.words import Agent, Distribution, Entry, Period, Series
from stadtkern.flow.outlets.dcat.addresses import slug
from stadtkern.flow.outlets.dcat.graph import catalogue_in, dataset_graph, series_graph, service_graph
from stadtkern.flow.outlets.dcat.vocabulary import ADMS, DCAT, DCATAP, DCATDE, LOCN, VCARD, bound, iri, text
from stadtkern.kernel.licences import DL_DE_BY_2

from .entries import ADDRESSES, PORTAL, SERVICES, entry, way

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
"""rdflib 7.6 says that about its own reader of JSON-LD."""
PAYLOADS = Path(__file__).parent / "payloads"
DATASET = URIRef("https://stadt.example/daten/baeume/#dataset")
_EU = "http://publications.europa.eu/resource/authority/"


def graph(one: Entry) -> Graph:
    return dataset_graph(one, PORTAL, ADDRESSES, SERVICES)


def test_texts_carry_their_language() -> None:
    titles = set(graph(entry()).objects(DATASET, DCTERMS.title))
    assert titles == {Literal("Baumkataster", lang="de"), Literal("Tree register", lang="en")}


def test_a_dataset_has_the_codes_of_the_eu_lists() -> None:
    made = graph(entry())
    assert made.value(DATASET, DCAT.theme) == URIRef(f"{_EU}data-theme/ENVI")
    assert made.value(DATASET, DCTERMS.accrualPeriodicity) == URIRef(f"{_EU}frequency/ANNUAL")


def test_a_municipality_key_names_its_list_its_level_and_the_place() -> None:
    made = graph(entry())
    place = URIRef("http://dcat-ap.de/def/politicalGeocoding/municipalityKey/05114000")
    level = URIRef("http://dcat-ap.de/def/politicalGeocoding/Level/municipality")
    assert made.value(DATASET, DCATDE.politicalGeocodingURI) == place
    assert made.value(DATASET, DCATDE.politicalGeocodingLevelURI) == level
    assert place in set(made.objects(DATASET, DCTERMS.spatial))


def test_the_box_says_its_reference_system_and_stands_as_geojson_too() -> None:
    made = graph(entry())
    box = str(next(made.objects(None, DCAT.bbox)))
    assert box.startswith("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POLYGON((6.5 51.3,6.7 51.3,")
    assert '"type": "Polygon"' in str(next(made.objects(None, LOCN.geometry)))


def test_a_high_value_dataset_names_the_regulation_wherever_the_profile_asks_for_it() -> None:
    made = graph(entry())
    law = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
    subjects = set(made.subjects(DCATAP.applicableLegislation, law))
    assert subjects == {DATASET, ADDRESSES.distribution("baeume", "csv"), ADDRESSES.service("features")}
    assert made.value(DATASET, DCATAP.hvdCategory) == URIRef("http://data.europa.eu/bna/c_ac64a52d")


def test_a_distribution_has_the_licence_of_its_dataset_and_the_name_to_be_given() -> None:
    made = graph(entry())
    node = ADDRESSES.distribution("baeume", "csv")
    assert made.value(node, DCTERMS.license) == URIRef("http://dcat-ap.de/def/licenses/dl-by-de/2.0")
    assert str(made.value(node, DCATDE.licenseAttributionByText)) == "Stadt Musterstadt"
    assert made.value(node, DCAT.byteSize) == Literal(1234, datatype=XSD.nonNegativeInteger)


def test_what_will_be_withdrawn_is_deprecated() -> None:
    made = graph(entry(deprecated_on=date(2026, 2, 1)))
    node = ADDRESSES.distribution("baeume", "csv")
    assert made.value(node, ADMS.status) == URIRef("http://purl.org/adms/status/Deprecated")


def test_a_service_says_which_dataset_it_delivers() -> None:
    made = graph(entry())
    service = ADDRESSES.service("features")
    assert (service, DCAT.servesDataset, DATASET) in made
    assert made.value(service, DCAT.endpointURL) == URIRef("https://stadt.example/api/ogc/")
    assert (service, DCAT.servesDataset, DATASET) in service_graph(
        SERVICES["features"], PORTAL, ADDRESSES, [entry()]
    )


def test_a_series_names_its_datasets() -> None:
    series = Series(key="haushalt", title="Haushaltspläne", description="Je Jahr einer.")
    made = series_graph(series, PORTAL, ADDRESSES, ["haushalt-2025"])
    node = ADDRESSES.series("haushalt")
    assert (node, RDF.type, DCAT.DatasetSeries) in made
    assert (ADDRESSES.dataset("haushalt-2025"), DCAT.inSeries, node) in made


def test_the_catalogue_has_a_publisher_and_the_taxonomy_of_the_profile() -> None:
    made = bound()
    node = catalogue_in(made, PORTAL, ADDRESSES, modified=None)
    publisher = made.value(node, DCTERMS.publisher)
    assert publisher is not None
    assert str(made.value(publisher, FOAF.name)) == "Stadt Musterstadt"
    assert made.value(node, DCAT.themeTaxonomy) == URIRef(f"{_EU}data-theme")


def test_contacts_have_mail_and_phone_as_addresses() -> None:
    made = graph(entry())
    contact = made.value(DATASET, DCAT.contactPoint)
    assert made.value(contact, VCARD.hasEmail) == URIRef("mailto:gruen@stadt.example")
    assert made.value(contact, VCARD.hasTelephone) == URIRef("tel:+49215112345")


@pytest.mark.parametrize("form", ["xml", "turtle", "json-ld"])
def test_every_form_says_the_same(form: str) -> None:
    made = graph(entry(description='Mit „Anführung“, <b>HTML</b> & Zeilen\numbruch, \x07 und "\\"'))
    again = Graph().parse(data=made.serialize(format=form), format=form)
    assert isomorphic(made, again)


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("https://stadt.example/a b", "https://stadt.example/a%20b"),
        ("https://stadt.example/straße?x=<1>", "https://stadt.example/stra%C3%9Fe?x=%3C1%3E"),
        ("urn:uuid:1234", "urn:uuid:1234"),
    ],
)
def test_addresses_are_escaped_where_they_must_be(given: str, made: str) -> None:
    assert iri(given) == URIRef(made)


@pytest.mark.parametrize(
    "given", ["", "keine Adresse", "javascript:alert(1)", "http://", "file:///etc/passwd", "https://[::1/"]
)
def test_what_is_no_address_becomes_no_iri(given: str) -> None:
    assert isinstance(iri(given), Literal)


def test_signs_that_xml_forbids_are_left_out() -> None:
    assert str(text("a\x00b\x1fc")) == "abc"


def test_names_become_parts_of_addresses() -> None:
    assert slug("Grünflächenamt (Straße)") == "gruenflaechenamt-strasse"
    assert len(slug("公園")) == 12


def test_the_reference_examples_say_the_same_in_all_three_forms() -> None:
    turtle, rdf = Graph().parse(PAYLOADS / "reference.ttl"), Graph().parse(PAYLOADS / "reference.rdf")
    assert len(turtle) == len(rdf) == len(Graph().parse(PAYLOADS / "reference.jsonld"))


def test_the_entry_of_a_reference_example_says_what_the_example_says() -> None:
    reference = Graph().parse(PAYLOADS / "reference.ttl")
    dataset = URIRef("https://example.com/dataset/d4ce4e6e-ab89-44cb-bf5c-33a162c234de#dataset")
    csv = URIRef("https://example.com/resource/de72be51-7910-43ad-9dfc-10797b42cc0b#distribution")
    made = graph(_bathing_waters())
    ours = ADDRESSES.dataset("badegewaesser")
    own_csv = ADDRESSES.distribution("badegewaesser", "csv")
    for theirs, mine, terms in (
        (dataset, ours, (DCTERMS.title, DCTERMS.description, DCAT.keyword, DCAT.theme, DCTERMS.publisher,
                         DCATDE.politicalGeocodingURI, DCATDE.politicalGeocodingLevelURI, DCATDE.maintainer)),
        (csv, own_csv, (DCAT.accessURL, DCAT.downloadURL, DCTERMS.title, DCTERMS["format"], DCTERMS.license,
                        DCTERMS.language, DCTERMS.issued, DCATDE.licenseAttributionByText)),
    ):  # fmt: skip
        for term in terms:
            said = {_plain(one) for one in reference.objects(theirs, term)}
            assert said <= {_plain(one) for one in made.objects(mine, term)}, term


def _plain(node: object) -> str:
    """Without language and, for times, without time zone."""
    return str(node).removesuffix("+00:00")


def _bathing_waters() -> Entry:
    agency = Agent(
        name="Behörde für Umwelt und Energie (BUE), Amt für Umweltschutz",
        uri="http://www.hamburg.de/bue/#publisher",
    )
    resource = "https://example.com/resource/de72be51-7910-43ad-9dfc-10797b42cc0b"
    return Entry(
        key="badegewaesser",
        title="Badegewässer in Hamburg",
        description="Historische Daten der Badegewässer und ihrer Überwachungsmessstellen im Internet.",
        origin="harvested",
        publisher=agency,
        maintainer=agency,
        licence=DL_DE_BY_2,
        attribution="Freie und Hansestadt Hamburg, Behoerde für Umwelt und Energie",
        keywords=("wasserbelastung", "gewaesserqualitaet", "umweltueberwachung", "wasser", "badestelle"),
        themes=("ENVI",),
        geocoding=("02",),
        period=Period(),
        distributions=(
            Distribution(
                key="csv",
                title="Download Historische Messwerte Hamburg, 2004-2013 (CSV)",
                access_url=resource,
                download_url="http://example.com/badegewaesser/Badegewaesser_messwerte_historisch_HH_2004-2013.zip",
                format="CSV",
                issued=datetime(2018, 7, 28, tzinfo=UTC),
            ),
        ),
    )


def test_an_open_period_without_ends_is_left_out() -> None:
    assert not list(graph(entry(period=Period())).objects(DATASET, DCTERMS.temporal))


def test_an_unknown_service_is_no_part_of_the_graph() -> None:
    made = graph(entry(distributions=(way(service="gibtesnicht"),)))
    assert not list(made.objects(None, DCAT.accessService))
