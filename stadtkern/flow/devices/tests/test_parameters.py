# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a DataRecord allows, and what it says about everything else."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stadtkern.flow.devices.sensing.parameters import check_record, check_task
from stadtkern.kernel.errors import PayloadRejected


def record(*fields: Any) -> dict[str, Any]:
    return {"type": "DataRecord", "field": list(fields)}


def field(kind: str, **facts: Any) -> dict[str, Any]:
    return {"name": "a", "type": kind} | facts


def allowed(**constraint: Any) -> dict[str, Any]:
    return {"constraint": constraint}


@pytest.mark.parametrize(
    ("part", "value"),
    [
        (field("Quantity"), 1.5),
        (field("Quantity", **allowed(interval=[[0, 1], [5, 6]])), 5.5),
        (field("Quantity", **allowed(interval=[0, 1])), 1),
        (field("Quantity", **allowed(interval=[["-Infinity", 0]])), -1e9),
        (field("Quantity", **allowed(value=[1, 2], interval=[[10, 20]])), 2),
        (field("Count"), 3),
        (field("Boolean"), False),
        (field("Category", **allowed(value=["on", "off"])), "on"),
        (field("Text", **allowed(pattern="^#?[a-f0-9]{6}$")), "ff8800"),
        (field("Text", **allowed(type="AllowedTokens", pattern="[a-z]+")), "abc"),
        (field("Time"), "2026-03-01T10:00:00+01:00"),
        (field("Time", **allowed(interval=[["2026-01-01T00Z", "2027-01-01T00Z"]])), "2026-03-01T10:00Z"),
        (field("QuantityRange", **allowed(interval=[[0, 10]])), [2, 3]),
        (field("DataRecord", field=[field("Count")]), {"a": 1}),
        (field("Vector", coordinate=[{"name": "x", "type": "Quantity"}]), {"x": 1}),
        (field("DataArray", elementType={"type": "Count"}), [1, 2, 3]),
        (field("DataChoice", item=[field("Count"), {"name": "b", "type": "Text"}]), {"b": "x"}),
    ],
)  # fmt: skip
def test_what_fits_is_taken(part: dict[str, Any], value: object) -> None:
    check_record(record(part))
    check_task(record(part), {"a": value})


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        (field("Quantity"), "1", "taskingParameters/a: expected a number"),
        (field("Quantity"), True, "a number"),
        (field("Quantity"), float("nan"), "a number"),
        (field("Quantity", **allowed(interval=[[0, 1]])), 2, "expected 0 to 1"),
        (field("Quantity", **allowed(value=[1])), 2, r"expected one of \[1\]"),
        (field("Count"), 1.5, "a whole number"),
        (field("Boolean"), "true", "true or false"),
        (field("Category", **allowed(value=["on"])), "ON", "expected one of"),
        (field("Text", **allowed(pattern="[a-z]+")), "abc1", "a text like"),
        (field("Text"), "x" * 10_001, "at most 10000 characters"),
        (field("Time"), "2026-03-01T10:00:00", "with offset"),
        (field("QuantityRange"), [1], r"\[from, to\]"),
        (field("DataRecord", field=[field("Count")]), {}, "taskingParameters/a: 'a' is missing"),
        (field("DataArray", elementType={"type": "Count"}), [1, "2"], r"a\[1\]: expected a whole number"),
        (field("DataChoice", item=[field("Count")]), {"a": 1, "b": 2}, "exactly one of a"),
    ],
)
def test_what_does_not_fit_is_named(part: dict[str, Any], value: object, words: str) -> None:
    with pytest.raises(PayloadRejected, match=words):
        check_task(record(part), {"a": value})


def test_missing_and_unknown_parameters_are_named_and_optional_ones_may_be_left_out() -> None:
    asked = record(field("Count"), {"name": "b", "type": "Text", "optional": True})

    check_task(asked, {"a": 1})
    with pytest.raises(PayloadRejected, match="'a' is missing"):
        check_task(asked, {"b": "x"})
    with pytest.raises(PayloadRejected, match="'c' is unknown; expected a, b"):
        check_task(asked, {"a": 1, "c": 2})
    with pytest.raises(PayloadRejected, match="expected an object with one value per parameter"):
        check_task(asked, [1])


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (None, "expected an object"),
        ({"type": "Quantity"}, "must be DataRecord"),
        ({"type": "DataRecord"}, "field must be a list"),
        (record(), "1 to 500 components"),
        (record({"type": "Count"}), "field 1 has no name"),
        (record(field("Count"), field("Count")), "two fields are called 'a'"),
        (record("x"), "field 1 is not an object"),
        (record(field("Quantity", **allowed(interval=[[2, 1]]))), "ends before it begins"),
        (record(field("Quantity", **allowed(interval=[[1]]))), "list of pairs"),
        (record(field("Quantity", **allowed(interval=[["x", 2]]))), "neither a number nor a time"),
        (record(field("Text", **allowed(pattern="(")) ), "cannot be used"),
        (record(field("Text", constraint="x")), "constraint must be an object"),
        (record(field("DataArray")), "elementType: expected an object"),
    ],
)  # fmt: skip
def test_a_record_that_says_nothing_useful_is_refused(told: Any, words: str) -> None:
    with pytest.raises(PayloadRejected, match=words):
        check_record(told)


def test_a_record_nested_without_end_is_refused() -> None:
    deep: dict[str, Any] = field("Count")
    for _ in range(12):
        deep = field("DataRecord", field=[deep])
    with pytest.raises(PayloadRejected, match="nested deeper"):
        check_record(record(deep))


def test_a_pattern_made_to_hang_takes_no_time() -> None:
    with pytest.raises(PayloadRejected):
        check_task(record(field("Text", **allowed(pattern="(a+)+b"))), {"a": "a" * 5_000})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "field", "name", "constraint", "interval", "value", "a", "elementType"]),
            inner | st.sampled_from(["DataRecord", "Quantity", "Text", "Count", "DataArray", "TimeRange"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(told=JSON, value=JSON)
def test_whatever_is_told_nothing_but_a_refusal_comes_of_it(told: Any, value: Any) -> None:
    with suppress(PayloadRejected):
        check_record(told)
    with suppress(PayloadRejected):
        check_task(told, value)
