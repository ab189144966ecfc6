# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shapes: what they find, in which field, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from rdflib import SH, Graph, Literal

from stadtkern.flow.catalogue.words import Agent, Entry, Period
from stadtkern.flow.outlets.dcat.checking import WORDS, inspect, inspect_graph, shapes, validate
from stadtkern.flow.outlets.dcat.graph import catalogue_in
from stadtkern.flow.outlets.dcat.vocabulary import bound
from stadtkern.kernel.licences import CC_ZERO, LICENCES, Licence

from .entries import ADDRESSES, NOW, PORTAL, SERVICES, entry, way

PAYLOADS = Path(__file__).parent / "payloads"


def fields(one: Entry, severity: str = "violation") -> list[str]:
    return sorted({found.field for found in validate(one) if found.severity == severity})


def test_an_entry_that_lacks_nothing_has_no_violation() -> None:
    assert inspect(entry(), portal=PORTAL, services=SERVICES) == []


def test_a_sentence_names_the_field_and_the_property_in_german() -> None:
    (found,) = validate(entry(title="", title_en=""))
    assert (found.field, found.path, found.sentence) == ("title", "dct:title", "Der Titel fehlt.")


def test_sentences_are_english_for_english_readers() -> None:
    with translation.override("en"):
        (found,) = validate(entry(title="", title_en=""))
    assert found.sentence == "The title is missing."


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"description": "  "}, "description"),
        ({"publisher": Agent(name="")}, "publisher.name"),
        ({"publisher": Agent(name="Amt", kind="Verein")}, "publisher.kind"),
        ({"publisher": Agent(name="Amt", email="kein Postfach")}, "publisher.email"),
        ({"themes": ("NIX",)}, "themes"),
        ({"frequency": "OFT"}, "frequency"),
        ({"geocoding": ("1234",)}, "geocoding"),
        ({"geocoding": ("051140000",)}, "geocoding"),
        ({"high_value": ("besonders wertvoll",)}, "high_value"),
        ({"contact": Agent(name="Amt")}, "contact"),
        ({"contact": Agent(name="Amt", email="a b@c")}, "contact"),
        ({"high_value": ("mobility",), "contact": None}, "contact"),
        ({"high_value": ("mobility",), "distributions": ()}, "distributions"),
        ({"conforms_to": ("irgendwie",)}, "conforms_to"),
        ({"applicable_legislation": ("§ 1",)}, "applicable_legislation"),
        ({"landing_page": "javascript:alert(1)"}, "landing_page"),
        ({"period": Period(start=NOW, end=datetime(2020, 1, 1, tzinfo=UTC))}, "period"),
        ({"attribution": ""}, "distributions.csv.attribution"),
    ],
)  # fmt: skip
def test_a_fault_is_found_in_its_field(said: dict[str, Any], field: str) -> None:
    assert fields(entry(**said)) == [field]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"access_url": "", "download_url": ""}, "access_url"),
        ({"access_url": "kein url"}, "access_url"),
        ({"download_url": "kein url"}, "download_url"),
        ({"licence": Licence(code="meine", title="Meine", url="https://stadt.example")}, "licence"),
        ({"format": "c s v"}, "format"),
        ({"media_type": "csv"}, "media_type"),
        ({"availability": "NIE"}, "availability"),
        ({"sha256": "zz"}, "sha256"),
        ({"bytes": -1}, "bytes"),
        ({"conforms_to": ("irgendwie",)}, "conforms_to"),
    ],
)
def test_a_fault_of_a_distribution_is_found_there(said: dict[str, Any], field: str) -> None:
    assert fields(entry(distributions=(way(**said),))) == [f"distributions.csv.{field}"]


def test_what_stands_there_is_repeated_in_the_sentence() -> None:
    (found,) = validate(entry(themes=("NIX",)))
    assert found.sentence.endswith("Angegeben ist „NIX“.")


def test_a_service_that_is_not_there_is_found_when_services_are_known() -> None:
    lost = entry(distributions=(way(service="features"),))
    assert validate(lost) == []
    assert inspect(lost, services={**SERVICES, "features": replace(SERVICES["features"], endpoint_url="")})


def test_what_is_recommended_is_no_violation() -> None:
    bare = entry(themes=(), contact=None, geocoding=(), high_value=(), distributions=())
    assert fields(bare) == []
    assert fields(bare, "warning") == ["contact", "distributions", "geocoding", "themes"]


def test_a_licence_that_asks_for_no_name_needs_no_attribution() -> None:
    assert fields(entry(licence=CC_ZERO, attribution="")) == []


@pytest.mark.parametrize("code", sorted(LICENCES))
def test_every_licence_of_the_list_is_admitted(code: str) -> None:
    assert fields(entry(licence=LICENCES[code])) == []


def test_the_catalogue_itself_is_valid() -> None:
    graph = bound()
    catalogue_in(graph, PORTAL, ADDRESSES, modified=NOW)
    assert inspect_graph(graph) == []


def test_every_shape_with_a_field_has_sentences_in_both_languages_and_a_clause() -> None:
    graph = shapes()
    for shape in graph.subjects(WORDS.field):
        languages = {one.language for one in graph.objects(shape, SH.message) if isinstance(one, Literal)}
        assert languages == {"de", "en"}, shape
        assert list(graph.objects(shape, None)), shape


def test_the_reference_examples_of_version_2_lack_what_version_3_asks_for() -> None:
    """Sizes are decimals there, mail addresses texts, and one licence lacks the name that it asks for."""
    found = inspect_graph(Graph().parse(PAYLOADS / "reference.ttl"))
    assert {one.path for one in found} == {"vcard:hasEmail", "dcat:byteSize", "dcat:Distribution"}


def test_the_example_of_a_data_service_of_version_2_lacks_publishers_and_a_licence() -> None:
    found = inspect_graph(Graph().parse(PAYLOADS / "data-service.rdf"))
    assert {one.path for one in found if one.severity == "violation"} == {
        "dcat:byteSize",
        "dct:license",
        "dct:publisher",
    }


@given(
    st.builds(
        entry,
        key=st.text(min_size=1, max_size=20),
        title=st.text(),
        description=st.text(),
        keywords=st.lists(st.text(), max_size=3).map(tuple),
        themes=st.lists(st.text(), max_size=2).map(tuple),
        frequency=st.text(),
        geocoding=st.lists(st.text(), max_size=2).map(tuple),
        high_value=st.lists(st.text(), max_size=2).map(tuple),
        landing_page=st.text(),
        contact=st.builds(Agent, name=st.text(), email=st.text(), phone=st.text(), url=st.text()),
        publisher=st.builds(Agent, name=st.text(), kind=st.text(), uri=st.text()),
        distributions=st.builds(
            way, access_url=st.text(), format=st.text(), media_type=st.text(), sha256=st.text(), key=st.text()
        ).map(lambda one: (one,)),
    )
)  # fmt: skip
def test_whatever_an_entry_says_is_judged_and_never_breaks_the_check(one: Entry) -> None:
    for found in validate(one):
        assert found.sentence
        assert found.field
