# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON, JSON lines, CSV, XML and text become plain documents."""

from __future__ import annotations

import pytest

from stadtkern.flow.ingest.mapping.documents import Form, document
from stadtkern.kernel.errors import PayloadRejected


def test_csv_becomes_one_object_per_line() -> None:
    read = document(b"Zeit;Wert\n10:00;1,5\n\n11:00;2,5;9\n12:00;3\n", Form(kind="csv"))
    assert read.content == [{"Zeit": "10:00", "Wert": "1,5"}, {"Zeit": "12:00", "Wert": "3"}]
    assert [one.reason for one in read.rejected] == ["Die Zeile hat 3 statt 2 Spalten."]


def test_csv_of_old_programs_is_read_too() -> None:
    form = Form(kind="csv", header=False, skip_lines=1)
    assert document("Überschrift\n1\tGrün\n".encode("cp1252"), form).content == [{"1": "1", "2": "Grün"}]


def test_columns_without_or_with_equal_names_get_their_number() -> None:
    assert document(b"a,,a\n1,2,3\n", Form(kind="csv")).content == [{"a": "1", "2": "2", "a 3": "3"}]


def test_xml_becomes_members_attributes_and_lists() -> None:
    xml = b'<r xmlns="urn:x" n="1"><s id="a">5</s><s id="b"><t/></s><u> x </u></r>'
    assert document(xml, Form(kind="xml")).content == {
        "r": {"@n": "1", "s": [{"@id": "a", "#text": "5"}, {"@id": "b", "t": None}], "u": "x"}
    }


@pytest.mark.parametrize(
    "xml",
    [b"<a>", b"", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', b"<a>" * 200_000],
)
def test_broken_or_dangerous_xml_is_rejected(xml: bytes) -> None:
    with pytest.raises(PayloadRejected):
        document(xml, Form(kind="xml"))


def test_json_lines_lose_only_the_broken_line() -> None:
    read = document(b'{"a":1}\n{"a":\n\n{"a":3}', Form(kind="ndjson"))
    assert read.content == [{"a": 1}, {"a": 3}]
    assert [one.where for one in read.rejected] == ["Zeile 2"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN,}'])
def test_what_is_no_json_is_rejected_with_its_beginning(content: bytes) -> None:
    with pytest.raises(PayloadRejected, match="kein JSON"):
        document(content)


def test_numbers_that_are_none_cost_nothing_else() -> None:
    read = document(b'{"a": NaN, "b": 1}').content
    assert isinstance(read, dict)
    assert read["b"] == 1


def test_text_is_itself() -> None:
    assert document(b" ON\n", Form(kind="text")).content == "ON"


def test_an_unknown_encoding_is_named() -> None:
    with pytest.raises(PayloadRejected, match="klingonisch"):
        document(b"a", Form(kind="text", encoding="klingonisch"))
