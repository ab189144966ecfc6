# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations as data arrays, in and out (18-088 clause 12)."""

from __future__ import annotations

from .service import Service, covers, station


@covers("data-array/data-array")
def test_a_data_array_makes_observations_and_names_each(service: Service) -> None:
    stream = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    group = {
        "Datastream": {"@iot.id": stream},
        "components": ["phenomenonTime", "result", "parameters"],
        "dataArray@iot.count": 3,
        "dataArray": [
            ["2026-05-01T01:00:00Z", 1, {"a": 1}],
            ["2026-05-01T02:00:00Z", "zwei", None],
            ["gestern", 3, None],
        ],
    }
    answer = service.post("CreateObservations", [group])
    assert answer.status == 201, answer.body
    first, second, third = answer.json
    assert service.get(first).json["result"] == 1
    assert service.get(second).json["result"] == "zwei"
    assert third.startswith("error")
    assert service.get(first).json["parameters"] == {"a": 1}


@covers("data-array/data-array")
def test_a_set_of_observations_is_answered_as_data_array(service: Service) -> None:
    stream = service.get(f"{service.made('Things', station(values=3))}/Datastreams").value[0]["@iot.id"]
    query = "$resultFormat=dataArray&$orderby=phenomenonTime&$count=true"
    (group,) = service.get(f"Datastreams('{stream}')/Observations?{query}").value
    assert group["dataArray@iot.count"] == 3
    result = group["components"].index("result")
    assert [row[result] for row in group["dataArray"]] == [0, 1, 2]
    assert group["Datastream@iot.navigationLink"].endswith(f"Datastreams('{stream}')")


@covers("data-array/data-array")
def test_an_unknown_datastream_in_a_data_array_harms_no_other(service: Service) -> None:
    stream = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    groups = [
        {
            "Datastream": {"@iot.id": key},
            "components": ["phenomenonTime", "result"],
            "dataArray": [["2026-05-01T01:00:00Z", 1]],
        }
        for key in ("999999999", stream)
    ]
    answer = service.post("CreateObservations", groups)
    assert answer.status == 201, answer.body
    assert answer.json[0].startswith("error")
    assert service.get(answer.json[1]).status == 200
