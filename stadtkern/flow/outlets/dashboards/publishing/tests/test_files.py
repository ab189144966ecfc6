# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of tiles as files."""

from __future__ import annotations

import io
import json
import math
from datetime import UTC, datetime
from functools import partial
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from stadtkern.flow.outlets.dashboards.publishing.files import pictures, sheets, tables
from stadtkern.flow.outlets.dashboards.publishing.kept import Files
from stadtkern.flow.outlets.dashboards.publishing.tests.givens import (
    NOON,
    NOW,
    ORIGIN,
    chart,
    number,
    words,
)


def test_german_files_open_in_a_german_spreadsheet() -> None:
    assert tables.german_csv(chart()).decode() == (
        "\ufeffZeit;Räder [Räder/h]\r\n21.08.2026 14:00;1234,5\r\n22.08.2026 12:00;\r\n"
    )


def test_standard_files_follow_rfc_4180_with_times_in_utc() -> None:
    assert tables.standard_csv(chart()).decode() == (
        "Zeit,Räder [Räder/h]\r\n2026-08-21T12:00:00Z,1234.5\r\n2026-08-22T10:00:00Z,\r\n"
    )


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_a_gap_in_every_file(value: float) -> None:
    shown = chart((NOON, value))
    assert tables.standard_csv(shown).decode().endswith("2026-08-21T12:00:00Z,\r\n")
    assert tables.german_csv(shown).decode().endswith("21.08.2026 14:00;\r\n")
    assert json.loads(tables.json_of(shown, ORIGIN))["rows"] == [["2026-08-21T12:00:00Z", None]]
    assert _rows(sheets.xlsx(shown, ORIGIN), "Werte")[1][1] == ""


@pytest.mark.parametrize("nasty", ["=1+1", "+49", "-1", "@sum", "\tx", "\n=1"])
def test_no_text_becomes_a_formula(nasty: str) -> None:
    shown = chart((nasty, 1.0))
    assert f"'{nasty}" in tables.standard_csv(shown).decode()
    assert _rows(sheets.xlsx(shown, ORIGIN), "Werte")[1][0] == nasty


def test_a_picture_is_xml_whatever_is_written_on_it() -> None:
    made = pictures.picture(chart(title="Rad\x0b & \ufffe<Fuß>"), ORIGIN, "de")
    assert ElementTree.fromstring(made.svg.strip()).tag.endswith("svg")  # noqa: S314  # made here
    assert "Rad &amp; &lt;Fuß&gt;" in made.svg


def test_a_number_is_a_table_of_one_row() -> None:
    assert "Räder gestern,98765,am 21. August 2026,12,2026-08-21T12:00:00Z" in (
        tables.standard_csv(number()).decode()
    )


def test_words_have_no_values_to_take() -> None:
    with pytest.raises(tables.NothingToTake):
        tables.standard_csv(words())


def test_a_spreadsheet_says_where_its_values_come_from() -> None:
    book = sheets.xlsx(chart(), ORIGIN)
    assert _rows(book, "Werte")[1] == [datetime(2026, 8, 21, 14, 0), 1234.5]  # noqa: DTZ001  # of a sheet
    told = {row[0]: row[1] for row in _rows(book, "Quellen")}
    assert told["Quelle"] == "Stadt Münster, dl-de/by-2-0"
    assert told["Vollständigkeit"] == "97,8 %"
    assert str(told["Neuester Messwert"]).startswith("21.08.2026, 14:00")
    assert told["Adresse"] == ORIGIN.address


def test_json_carries_table_sources_and_sentence() -> None:
    told = json.loads(tables.json_of(chart(), ORIGIN))
    assert told["columns"][1] == {"title": "Räder", "unit": "Räder/h", "numeric": True}
    assert told["rows"][0] == ["2026-08-21T12:00:00Z", 1234.5]
    assert told["data"]["sources"][0]["licence_url"] == "https://www.govdata.de/dl-de/by-2-0"
    assert datetime.fromisoformat(told["made_at"]) == NOW.astimezone(UTC)


def test_files_are_kept_within_bounds() -> None:
    files, made = Files(most_bytes=10), []

    def make(name: str) -> bytes:
        made.append(name)
        return b"12345"

    for name in ("a", "b", "a", "c", "a", "b"):
        assert files.made(name, partial(make, name)) == b"12345"
    assert made == ["a", "b", "c", "b"]


def _rows(book: bytes, sheet: str) -> list[list[object]]:
    return [
        list(row)
        for row in CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(sheet).to_python()
    ]
