# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The federal register: from the recorded rows to stations, points and power."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from stadtkern.domains.charging.sources import decode, power_class
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload

RECORDED = Path(__file__).parent / "payloads" / "charging_2019-07-19.csv"
HEADER, *ROWS = RECORDED.read_text(encoding="utf-8").splitlines()
CELLS = dict(zip(*csv.reader([HEADER, ROWS[0]]), strict=True))


def file(content: bytes, name: str = "charging_2019-07-19.csv") -> Decoded:
    return decode(Payload(name=name, content=content, received_at=datetime(2026, 1, 1, 9, tzinfo=UTC)))


def row(**changed: str) -> Decoded:
    """The first recorded row with some cells changed (column names without unit)."""
    cells = dict(CELLS)
    for column, value in changed.items():
        cells[next(name for name in cells if name.split(" [")[0] == column)] = value
    target = io.StringIO()
    csv.writer(target).writerows([list(cells), list(cells.values())])
    return file(target.getvalue().encode())


def test_each_row_is_a_station_with_points_and_power_at_the_date_of_the_edition() -> None:
    decoded = file(RECORDED.read_bytes())
    assert decoded.rejected == ()
    assert len(decoded.stations) == len(ROWS)
    station = decoded.stations[0]
    assert (station.name, station.longitude, station.latitude) == (
        "Ladestation Bohlweg 70-72 48147 Münster",
        7.643504,
        51.966941,
    )
    values = {
        str(o["datastream"]).rpartition("/")[2]: (o["result"], o["phenomenon_time"])
        for o in decoded.observations.to_pylist()[:2]
    }
    midnight = datetime(2019, 7, 18, 22, tzinfo=UTC)
    assert values == {"charging_points": (2, midnight), "connected_load": (44, midnight)}


def test_a_station_tells_operator_plugs_and_power_class() -> None:
    assert row().stations[0].properties == {
        "operator": "innogy eMobility Solutions GmbH",
        "address": "Bohlweg 70-72",
        "town": "48147 Münster",
        "state": "Nordrhein-Westfalen",
        "kind": "Normalladeeinrichtung",
        "points": 2,
        "power_kw": 44.0,
        "most_kw": 22.0,
        "power_class": "normal",
        "plugs": "AC Steckdose Typ 2",
        "since": "2011-04-08",
    }


def test_the_same_station_has_the_same_code_in_every_edition_and_twins_are_told_apart() -> None:
    once = file(f"{HEADER}\n{ROWS[0]}\n".encode())
    later = file(f"{HEADER}\n{ROWS[1]}\n{ROWS[0]}\n{ROWS[0]}\n".encode(), "charging_2020-01-01.csv")
    codes = [s.code for s in later.stations]
    assert codes[1] == once.stations[0].code
    assert codes[2] == f"{codes[1]}-2"


def test_the_header_is_found_below_an_introduction_in_the_encoding_of_the_agency() -> None:
    lines = ["Ladesäulenregister Bundesnetzagentur;;", "Stand: 01.03.2020;;", HEADER.replace(",", ";")]
    cells = next(csv.reader([ROWS[0]]))
    lines.append(";".join(f'"{cell}"' for cell in cells))
    decoded = file("\r\n".join(lines).encode("cp1252"), "register.csv")
    assert decoded.observations["phenomenon_time"][0].as_py() == datetime(2020, 2, 29, 23, tzinfo=UTC)


def xlsx(rows: list[list[str | float]]) -> bytes:
    """The smallest workbook that holds these rows: numbers as numbers, texts in place."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{cell}</v></c>"
            if isinstance(cell, float)
            else f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for row in rows
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Tabelle1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_the_workbook_of_the_agency_tells_the_same_as_the_csv() -> None:
    numbers = {
        "Längengrad [DG]",
        "Breitengrad [DG]",
        "Anschlussleistung [kW]",
        "Anzahl Ladepunkte",
        "P1 [kW]",
        "P2 [kW]",
    }
    cells: list[str | float] = [float(v) if k in numbers and v else v for k, v in CELLS.items()]
    book = xlsx([["Ladesäulenregister"], ["Stand: 19.07.2019"], list(CELLS), cells])
    from_book, from_csv = file(book, "register.xlsx"), file(f"{HEADER}\n{ROWS[0]}\n".encode())
    assert from_book.stations == from_csv.stations
    assert from_book.observations.equals(from_csv.observations)


def test_without_a_date_the_day_of_arrival_counts() -> None:
    decoded = file(RECORDED.read_bytes(), "register.csv")
    assert decoded.observations["phenomenon_time"][0].as_py() == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"Längengrad": "15.592092", "Breitengrad": "50.681519"}, "Längengrad [DG]"),
        ({"Längengrad": "51.966941", "Breitengrad": "7.643504"}, "Längengrad [DG]"),
        ({"Breitengrad": "7,64°"}, "Breitengrad [DG]"),
        ({"Anzahl Ladepunkte": "0"}, "Anzahl Ladepunkte"),
        ({"Anschlussleistung": "viel"}, "Anschlussleistung [kW]"),
        ({"Inbetriebnahmedatum": "bald"}, "Inbetriebnahmedatum"),
    ],
)
def test_a_dirty_row_is_rejected_with_its_place_and_can_be_decoded_after_a_fix(
    changed: dict[str, str], column: str
) -> None:
    decoded = row(**changed)
    assert [r.where for r in decoded.rejected] == [f"Zeile 2, Spalte {column}"]
    assert decoded.stations == ()
    assert len(file(decoded.rejected[0].raw).rejected) == 1


@pytest.mark.parametrize(
    ("operator", "shown"),
    [
        ("Stadtwerke Münster GmbH", "Stadtwerke Münster GmbH"),
        ("FH Münster", "FH Münster"),
        ("Samtgemeinde Hemmoor", "Samtgemeinde Hemmoor"),
        ("Privatperson", "Privatperson oder Einzelunternehmen"),
        ("Erika Mustermann", "Privatperson oder Einzelunternehmen"),
        ("Freiherr von Beispiel", "Privatperson oder Einzelunternehmen"),
        ("Hotel Beispiel, Inh. Erika Mustermann", "Privatperson oder Einzelunternehmen"),
        ("Max Mustermann, Einzelunternehmer", "Privatperson oder Einzelunternehmen"),
    ],
)
def test_names_of_people_are_not_shown(operator: str, shown: str) -> None:
    assert row(Betreiber=operator).stations[0].properties["operator"] == shown


def test_classes_follow_the_strongest_point() -> None:
    assert [power_class(kw) for kw in (3.7, 22, 22.1, 149, 150)] == [
        "normal",
        "normal",
        "fast",
        "fast",
        "ultra",
    ]


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"PK\x03\x04nothing", HEADER.replace("Bundesland", "Land").encode()]
)
def test_what_is_no_register_is_refused(content: bytes) -> None:
    with pytest.raises(PayloadRejected):
        file(content)
