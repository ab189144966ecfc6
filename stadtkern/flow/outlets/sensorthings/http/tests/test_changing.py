# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""POST, PATCH, PUT and DELETE over the real WSGI callable."""

from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.http import served as serving
from stadtkern.flow.outlets.sensorthings.http.served import Served

from .clients import BASE, Client, client
from .stations import observation, station, stream_of, thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender(lake: Lake) -> Client:
    """A client with a key, and an empty lake."""
    return client()


def test_a_new_entity_is_answered_with_its_address_and_itself(sender: Client) -> None:
    answer = sender.post("Things", thing())
    assert answer.status == 201
    assert answer.headers["Location"] == answer.json["@iot.selfLink"]
    assert sender.get(answer.headers["Location"]).body == answer.body


def test_less_is_answered_to_whoever_wants_less(sender: Client) -> None:
    answer = sender.post("Things", thing(), PREFER="return=minimal")
    assert (answer.status, answer.body) == (201, b"")
    assert answer.headers["Preference-Applied"] == "return=minimal"
    changed = sender.send("PATCH", answer.made, {"name": "Neu"}, PREFER="return=minimal")
    assert (changed.status, changed.body) == (204, b"")


def test_an_observation_is_answered_with_its_id_and_the_same_one_as_known(sender: Client) -> None:
    values = f"{stream_of(sender, station(sender))}/Observations"
    first, again = sender.post(values, observation(1)), sender.post(values, observation(1))
    assert (first.status, again.status) == (201, 200)
    assert first.json == {"@iot.selfLink": first.headers["Location"], "@iot.id": first.json["@iot.id"]}
    assert again.headers["Location"] == first.headers["Location"]
    whole = sender.post(values, observation(2), PREFER="return=representation")
    assert whole.json["result"] == 2


def test_patch_and_put_answer_what_is_now(sender: Client) -> None:
    path = sender.post("Things", thing()).made
    assert sender.send("PATCH", path, {"name": "Eins"}).json["name"] == "Eins"
    steps = [{"op": "replace", "path": "/name", "value": "Zwei"}]
    patched = sender.send("PATCH", path, steps, CONTENT_TYPE="application/json-patch+json")
    assert patched.json["name"] == "Zwei"
    replaced = sender.send("PUT", path, {"name": "Drei", "description": ""})
    assert (replaced.status, replaced.json.get("properties")) == (200, {})


@pytest.mark.parametrize(("method", "body"), [("PATCH", {"name": "Zwei"}), ("DELETE", None)])
def test_a_change_of_what_others_changed_meanwhile_is_refused(
    sender: Client, method: str, body: object
) -> None:
    path = sender.post("Things", thing()).made
    tag = sender.get(path).headers["ETag"]
    changed = sender.send("PATCH", path, {"name": "Eins"}, IF_MATCH=tag)
    assert changed.status == 200
    assert sender.send(method, path, body, IF_MATCH=tag).status == 412
    assert sender.get(path).json["name"] == "Eins"
    assert sender.send(method, path, body, IF_MATCH=changed.headers["ETag"]).status == 200


def test_an_entity_is_deleted_and_gone(sender: Client) -> None:
    path = station(sender, values=2)
    values = f"{stream_of(sender, path)}/Observations"
    assert sender.send("DELETE", f"{values}?$filter=result eq 0").json == {"deleted": 1}
    assert sender.send("DELETE", values).status == 400
    assert sender.send("DELETE", path).status == 200
    assert sender.get(path).status == 404


def test_a_place_is_linked_and_loosened_by_reference(sender: Client) -> None:
    path, other = station(sender), sender.post("Things", thing("Pumpe")).made
    place = sender.get(f"{path}/Locations").value[0]
    linked = sender.post(f"{other}/Locations/$ref", {"@iot.id": place["@iot.id"]})
    assert linked.status == 204
    assert len(sender.get(f"{other}/Locations").value) == 1
    assert sender.send("DELETE", f"{other}/Locations('{place['@iot.id']}')/$ref").status == 204
    assert sender.get(f"{other}/Locations").value == []


def test_a_data_array_answers_each_row(sender: Client) -> None:
    stream = stream_of(sender, station(sender))
    group = {
        "Datastream": {"@iot.id": stream[13:-2]},
        "components": ["phenomenonTime", "result"],
        "dataArray": [["2026-03-01T00:00:00Z", 1], ["gestern", 2]],
    }
    answer = sender.post("CreateObservations", [group])
    stored, refused = json.loads(answer.body)
    assert answer.status == 201
    assert sender.get(stored).json["result"] == 1
    assert refused.startswith("error: ")
    assert sender.post("CreateObservations", [{**group, "dataArray": [["gestern", 2]]}]).status == 400


@pytest.mark.parametrize("path", ["Things", "Observations", "CreateObservations"])
def test_without_a_key_nothing_is_written(lake: Lake, path: str) -> None:
    answer = Client().post(path, thing())
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert Client(secret="sk_wrong").get("Things").status == 401


def test_a_key_without_the_right_may_not_register(lake: Lake) -> None:
    assert client(may_register=False).post("Things", thing()).status == 403


@pytest.mark.parametrize(
    ("body", "word"), [(b"{", "JSON"), ({"name": "a"}, "description"), (thing(colour="red"), "colour")]
)
def test_a_body_that_cannot_be_is_refused_with_the_place(sender: Client, body: object, word: str) -> None:
    answer = sender.post("Things", body)
    assert answer.status == 400
    assert word in str(answer.json["message"])


def test_a_body_may_be_packed(sender: Client) -> None:
    raw = json.dumps(thing("Gepackt")).encode()
    packed = sender.post("Things", gzip.compress(raw), CONTENT_ENCODING="gzip")
    assert packed.json["name"] == "Gepackt"
    zstd = pa.Codec("zstd").compress(raw, asbytes=True)
    assert sender.post("Things", zstd, CONTENT_ENCODING="zstd").status == 201
    assert sender.post("Things", raw, CONTENT_ENCODING="gzip").status == 400
    assert sender.post("Things", raw, CONTENT_ENCODING="br").status == 415


def test_a_body_over_the_limit_is_refused_with_the_limit(sender: Client) -> None:
    before = serving.served()
    serving.provide(Served(entity_bytes=100))
    try:
        answer = sender.post("Things", thing("x" * 200))
        assert (answer.status, answer.json["limit"]) == (413, 100)
    finally:
        serving.provide(before)


def test_another_media_type_is_refused(sender: Client) -> None:
    assert sender.post("Things", thing(), CONTENT_TYPE="text/xml").status == 415


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "Things", "GET, HEAD, OPTIONS, POST, DELETE"),
        ("POST", "Things('1')", "GET, HEAD, OPTIONS, PATCH, PUT, DELETE"),
        ("TRACE", "Things('1')/name", "GET, HEAD, OPTIONS"),
        ("GET", "CreateObservations", "POST, OPTIONS"),
        ("DELETE", "", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_method_that_makes_no_sense_is_refused_with_those_that_do(
    sender: Client, method: str, path: str, allowed: str
) -> None:
    answer = sender.send(method, path)
    assert (answer.status, answer.headers["Allow"]) == (405, allowed)
    assert sender.send("OPTIONS", path).headers["Allow"] == allowed


def test_pages_of_other_hosts_may_ask_and_write(lake: Lake) -> None:
    answer = Client().send("OPTIONS", "Things", ORIGIN="https://example.org")
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_an_address_is_of_the_service(sender: Client) -> None:
    assert sender.post("Things", thing()).headers["Location"].startswith(f"{BASE}/Things('")
