# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every operation of the interfaces is declared, and answers every kind of key as it is declared."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.db import transaction

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.ingest import keys, push_wsgi
from stadtkern.flow.ingest.feeds import community_endpoint
from stadtkern.flow.ingest.lorawan import webhook_wsgi
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ckan.actions.known import ACTIONS
from stadtkern.flow.outlets.ogc.common import parts
from stadtkern.flow.outlets.ogc.common.tests.clients import Client as OgcClient
from stadtkern.flow.outlets.operations import probes
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME
from stadtkern.flow.outlets.sensorthings.http.tests.clients import Client
from stadtkern.settings.access.interfaces import OGC, PROBES, PUSH, SENSORTHINGS, WITH_OWN_SECRET, Right
from tests.matrix import city, open_data
from tests.matrix.machines import PROGRAMS, Named, secrets_of
from tests.matrix.people import people
from tests.matrix.things import Targets, another_observation, bodies, build

REFUSED = {401, 403, 404}
SEEN_IN_PART = {"MultiDatastream", "FeatureOfInterest"}
"""A key bound to the datastream sees its thing, but not what else hangs there."""


@dataclass(frozen=True, kw_only=True)
class Programs:
    """All programs with their secrets, and what they are tried on."""

    secrets: dict[str, str]
    targets: Targets


@pytest.fixture
def programs(db: None, lake: Lake) -> Iterator[Programs]:
    keys.forget()
    people()
    city.arguments()
    targets = build()
    open_data.more_features("lager", len(PROGRAMS) + 2)
    FeatureCollection.objects.filter(key="baenke").update(visibility="internal")
    named = Named(
        stream=Datastream.objects.get(pk=targets.ids["Datastream"]).code,
        collection="lager",
        other_stream="offen/1/temperatur",
        other_collection="baenke",
        source="",
    )
    yield Programs(secrets=secrets_of(named), targets=targets)
    keys.forget()


def test_every_operation_is_declared_and_nothing_else() -> None:
    routes = [route for part in parts.parts() for route in part.routes]
    assert {(route.path, method) for route in routes for method in route.operations} == set(OGC)
    assert set(BY_NAME) == set(SENSORTHINGS)
    assert set(push_wsgi._ENDPOINTS) == set(PUSH)
    assert set(probes.PATHS) == set(PROBES)
    assert {community_endpoint.PREFIX, webhook_wsgi.PREFIX} == set(WITH_OWN_SECRET)
    assert {name for name in ACTIONS if name.endswith(("_create", "_update", "_delete", "_patch"))} == set()


@pytest.mark.slow
def test_sensorthings_answers_every_key_as_declared(programs: Programs) -> None:
    wrong = []
    # Observations first: those of a thing that was deleted are gone, and the lake takes nothing back.
    for entity, operations in sorted(SENSORTHINGS.items(), key=lambda one: one[0] != "Observation"):
        for method, right in operations.items():
            for minute, (name, secret) in enumerate(programs.secrets.items()):
                if name == "bound to named objects" and entity in SEEN_IN_PART:
                    continue
                targets = programs.targets
                if (entity, method) == ("Observation", "DELETE"):
                    one_more = another_observation(targets, targets.maker, minute)
                    targets = replace(targets, ids={**targets.ids, "Observation": one_more})
                path, body = bodies(entity, method, targets)
                status = _undone(lambda: Client(secret=secret).send(method, path, body).status)  # noqa: B023 - called at once
                wrong += _difference(name, f"{method} {path}", right, status)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_the_ogc_api_answers_every_key_as_declared(programs: Programs) -> None:
    wrong = []
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [7.6, 51.9]},
        "properties": {"name": "Zwei"},
    }
    for (template, method), right in OGC.items():
        body = None if method in {"GET", "DELETE"} else feature
        kind = "application/merge-patch+json" if method == "PATCH" else "application/geo+json"
        for number, (name, secret) in enumerate(programs.secrets.items(), start=1):
            path = _filled(template, str(number) if method == "DELETE" else "1")
            status = _undone(lambda: OgcClient(secret=secret).send(method, path, body, kind=kind).status)  # noqa: B023 - called at once
            wrong += _difference(name, f"{method} {path}", right, status)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_the_push_interface_answers_every_key_as_declared(programs: Programs) -> None:
    wrong = []
    stream = programs.targets.code
    sent = {
        "/api/ingest/v1/observations": [{"datastream": stream, "time": "2026-11-22T10:00:00Z", "result": 1}],
        "/api/ingest/v1/datastreams": {"things": [{"code": "neu/1", "name": "Neu"}], "datastreams": []},
    }
    for path, right in PUSH.items():
        for name, secret in programs.secrets.items():
            status = _pushed(path, sent[path], secret)
            # Without the right to the datastream every record is refused (422), and nothing is stored.
            refused = 403 if status == 422 else status
            wrong += _difference(name, path, right, refused)
    assert not wrong, "\n".join(wrong)


def _difference(name: str, what: str, right: Right, status: int) -> list[str]:
    expected = PROGRAMS[name].permitted(right)
    if status < 500 and (status not in REFUSED) == expected:
        return []
    return [f"{what} by “{name}”: {status}, expected {'to be let in' if expected else 'a refusal'}"]


def _filled(template: str, feature: str) -> str:
    """The path with the internal collection."""
    path = template
    for name, value in {
        "{collectionId}": "lager",
        "{featureId}": feature,
        "{tileMatrixSetId}": "WebMercatorQuad",
        "{tileMatrix}": "0",
        "{tileRow}": "0",
        "{tileCol}": "0",
        "{styleId}": "lager",
        "{file}": "default.json",
        "{recordId}": "offen",
    }.items():
        path = path.replace(name, value)
    return path


def _undone(asked: object) -> int:
    """The status; what was done is undone in the register."""
    before = transaction.savepoint()
    try:
        status: int = asked()  # type: ignore[operator]  # a function without arguments
        return status
    finally:
        transaction.savepoint_rollback(before)


def _pushed(path: str, content: object, secret: str) -> int:
    raw = json.dumps(content).encode()
    seen: list[int] = []

    def start_response(status: str, headers: object, exc_info: object = None, /) -> object:
        seen.append(int(status[:3]))
        return None

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": io.BytesIO(raw),
    }
    if secret:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    before = transaction.savepoint()
    push_wsgi.FRONT.before(lambda _environ, _start: [], background=False)(environ, start_response)  # type: ignore[arg-type]
    transaction.savepoint_rollback(before)
    return seen[0]
