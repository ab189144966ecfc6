# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Random well-typed conditions in JSON, and the same conditions as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from stadtkern.flow.outlets.ogc.cql import kinds
from stadtkern.flow.outlets.ogc.cql.words import Queryable

Document = object
QUERYABLES = (
    Queryable(name="name", kind="text"),
    Queryable(name="other", kind="text"),
    Queryable(name="count", kind="integer"),
    Queryable(name="width", kind="number"),
    Queryable(name="open", kind="boolean"),
    Queryable(name="planted", kind="date"),
    Queryable(name="seen", kind="datetime"),
    Queryable(name="tags", kind="json"),
    Queryable(name="geometry", kind="geometry"),
)
WORDS = ("", "Straße", "STRASSE", "straße", "Müller", "Muller", "Café 100%", "a_b", "x\\y", "O'Neill", "é")
DAYS = tuple(date(2024, 3, 29) + timedelta(days=number) for number in range(5))
"""Around the change to summer time."""
MOMENTS = tuple(
    datetime(2024, 3, 30, 21, 30, tzinfo=UTC) + timedelta(minutes=30 * number) for number in range(8)
)
NUMBERS = (-7, -1, 0, 1, 2, 3.5, 10, 1e300)
SHAPES: tuple[Mapping[str, object], ...] = (
    {"type": "Point", "coordinates": [1, 1]},
    {"type": "Point", "coordinates": [2, 2]},
    {"type": "LineString", "coordinates": [[0, 0], [3, 3]]},
    {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]},
    {"type": "Polygon", "coordinates": [[[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]]},
    {"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]},
    {"bbox": [0, 0, 2, 2]},
    {"bbox": [2, 0, 4, 2]},
)


def _operation(name: str, *arguments: st.SearchStrategy[Document]) -> st.SearchStrategy[Document]:
    return st.tuples(*arguments).map(lambda found: {"op": name, "args": list(found)})


def _one_operation(
    names: frozenset[str], *arguments: st.SearchStrategy[Document]
) -> st.SearchStrategy[Document]:
    return st.sampled_from(sorted(names)).flatmap(lambda name: _operation(name, *arguments))


def _property(*names: str) -> st.SearchStrategy[Document]:
    return st.sampled_from([{"property": name} for name in names])


_PLAIN_TEXTS: st.SearchStrategy[Document] = st.sampled_from(WORDS) | _property("name", "other")
_TEXTS = st.recursive(
    _PLAIN_TEXTS,
    lambda inner: _one_operation(frozenset({"casei", "accenti", "lower", "upper"}), inner),
    max_leaves=2,
)
_NUMBERS = st.recursive(
    st.sampled_from(NUMBERS) | _property("count", "width") | _operation("length", _property("name")),
    lambda inner: _one_operation(kinds.ARITHMETIC, inner, inner),
    max_leaves=3,
)
_DAY_VALUES: st.SearchStrategy[Document] = st.sampled_from([{"date": one.isoformat()} for one in DAYS])
_MOMENT_VALUES: st.SearchStrategy[Document] = st.sampled_from(
    [{"timestamp": one.isoformat().replace("+00:00", "Z")} for one in MOMENTS]
)
_DAYS = _DAY_VALUES | _property("planted")
_MOMENTS = _MOMENT_VALUES | _property("seen")
_TIMES = _DAYS | _MOMENTS


@st.composite
def _intervals(draw: st.DrawFn) -> Document:
    values = draw(st.sampled_from([DAYS, MOMENTS]))
    first, last = sorted(
        draw(st.tuples(st.sampled_from(range(len(values))), st.sampled_from(range(len(values)))))
    )
    ends: list[Document] = [
        values[first].isoformat().replace("+00:00", "Z"),
        values[last].isoformat().replace("+00:00", "Z"),
    ]
    odd = draw(st.sampled_from(["", "", "start", "end", "property"]))
    if odd == "start":
        ends[0] = ".."
    if odd == "end":
        ends[1] = ".."
    if odd == "property":
        ends[0] = {"property": "planted"}
    return {"interval": ends}


_LISTS = st.lists(st.sampled_from(["a", "b", 1, 2.5, True]), max_size=3) | _property("tags")
_GEOMETRIES: st.SearchStrategy[Document] = st.sampled_from(SHAPES) | _property("geometry")
_LEAVES = st.one_of(
    _one_operation(kinds.COMPARISONS, _TEXTS, _TEXTS),
    _one_operation(kinds.COMPARISONS, _NUMBERS, _NUMBERS),
    _one_operation(kinds.COMPARISONS, _TIMES, _TIMES),
    _operation("=", _property("open"), st.booleans()),
    _property("open"),
    _operation("between", _NUMBERS, _NUMBERS, _NUMBERS),
    _operation("in", _TEXTS, st.lists(_TEXTS, min_size=1, max_size=3)),
    _operation("in", _NUMBERS, st.lists(_NUMBERS, min_size=1, max_size=3)),
    _operation("isNull", _property("name", "count", "geometry", "planted", "tags")),
    _operation(
        "like",
        _TEXTS,
        st.sampled_from(["%", "Stra%", "_", "a\\_b", "%\\%", "", "M_ller", "%'%", "x\\\\%"]),
    ),
    _operation("like", _operation("casei", _PLAIN_TEXTS), _operation("casei", st.just("STRA%"))),
    _one_operation(kinds.SPATIAL, _property("geometry"), _GEOMETRIES),
    _one_operation(kinds.TEMPORAL, _TIMES | _intervals(), _TIMES | _intervals()),
    _one_operation(kinds.LISTS, _LISTS, _LISTS),
    _operation("=", _one_operation(frozenset({"year", "month"}), _TIMES), st.sampled_from([3, 4, 2024])),
)
CONDITIONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        _operation("not", inner), _operation("and", inner, inner), _operation("or", inner, inner)
    ),
    max_leaves=5,
)


def text(document: Document) -> str:  # noqa: C901, PLR0911 - one line per kind of node
    """The condition as CQL2 text, with every pair of parentheses that might matter."""
    match document:
        case bool():
            return str(document).upper()
        case str():
            return "'" + document.replace("'", "''") + "'"
        case int() | float():
            return repr(document)
        case list():
            return "(" + ", ".join(map(text, document)) + ")"
        case {"property": str(name)}:
            return f'"{name}"'
        case {"date": str(day)}:
            return f"DATE('{day}')"
        case {"timestamp": str(moment)}:
            return f"TIMESTAMP('{moment}')"
        case {"interval": [first, last]}:
            return f"INTERVAL({text(first)}, {text(last)})"
        case {"bbox": list(numbers)}:
            return f"BBOX({', '.join(map(repr, numbers))})"
        case {"type": str(kind), "coordinates": coordinates}:
            return f"{kind.upper()}{_wkt(coordinates, kind)}"
        case {"op": str(name), "args": list(arguments)}:
            return _operation_text(name, arguments)
    raise AssertionError(document)


def _operation_text(name: str, arguments: list[Document]) -> str:
    written = [text(one) for one in arguments]
    if name in {"and", "or", "like", "in", *kinds.COMPARISONS, *kinds.ARITHMETIC}:
        return "(" + f" {name.upper()} ".join(written) + ")"
    if name == "not":
        return f"(NOT {written[0]})"
    if name == "isNull":
        return f"({written[0]} IS NULL)"
    if name == "between":
        return f"({written[0]} BETWEEN {written[1]} AND {written[2]})"
    return f"{name.upper() if name[1] == '_' else name}({', '.join(written)})"


def _wkt(coordinates: object, kind: str) -> str:
    assert isinstance(coordinates, list)
    if kind == "Point":
        return f"({_position(coordinates)})"
    if kind in {"LineString", "MultiPoint"}:
        return "(" + ", ".join(map(_position, coordinates)) + ")"
    return "(" + ", ".join(_wkt(ring, "LineString") for ring in coordinates) + ")"


def _position(numbers: list[float]) -> str:
    return " ".join(map(repr, numbers))
