# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lake and the second reading of a condition agree on every row, whatever the condition is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, cycle, islice

import pyarrow as pa
import pytest
import shapely
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as examples
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.lake.features.words import ARROW, FeatureColumn, FeatureQuestion, FeatureTable
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ogc.cql.checking import check
from stadtkern.flow.outlets.ogc.cql.compiling import compile_condition
from stadtkern.flow.outlets.ogc.cql.parsing import parse, parse_json
from stadtkern.flow.outlets.ogc.cql.shapes import geometry
from stadtkern.flow.outlets.ogc.cql.words import Condition, Expression, Operation
from stadtkern.kernel.collections import FieldKind

from .evaluator import Row, holds
from .random_conditions import CONDITIONS, DAYS, MOMENTS, QUERYABLES, SHAPES, WORDS, Document, text

_KINDS: dict[str, FieldKind] = {
    "name": "text",
    "other": "text",
    "count": "integer",
    "width": "number",
    "open": "boolean",
    "planted": "date",
    "seen": "datetime",
    "tags": "json",
}
TABLE = FeatureTable(
    id=7, columns=tuple(FeatureColumn(name=name, kind=kind) for name, kind in _KINDS.items())
)
_VALUES: dict[str, tuple[object, ...]] = {
    "name": (*WORDS, None),
    "other": (None, *reversed(WORDS), "a"),
    "count": (0, 1, None, -7, 2**53, 3, 2),
    "width": (1.0, None, 3.5, -0.5, 1e300),
    "open": (True, False, None),
    "planted": (*DAYS, None),
    "seen": (None, *MOMENTS),
    "tags": ('["a","b"]', "[]", None, '["a",1,true]', '{"a":1}', "[2.5]", '["b","a","a"]'),
    "geometry": (*(geometry(one) for one in SHAPES), None, shapely.box(5, 5, 6, 6)),
}
_ROWS = 60


def rows() -> list[dict[str, object]]:
    """Values of different periods, so that they meet in many ways."""
    columns = {name: list(islice(cycle(values), _ROWS)) for name, values in _VALUES.items()}
    return [{name: values[number] for name, values in columns.items()} for number in range(_ROWS)]


def wkb(found: object) -> bytes | None:
    return found.wkb if isinstance(found, BaseGeometry) else None


def stored(lake: Lake, found: list[dict[str, object]]) -> None:
    columns = {
        "key": pa.array([str(number) for number in range(len(found))]),
        "geometry": pa.array([wkb(row["geometry"]) for row in found], pa.binary()),
    }
    columns |= {name: pa.array([row[name] for row in found], ARROW[kind]) for name, kind in _KINDS.items()}
    lake.features.ensure(TABLE)
    lake.features.write(TABLE, [pa.table(columns)], complete=True, at=datetime.now(UTC) - timedelta(hours=1))


def answers(lake: Lake, condition: Condition) -> set[str]:
    """Keys of the features that the lake finds, also when it may skip by bounds."""
    compiled = compile_condition(condition, QUERYABLES)
    question = FeatureQuestion(
        table=TABLE, where=compiled.sql, parameters=compiled.parameters, limit=_ROWS, columns=()
    )
    found = set(lake.features.page(question).column("key").to_pylist())
    if compiled.bounds is not None:
        bounded = FeatureQuestion(
            table=TABLE,
            where=compiled.sql,
            parameters=compiled.parameters,
            limit=_ROWS,
            columns=(),
            bounds=compiled.bounds,
        )
        assert set(lake.features.page(bounded).column("key").to_pylist()) == found, compiled
    return {str(one) for one in found}


def expected(found: Sequence[Row], condition: Condition) -> set[str]:
    checked = check(condition, QUERYABLES)
    return {str(number) for number, row in enumerate(found) if holds(checked, row)}


def test_the_lake_answers_what_a_condition_means(lake: Lake) -> None:
    found = rows()
    stored(lake, found)

    @examples(deadline=None, suppress_health_check=list(HealthCheck))
    @given(document=CONDITIONS)
    def agree(document: Document) -> None:
        condition = parse_json(document)
        assert answers(lake, condition) == expected(found, condition), text(document)

    agree()


@examples(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=CONDITIONS)
def test_text_and_json_are_read_into_the_same_tree(document: Document) -> None:
    written = text(document)
    assume("()" not in written)

    assert _flat(parse(written).root) == _flat(parse_json(document).root)


def _flat(node: Expression) -> Expression:
    """AND within AND is one AND: text is read so."""
    if not isinstance(node, Operation):
        return node
    arguments = [_flat(one) for one in node.arguments]
    if node.name in {"and", "or"}:
        parts = [
            one.arguments if isinstance(one, Operation) and one.name == node.name else (one,)
            for one in arguments
        ]
        arguments = list(chain.from_iterable(parts))
    return Operation(name=node.name, arguments=tuple(arguments))


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("CASEI(name) = CASEI('strasse')", {"Straße", "STRASSE", "straße"}),
        ("ACCENTI(CASEI(name)) LIKE ACCENTI(CASEI('müll%'))", {"Müller", "Muller"}),
        ("name IN ('é', 'O''Neill')", {"é", "O'Neill"}),
        ("name LIKE '%100\\%'", {"Café 100%"}),
        ("name LIKE 'a\\_b' AND NOT count IS NULL", {"a_b"}),
        ("length(name) = 1", {"é"}),
    ],
)
def test_conditions_find_what_people_expect(lake: Lake, condition: str, names: set[str]) -> None:
    found = rows()
    stored(lake, found)

    keys = answers(lake, parse(condition))

    assert {found[int(key)]["name"] for key in keys} == names


def test_a_day_beside_a_moment_is_the_local_day(lake: Lake) -> None:
    found = rows()
    stored(lake, found)

    keys = answers(lake, parse("seen = DATE('2024-03-31')"))

    assert {found[int(key)]["seen"] for key in keys} == {
        one for one in MOMENTS if one >= datetime(2024, 3, 30, 23, tzinfo=UTC)
    }


def test_distances_and_areas_are_measured_on_the_ground(lake: Lake) -> None:
    place = shapely.box(6.56, 51.33, 6.57, 51.34)
    row = dict.fromkeys(_KINDS) | {"geometry": place}
    stored(lake, [row])

    assert answers(lake, parse("area_m2(geometry) BETWEEN 770000 AND 780000"))
    assert answers(lake, parse("distance_m(geometry, POINT(6.58 51.335)) BETWEEN 690 AND 700"))


def test_the_reference_system_of_the_filter_decides_the_order_of_axes(lake: Lake) -> None:
    row = dict.fromkeys(_KINDS) | {"geometry": shapely.Point(6.5666, 51.3388)}
    stored(lake, [row])
    northing_first = "http://www.opengis.net/def/crs/EPSG/0/4326"
    utm = "http://www.opengis.net/def/crs/EPSG/0/25832"

    for system, box in (
        (northing_first, "51.33, 6.56, 51.34, 6.57"),
        (utm, "330000, 5689000, 331000, 5691000"),
    ):
        compiled = compile_condition(parse(f"S_INTERSECTS(geometry, BBOX({box}))"), QUERYABLES, system)
        question = FeatureQuestion(table=TABLE, where=compiled.sql, parameters=compiled.parameters)
        assert lake.features.page(question).num_rows == 1, system
