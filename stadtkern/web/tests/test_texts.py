# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Translations: complete, with the same placeholders, and compiled as gettext reads them."""

from __future__ import annotations

import gettext
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.web.tests.extraction import PACKAGE, texts
from stadtkern.web.texts import catalogue, entries, mo_bytes

ENGLISH = catalogue((PACKAGE / "web/locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8"))
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]")


def test_every_german_text_has_an_english_one() -> None:
    missing = [f"{path.name}: {text}" for text, path in texts().items() if text not in ENGLISH]
    assert missing == []


def test_no_translation_is_left_over() -> None:
    known = texts()
    assert [text for text in ENGLISH if text and text not in known] == []


def test_translations_keep_the_placeholders() -> None:
    wrong = [
        text
        for text, english in ENGLISH.items()
        if text and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(english))
    ]
    assert wrong == []


plain = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\x04"), min_size=1, max_size=20
)


@given(st.dictionaries(plain, plain, max_size=8))
def test_python_reads_back_what_was_compiled(given_texts: dict[str, str]) -> None:
    header = {"": "Content-Type: text/plain; charset=UTF-8\n"}
    read = gettext.GNUTranslations(io.BytesIO(mo_bytes(header | given_texts)))
    assert {text: read.gettext(text) for text in given_texts} == given_texts


def test_plural_forms_are_chosen_by_the_number() -> None:
    header = {"": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"}
    read = gettext.GNUTranslations(io.BytesIO(mo_bytes(header | {"Ort\x00Orte": "place\x00places"})))
    assert [read.ngettext("Ort", "Orte", n) for n in (1, 2)] == ["place", "places"]


def test_fuzzy_translations_are_left_out() -> None:
    assert catalogue('#, fuzzy\nmsgid "Ort"\nmsgstr "spot"\n\nmsgid "Tag"\nmsgstr "day"\n') == {"Tag": "day"}


def test_a_line_that_is_no_po_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        list(entries("unsinn"))
