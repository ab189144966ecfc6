# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What cannot be a condition is refused in words, before it can do harm."""

from __future__ import annotations

import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.flow.outlets.ogc.cql.compiling import compile_condition
from stadtkern.flow.outlets.ogc.cql.declaring import CONFORMANCE, functions, schema
from stadtkern.flow.outlets.ogc.cql.errors import ConditionRefused, ConditionTooLarge
from stadtkern.flow.outlets.ogc.cql.parsing import parse
from stadtkern.flow.outlets.ogc.cql.words import Language, Queryable

from .random_conditions import QUERYABLES


def refusal(text: str, language: Language = "cql2-text") -> ConditionRefused:
    with pytest.raises(ConditionRefused) as caught:
        compile_condition(parse(text, language), QUERYABLES)
    return caught.value


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("name = ", 8, "ends too early"),
        ("(name = 'x'", 12, "ends too early"),
        ("name = 'x'; drop table x", 11, "; drop table x"),
        ("count = 1 AND naem = 'x'", 15, "“name” perhaps"),
        ("count = 'one'", 7, "cannot compare a number with a text"),
        ("name LIKE 'x\\'", 6, "single backslash"),
        ("count LIKE 'x'", 7, "works on a text, this is a number"),
        ("frobnicate(name) = 1", 1, "no function or operator"),
        ("geometry = POINT(1 1)", 10, "S_EQUALS"),
        ("open > TRUE", 6, "cannot compare true or false"),
        ("name", None, "no condition"),
        ("planted = DATE('2024-02-30')", None, "no date"),
        ("seen > TIMESTAMP('2024-02-28')", None, "no moment"),
        ("T_DURING(seen, INTERVAL('2024-05-01', '2024-04-01'))", None, "ends before it starts"),
        ("T_AFTER(name, DATE('2024-02-28'))", 1, "days, moments and intervals"),
        ("S_INTERSECTS(geometry, POINT(400 51))", None, "outside of the world"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", None, "not valid"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))", None, "cannot be read"),
        ("S_INTERSECTS(name, POINT(1 1))", 1, "works on a geometry"),
        ("A_CONTAINS(name, ('a'))", 1, "works on lists"),
        ("width = 1e400", None, "too large"),
        ("open_start() = DATE('2024-01-01')", 1, "no function"),
        ("", None, "is empty"),
        ("name = 'a\0'", 10, "U+0000"),
    ],
)
def test_a_wrong_text_is_refused_with_its_place(text: str, position: int | None, words: str) -> None:
    error = refusal(text.replace("\\0", "\0"))

    assert words in str(error)
    assert error.position == position


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "not JSON"),
        ("[]", "a list, no condition"),
        ('{"op": "="}', "has 0 arguments"),
        ('{"op": "=", "args": [{"property": "count"}, null]}', "args[1]: null"),
        (
            '{"op": "and", "args": [{"op": "=", "args": [{"property": "count"}, {}]}, true]}',
            "args[0].args[1]",
        ),
        ('{"op": "in", "args": [{"property": "count"}, []]}', "list of values"),
        ('{"op": "=", "args": [{"property": "count"}, {"date": 3}]}', "args[1].date: no text"),
        ('{"op": "s_within", "args": [{"property": "geometry"}, {"bbox": [1, 2, "x", 4]}]}', "four numbers"),
        ('{"op": "s_within", "args": [{"property": "geometry"}, {"type": "Blob"}]}', "cannot be read"),
    ],
)
def test_wrong_json_is_refused_with_its_path(document: str, words: str) -> None:
    assert words in str(refusal(document, "cql2-json"))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "open" + ")" * 3000,
        "NOT " * 3000 + "open",
        "count = " + "-" * 9000 + "1",
        "count = " + "+".join(["1"] * 3000),
        "=".join(["count"] * 3000),
        " LIKE ".join(["name"] * 1500),
        "(" * 40 + "=".join(["count"] * 60) + ")" * 40,
        "upper(" * 2000 + "name" + ")" * 2000 + " = 'x'",
        "name = '" + "x" * 20_000 + "'",
        "count IN (" + ",".join("1" * 3000) + ")",
    ],
)
def test_a_huge_or_deep_text_is_refused_even_on_a_small_stack(text: str) -> None:
    found: list[ConditionRefused] = []
    before = threading.stack_size(2 * 1024 * 1024)
    try:
        thread = threading.Thread(target=lambda: found.append(refusal(text)))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)

    assert len(found) == 1


@pytest.mark.parametrize(
    "document",
    [
        '{"op":"not","args":[' * 500 + "true" + "]}" * 500,
        '{"op":"s_within","args":[{"property":"geometry"},{"type":"Polygon","coordinates":'
        + "[" * 700
        + "]" * 700
        + "}]}",
        '{"op":"in","args":[1,' + json.dumps([1] * 3000) + "]}",
    ],
)
def test_huge_or_deep_json_is_refused(document: str) -> None:
    assert refusal(document, "cql2-json")


def test_a_list_may_be_long_but_not_endless() -> None:
    with pytest.raises(ConditionTooLarge):
        parse("count IN (" + ",".join(["1"] * 5000) + ")")


@given(text=st.text(alphabet="abcount=<>()'\"%-+*/ ,.0123456789\\\n{}$;äß", max_size=60))
def test_no_text_ends_in_anything_but_a_condition_or_a_refusal(text: str) -> None:
    try:
        compiled = compile_condition(parse(text), QUERYABLES)
    except ConditionRefused as error:
        assert str(error).startswith("filter")
    else:
        assert compiled.sql


def test_names_of_columns_are_quoted_and_texts_never_stand_in_sql() -> None:
    nasty = Queryable(name='a"; drop table x', kind="text")

    compiled = compile_condition(parse('"a""; drop table x" = \'b"; drop table y\''), (nasty,))

    assert compiled.sql == '("a""; drop table x" = $cql_0)'
    assert compiled.parameters == {"cql_0": 'b"; drop table y'}


def test_bounds_are_known_where_a_place_decides() -> None:
    inside = "S_INTERSECTS(geometry, BBOX(1,2,3,4))"

    def bounds(text: str) -> object:
        return compile_condition(parse(text), QUERYABLES).bounds

    assert bounds(inside) == pytest.approx((1, 2, 3, 4), abs=1e-6)
    assert bounds(f"{inside} AND count = 1") == pytest.approx((1, 2, 3, 4), abs=1e-6)
    assert bounds(f"{inside} OR S_WITHIN(geometry, BBOX(5,5,6,6))") == pytest.approx((1, 2, 6, 6), abs=1e-6)
    assert bounds(f"{inside} OR count = 1") is None
    assert bounds(f"NOT {inside}") is None
    assert bounds("S_DISJOINT(geometry, BBOX(1,2,3,4))") is None


def test_queryables_and_functions_are_described() -> None:
    described = schema(QUERYABLES, address="https://stadt.example/q", title="Bäume")
    properties = described["properties"]

    assert isinstance(properties, dict)
    assert properties["geometry"]["format"] == "geometry-any"
    assert described["additionalProperties"] is False
    assert "area_m2" in json.dumps(functions())
    assert len(CONFORMANCE) == len(set(CONFORMANCE)) == 14
