# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Batch requests in JSON (18-088 clause 11)."""

from __future__ import annotations

from .service import Service, covers, id_of, thing


@covers("batch-request/batch-request")
def test_a_batch_answers_every_request_in_order(service: Service) -> None:
    path = service.made("Things", thing("Stapel"))
    answer = service.post(
        "$batch",
        {
            "requests": [
                {"id": "a", "method": "get", "url": f"{path}?$select=name"},
                {"id": "b", "method": "patch", "url": path, "body": {"name": "Gestapelt"}},
                {"id": "c", "method": "get", "url": f"{path}/name"},
                {"id": "d", "method": "get", "url": "Things('0')"},
            ]
        },
    )
    assert answer.status == 200, answer.body
    responses = {one["id"]: one for one in answer.json["responses"]}
    assert [one["id"] for one in answer.json["responses"]] == ["a", "b", "c", "d"]
    assert responses["a"]["status"] == 200
    assert responses["a"]["body"]["name"] == "Stapel"
    assert responses["b"]["status"] in (200, 204)
    assert responses["c"]["body"] == {"name": "Gestapelt"}
    assert responses["d"]["status"] == 404


@covers("batch-request/batch-request")
def test_an_atomicity_group_is_stored_whole_or_not_at_all(service: Service) -> None:
    name = "Gruppe, die scheitert"
    answer = service.post(
        "$batch",
        {
            "requests": [
                {"id": "1", "atomicityGroup": "g", "method": "post", "url": "Things", "body": thing(name)},
                {"id": "2", "atomicityGroup": "g", "method": "post", "url": "Things", "body": {"name": 7}},
            ]
        },
    )
    assert answer.status == 200, answer.body
    assert all(one["status"] >= 400 for one in answer.json["responses"])
    assert service.get(f"Things?$filter=name eq '{name}'").value == []


@covers("batch-request/batch-request")
def test_a_request_of_a_batch_refers_to_a_new_entity(service: Service) -> None:
    answer = service.post(
        "$batch",
        {
            "requests": [
                {
                    "id": "neu",
                    "atomicityGroup": "g",
                    "method": "post",
                    "url": "Things",
                    "body": thing("Verweis"),
                },
                {
                    "id": "da",
                    "atomicityGroup": "g",
                    "method": "patch",
                    "url": "$neu",
                    "body": {"name": "Verwiesen"},
                },
            ]
        },
    )
    assert answer.status == 200, answer.body
    first = answer.json["responses"][0]
    assert first["status"] == 201
    location = {name.lower(): value for name, value in first["headers"].items()}["location"]
    assert service.get(location).json["name"] == "Verwiesen"
    assert id_of(location[location.index("Things") :])
