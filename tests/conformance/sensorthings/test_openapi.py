# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The description of the interface is valid, and random requests made from it are answered as it says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from stadtkern.flow.ingest import keys
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.entities import BY_PLURAL
from stadtkern.flow.outlets.sensorthings.http.description.document import document
from stadtkern.flow.outlets.sensorthings.http.front import front
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

from .service import ROOT

EXAMPLES = 3


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
def description() -> Any:
    """The description as the city serves it."""
    return schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", _city, config=CONFIG)


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.django_db
def test_requests_are_answered_as_described(
    description: Any, group: str, mode: GenerationMode, lake: Lake
) -> None:
    facts = keys.NewKey(name="Probe", domain="sensors", may_register=True, may_command=True)
    key = keys.create("test", facts, now=datetime.now(UTC))[1]
    for found in description.get_all_operations():
        operation = found.ok()
        if _group(operation.path) == group:
            _tried(operation, mode, key)


def _group(path: str) -> str:
    """The entity set at the beginning of a path; what is beside the sets is one group."""
    first = path.split("/")[1].partition("(")[0]
    return first if first in BY_PLURAL else "beside"


def _tried(operation: Any, mode: GenerationMode, key: str) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def answered(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"})

    answered()
