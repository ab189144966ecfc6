# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the protection check finds, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from xlsxwriter import Workbook

from stadtkern.flow.catalogue.protection import files
from stadtkern.flow.catalogue.protection.reasons import REASONS
from stadtkern.flow.catalogue.protection.scan import scan
from stadtkern.flow.catalogue.protection.words import Table


def _checks(column: str, *values: str | None) -> set[str]:
    block = {column: pa.array(values, pa.string())}
    return {one.check for one in scan(Table(blocks=iter([block])))}


@pytest.mark.parametrize(
    ("value", "check"),
    [
        ("erika.mustermann@example.org", "email"),
        ("Tel. 0203 283-2000", "phone"),
        ("+49 (203) 2832000", "phone"),
        ("DE89 3704 0044 0532 0130 00", "iban"),
        ("DU-AB 1234", "plate"),
        ("M XY 1E", "plate"),
        ("Erika Mustermann", "person"),
        ("Mustermann, Erika", "person"),
        ("Dr. Hans-Peter Müller", "person"),
        ("Gespräch mit Frau Schulze am Montag", "person"),
        ("15070649C103", "identifier"),
        ("Hauptstraße 12a", "address"),
        ("Am alten Weg 5", "address"),
        ("192.168.2.17", "device"),
        ("00:1A:2B:3C:4D:5E", "device"),
    ],
)
def test_a_value_that_points_at_a_person_is_found(value: str, check: str) -> None:
    assert check in _checks("Angabe", value)


@pytest.mark.parametrize(
    "value",
    [
        "05112000",
        "47051",
        "12.05.2024",
        "DE89 3704 0044 0532 0130 01",
        "Anna-Seghers-Straße",
        "Karl Marx Platz",
        "Sankt Johann",
        "RB 25",
        "Straße des 17. Juni",
        "51.4322, 6.7611",
        "1.2.3",
        "Duisburg Mitte",
    ],
)
def test_ordinary_values_are_left_alone(value: str) -> None:
    assert _checks("Angabe", value) == set()


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("Geburtsdatum", "01.02.1980", "birth"),
        ("Vorname", "Xi", "person_column"),
        ("E-Mail-Adresse", "auf Anfrage", "email"),
        ("Telefon", "2000", "phone"),
        ("Ansprechpartner/in", "Amt 61", "person_column"),
        ("Religion", "–", "special"),
        ("Kfz-Kennzeichen", "DU X 1", "plate"),
        ("Bemerkungen", "gut", "free_text"),
    ],
)
def test_the_name_of_a_column_says_it_too(name: str, value: str, check: str) -> None:
    assert check in _checks(name, value)


def test_an_empty_column_for_persons_is_no_finding() -> None:
    assert _checks("Vorname", None, None) == set()


def test_small_counts_of_people_are_found_and_large_ones_not() -> None:
    assert _checks("Anzahl Schüler", "12", "3", "40") == {"small"}
    assert _checks("Anzahl Schüler", "12", "0", "40") == set()
    assert _checks("Höhe", "3") == set()


def test_a_single_hidden_value_can_be_worked_out() -> None:
    assert "complement" in _checks("Einwohner", "120", "x", "300")
    assert "complement" not in _checks("Einwohner", "120", "x", "x")


def test_rows_that_are_alone_with_age_sex_and_place_are_found() -> None:
    ages = pa.array([str(20 + number) for number in range(30)], pa.string())
    block = {"Alter": ages, "Geschlecht": pa.array(["w"] * 30, pa.string())}
    [found] = scan(Table(blocks=iter([block])))
    assert (found.check, found.hits, found.column) == ("unique", 30, "Alter, Geschlecht")


def test_hits_are_counted_over_all_blocks() -> None:
    block = {"Kontakt": pa.array(["a@example.org", "Rathaus", None], pa.string())}
    [found] = scan(Table(blocks=iter([block, block])))
    assert (found.hits, found.scanned) == (2, 4)


def test_every_check_has_its_reason() -> None:
    assert all(reason.title and reason.text for reason in REASONS.values())


def test_a_file_of_windows_with_semicolons_is_read(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes("Straße;Vorname\r\nGrüner Weg;Jürgen\r\n".encode("cp1252"))
    [block] = files.read(path, "CSV").blocks
    assert {name: values.to_pylist() for name, values in block.items()} == {
        "Straße": ["Grüner Weg"],
        "Vorname": ["Jürgen"],
    }


def test_properties_of_features_are_read(tmp_path: Path) -> None:
    path = tmp_path / "orte.geojson"
    feature = {"type": "Feature", "geometry": None, "properties": {"name": "Rathaus", "plätze": 3}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    [block] = files.read(path, "GEOJSON").blocks
    assert {name: values.to_pylist() for name, values in block.items()} == {
        "name": ["Rathaus"],
        "plätze": ["3"],
    }


def test_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Telefon", "Anzahl"])
        sheet.write_row(1, 0, ["0203 283-2000", 7])
    found = scan(files.read(path, "XLSX"))
    assert [(one.column, one.check) for one in found] == [("Telefon", "phone")]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.xlsx", b"PK\x03\x04 broken", "XLSX"),
        ("a.json", b"{", "JSON"),
        ("a.csv", b"", "CSV"),
        ("a.parquet", b"PAR1", "PARQUET"),
        ("a.json", b"[" * 100_000, "JSON"),
    ],
)
def test_what_cannot_be_read_says_so(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(files.Unreadable):
        files.read(path, kind)


def test_of_a_long_table_the_beginning_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    path = tmp_path / "a.csv"
    path.write_text("Wert\n1\n2\n3\n")
    table = files.read(path, "CSV")
    assert not table.whole
    assert [one.check for one in scan(table)] == ["partial"]
