# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Descriptions of others are shown as their text and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.flow.outlets.open_data import plain


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Nur Text.", ["Nur Text."]),
        ("Eins.\n\nZwei\nweiter.", ["Eins.", "Zwei weiter."]),
        ("<p>Eins &amp; <b>zwei</b></p><p>drei<br>vier</p>", ["Eins & zwei", "drei vier"]),
        ("<script>alert(1)</script>Text<style>x{}</style>", ["Text"]),
        ("a < b und b > c, 5 & 6", ["a < b und b > c, 5 & 6"]),
        ("# Titel\n\n* Punkt\n* noch *einer*", ["Titel", "Punkt noch *einer*"]),
        ('Siehe [die Seite](https://example.org/x "y").', ["Siehe die Seite (https://example.org/x)."]),
        ("[böse](javascript:alert(1))", ["böse)"]),
        ("**fett** und `code`", ["fett und code"]),
        ("", []),
        ("<p> </p>\n\n", []),
    ],
)
def test_markup_becomes_text(text: str, paragraphs: list[str]) -> None:
    assert plain.paragraphs(text) == paragraphs


def test_a_beginning_ends_at_a_word() -> None:
    assert plain.beginning("<p>" + "Wort " * 100 + "</p>", 22) == "Wort Wort Wort Wort …"


@given(st.text(alphabet="<>/&;#[]()!`*_ \n\"'abcscript:=", max_size=200))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    for paragraph in plain.paragraphs(text):
        assert paragraph == paragraph.strip() != ""
