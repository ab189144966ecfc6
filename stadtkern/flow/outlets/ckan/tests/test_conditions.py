# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The query language of ``q`` and ``fq``."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.flow.outlets.ckan.conditions import parse, words_of
from stadtkern.flow.outlets.ckan.errors import SearchRefused
from stadtkern.flow.outlets.ckan.folding import folded

PACKAGE = {
    "": ["baeume in der strasse", "alle baeume"],
    "title": ["baeume in der strasse"],
    "organization": ["stadt-musterstadt"],
    "tags": ["offene daten", "baum"],
    "res_format": ["csv", "geojson"],
    "metadata_modified": ["2026-01-02t03:04:05"],
    "empty": [],
}


def holds(query: str) -> bool:
    return parse(query).holds(lambda name: PACKAGE[name])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "*:*",
        "*",
        "organization:stadt-musterstadt",
        "+organization:stadt-musterstadt",
        'organization:"stadt-musterstadt"',
        "organization:(stadt-musterstadt OR anderswo)",
        'tags:"Offene Daten"',
        "tags:offene*",
        "res_format:CSV AND res_format:GeoJSON",
        "res_format:CSV res_format:GEOJSON",
        "res_format:XML OR tags:baum",
        "-res_format:XML",
        "NOT res_format:XML",
        "!res_format:XML",
        "(res_format:XML || res_format:CSV) && -tags:luft",
        "metadata_modified:[2026-01-01T00:00:00Z TO *]",
        "metadata_modified:[* TO 2026-01-02T03:04:05Z]",
        'metadata_modified:["2026-01-02T03:04:05Z" TO "2026-02-01T00:00:00Z"]',
        "metadata_modified:{2026-01-01T00:00:00Z TO 2026-01-03T00:00:00Z}",
        "title:Bäume",
        "Bäume Straße",
        "title:ba?ume*",
        "res_format:*",
        "-empty:*",
        "title:Bäume^2 AND tags:baum~1",
        "res_format:( CSV )",
    ],
)
def test_a_package_that_is_meant_is_found(query: str) -> None:
    assert holds(query)


@pytest.mark.parametrize(
    "query",
    [
        "organization:stadt",
        "res_format:CSV AND res_format:XML",
        "res_format:CSV -tags:baum",
        "tags:offene",
        "metadata_modified:{2026-01-02T03:04:05Z TO *]",
        "metadata_modified:[* TO 2026-01-01T00:00:00Z]",
        "empty:*",
        "Luft",
        "NOT (res_format:CSV)",
    ],
)
def test_a_package_that_is_not_meant_is_not_found(query: str) -> None:
    assert not holds(query)


@pytest.mark.parametrize(
    "query",
    ["(a", "a)", 'title:"a', "title:", "AND", "[a TO b]", "modified:[NOW-1DAY TO *]", "()", "- ", "a:[b"],
)
def test_what_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(SearchRefused):
        parse(query)


def test_a_query_is_neither_too_long_nor_too_deep() -> None:
    for query in ("a" * 5_000, "a " * 300, "(" * 30 + "a" + ")" * 30):
        with pytest.raises(SearchRefused):
            parse(query)


def test_a_pattern_of_many_stars_takes_no_longer() -> None:
    text = "a" * 5_000
    assert not parse("tags:" + "*a" * 200 + "*b").holds(lambda _name: [text])
    assert parse("tags:" + "*a" * 200 + "*").holds(lambda _name: [text])


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("b*m", "baum", True), ("b*m", "bm", True), ("b*m", "baumes", False), ("b??m", "baum", True),
        ("b?m", "baum", False), ("*au*", "baum", True), ("a*a", "a", False), ("*", "", False),
        ("ba*aum", "baum", False), ("?*", "a", True),
    ],
)  # fmt: skip
def test_stars_and_question_marks_stand_for_letters(pattern: str, text: str, fits: bool) -> None:
    assert parse(f"tags:{pattern}").holds(lambda _name: [text] if text else []) is fits


def test_words_for_ranking_are_those_of_texts() -> None:
    assert words_of(parse("Bäume AND title:Straße AND tags:luft")) == ["baeume", "strasse"]


@given(st.text(max_size=60))
def test_whatever_is_asked_is_answered_or_refused(query: str) -> None:
    with suppress(SearchRefused, KeyError):
        holds(query)


@pytest.mark.parametrize(
    ("text", "same"),
    [("Straße", "STRASSE"), ("Bäume", "Baeume"), ("A\u0308hre", "Ähre"), ("Café", "cafe")],
)
def test_spellings_of_one_word_are_the_same(text: str, same: str) -> None:
    assert folded(text) == folded(same)
