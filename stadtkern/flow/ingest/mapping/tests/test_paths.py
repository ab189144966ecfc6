# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Paths after RFC 9535: found, refused, and turned round."""

from __future__ import annotations

import pytest

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.mapping.paths import MISSING, PathRefused, query, wrapped

DOCUMENT: Json = {"a": {"ä b": [1, {"x": None}, 3]}, "items": [{"n": 1}, {"n": 2}], "one": {"n": 7}}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.a['ä b'][0]", 1),
        ("$.a['ä b'][-1]", 3),
        ("$.a['ä b'][1].x", None),
        ("$.items[1]['n']", 2),
        ("$.items[?@.n > 1].n", 2),
        ("$..n", 1),
        ("$", DOCUMENT),
        ("$.a['ä b'][3]", MISSING),
        ("$.a.b", MISSING),
        ("$.items.n", MISSING),
        ("$.a['ä b'].x", MISSING),
        ("$.items['0']", MISSING),
    ],
)
def test_a_path_finds_one_place_or_none(path: str, expected: object) -> None:
    assert query(path).one(DOCUMENT) == expected


@pytest.mark.parametrize("path", ["a.b", "$.", "$[", "$['x'", "$.a | $.b", "", "$.a[?", "$.a[1.5]"])
def test_what_breaks_the_grammar_is_refused_in_german(path: str) -> None:
    with pytest.raises(PathRefused, match=r"kein Pfad|mehreren Pfaden"):
        query(path)


def test_only_singular_queries_are_single() -> None:
    assert query("$.a[0]['b']").single
    assert not any(query(path).single for path in ("$.a[*]", "$..a", "$.a[0,1]", "$.a[?@.b]", "$.a[0:2]"))


def test_wildcards_and_filters_find_all() -> None:
    assert query("$.items[*].n").all(DOCUMENT) == [1, 2]
    assert query("$.one.*").all(DOCUMENT) == [7]
    assert query("$.items[?@.n == 2]").all(DOCUMENT) == [{"n": 2}]


def test_in_xml_a_single_element_is_a_list_of_one() -> None:
    assert query("$.one[*].n").all(DOCUMENT, loose=True) == [7]
    assert query("$.one[0].n").one(DOCUMENT, loose=True) == 7
    assert query("$.one[1].n").one(DOCUMENT, loose=True) is MISSING


@pytest.mark.parametrize("path", ["$", "$.items[*]", "$[0].a['b c'][*]"])
def test_a_record_is_put_back_to_where_it_was_found(path: str) -> None:
    found = query(path)
    whole = wrapped(found, {"n": 5})
    assert whole is not MISSING
    assert found.all(whole) == [{"n": 5}]  # type: ignore[arg-type]  # MISSING was excluded


def test_not_every_path_can_be_turned_round() -> None:
    assert wrapped(query("$..n"), 1) is MISSING
    assert wrapped(query("$.a[3]"), 1) is MISSING
