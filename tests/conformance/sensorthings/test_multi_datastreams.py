# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""MultiDatastreams (18-088 clause 14)."""

from __future__ import annotations

import pytest

from .service import (
    MEASUREMENT,
    Service,
    covers,
    id_of,
    location,
    observation,
    observed_property,
    sensor,
    thing,
)

COMPLEX = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation"


def multi(**more: object) -> dict[str, object]:
    """Wind speed and direction."""
    return {
        "name": "Wind",
        "description": "Geschwindigkeit und Richtung",
        "observationType": COMPLEX,
        "multiObservationDataTypes": [MEASUREMENT, MEASUREMENT],
        "unitOfMeasurements": [
            {"name": "Meter je Sekunde", "symbol": "m/s", "definition": "ucum:m/s"},
            {"name": "Grad", "symbol": "°", "definition": "ucum:deg"},
        ],
        "Sensor": sensor(),
        "ObservedProperties": [observed_property("Geschwindigkeit"), observed_property("Richtung")],
    } | more


@pytest.fixture(scope="module")
def path(service: Service) -> str:
    """A MultiDatastream with three values."""
    station = service.made("Things", thing(Locations=[location()]))
    return service.made(
        f"{station}/MultiDatastreams", multi(Observations=[observation(h, [h, 10 * h]) for h in range(3)])
    )


@covers("multi-datastream/properties")
def test_a_multi_datastream_has_its_properties(service: Service, path: str) -> None:
    shown = service.get(path).json
    for name in ("multiObservationDataTypes", "unitOfMeasurements", "observationType"):
        assert shown[name] == multi()[name]


@covers("multi-datastream/relations")
def test_a_multi_datastream_has_its_relations_in_order(service: Service, path: str) -> None:
    shown = service.get(f"{path}?$expand=Thing,Sensor,ObservedProperties,Observations").json
    assert [one["name"] for one in shown["ObservedProperties"]] == ["Geschwindigkeit", "Richtung"]
    assert [one["result"] for one in shown["Observations"]] == [[0, 0], [1, 10], [2, 20]]
    assert shown["Thing"]["name"] == "Messstation Markt"
    assert service.get(f"{path}/Observations?$filter=result/1 gt 10").value[0]["result"] == [2, 20]


@covers("multi-datastream/relations")
def test_an_observation_leads_back_to_its_multi_datastream(service: Service, path: str) -> None:
    value = service.get(f"{path}/Observations").value[0]["@iot.id"]
    assert service.get(f"Observations('{value}')/MultiDatastream").json["@iot.id"] == id_of(path)
    assert service.get(f"Observations('{value}')/Datastream").status in (204, 404)


@covers("multi-datastream/constraints")
@pytest.mark.parametrize(
    "wrong",
    [
        multi(unitOfMeasurements=[]),
        multi(multiObservationDataTypes=[MEASUREMENT]),
        multi(ObservedProperties=[observed_property()]),
    ],
    ids=["units", "types", "properties"],
)
def test_arrays_of_different_lengths_are_refused(
    service: Service, path: str, wrong: dict[str, object]
) -> None:
    station = service.get(f"{path}/Thing").json["@iot.id"]
    answer = service.post(f"Things('{station}')/MultiDatastreams", wrong)
    assert answer.status in (400, 409), answer.body


@covers("multi-datastream/constraints")
@pytest.mark.parametrize("result", [[1], [1, 2, 3], 5, "x"])
def test_a_result_that_does_not_fit_is_refused(service: Service, path: str, result: object) -> None:
    answer = service.post(f"{path}/Observations", observation(9, result))
    assert answer.status in (400, 409), answer.body
