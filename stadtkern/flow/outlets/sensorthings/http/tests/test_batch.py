# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Batches in both forms; change sets whole or not at all."""

from __future__ import annotations

import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.http import served as serving
from stadtkern.flow.outlets.sensorthings.http.served import Served

from .clients import BASE, ROOT, Client, client
from .stations import observation, station, stream_of, thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender(lake: Lake) -> Client:
    """A client with a key, and an empty lake."""
    return client()


def request(key: str, method: str, url: str, body: object = None, **more: object) -> dict[str, object]:
    """One request of a batch."""
    return {"id": key, "method": method, "url": url, **({} if body is None else {"body": body}), **more}


def sent(sender: Client, *requests: dict[str, object]) -> list[dict[str, object]]:
    """The responses to a batch."""
    answer = sender.post("$batch", {"requests": requests})
    assert answer.status == 200, answer.body
    found = answer.json["responses"]
    assert isinstance(found, list)
    return found


def test_every_request_is_answered_on_its_own(sender: Client) -> None:
    found = sent(
        sender,
        request("a", "post", "Things", thing()),
        request("b", "get", "Things('0')"),
        request("c", "get", f"{ROOT}/Things?$select=name"),
    )
    assert [(one["id"], one["status"]) for one in found] == [("a", 201), ("b", 404), ("c", 200)]
    assert found[2]["body"] == {"value": [{"name": "Brunnen"}]}


def test_a_later_request_names_what_an_earlier_one_made(sender: Client) -> None:
    place = {"name": "P", "description": "", "encodingType": "application/geo+json", "location": {}}
    found = sent(
        sender,
        request("t", "post", "Things", thing(), atomicityGroup="g"),
        request("p", "post", "$t/Locations", {**place, "location": point()}, atomicityGroup="g"),
        request("n", "patch", "$t", {"name": "Neu"}, atomicityGroup="g"),
        request("s", "post", "Things", thing(Locations=[{"@iot.id": "$p"}])),
    )
    assert [one["status"] for one in found] == [201, 201, 200, 201]
    path = str(found[3]["location"]).removeprefix(f"{BASE}/")
    assert sender.get(f"{path}/Locations").value[0]["name"] == "P"


def point() -> dict[str, object]:
    """A place in GeoJSON."""
    return {"type": "Point", "coordinates": [7.6, 51.96]}


def test_a_change_set_that_fails_leaves_neither_things_nor_observations(sender: Client) -> None:
    stream = stream_of(sender, station(sender))
    found = sent(
        sender,
        request("a", "post", f"{stream}/Observations", observation(1), atomicityGroup="g"),
        request("b", "post", "Things", thing("Weg"), atomicityGroup="g"),
        request("c", "post", "Things", {"name": "ohne Beschreibung"}, atomicityGroup="g"),
        request("d", "get", "Things?$filter=name eq 'Weg'"),
    )
    assert [one["status"] for one in found] == [424, 424, 400, 200]
    assert found[3]["body"] == {"value": []}
    assert sender.get(f"{stream}/Observations").value == []


def test_a_deletion_within_a_change_set_must_be_its_last_request(sender: Client) -> None:
    path = station(sender, values=1)
    deletion = request("a", "delete", path, atomicityGroup="g")
    last = request("b", "post", "Things", thing(), atomicityGroup="g")
    assert [one["status"] for one in sent(sender, deletion, last)] == [400, 424]
    assert [one["status"] for one in sent(sender, last, deletion)] == [201, 200]


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", {"requests": [{"id": "a"}]}, {"requests": [request("a", "get", "x")] * 2}],
)
def test_what_is_no_batch_is_refused(sender: Client, body: object) -> None:
    assert sender.post("$batch", body).status == 400


def test_a_batch_has_a_largest_number_of_requests(sender: Client) -> None:
    before = serving.served()
    serving.provide(Served(most_batched=2))
    try:
        requests = [request(str(number), "get", "Things") for number in range(3)]
        answer = sender.post("$batch", {"requests": requests})
        assert answer.status == 400
        assert "at most 2" in str(answer.json["message"])
    finally:
        serving.provide(before)


def test_writing_in_a_batch_needs_a_key_too(lake: Lake) -> None:
    read, write = sent(Client(), request("a", "get", "Things"), request("b", "post", "Things", thing()))
    assert (read["status"], write["status"]) == (200, 401)


def test_the_multipart_form_is_read_and_written(sender: Client) -> None:
    body = "\r\n".join(
        [
            "--outer",
            "Content-Type: application/http",
            "",
            "GET Things?$count=true HTTP/1.1",
            "Host: localhost",
            "",
            "",
            "--outer",
            "Content-Type: multipart/mixed; boundary=inner",
            "",
            "--inner",
            "Content-Type: application/http",
            "Content-ID: 1",
            "",
            "POST Things HTTP/1.1",
            "Content-Type: application/json",
            "",
            '{"name": "Teil", "description": ""}',
            "--inner",
            "Content-Type: application/http",
            "Content-ID: 2",
            "",
            "PATCH $1 HTTP/1.1",
            "",
            '{"name": "Ganz"}',
            "--inner--",
            "",
            "--outer--",
            "",
        ]
    )
    answer = sender.post("$batch", body.encode(), CONTENT_TYPE="multipart/mixed; boundary=outer")
    text = answer.body.decode()
    assert answer.headers["Content-Type"] == "multipart/mixed; boundary=stadtkern-batch"
    assert [line for line in text.split("\r\n") if line.startswith("HTTP/1.1")] == [
        "HTTP/1.1 200 OK", "HTTP/1.1 201 Created", "HTTP/1.1 200 OK",
    ]  # fmt: skip
    assert [one["name"] for one in sender.get("Things").value] == ["Ganz"]
    assert sender.post("$batch", b"--x", CONTENT_TYPE="multipart/mixed; boundary=x").status == 400
