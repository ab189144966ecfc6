# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Push: what is answered, what is stored, what is refused."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

import pyarrow as pa
import pytest
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.ingest import counters, keys, limits
from stadtkern.flow.ingest.models import ApiKey, RejectedRecord
from stadtkern.flow.ingest.push_wsgi import FRONT
from stadtkern.kernel import events
from stadtkern.kernel.events import Event, ObservationsStored

from .city import NOW, api_key, results, stored

pytestmark = pytest.mark.django_db

DESCRIPTION = {
    "things": [{"code": "counter/1", "name": "Zähler 1", "longitude": 7.6, "latitude": 51.9}],
    "datastreams": [
        {"code": "counter/1/bikes", "thing": "counter/1", "name": "Räder", "quantities": ["bicycle_count"]}
    ],
}


@dataclass(frozen=True)
class Answered:
    """What a client sees."""

    status: int
    headers: dict[str, str]
    content: dict[str, object]

    @property
    def rejected(self) -> list[tuple[object, str]]:
        """Place and reason of each rejected record."""
        found = self.content["rejected"]
        assert isinstance(found, list)
        return [(one["index"], str(one["reason"])) for one in found]


def send(
    path: str, body: object, secret: str = "", *, method: str = "POST", headers: dict[str, str] | None = None
) -> Answered:
    """One request to the front of the push interface."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    environ: dict[str, object] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "HTTP_AUTHORIZATION": f"Bearer {secret}" if secret else "",
        "wsgi.input": io.BytesIO(raw),
        **(headers or {}),
    }
    seen: list[tuple[str, dict[str, str]]] = []

    def start_response(status: str, given: list[tuple[str, str]], exc_info: object = None, /) -> object:
        seen.append((status, dict(given)))
        return None

    parts: Iterable[bytes] = FRONT.before(_behind, background=False)(environ, start_response)  # type: ignore[arg-type]
    content = json.loads(b"".join(parts))
    return Answered(status=int(seen[0][0][:3]), headers=seen[0][1], content=content)


def _behind(environ: dict[str, object], start_response: object) -> list[bytes]:
    start_response("299 Django", [])  # type: ignore[operator]
    return [b'{"behind": true}']


def observation(minute: int = 0, result: object = 5, **more: object) -> dict[str, object]:
    """One record of a push."""
    time = f"2026-02-01T12:{minute:02}:00+01:00"
    return {"datastream": "counter/1/bikes", "time": time, "result": result, **more}


@pytest.fixture
def secret() -> str:
    """A key whose datastream is registered over the interface."""
    made = api_key()
    assert send("/api/ingest/v1/datastreams", DESCRIPTION, made).status == 200
    return made


def push(body: object, secret: str, **headers: str) -> Answered:
    return send("/api/ingest/v1/observations", body, secret, headers=headers)


def test_one_observation_is_stored_and_answered_with_created(secret: str) -> None:
    answer = push(observation(result=7), secret)
    assert (answer.status, answer.content["stored"]) == (201, 1)
    assert results("counter/1/bikes") == [7.0]


@pytest.mark.parametrize("wrapped", [False, True])
def test_many_observations_are_stored_together(secret: str, wrapped: bool) -> None:
    many = [observation(minute, minute) for minute in range(5)]
    answer = push({"observations": many} if wrapped else many, secret)
    assert answer.content == {
        "stored": 5, "duplicates": 0, "superseded": 0, "rejected": [], "rejected_count": 0,
    }  # fmt: skip
    assert results("counter/1/bikes") == [0, 1, 2, 3, 4]


def test_a_repeated_push_stores_nothing_twice(secret: str) -> None:
    push([observation(1), observation(2)], secret)
    answer = push([observation(1), observation(2)], secret)
    assert (answer.status, answer.content["stored"], answer.content["duplicates"]) == (200, 0, 2)
    assert len(stored("counter/1/bikes")) == 2


def test_everything_but_a_number_is_kept_as_json(secret: str) -> None:
    given: list[object] = ["offen", True, [1, 2.5], {"a": None}]
    push([observation(minute, result) for minute, result in enumerate(given)], secret)
    assert [json.loads(row.result_json or "") for row in stored("counter/1/bikes")] == given


def test_optional_fields_reach_the_lake(secret: str) -> None:
    more = {"end": "2026-02-01T12:15:00+01:00", "quality": 2, "parameters": {"lane": "north"}}
    push([{**observation(), **more}, observation(1)], secret)
    first, second = stored("counter/1/bikes")
    assert first.phenomenon_end == first.phenomenon_time + timedelta(minutes=15)
    assert (first.quality, json.loads(first.parameters or "")) == (2, {"lane": "north"})
    assert (second.phenomenon_end, second.quality, second.parameters) == (None, None, None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"time": "2026-02-01T12:00:00"}, "keinen Zeitversatz"),
        ({"time": "gestern"}, "keine gültige Zeit"),
        ({"time": "0001-02-01T12:00:00Z"}, "Ist die Uhr des Geräts gestellt"),
        ({"end": "2020-01-01T00:00:00Z"}, "„end“ liegt vor „time“"),
        ({"result": None}, "„result“ muss"),
        ({"quality": -1}, "„quality“ muss"),
        ({"wert": 5}, "Feld „wert“ ist unbekannt"),
        ({"datastream": "nowhere"}, "Datenstrom unbekannt: nowhere"),
    ],
)
def test_one_bad_record_is_named_and_its_neighbours_are_stored(
    secret: str, wrong: dict[str, object], said: str
) -> None:
    answer = push([observation(0), {**observation(1), **wrong}, observation(2)], secret)
    assert (answer.status, answer.content["stored"]) == (201, 2)
    ((index, reason),) = answer.rejected
    assert (index, said in reason) == (1, True)
    assert RejectedRecord.objects.get().reason == reason


def test_a_push_of_which_nothing_was_stored_is_an_error_with_reasons(secret: str) -> None:
    answer = push(observation(datastream="nowhere"), secret)
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.rejected[0][0] == 0


@pytest.mark.parametrize(
    "body", [b"", b"[", b"3", b'"text"', b'{"observations": 3}', b"\xff\xfe[]", b"[" * 100_000]
)
def test_what_is_no_push_is_a_clear_bad_request(secret: str, body: bytes) -> None:
    answer = push(body, secret)
    assert answer.status in {400, 422}
    assert answer.content["detail"]


@pytest.mark.parametrize("pack", ["gzip", "zstd"])
def test_packed_bodies_are_unpacked(secret: str, pack: str) -> None:
    raw = json.dumps([observation(3)]).encode()
    packed = gzip.compress(raw) if pack == "gzip" else pa.compress(raw, "zstd", asbytes=True)
    assert push(packed, secret, HTTP_CONTENT_ENCODING=pack).status == 201


@pytest.mark.parametrize("pack", ["gzip", "zstd"])
def test_a_body_that_unpacks_to_too_much_is_refused(secret: str, pack: str) -> None:
    raw = b" " * (limits.limits().push_bytes + 1)
    packed = gzip.compress(raw) if pack == "gzip" else pa.compress(raw, "zstd", asbytes=True)
    assert push(packed, secret, HTTP_CONTENT_ENCODING=pack).status == 413


@pytest.mark.parametrize("pack", ["gzip", "zstd"])
def test_a_broken_packed_body_is_refused(secret: str, pack: str) -> None:
    assert push(b"not packed at all", secret, HTTP_CONTENT_ENCODING=pack).status == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"CONTENT_TYPE": "text/csv"}, 415),
        ({"CONTENT_TYPE": "application/x-www-form-urlencoded"}, 415),
        ({"HTTP_CONTENT_ENCODING": "br"}, 415),
        ({"CONTENT_LENGTH": ""}, 411),
        ({"CONTENT_LENGTH": str(10**12)}, 413),
        ({"REQUEST_METHOD": "GET"}, 405),
        ({"PATH_INFO": "/api/ingest/v1/values"}, 404),
        ({"HTTP_AUTHORIZATION": ""}, 401),
        ({"HTTP_AUTHORIZATION": "Bearer sk_wrong"}, 401),
    ],
)
def test_each_wrong_request_has_its_status(secret: str, headers: dict[str, str], status: int) -> None:
    answer = push([observation()], secret, **headers)
    assert (answer.status, answer.content["status"]) == (status, status)


def test_a_chunked_body_needs_no_length(secret: str) -> None:
    assert push([observation()], secret, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked").status == 201


def test_more_observations_than_allowed_are_refused(secret: str) -> None:
    limits.provide(replace(limits.limits(), push_observations=3))
    assert push([observation(minute) for minute in range(4)], secret).status == 413


def test_other_paths_go_to_the_pages_behind() -> None:
    assert send("/karte", b"").content == {"behind": True}


def test_a_known_key_and_datastream_need_no_query(
    secret: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    push(observation(1), secret)
    with django_assert_num_queries(0):
        assert push(observation(2), secret).status == 201


def test_a_revoked_key_is_refused(secret: str) -> None:
    keys.revoke("test", "sensor", now=NOW)
    assert push(observation(), secret).status == 401


def test_an_expired_key_is_refused() -> None:
    facts = keys.NewKey(name="old", domain="bikes", expires_at=NOW - timedelta(days=3650))
    _, secret = keys.create("test", facts, now=NOW - timedelta(days=4000))
    assert push(observation(), secret).status == 401


def test_the_secret_itself_is_not_stored(secret: str) -> None:
    row = ApiKey.objects.values().get()
    assert secret not in str(row)


def test_a_key_fills_only_datastreams_of_its_subject(secret: str) -> None:
    other = api_key("other", domain="feeds")
    answer = push(observation(), other)
    assert answer.status == 422
    assert "gehört nicht zu diesem Zugangsschlüssel" in str(answer.content)


def test_a_key_of_a_declared_source_fills_only_that_source(secret: str) -> None:
    own = api_key("own", source="counts")
    assert push(observation(), own).status == 422


def test_a_key_without_that_right_registers_nothing() -> None:
    answer = send("/api/ingest/v1/datastreams", DESCRIPTION, api_key(may_register=False))
    assert answer.status == 403


def test_a_foreign_datastream_is_not_taken_over(secret: str) -> None:
    answer = send("/api/ingest/v1/datastreams", DESCRIPTION, api_key("other", domain="feeds"))
    assert answer.status == 409


def test_an_undeclared_quantity_is_named(secret: str) -> None:
    wrong = {"code": "d/1", "thing": "counter/1", "name": "Träume", "quantities": ["dreams"]}
    answer = send("/api/ingest/v1/datastreams", {**DESCRIPTION, "datastreams": [wrong]}, secret)
    assert answer.status == 400
    detail = str(answer.content["detail"])
    assert "Messgröße „dreams“ ist unbekannt; möglich sind battery_level, battery_voltage, bicycle" in detail


def test_counters_of_source_and_key_are_written_by_the_flush(secret: str) -> None:
    push([observation(1), observation(1), observation(datastream="nowhere")], secret)
    counters.flush()
    state = SourceState.objects.get(key="push-sensor")
    assert (state.stored, state.duplicates, state.rejected) == (1, 1, 1)
    assert state.last_observation_at is not None
    assert ApiKey.objects.get().last_used_at is not None


def test_the_event_is_told_after_the_commit(secret: str) -> None:
    heard: list[Event] = []
    events.wire({ObservationsStored: [heard.append]})
    push(observation(), secret)
    (event,) = heard
    assert isinstance(event, ObservationsStored)
    assert (event.source, event.stored) == ("push-sensor", 1)
