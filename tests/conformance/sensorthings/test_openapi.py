# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The description of the interface is valid, and random requests made from it are answered as it says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
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
from werkzeug.test import Client

from stadtkern.flow.ingest import keys
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.entities import BY_PLURAL
from stadtkern.flow.outlets.sensorthings.http.description.document import document
from stadtkern.flow.outlets.sensorthings.http.front import front
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

from .service import ROOT, station

EXAMPLES = 3
"""Random requests per operation and mode; there are about 180 operations."""


def test_the_description_is_valid() -> None:
    OpenAPIV31SpecValidator(document("https://stadt.example/api/sta/v1.1", Limits())).validate()


def _city(environ: Any, start_response: Any) -> Any:
    return front(_nothing)(environ, start_response)


def _nothing(_environ: Any, start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [])
    return [b""]


ANSWERED = ["2xx", "400", "401", "403", "404", "409", "412"]
"""A description cannot say which texts are a $filter; that such a text is refused is as it should be."""
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": ANSWERED}}}
)
GROUPS = ["beside", *BY_PLURAL]


@pytest.fixture(scope="module")
def description(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The description as the city serves it, which looks after its connections to the register."""
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", _city, config=CONFIG)


@pytest.mark.slow
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.django_db
def test_requests_are_answered_as_described(
    description: Any, group: str, mode: GenerationMode, lake: Lake
) -> None:
    facts = keys.NewKey(name="Probe", domain="sensors", may_register=True, may_command=True)
    headers = {"Authorization": f"Bearer {keys.create('test', facts, now=datetime.now(UTC))[1]}"}
    known = _ids(headers)
    for found in description.get_all_operations():
        operation = found.ok()
        if _group(operation.path) == group:
            _tried(operation, mode, {**headers, "Accept-Encoding": "identity"}, known.get(group, ""))


def _ids(headers: dict[str, str]) -> dict[str, str]:
    """An id by name of its entity set, in a city with one station."""
    client = Client(_city)
    made = client.post(f"{ROOT}/Things", json=station(values=3), headers=headers)
    assert made.status_code == 201, made.data
    listed: dict[str, Any] = {
        plural: json.loads(client.get(f"{ROOT}/{plural}?$top=1").data)["value"] for plural in BY_PLURAL
    }
    return {plural: entities[0]["@iot.id"] for plural, entities in listed.items() if entities}


def _group(path: str) -> str:
    """The entity set at the beginning of a path; what is beside the sets is one group."""
    first = path.split("/")[1].partition("(")[0]
    return first if first in BY_PLURAL else "beside"


def _tried(operation: Any, mode: GenerationMode, headers: dict[str, str], known: str) -> None:
    """Random requests of one operation, every second one of an entity that exists."""

    @given(case=operation.as_strategy(generation_mode=mode), exists=booleans())
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def answered(case: Any, exists: bool) -> None:
        if known and exists and "id" in (case.path_parameters or {}) and mode is GenerationMode.POSITIVE:
            case.path_parameters["id"] = known
        case.call_and_validate(headers=headers)

    try:
        answered()
    except (Unsatisfiable, UnsupportedSchema):
        assert mode is GenerationMode.NEGATIVE, "only wrong requests may be impossible to make"
