# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The general table in every format, dialect and state of disrepair."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stadtkern.flow.ingest import limits, longtable
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload

MOMENT = datetime(2026, 3, 1, 11, 0, tzinfo=UTC)


def decode(content: bytes | str) -> Decoded:
    raw = content.encode() if isinstance(content, str) else content
    return longtable.decode(Payload(name="table", content=raw, received_at=MOMENT))


def rows(decoded: Decoded) -> list[tuple[object, ...]]:
    table = decoded.observations
    names = ["datastream", "phenomenon_time", "result"]
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "datastream,time,value\na/1,2026-03-01T12:00:00+01:00,1.5\n",
        "datastream;time;value\na/1;2026-03-01T11:00:00Z;1,5\n",
        "Datenstrom\tZeit\tWert\na/1\t2026-03-01 12:00+01:00\t1,5\n",
        '\ufeff"datastream";"time";"value"\r\n"a/1";"2026-03-01T12:00:00+01:00";"1.5"\r\n',
        "id,datastream,time,value,remark\n7,a/1,2026-03-01T11:00:00.000Z,1.5e0,x\n",
        '[{"datastream": "a/1", "time": "2026-03-01T12:00:00+01:00", "value": 1.5}]',
        '{"observations": [{"datastream": "a/1", "time": "2026-03-01T11:00:00Z", "result": 1.5}]}',
    ],
)
def test_each_dialect_gives_the_same_observation(text: str) -> None:
    decoded = decode(text)
    assert (rows(decoded), decoded.rejected) == ([("a/1", MOMENT, 1.5)], ())


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_each_encoding_gives_the_same_name(encoding: str) -> None:
    decoded = decode("Datenstrom;Zeit;Wert\nkönig/1;2026-03-01T11:00:00Z;2\n".encode(encoding))
    assert rows(decoded) == [("könig/1", MOMENT, 2.0)]


def workbook(*rows: tuple[str, ...]) -> bytes:
    """The smallest XLSX with these rows of cells in its first sheet (ECMA-376 Part 1, clause 12)."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    lines = "".join(f"<row>{''.join(row)}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="s" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return sink.getvalue()


def text(words: str) -> str:
    """A cell of text."""
    return f'<c t="inlineStr"><is><t>{words}</t></is></c>'


def test_a_workbook_is_read_with_its_numbers() -> None:
    decoded = decode(
        workbook(
            (text("Datenstrom"), text("Zeit"), text("Wert")),
            (text("a/1"), text("2026-03-01T12:00:00+01:00"), "<c><v>1.5</v></c>"),
            (text("a/1"), text("bald"), "<c><v>2</v></c>"),
        )
    )
    assert rows(decoded) == [("a/1", MOMENT, 1.5)]
    assert [one.where for one in decoded.rejected] == ["Zeile 3"]


def test_parquet_is_read_with_its_own_types() -> None:
    table = pa.table(
        {"datastream": ["a/1"], "time": pa.array([MOMENT], pa.timestamp("ms", "UTC")), "value": [3]}
    )
    sink = io.BytesIO()
    pq.write_table(table, sink)
    assert rows(decode(sink.getvalue())) == [("a/1", MOMENT, 3.0)]


def test_parquet_times_without_zone_are_rejected() -> None:
    naive = pa.array([datetime(2026, 3, 1)], pa.timestamp("us"))  # noqa: DTZ001 - that is the point
    sink = io.BytesIO()
    pq.write_table(pa.table({"datastream": ["a/1"], "time": naive, "value": [3.0]}), sink)
    decoded = decode(sink.getvalue())
    assert (rows(decoded), "keine Zeit mit Versatz" in decoded.rejected[0].reason) == ([], True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a/1;2026-03-01T11:00:00;2", "keine Zeit mit Versatz"),
        ("a/1;2026-13-01T11:00:00Z;2", "keine Zeit mit Versatz"),
        ("a/1;01.03.2026 11:00;2", "keine Zeit mit Versatz"),
        ("a/1;2026-03-01T11:00:00Z;viel", "ist keine Zahl"),
        ("a/1;2026-03-01T11:00:00Z;1.234,5", "ist keine Zahl"),
        ("a/1;2026-03-01T11:00:00Z;NaN", "ist keine Zahl"),
        ("a/1;2026-03-01T11:00:00Z;", "Die Spalte value ist leer"),
        (";2026-03-01T11:00:00Z;2", "Die Spalte datastream ist leer"),
        ("a/1;2026-03-01T11:00:00Z", "hat nicht 3 Spalten"),
    ],
)
def test_a_bad_row_is_rejected_with_line_and_reason_and_can_be_read_alone(line: str, said: str) -> None:
    good = "a/1;2026-03-01T11:00:00Z;1"
    decoded = decode(f"datastream;time;value\n{good}\n{line}\n{good}\n")
    assert len(rows(decoded)) == 2
    (rejected,) = decoded.rejected
    assert (rejected.where, said in rejected.reason) == ("Zeile 3", True)
    (again,) = decode(rejected.raw).rejected
    assert said in again.reason


def test_line_numbers_stay_right_after_a_row_that_cannot_be_split() -> None:
    decoded = decode("datastream,time,value\nonly one\na/1,2026-03-01T11:00:00Z,x\n")
    assert sorted(one.where for one in decoded.rejected) == ["Zeile 2", "Zeile 3"]


def test_optional_columns_are_read_and_checked() -> None:
    decoded = decode(
        "datastream,time,value,end,quality\n"
        "a/1,2026-03-01T11:00:00Z,1,2026-03-01T12:00:00Z,2\n"
        "a/1,2026-03-01T12:00:00Z,1,,\n"
        "a/1,2026-03-01T13:00:00Z,1,,99999\n"
    )
    assert decoded.observations.column("quality").to_pylist() == [2, None]
    assert "keine Güteangabe" in decoded.rejected[0].reason


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Die Datei ist leer"),
        (b"Datum|Anzahl\n1|2\n", "Erwartet werden Spalten mit den Namen datastream, time, value"),
        (b"datastream:time:value\n", "getrennt durch Komma, Semikolon oder Tabulator"),
        (b"\x00\x01\x02", "binär"),
        (b"[1, 2]", "Erwartet wird eine JSON-Liste von Objekten"),
        (b'[{"a": ', "Kein gültiges JSON"),
        (b"PK\x03\x04 but no zip", "beschädigt oder verschlüsselt"),
        (b"PAR1 but no parquet", "nicht lesbar"),
        (b"datastream,time,value,value\n", "mehrfach"),
    ],
)
def test_what_is_no_such_table_is_said_clearly(content: bytes, said: str) -> None:
    with pytest.raises(PayloadRejected, match=said):
        decode(content)


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    limits.provide(replace(limits.limits(), file_bytes=1000))
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(100_000))
    with pytest.raises(PayloadRejected, match="größer als erlaubt"):
        decode(sink.getvalue())
