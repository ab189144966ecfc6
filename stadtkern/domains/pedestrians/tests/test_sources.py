# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts of Moers: from the recorded payloads, two of them flawed, to observations."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.domains.pedestrians.sources import ascii_letters, decode
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload, Quality

PAYLOADS = Path(__file__).parent / "payloads"
HEADER = (
    "Lage;Zeitpunkt der Messung;Wochentag;Fußgänger insgesamt;Temperatur in ºc;Wetterlage;"
    "Fußgänger insgesamt Richtung Neumarkt;Fußgänger insgesamt Richtung Neuer Wall;Erwachsene;Kinder;"
    "Erwachsene Richtung Neumarkt;Erwachsene Richtung Neuer Wall;"
    "Kinder Richtung Neumarkt;Kinder Richtung Neuer Wall"
)
GOOD = "Steinstraße, Moers;2022-06-01 09:00:00 +0200;Wednesday;11;12;cloudy;7;4;10;1;6;4;1;0"


def recorded(month: str) -> Decoded:
    """A recorded month, decoded."""
    path = PAYLOADS / f"besucherzahlen-moers-{month}-2022-stundlich.csv"
    return file(path.read_bytes())


def file(content: bytes) -> Decoded:
    return decode(Payload(name="moers.csv", content=content, received_at=datetime(2022, 8, 1, tzinfo=UTC)))


def row(line: str) -> Decoded:
    """One line under the usual header, in the encoding of the publisher."""
    return file(f"{HEADER}\r\n{line}\r\n".encode("cp1252"))


def results(decoded: Decoded, at: datetime) -> dict[str, float | None]:
    """Numbers of one hour by series, without the prefix of the station."""
    return {
        str(r["datastream"]).removeprefix("moers/steinstrasse/"): r["result"]
        for r in decoded.observations.to_pylist()
        if r["phenomenon_time"] == at and r["result"] is not None
    }


def test_a_recorded_month_gives_counts_by_direction_and_age_with_the_weather() -> None:
    decoded = recorded("juni")
    assert [(s.code, s.name) for s in decoded.stations] == [("moers/steinstrasse", "Steinstraße, Moers")]
    assert results(decoded, datetime(2022, 5, 31, 22, tzinfo=UTC)) == {
        "pedestrian_count": 11,
        "pedestrian_count/neumarkt": 7,
        "pedestrian_count/neuer-wall": 4,
        "adult_count": 11,
        "child_count": 0,
        "adult_count/neumarkt": 7,
        "adult_count/neuer-wall": 4,
        "child_count/neumarkt": 0,
        "child_count/neuer-wall": 0,
        "air_temperature": 12,
    }
    conditions = [r["result_json"] for r in decoded.observations.to_pylist() if r["result_json"]]
    assert json.loads(conditions[0]) == "cloudy"
    assert decoded.rejected == ()


def test_every_observation_belongs_to_a_series_that_was_told() -> None:
    decoded = recorded("mai")
    told = {s.code for s in decoded.series}
    assert set(decoded.observations["datastream"].to_pylist()) <= told


def test_a_month_with_destroyed_umlauts_tells_about_the_same_station() -> None:
    destroyed, intact = recorded("mai"), recorded("juni")
    assert destroyed.stations == intact.stations
    assert [s.code for s in destroyed.series] == [s.code for s in intact.series]
    assert destroyed.rejected == ()


def test_a_month_with_shifted_cells_is_set_right_and_flagged() -> None:
    decoded = recorded("juli")
    hour = results(decoded, datetime(2022, 7, 1, 6, tzinfo=UTC))
    assert hour == {
        "pedestrian_count": 351,
        "pedestrian_count/neumarkt": 186,
        "pedestrian_count/neuer-wall": 165,
        "adult_count": 336,
        "child_count": 15,
        "adult_count/neumarkt": 179,
        "adult_count/neuer-wall": 157,
        "child_count/neumarkt": 7,
        "air_temperature": 15,
    }
    flags = {str(r["datastream"]).rsplit("/", 1)[-1]: r["quality"] for r in decoded.observations.to_pylist()}
    assert flags["child_count"] == Quality.SOURCE_SUSPECT
    assert flags["pedestrian_count"] is None


def test_parts_that_do_not_add_up_are_rejected_and_the_total_stays() -> None:
    decoded = row(GOOD.replace(";7;4;", ";7;5;"))
    assert results(decoded, datetime(2022, 6, 1, 7, tzinfo=UTC)) == {
        "pedestrian_count": 11,
        "air_temperature": 12,
    }
    assert [r.where for r in decoded.rejected] == ["Zeile 2"]


def test_an_empty_weather_cell_is_a_gap() -> None:
    decoded = row(GOOD.replace(";12;cloudy;", ";;;"))
    assert decoded.rejected == ()
    assert decoded.observations.num_rows == 9


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        (";11;12;", ";elf;12;", "fugnger insgesamt"),
        (";11;12;", ";11;120;", "temperatur in c"),
        (";cloudy;", ";Weltuntergang;", "wetterlage"),
        ("2022-06-01 09:00:00 +0200", "2022-06-01 09:00", "zeitpunkt der messung"),
    ],
)
def test_a_dirty_cell_is_rejected_with_its_place_and_line(before: str, after: str, column: str) -> None:
    decoded = row(GOOD.replace(before, after))
    assert [r.where for r in decoded.rejected] == [f"Zeile 2, Spalte {column}"]
    assert decoded.rejected[0].raw == f"{HEADER}\n{GOOD.replace(before, after)}".encode()


def test_a_rejected_line_can_be_decoded_again_after_a_fix() -> None:
    raw = row(GOOD.replace(";12;", ";120;")).rejected[0].raw
    assert file(raw.replace(b";120;", b";12;")).rejected == ()


@pytest.mark.parametrize("content", [b"", b"<html></html>", HEADER.replace(";", ",").encode()])
def test_what_is_no_counting_file_is_refused(content: bytes) -> None:
    with pytest.raises(PayloadRejected, match="Semikolon"):
        file(content)


def test_a_row_with_too_few_cells_is_rejected() -> None:
    assert [r.where for r in row("Steinstraße, Moers;2022-06-01 09:00:00 +0200").rejected] == ["Zeile 2"]


def test_headers_are_compared_by_what_survives_destroyed_umlauts() -> None:
    assert (
        ascii_letters("Fuï¿½gï¿½nger insgesamt")
        == ascii_letters("Fußgänger insgesamt")
        == "fugnger insgesamt"
    )
