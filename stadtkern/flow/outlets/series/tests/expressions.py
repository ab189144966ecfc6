# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Expressions for property tests."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from stadtkern.flow.outlets.series.tree import (
    Aggregate,
    Call,
    Condition,
    Expression,
    Length,
    LengthUnit,
    Named,
    Number,
    OneStream,
    Operator,
    Selector,
    chained,
    negated,
)

_TEXTS = st.text("abzAZ09 _-./\\\"'[](){}=,ßÄ„“漢", max_size=12)
_NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e12)
_UNITS = st.sampled_from(["", "Cel", "km/h", "{bicycle}", "kW.h", "%", "[ppm]", "10*3/uL"])
_LENGTH_UNITS: Final[tuple[LengthUnit, ...]] = ("min", "h", "d", "w", "m", "y")
_SUMS: Final[tuple[Operator, ...]] = ("+", "-")
_PRODUCTS: Final[tuple[Operator, ...]] = ("*", "/")


@st.composite
def selectors(draw: st.DrawFn) -> Selector:
    """Subject, quantity and some conditions."""
    conditions = []
    for field in draw(st.lists(st.sampled_from(["site", "district", "property"]), max_size=2)):
        values = tuple(draw(st.lists(_TEXTS, min_size=1, max_size=3)))
        name = draw(_TEXTS.filter(bool)) if field == "property" else ""
        conditions.append(Condition(field=field, name=name, values=values))  # type: ignore[arg-type]  # drawn
    quantity = draw(_NAMES | _TEXTS.filter(bool))
    return Selector(domain=draw(_NAMES), quantity=quantity, conditions=tuple(conditions))


def numbers() -> st.SearchStrategy[Expression]:
    """Numbers, also below zero, with and without unit."""
    return st.builds(
        lambda value, unit, below: negated(Number(value=value, unit=unit)) if below else Number(
            value=value, unit=unit
        ),
        _NUMBERS,
        _UNITS,
        st.booleans(),
    )  # fmt: skip


def leaves() -> st.SearchStrategy[Expression]:
    """What is made of nothing else."""
    kinds = st.sampled_from(["sum", "mean", "min", "max", "median", "count", "each"])
    return st.one_of(
        numbers(),
        st.builds(lambda kind, one: Aggregate(kind=kind, selector=one), kinds, selectors()),
        st.builds(lambda code, n: OneStream(code=code, component=n), _TEXTS, st.integers(0, 99)),
        st.builds(lambda key: Named(key=key), _TEXTS),
    )


def lengths() -> st.SearchStrategy[Length]:
    """Spans of time."""
    return st.builds(
        lambda number, unit: Length(number=number, unit=unit),
        st.integers(1, 30),
        st.sampled_from(_LENGTH_UNITS),
    )


def _calls(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    options = st.none() | st.builds(Number, value=_NUMBERS, unit=st.sampled_from(["", "Cel"]))
    return st.one_of(
        st.builds(
            lambda name, a, b: Call(function=name, operands=(a, b)),
            st.sampled_from(["ratio", "percent", "normalised"]),
            inner,
            inner,
        ),
        st.builds(
            lambda name, a: Call(function=name, operands=(a,)),
            st.sampled_from(["cumulative", "difference"]),
            inner,
        ),
        st.builds(
            lambda name, a, length: Call(function=name, operands=(a,), length=length),
            st.sampled_from(["moving_mean", "shift"]),
            inner,
            lengths(),
        ),
        st.builds(
            lambda a, unit: Call(function="convert", operands=(a,), unit=unit), inner, _UNITS.filter(bool)
        ),
        st.builds(
            lambda a, first, more: Call(function="deviation", operands=(a,), years=(first, first + more)),
            inner,
            st.integers(1950, 2100),
            st.integers(0, 9),
        ),
        st.builds(
            lambda a, base, limit: Call(function="degree_days", operands=(a,), base=base, limit=limit),
            inner,
            options,
            options,
        ),
        st.builds(
            lambda a, sign, b: Call(function="share", operands=(a, b), compare=sign),
            inner,
            st.sampled_from([">", ">=", "<", "<="]),
            inner,
        ),
    )


def _chains(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def rest(signs: tuple[Operator, ...]) -> st.SearchStrategy[list[tuple[Operator, Expression]]]:
        return st.lists(st.tuples(st.sampled_from(signs), inner), min_size=1, max_size=3)

    return st.builds(lambda a, more: chained(a, tuple(more)), inner, rest(_SUMS) | rest(_PRODUCTS))


def expressions() -> st.SearchStrategy[Expression]:
    """Whole expressions in their one form."""
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(_chains(inner), _calls(inner), inner.map(negated)),
        max_leaves=8,
    )
