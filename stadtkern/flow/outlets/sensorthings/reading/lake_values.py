# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Terms compared and calculated with: values of different kinds are unknown to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.words import ArithmeticOperator, Comparator
from stadtkern.flow.outlets.sensorthings.reading import lake_periods
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import (
    NO_TIME,
    Document,
    Scalar,
    Stretch,
    Term,
    finite,
)

_SIGNS = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_NULLS = {
    Kind.NUMBER: "null::double",
    Kind.TEXT: "null::varchar",
    Kind.ID: "null::varchar",
    Kind.BOOLEAN: "null::boolean",
    Kind.TIME: NO_TIME,
    Kind.DURATION: "null::bigint",
    Kind.DATE: "null::date",
    Kind.TIME_OF_DAY: "null::time",
}
NEVER = Scalar(kind=Kind.NOTHING, text="null")


def nothing(kind: Kind) -> Term:
    """Null of this kind."""
    if kind is Kind.INTERVAL:
        return Stretch(start=NO_TIME, end=NO_TIME)
    return Scalar(kind=kind, text=_NULLS.get(kind, "null"))


def compared(operator: str, left: Term, right: Term) -> str:
    """Values of equal kinds are compared, others are unknown."""
    if isinstance(left, Document) and isinstance(right, Document):
        return _documents(operator, left, right)
    if isinstance(left, Stretch) or isinstance(right, Stretch):
        first, second = stretch(left), stretch(right)
        if first is None or second is None:
            return "null::boolean"
        return lake_periods.compare(_COMPARATORS[operator], first, second)
    kind = kind_of(right) if isinstance(left, Document) else kind_of(left)
    return f"({as_kind(left, kind)} {_SIGNS[operator]} {as_kind(right, kind)})"


def _documents(operator: str, left: Document, right: Document) -> str:
    sign = _SIGNS[operator]
    pairs = [(left.number, right.number), (left.text, right.text)]
    if operator in ("eq", "ne"):
        pairs.append((left.boolean, right.boolean))
    return f"coalesce({', '.join(f'{one} {sign} {other}' for one, other in pairs)})"


def null_test(operator: str, term: Term) -> str:
    """Compared with null: whether there is a value; every other comparison is unknown."""
    if operator not in ("eq", "ne"):
        return "null::boolean"
    if isinstance(term, Document):
        return f"(not {term.present})" if operator == "eq" else term.present
    value = term.start if isinstance(term, Stretch) else term.text
    return f"({value} is null)" if operator == "eq" else f"({value} is not null)"


def kind_of(term: Term) -> Kind:
    """What the term is; ids count as text."""
    if isinstance(term, Scalar):
        return Kind.TEXT if term.kind is Kind.ID else term.kind
    return Kind.INTERVAL if isinstance(term, Stretch) else Kind.JSON


def as_kind(term: Term, kind: Kind) -> str:
    """The value as this kind; null when it is of another one."""
    if kind is Kind.ID:
        kind = Kind.TEXT
    if isinstance(term, Document):
        typed = {Kind.NUMBER: term.number, Kind.TEXT: term.text, Kind.BOOLEAN: term.boolean}
        return typed.get(kind, _NULLS.get(kind, "null"))
    if isinstance(term, Stretch):
        return term.start if kind is Kind.TIME else _NULLS.get(kind, "null")
    if kind_of(term) is not kind:
        return _NULLS.get(kind, "null")
    return finite(term.text) if term.raw else term.text


def stretch(term: Term) -> Stretch | None:
    """The term as an instant or a period; null when it is neither."""
    if isinstance(term, Stretch):
        return term
    if isinstance(term, Scalar) and term.kind is Kind.TIME:
        return Stretch(start=term.text, end=NO_TIME)
    return None


def double(value: float) -> float:
    """A number as the lake holds it; an integer beyond all doubles is infinite."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def calculated(operator: ArithmeticOperator, left: Term, right: Term) -> Scalar:
    """Numbers; times and durations; anything else is unknown."""
    if {_temporal_kind(left), _temporal_kind(right)} & {Kind.TIME, Kind.DURATION}:
        return _with_times(operator, left, right) or NEVER
    # What divides by infinity would be a number again.
    divisor = as_kind(right, Kind.NUMBER) if operator in ("div", "mod") else _number(right)
    return Scalar(kind=Kind.NUMBER, text=f"({_number(left)} {_OPERATORS[operator]} {divisor})", raw=True)


def negative(term: Term) -> Scalar:
    """The opposite of a number or a duration."""
    if kind_of(term) is Kind.DURATION:
        return Scalar(kind=Kind.DURATION, text=f"try(-{as_kind(term, Kind.DURATION)})")
    return Scalar(kind=Kind.NUMBER, text=f"(-{_number(term)})", raw=True)


def _number(term: Term) -> str:
    """The number, perhaps an infinite one."""
    return term.text if isinstance(term, Scalar) and term.raw else as_kind(term, Kind.NUMBER)


def _with_times(operator: str, left: Term, right: Term) -> Scalar | None:
    """Sums and differences of times and durations; a duration times or divided by a number; else null."""
    made = _TEMPORAL.get((operator, _temporal_kind(left), _temporal_kind(right)))
    if made is None:
        return None
    kind, sql = made
    return Scalar(
        kind=kind, text=sql(as_kind(left, _temporal_kind(left)), as_kind(right, _temporal_kind(right)))
    )


def _temporal_kind(term: Term) -> Kind:
    """The start of a period counts as a time, JSON as a number."""
    kind = kind_of(term)
    return {Kind.INTERVAL: Kind.TIME, Kind.JSON: Kind.NUMBER}.get(kind, kind)


_T, _D, _N = Kind.TIME, Kind.DURATION, Kind.NUMBER
_TEMPORAL: dict[tuple[str, Kind, Kind], tuple[Kind, Callable[[str, str], str]]] = {
    ("add", _T, _D): (_T, lambda at, by: f"try(make_timestamptz(epoch_us({at}) + {by}))"),
    ("add", _D, _T): (_T, lambda by, at: f"try(make_timestamptz(epoch_us({at}) + {by}))"),
    ("sub", _T, _D): (_T, lambda at, by: f"try(make_timestamptz(epoch_us({at}) - {by}))"),
    ("sub", _T, _T): (_D, lambda one, other: f"(epoch_us({one}) - epoch_us({other}))"),
    ("add", _D, _D): (_D, lambda one, other: f"try({one} + {other})"),
    ("sub", _D, _D): (_D, lambda one, other: f"try({one} - {other})"),
    ("mul", _D, _N): (_D, lambda by, times: f"try_cast(round_even({by} * {times}, 0) as bigint)"),
    ("mul", _N, _D): (_D, lambda times, by: f"try_cast(round_even({by} * {times}, 0) as bigint)"),
    ("div", _D, _N): (_D, lambda by, parts: f"try_cast(round_even({by} / {parts}, 0) as bigint)"),
}
_OPERATORS: Mapping[str, str] = {"add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%"}
_COMPARATORS: Mapping[str, Comparator] = {
    "eq": "eq", "ne": "ne", "gt": "gt", "ge": "ge", "lt": "lt", "le": "le",
}  # fmt: skip
