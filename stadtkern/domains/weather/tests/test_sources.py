# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""DWD files: from the recorded payloads to values, units and places."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.domains.weather.sources import decode_climate, decode_current
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload, Quality

PAYLOADS = Path(__file__).parent / "payloads"
PRODUCT = "STATIONS_ID;MESS_DATUM;  QN;DS_10;GS_10;SD_10;LS_10;eor"
REPORT = (PAYLOADS / "observations_current.csv").read_text(encoding="latin-1").splitlines()


def payload(content: bytes, name: str = "produkt.txt") -> Payload:
    return Payload(name=name, content=content, received_at=datetime(2026, 1, 1, tzinfo=UTC))


def recorded(name: str) -> Decoded:
    return decode_climate(payload((PAYLOADS / name).read_bytes(), name))


def product(*lines: str) -> Decoded:
    return decode_climate(payload("\n".join([PRODUCT, *lines]).encode("latin-1")))


def report(lines: Sequence[str]) -> Decoded:
    return decode_current(payload("\n".join(lines).encode("latin-1"), "01049-BEOB.csv"))


def at(decoded: Decoded, time: datetime) -> dict[str, float | None]:
    """Results of one time by series."""
    rows = decoded.observations.to_pylist()
    return {str(r["datastream"]): r["result"] for r in rows if r["phenomenon_time"] == time}


def test_a_ten_minute_sum_is_stored_with_the_start_of_its_period() -> None:
    decoded = recorded("10minutenwerte_SOLAR_01766_akt.zip")
    assert at(decoded, datetime(2023, 6, 9, 11, 20, tzinfo=UTC)) == {
        "dwd/01766/10min/diffuse_radiation": 11.0,
        "dwd/01766/10min/global_radiation": 48.5,
        "dwd/01766/10min/sunshine_duration": 0.167,
    }
    assert all(s.period and s.interval_s == 600 for s in decoded.series)


def test_missing_values_are_gaps_and_unfinished_checks_make_a_value_provisional() -> None:
    decoded = recorded("10minutenwerte_SOLAR_01766_akt.zip")
    assert decoded.observations.num_rows == 288 * 3
    assert set(decoded.observations["quality"].to_pylist()) == {int(Quality.PROVISIONAL)}
    assert set(decoded.observations["parameters"].to_pylist()) == {'{"quality_level": 2}'}
    assert decoded.rejected == ()


def test_an_archive_with_product_and_places_gives_values_of_a_placed_station() -> None:
    decoded = recorded("stundenwerte_FF_04911_akt.zip")
    assert [(s.name, s.longitude, s.latitude) for s in decoded.stations] == [("Straubing", 12.5597, 48.8275)]
    assert at(decoded, datetime(2018, 9, 15, 2, tzinfo=UTC)) == {
        "dwd/04911/hour/wind_speed": 1.0,
        "dwd/04911/hour/wind_from_direction": 130.0,
    }


def test_finished_checks_leave_no_flag() -> None:
    rows = recorded("stundenwerte_FF_04911_akt.zip").observations.to_pylist()
    flags = {r["phenomenon_time"].year: r["quality"] for r in rows}
    assert flags == {2018: None, 2019: None, 2020: int(Quality.PROVISIONAL)}


def test_a_station_that_moved_tells_all_its_places() -> None:
    station = recorded("Metadaten_Geographie_01766.txt").stations[0]
    assert (station.code, station.name, station.properties["height_m"]) == (
        "dwd/01766",
        "Münster/Osnabrück",
        47.8,
    )
    assert [
        (p.longitude, p.valid_from.year, p.valid_to.year if p.valid_to else None) for p in station.places
    ] == [
        (7.6856, 1982, 1989),
        (7.6964, 1989, 2009),
        (7.6969, 2009, 2017),
        (7.6969, 2017, None),
    ]
    assert all(a.valid_to == b.valid_from for a, b in zip(station.places, station.places[1:], strict=False))


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("1766;202306091130;2;11.0;n/a;0.1;-999;eor", "GS_10"),
        ("1766;2023-06-09;2;11.0;48.5;0.1;-999;eor", "MESS_DATUM"),
        ("9999;202306091130;2;11.0;48.5;0.1;-999;eor", "MESS_DATUM"),
    ],
)
def test_a_wrong_cell_is_rejected_with_header_and_line(line: str, column: str) -> None:
    decoded = product("1766;202306091120;2;1.0;2.0;0.1;-999;eor", line)
    assert [(r.where, r.raw) for r in decoded.rejected] == [
        (f"Zeile 3, Spalte {column}", f"{PRODUCT}\n{line}".encode())
    ]
    assert decoded.observations.num_rows == 3 + (2 if column == "GS_10" else 0)


def test_an_unknown_element_is_rejected_and_the_others_stay() -> None:
    content = "STATIONS_ID;MESS_DATUM;QN;GS_10;XY_10;eor\n1766;202306091130;2;1.5;9;eor\n"
    decoded = decode_climate(payload(content.encode()))
    assert decoded.observations["result"].to_pylist() == [1.5]
    assert [r.reason for r in decoded.rejected] == ["Das Messelement „XY_10“ ist unbekannt."]


def test_an_unreadable_place_is_rejected_and_the_others_stay() -> None:
    lines = (PAYLOADS / "Metadaten_Geographie_01766.txt").read_text(encoding="latin-1").splitlines()
    lines[1] = lines[1].replace("52.1328", "zweiundfünfzig")
    decoded = decode_climate(payload("\n".join(lines).encode("latin-1")))
    assert len(decoded.stations[0].places) == 3
    assert [r.where for r in decoded.rejected] == ["Zeile 2"]


def test_what_is_neither_product_nor_places_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("anderes.txt", "nichts")
    for content in (b"", b"<html></html>", b"PK\x03\x04broken", archive.getvalue()):
        with pytest.raises(PayloadRejected):
            decode_climate(payload(content))


def test_a_report_is_converted_to_the_units_of_the_city() -> None:
    decoded = report(REPORT)
    now = at(decoded, datetime(2020, 4, 6, 8, tzinfo=UTC))
    assert now["dwd-wmo/01049/air_temperature"] == -3.1
    assert now["dwd-wmo/01049/air_pressure_sea_level"] == 1023.1
    assert now["dwd-wmo/01049/wind_speed"] == pytest.approx(14 / 3.6)
    assert now["dwd-wmo/01049/wind_from_direction"] == 140


def test_the_sum_of_the_last_hour_is_stored_with_the_start_of_that_hour() -> None:
    decoded = report(REPORT)
    assert at(decoded, datetime(2020, 4, 6, 7, tzinfo=UTC))[
        "dwd-wmo/01049/wind_speed_of_gust"
    ] == pytest.approx(21 / 3.6)
    periods = {s.code.rpartition("/")[2]: s.period for s in decoded.series}
    assert (periods["precipitation"], periods["air_temperature"]) == (True, False)


def test_a_dash_is_a_gap_and_all_reports_are_provisional() -> None:
    decoded = report(REPORT)
    assert "dwd-wmo/01049/cloud_cover" not in set(decoded.observations["datastream"].to_pylist())
    assert set(decoded.observations["quality"].to_pylist()) == {int(Quality.PROVISIONAL)}


def test_a_column_in_another_unit_is_rejected() -> None:
    lines = [*REPORT]
    lines[1] = lines[1].replace("hPa", "Torr")
    decoded = report(lines)
    assert [r.reason for r in decoded.rejected] == [
        "„pressure_reduced_to_mean_sea_level“ kommt in „Torr“, erwartet wird „hPa“."
    ]


def test_a_wrong_number_or_time_in_a_report_is_rejected() -> None:
    lines = [*REPORT[:5], REPORT[5].replace("06.04.20", "heute"), *REPORT[6:]]
    lines[3] = lines[3].replace("-3,1", "kalt")
    wheres = [r.where for r in report(lines).rejected]
    assert wheres[0].startswith("Zeile 4, Spalte")
    assert wheres[1] == "Zeile 6, Spalte 1"


def test_what_is_no_report_is_refused() -> None:
    for lines in ([], ["<html>"], REPORT[:2]):
        with pytest.raises(PayloadRejected):
            report(lines)
