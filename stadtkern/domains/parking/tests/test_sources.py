# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Seven publishers: from the recorded payloads to places, capacities and free spaces."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.domains.parking import sources
from stadtkern.kernel.domain import Decoder
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload, Quality

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 1, 15, 10, tzinfo=UTC)
DECODERS: dict[str, Decoder] = {
    "bielefeld": sources.decode_bielefeld,
    "freiburg": sources.decode_freiburg,
    "karlsruhe": sources.decode_karlsruhe,
    "jena": sources.decode_jena,
    "herrenberg": sources.decode_herrenberg,
    "stuttgart": sources.decode_stuttgart,
    "vrs": sources.decode_vrs,
}
NAMES = sorted(path.name for path in PAYLOADS.iterdir())


def file(content: bytes, name: str) -> Decoded:
    """Content decoded by the publisher that begins the file name."""
    publisher = next(key for key in DECODERS if name.startswith(key))
    return DECODERS[publisher](Payload(name=name, content=content, received_at=RECEIVED))


def recorded(name: str) -> Decoded:
    return file((PAYLOADS / name).read_bytes(), name)


def values(decoded: Decoded) -> dict[str, tuple[float | None, datetime]]:
    """Result and time of each series that was observed."""
    return {
        str(row["datastream"]): (row["result"], row["phenomenon_time"])
        for row in decoded.observations.to_pylist()
    }


def changed(name: str, before: str, after: str) -> Decoded:
    """A recorded file with one piece of text changed once."""
    text = (PAYLOADS / name).read_text(encoding="utf-8")
    assert before in text
    return file(text.replace(before, after, 1).encode(), name)


@pytest.mark.parametrize("name", NAMES)
def test_every_observation_has_a_series_and_every_series_a_station(name: str) -> None:
    decoded = recorded(name)
    codes = {series.code for series in decoded.series}
    assert {str(code) for code in decoded.observations["datastream"].to_pylist()} <= codes
    assert {series.station for series in decoded.series} <= {station.code for station in decoded.stations}
    assert len(codes) == len(decoded.series)


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_read_again_at_another_time_tells_the_same_free_spaces(name: str) -> None:
    content = (PAYLOADS / name).read_bytes()
    publisher = next(key for key in DECODERS if name.startswith(key))
    later = DECODERS[publisher](
        Payload(name=name, content=content, received_at=datetime(2026, 1, 15, 20, tzinfo=UTC))
    )
    assert later.observations.equals(recorded(name).observations)


def test_bielefeld_tells_capacity_and_free_spaces_in_utc() -> None:
    decoded = recorded("bielefeld.csv")
    told = values(decoded)
    assert told["bielefeld-parking/660-1/free_parking_spaces"] == (
        203,
        datetime(2026, 2, 6, 7, 35, tzinfo=UTC),
    )
    assert told["bielefeld-parking/660-1/parking_capacity"] == (383, datetime(2026, 2, 5, 23, tzinfo=UTC))
    station = next(s for s in decoded.stations if s.code == "bielefeld-parking/660-1")
    assert (station.name, round(station.longitude or 0, 4), round(station.latitude or 0, 4)) == (
        "Tiefgarage Kesselbrink",
        8.5382,
        52.0242,
    )


def test_a_closed_car_park_says_so() -> None:
    rows = recorded("bielefeld.csv").observations.to_pylist()
    closed = next(r for r in rows if r["datastream"] == "bielefeld-parking/660-3/free_parking_spaces")
    assert (closed["result"], closed["parameters"]) == (0, '{"state": "closed"}')


def test_a_car_park_without_numbers_is_a_place_without_series() -> None:
    decoded = recorded("bielefeld.csv")
    assert "bielefeld-parking/620-1" in {s.code for s in decoded.stations}
    assert "bielefeld-parking/620-1" not in {s.station for s in decoded.series}


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("203", "-1", "-1 freie Stellplätze: weniger als keiner."),
        ("203", "384", "384 freie Stellplätze von 383: mehr als vorhanden."),
        ("203", "viele", "„viele“ ist keine Anzahl von Stellplätzen."),
        ("2026-02-06-08.35", "gestern", "Die Zeit „gestern.00.000000“ ist nicht lesbar."),
        ("POINT (8.53824901907209 52.0242103720696)", "LINE (1 2)", "„LINE (1 2)“ ist kein Punkt."),
        (
            "POINT (8.53824901907209 52.0242103720696)",
            "POINT (52.02 8.53)",
            "Der Ort 52.02, 8.53 liegt nicht",
        ),
    ],
)
def test_a_wrong_number_time_or_place_is_rejected_with_its_line(before: str, after: str, reason: str) -> None:
    decoded = changed("bielefeld.csv", before, after)
    assert len(decoded.rejected) == 1
    assert decoded.rejected[0].reason.startswith(reason)
    assert decoded.rejected[0].where == "Zeile 2"
    assert after.encode() in decoded.rejected[0].raw


def test_freiburg_gives_utm_metres_that_become_degrees() -> None:
    decoded = recorded("freiburg.json")
    station = next(s for s in decoded.stations if s.code == "freiburg-parking/P5")
    assert (station.longitude, station.latitude) == pytest.approx((7.84473, 48.00129), abs=1e-4)
    assert values(decoded)["freiburg-parking/P5/free_parking_spaces"] == (
        56,
        datetime(2024, 6, 10, 8, 20, tzinfo=UTC),
    )


def test_a_capacity_of_zero_means_unknown() -> None:
    assert not any(code.startswith("freiburg-parking/P1/") for code in values(recorded("freiburg.json")))


def test_park_and_ride_with_and_without_sensors_is_the_same_place() -> None:
    counted, listed = recorded("freiburg_p_r_sensors.json"), recorded("freiburg_p_r_static.json")
    shared = {s.code for s in counted.stations} & {s.code for s in listed.stations}
    assert shared == {"freiburg-parking/munzinger-str", "freiburg-parking/moosweiher"}
    assert values(counted)["freiburg-parking/moosweiher/free_parking_spaces"][0] == 10
    assert values(listed)["freiburg-parking/moosweiher/parking_capacity"][0] == 104


def test_a_disturbed_count_of_karlsruhe_is_suspect_and_a_closed_one_says_so() -> None:
    rows = {str(r["datastream"]): r for r in recorded("karlsruhe.json").observations.to_pylist()}
    disturbed = rows["karlsruhe-parking/54/free_parking_spaces"]
    assert (disturbed["quality"], disturbed["parameters"]) == (
        int(Quality.SOURCE_SUSPECT),
        '{"state": "disturbed"}',
    )
    closed = rows["karlsruhe-parking/3/free_parking_spaces"]
    assert (closed["quality"], closed["parameters"]) == (None, '{"state": "closed"}')
    assert "karlsruhe-parking/4/free_parking_spaces" not in rows


def test_bicycle_stands_have_a_capacity_of_their_own() -> None:
    assert (
        values(recorded("herrenberg_bike.json"))["herrenberg-bicycles/987/bicycle_parking_capacity"][0] == 12
    )
    assert values(recorded("karlsruhe_bike.json"))["karlsruhe-bicycles/7/bicycle_parking_capacity"][0] == 9


def test_jena_tells_kinds_of_places_only() -> None:
    decoded = recorded("jena.geojson")
    assert {s.properties["kind"] for s in decoded.stations} == {"Parkplatz", "Rollstuhlfahrerparkplatz"}
    assert decoded.observations.num_rows == 0


def test_stuttgart_writes_metres_or_degrees_and_both_are_understood() -> None:
    places = {s.name: (s.longitude, s.latitude) for s in recorded("stuttgart-static.xml").stations}
    assert places["Kronprinzstraße"] == pytest.approx((9.17406, 48.77534), abs=1e-4)
    assert places["Neue Brücke"] == (9.175955, 48.775013)


def test_the_status_of_stuttgart_has_numbers_times_and_closed_houses() -> None:
    decoded = recorded("stuttgart-realtime.xml")
    told = values(decoded)
    assert told["stuttgart-parking/12717375/free_parking_spaces"] == (
        528,
        datetime(2023, 10, 7, 1, 45, 13, tzinfo=UTC),
    )
    assert "stuttgart-parking/78319431/free_parking_spaces" not in told
    rows = {str(r["datastream"]): r for r in decoded.observations.to_pylist()}
    parameters = rows["stuttgart-parking/12717253/free_parking_spaces"]["parameters"]
    assert json.loads(parameters) == {"state": "closed", "counted_spaces": 482}


def test_a_placeholder_for_the_time_is_rejected_and_the_record_can_be_decoded_again() -> None:
    rejection = recorded("stuttgart-realtime.xml").rejected[0]
    assert rejection.reason == "Die Zeit 01.01.1970 ist ein Platzhalter."
    fixed = rejection.raw.replace(b"1970-01-01T01:00:00.000+01:00", b"2023-10-07T01:00:00.000+02:00")
    assert file(fixed, "stuttgart-realtime.xml").rejected == ()


def test_the_region_of_stuttgart_counts_a_part_of_a_site() -> None:
    told = values(recorded("vrs_kirchheim-realtime.xml"))
    assert told["vrs-parking/1445/free_parking_spaces"] == (12, datetime(2025, 5, 9, 19, 50, 2, tzinfo=UTC))
    assert values(recorded("vrs_kirchheim-static.xml"))["vrs-parking/1445/parking_capacity"][0] == 137
    assert "vrs-parking/1035/free_parking_spaces" in values(recorded("vrs_bondorf-realtime.xml"))


def test_more_free_than_counted_spaces_are_rejected() -> None:
    before = "<parkingNumberOfVacantSpaces>12<"
    decoded = changed("vrs_kirchheim-realtime.xml", before, before.replace("12", "17"))
    assert [r.reason for r in decoded.rejected] == ["17 freie Stellplätze von 16: mehr als vorhanden."]


def test_a_document_type_or_entity_in_xml_is_refused() -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "b">]><d2LogicalModel>&a;</d2LogicalModel>'
    outside = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d2LogicalModel>&a;</d2LogicalModel>'
    for content in (bomb, outside):
        with pytest.raises(PayloadRejected):
            file(content, "stuttgart-static.xml")


@pytest.mark.parametrize("publisher", sorted(DECODERS))
@pytest.mark.parametrize("content", [b"", b"<html></html>", b"{}", b"\xff\xfe", b"[1]"])
def test_what_is_no_feed_of_the_publisher_is_refused(publisher: str, content: bytes) -> None:
    with pytest.raises(PayloadRejected):
        file(content, publisher)


def test_a_feature_that_is_none_is_rejected_and_the_others_stay() -> None:
    text = (PAYLOADS / "jena.geojson").read_text(encoding="utf-8")
    collection = json.loads(text)
    collection["features"][1:1] = [
        None,
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon"}},
    ]
    decoded = file(json.dumps(collection).encode(), "jena.geojson")
    assert [r.where for r in decoded.rejected] == ["Objekt 2", "Objekt 3"]
    assert len(decoded.stations) == len(collection["features"]) - 2
