# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The description of the OGC API is valid, and random requests made from it are answered as it says."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import booleans
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.errors import UnsupportedSchema

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ogc.common import parts
from stadtkern.flow.outlets.ogc.common.description import document
from stadtkern.flow.outlets.ogc.common.front import front
from stadtkern.flow.outlets.ogc.common.tests.clients import ROOT, Client, client
from stadtkern.flow.outlets.ogc.features.tests.benches import benches, collection

EXAMPLES = 2
"""Random requests per operation and mode."""
ANSWERED = ["2xx", "3xx", "400", "401", "403", "404", "409", "412", "415", "422"]
"""A description cannot say which texts are a condition; that such a text is refused is as it should be."""
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": ANSWERED}}}
)
KNOWN = {"collectionId": "benches", "featureId": "b0", "recordId": "benches", "styleId": "benches"}


@pytest.mark.requirement("http://www.opengis.net/spec/ogcapi-features-1/1.0/req/oas31/oas-definition-1")
def test_the_description_is_valid() -> None:
    OpenAPIV31SpecValidator(document("https://stadt.example/api/ogc", parts.parts())).validate()


@pytest.mark.requirement("http://www.opengis.net/spec/ogcapi-features-1/1.0/req/core/root-success")
@pytest.mark.requirement("http://www.opengis.net/spec/ogcapi-features-1/1.0/req/core/conformance-success")
@pytest.mark.requirement("http://www.opengis.net/spec/ogcapi-features-1/1.0/req/core/api-definition-op")
@pytest.mark.django_db
def test_the_landing_page_leads_everywhere(lake: Lake) -> None:
    landing = Client().get(f"{ROOT}/")
    for rel in ("self", "service-desc", "conformance", "data"):
        found = Client().get(landing.link(rel))
        assert found.status == 200, rel
        assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert (
        Client().get(landing.link("service-desc")).headers["Content-Type"].startswith("application/vnd.oai")
    )
    uris = Client().get("conformance").json["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in uris
    assert len(uris) == len(set(uris))


def _city(environ: Any, start_response: Any) -> Any:
    return front(_nothing)(environ, start_response)


def _nothing(_environ: Any, start_response: Any) -> list[bytes]:
    # Where pages for people are made; they are tested elsewhere.
    start_response("404 Not Found", [("Content-Type", "application/problem+json")])
    return [b'{"type":"about:blank","title":"Not Found","status":404,"detail":"No page."}']


@pytest.fixture(scope="module")
def description(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The description as the city serves it."""
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi(f"{ROOT}/api", _city, config=CONFIG)


@pytest.mark.slow
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
@pytest.mark.django_db
def test_requests_are_answered_as_described(description: Any, mode: GenerationMode, lake: Lake) -> None:
    collection(features=benches(3), domain="sensors")
    secret = client(domain="sensors").secret
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity", "Accept": "*/*"}
    for found in description.get_all_operations():
        _tried(found.ok(), mode, headers)


def _tried(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    """Random requests of one operation, every second one of something that exists."""

    @given(case=operation.as_strategy(generation_mode=mode), exists=booleans())
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def answered(case: Any, exists: bool) -> None:
        if exists and mode is GenerationMode.POSITIVE:
            case.path_parameters = {**(case.path_parameters or {}), **_known(case.path_parameters)}
        case.call_and_validate(headers=headers)

    try:
        answered()
    except (Unsatisfiable, UnsupportedSchema):
        assert mode is GenerationMode.NEGATIVE, "only wrong requests may be impossible to make"


def _known(given_names: dict[str, str] | None) -> dict[str, str]:
    return {name: KNOWN[name] for name in given_names or {} if name in KNOWN}
