# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Münster counting files: from the recorded payload to observations, series and rejections."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.compute as pc
import pytest

from stadtkern.domains.cycling.sources import decode, direction
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import OBSERVATIONS, Decoded, Payload, Quality

PAYLOADS = Path(__file__).parent / "payloads"
HEADER = "Datetime,7 (Brücke),8 (Brücke Fahrräder IN),7-status,8-status"


def recorded(name: str) -> Decoded:
    """A recorded file, decoded."""
    return decode(payload((PAYLOADS / name).read_bytes(), name))


def payload(content: bytes, name: str = "7/2026-07.csv") -> Payload:
    return Payload(name=name, content=content, received_at=datetime(2026, 8, 1, tzinfo=UTC))


def file(*lines: str, header: str = HEADER) -> Decoded:
    """A small file with these lines, decoded."""
    return decode(payload("\n".join([header, *lines, ""]).encode()))


def results(decoded: Decoded, code: str) -> dict[str, float]:
    """Results of one series by UTC time."""
    return {
        row["phenomenon_time"].strftime("%Y-%m-%d %H:%M"): row["result"]
        for row in decoded.observations.to_pylist()
        if row["datastream"] == code
    }


def cells(path: Path) -> int:
    """Filled cells of counts, counted without the decoder."""
    with path.open(newline="", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        counted = [i for i, name in enumerate(next(rows)) if i and not name.endswith("-status")]
        return sum(1 for row in rows for i in counted if row[i])


def test_a_recorded_file_gives_its_station_and_a_series_per_channel() -> None:
    decoded = recorded("100035541/2025-10.csv")
    assert [(s.code, s.name, s.longitude) for s in decoded.stations] == [
        ("muenster/100035541", "Neutor", None)
    ]
    assert [(s.code, s.quantities, s.properties) for s in decoded.series] == [
        ("muenster/100035541/100035541", ("bicycle_count",), {"part": "total"}),
        (
            "muenster/100035541/101035541",
            ("bicycle_count_direction",),
            {"part": "channel", "direction": "stadteinwärts"},
        ),
        (
            "muenster/100035541/102035541",
            ("bicycle_count_direction",),
            {"part": "channel", "direction": "stadtauswärts"},
        ),
    ]
    assert all(s.period and s.interval_s == 900 for s in decoded.series)


@pytest.mark.parametrize("name", sorted(str(p.relative_to(PAYLOADS)) for p in PAYLOADS.rglob("*.csv")))
def test_every_filled_cell_of_a_recorded_file_becomes_an_observation(name: str) -> None:
    decoded = recorded(name)
    assert decoded.observations.num_rows == cells(PAYLOADS / name) > 0
    assert decoded.observations.schema.equals(OBSERVATIONS)
    assert decoded.rejected == ()


def test_the_doubled_hour_of_autumn_is_kept_once_and_marked_as_both_hours() -> None:
    decoded = recorded("100035541/2025-10.csv")
    total = results(decoded, "muenster/100035541/100035541")
    assert total["2025-10-26 00:00"] == 69
    assert "2025-10-26 01:00" not in total
    assert total["2025-10-26 02:00"] == 17
    marked = decoded.observations.filter(pc.is_valid(decoded.observations["parameters"]))
    assert marked.num_rows == 3 * 4
    assert json.loads(marked["parameters"][0].as_py()) == {
        "clock_change": "counts of both passes through this hour"
    }


def test_the_hour_left_out_in_spring_leaves_no_gap_in_utc() -> None:
    total = results(recorded("300037926/2026-03.csv"), "muenster/300037926/300037926")
    assert (total["2026-03-29 00:45"], total["2026-03-29 01:00"]) == (5, 6)


def test_columns_with_commas_in_quotes_are_read() -> None:
    decoded = recorded("100053305/2025-10.csv")
    assert decoded.stations[0].name == "Kanalpromenade, Abschnitt 5"
    assert results(decoded, "muenster/100053305/102053305")["2025-10-01 05:15"] == 46


def test_channels_of_the_same_name_are_told_apart_by_their_id() -> None:
    names = [s.name for s in recorded("100053305/2025-10.csv").series]
    assert "Kanalpromenade, Abschnitt 5 Fahrräder Richtung Osttor (101053305)" in names
    assert len(set(names)) == len(names)


def test_channels_that_count_cars_are_another_quantity() -> None:
    quantities = {s.name: s.quantities for s in recorded("300037926/2024-10.csv").series}
    assert quantities["Bohlweg [Car OUT] (353485118)"] == ("car_count_direction",)
    assert quantities["Bohlweg"] == ("bicycle_count",)


def test_a_status_that_the_publisher_does_not_explain_is_a_suspicion() -> None:
    decoded = recorded("300037926/2024-10.csv")
    assert Counter(decoded.observations["quality"].to_pylist()) == {int(Quality.SOURCE_SUSPECT): 14, None: 10}
    assert '{"status": "4"}' in decoded.observations["parameters"].to_pylist()


def test_a_file_by_the_hour_says_when_each_count_ends() -> None:
    first = recorded("300037932/2025-10.csv").observations.slice(0, 1).to_pylist()[0]
    assert first["phenomenon_end"] - first["phenomenon_time"] == (
        datetime(2025, 1, 1, 1, tzinfo=UTC) - datetime(2025, 1, 1, tzinfo=UTC)
    )


def test_an_empty_cell_is_neither_an_observation_nor_a_rejection() -> None:
    decoded = file("2026-07-01 00:00,5,,0,", "2026-07-01 00:15,,3,,0")
    assert decoded.observations["result"].to_pylist() == [5, 3]
    assert decoded.rejected == ()


def test_zero_is_a_value() -> None:
    assert file("2026-07-01 00:00,0,0,0,0").observations["result"].to_pylist() == [0, 0]


@pytest.mark.parametrize("cell", ["12,5", "-1", "1.5", "n/a", "12 \N{EN DASH} 13", "9999999999"])
def test_a_cell_that_is_no_count_is_rejected_with_header_and_line(cell: str) -> None:
    written = f'"{cell}"' if "," in cell else cell
    decoded = file(f"2026-07-01 00:00,{written},4,0,0")
    assert decoded.observations["result"].to_pylist() == [4]
    assert [(r.where, r.raw) for r in decoded.rejected] == [
        ("Zeile 2, Spalte 7", f"{HEADER}\n2026-07-01 00:00,{written},4,0,0".encode())
    ]


def test_a_rejected_record_can_be_decoded_again_after_a_fix() -> None:
    rejection = file("2026-07-01 00:00,x,4,0,0").rejected[0]
    repaired = decode(payload(rejection.raw.replace(b",x,", b",3,")))
    assert repaired.observations["result"].to_pylist() == [3, 4]


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        (["2026-07-01 00:00,1,1,0,0", "1.7.2026 0:15,2,2,0,0", "2026-07-01 00:30,3,3,0,0"], 3),
        (["2026-03-29 01:45,1,1,0,0", "2026-03-29 02:15,2,2,0,0", "2026-03-29 03:00,3,3,0,0"], 3),
        (["2026-07-01 00:00,1,1,0,0", "2036-07-01 00:15,2,2,0,0", "2026-07-01 00:30,3,3,0,0"], 3),
        (["2026-07-01 00:00,1,1,0,0", "2026-07-01 00:15,3,3,0,0", "2026-07-01 00:00,2,2,0,0"], 4),
        (["2026-07-01 00:00,1,1,0,0", "2026-07-01 00:15,2", "2026-07-01 00:30,3,3,0,0"], 3),
    ],
    ids=["unreadable", "never shown", "leap ahead", "falls behind", "too few cells"],
)
def test_a_row_with_a_wrong_time_or_width_is_rejected_and_its_neighbours_stay(
    lines: list[str], where: int
) -> None:
    decoded = file(*lines)
    assert set(decoded.observations["result"].to_pylist()) == {1, 3}
    assert [r.where.split(",")[0] for r in decoded.rejected] == [f"Zeile {where}"]


def test_a_line_is_named_rightly_behind_a_line_that_was_left_out() -> None:
    decoded = file("2026-07-01 00:00", "2026-07-01 00:15,x,1,0,0")
    assert [r.where for r in decoded.rejected] == ["Zeile 2", "Zeile 3, Spalte 7"]


@pytest.mark.parametrize("column", ["Temperatur", "7 (Brücke)", "9-status-neu"])
def test_an_unknown_or_doubled_column_is_rejected_and_the_others_stay(column: str) -> None:
    decoded = file("2026-07-01 00:00,1,2,0,0,99", header=f"{HEADER},{column}")
    assert decoded.observations["result"].to_pylist() == [1, 2]
    assert [r.where for r in decoded.rejected] == ["Zeile 1, Spalte 6"]


@pytest.mark.parametrize(
    "content",
    [b"", b"Datum;Wert\n1;2\n", b"Datetime\n2026-07-01 00:00\n", HEADER.encode("latin-1"), b"<html></html>"],
    ids=["empty", "other format", "no counts", "latin-1", "HTML"],
)
def test_what_is_no_counting_file_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(PayloadRejected):
        decode(payload(content))


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    content = b"\xef\xbb\xbf" + f"{HEADER}\r\n2026-07-01 00:00,1,2,0,0\r\n".encode()
    assert decode(payload(content)).observations["result"].to_pylist() == [1, 2]


def test_a_header_without_rows_is_an_empty_file() -> None:
    assert file().observations.num_rows == 0


@pytest.mark.parametrize(
    ("site", "channel", "expected"),
    [
        ("Neutor", "Neutor stadteinwärts", "stadteinwärts"),
        ("Wolbecker Straße", "FR stdteinwärts", "stadteinwärts"),
        ("Promenade (nördl. Salzstraße)", "Promenade Radfahrer FR Mauritztor", "Richtung Mauritztor"),
        ("Hafenstraße", "Channel 1 IN", "IN"),
        ("Bohlweg", "Bohlweg [Bike Stadtauswärts]", "stadtauswärts"),
        ("Grevener Straße", "Grevener Straße Formel- Fahrräder Stadtauswärts", "stadtauswärts"),
        ("Kanalpromenade, Abschnitt 5", "Kanalpromenade, Abschnitt 5 PKW", ""),
    ],
)
def test_the_direction_is_read_from_the_name_of_the_channel(site: str, channel: str, expected: str) -> None:
    assert direction(site, channel) == expected
