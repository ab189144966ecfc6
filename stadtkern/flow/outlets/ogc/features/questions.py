# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From parameters to a question for the lake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shapely.geometry.base import BaseGeometry

from stadtkern.flow.lake.features.words import FeatureQuestion, FeatureTable
from stadtkern.flow.outlets.ogc.common.errors import ParameterRefused
from stadtkern.flow.outlets.ogc.common.served import Served
from stadtkern.flow.outlets.ogc.cql.compiling import compile_condition
from stadtkern.flow.outlets.ogc.cql.parsing import parse
from stadtkern.flow.outlets.ogc.cql.words import (
    Compiled,
    Condition,
    Constant,
    Day,
    Expression,
    Language,
    Moment,
    Operation,
    Property,
    Queryable,
    Shape,
)
from stadtkern.kernel.collections import Field, GeometryKind

from . import fields as named
from . import paging, times
from .crs import DEFAULT, Crs, from_degrees
from .paging import AFTER, Order
from .parameters import AT, COUNT, NAMES, box_of, crs_in, limit_of, one_of, truth_of

_LANGUAGES: tuple[Language, ...] = ("cql2-text", "cql2-json")
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, kw_only=True)
class Collection:
    """What a question needs to know of a collection."""

    table: FeatureTable
    fields: tuple[Field, ...]
    """Those that the asker may see."""
    geometry: GeometryKind


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a request for features asks."""

    question: FeatureQuestion
    """With one feature more than fits the page, to know whether there is a next one."""
    limit: int
    crs: Crs
    fields: tuple[Field, ...]
    """In the answer."""
    order: Order
    count: str
    """exact, estimate or none."""
    selects: bool
    """Whether anything else than the whole collection of now is asked."""
    counted: FeatureQuestion
    """The same question without its place in the results."""


def asked(parameters: Mapping[str, str], collection: Collection, served: Served) -> Asked:
    """The question of some parameters.

    Raises:
        ParameterRefused, ConditionRefused: one of them cannot be used.
    """
    unknown = set(parameters) - NAMES - {one.key for one in collection.fields} - {"f"}
    if unknown:
        expected = ", ".join(sorted(NAMES | {one.key for one in collection.fields}))
        raise ParameterRefused(
            "this address does not know it", parameter=min(unknown), expectation=f"one of {expected}"
        )
    bounds, box = box_of(parameters)
    crs, filter_crs = crs_in(parameters, "crs"), crs_in(parameters, "filter-crs")
    order = _order(parameters, collection.fields)
    parts = _conditions(parameters, collection)
    if box is not None:
        parts.append(_inside(box, filter_crs))
    shown = _shown(parameters, collection.fields)
    limit = limit_of(parameters, served)
    condition = _compiled(parts, collection, filter_crs)
    at = times.moment_of(parameters[AT], AT) if AT in parameters else None
    everything = FeatureQuestion(
        table=collection.table,
        columns=_columns(shown, order),
        bounds=bounds if bounds is not None or condition is None else condition.bounds,
        where=condition.sql if condition else "",
        parameters=dict(condition.parameters) if condition else {},
        limit=limit + 1,
        order=order,
        at=at,
        geometry="none" if _has_no_place(parameters, collection) else "wkb",
        crs=crs.epsg,
    )
    return Asked(
        question=_behind(everything, parameters, parts, collection, filter_crs),
        limit=limit,
        crs=crs,
        fields=shown,
        order=order,
        count=one_of(parameters, COUNT, ("none", "estimate", "exact")),
        selects=bool(parts) or bounds is not None or at is not None,
        counted=everything,
    )


def _columns(shown: Sequence[Field], order: Order) -> list[str]:
    """Fields of the answer, and those whose values say where the next page begins."""
    sorted_by = [name for name, _ in order if name != named.KEY]
    return list(dict.fromkeys([*(one.key for one in shown), *sorted_by]))


def _has_no_place(parameters: Mapping[str, str], collection: Collection) -> bool:
    return truth_of(parameters, "skipGeometry") or collection.geometry == "none"


def _behind(
    question: FeatureQuestion,
    parameters: Mapping[str, str],
    parts: Sequence[Expression],
    collection: Collection,
    filter_crs: Crs,
) -> FeatureQuestion:
    """The question from its place on."""
    if AFTER not in parameters:
        return question
    order = question.order
    place = paging.place_of(parameters[AFTER], order)
    if not order:
        return replace(question, after=place.fid)
    beyond = paging.beyond(place, order, named.kinds(collection.fields))
    condition = _compiled([*parts, beyond], collection, filter_crs)
    if condition is None:
        return question
    return replace(question, where=condition.sql, parameters=dict(condition.parameters))


def _order(parameters: Mapping[str, str], fields: Sequence[Field]) -> Order:
    text = parameters.get("sortby")
    return () if text is None else paging.order_of(text, named.sortables(fields))


def _shown(parameters: Mapping[str, str], fields: tuple[Field, ...]) -> tuple[Field, ...]:
    text = parameters.get("properties")
    if text is None:
        return fields
    wanted = [part.strip() for part in text.split(",")]
    known = {one.key: one for one in fields}
    unknown = next((name for name in wanted if name not in known), None)
    if unknown is not None:
        raise ParameterRefused(
            f"there is no field “{unknown[:60]}”", parameter="properties", expectation=", ".join(known)
        )
    return tuple(known[name] for name in dict.fromkeys(wanted))


def _conditions(parameters: Mapping[str, str], collection: Collection) -> list[Expression]:
    """The conditions of filter, datetime, and fields given as parameters."""
    found: list[Expression] = []
    language = one_of(parameters, "filter-lang", _LANGUAGES)
    if "filter" in parameters:
        found.append(
            parse(parameters["filter"], "cql2-json" if language == "cql2-json" else "cql2-text").root
        )
    when = named.time_field(collection.fields)
    if times.DATETIME in parameters:
        period = times.period_of(parameters[times.DATETIME])
        found += [times.during(when, period)] if when is not None else []
    for one in collection.fields:
        if one.key in parameters and one.key not in NAMES:
            found.append(_equal(one, parameters[one.key]))
    return found


def _equal(field: Field, text: str) -> Expression:
    return Operation(name="=", arguments=(Property(name=field.key), _value(field, text)))


def _value(field: Field, text: str) -> Expression:
    """A value as it stands in an address.

    Raises:
        ParameterRefused: it does not fit the kind of the field.
    """
    try:
        match field.kind:
            case "integer":
                return Constant(value=int(text))
            case "number":
                return Constant(value=float(text))
            case "boolean":
                return Constant(value=_TRUTH[text.lower()])
            case "date":
                return Day(value=date.fromisoformat(text))
            case "datetime":
                return Moment(value=datetime.fromisoformat(text))
            case _:
                return Constant(value=text)
    except (ValueError, KeyError) as error:
        raise ParameterRefused(f"“{text[:60]}” is no {field.kind}", parameter=field.key) from error


def _inside(box: BaseGeometry, filter_crs: Crs) -> Expression:
    """Features that touch the shape, which stands in the reference system of the filter."""
    if filter_crs is not DEFAULT:
        box = from_degrees(box, filter_crs)
    return Operation(name="s_intersects", arguments=(Property(name=named.PLACE), Shape(value=box)))


def _compiled(parts: Sequence[Expression], collection: Collection, filter_crs: Crs) -> Compiled | None:
    if not parts:
        return None
    root = parts[0] if len(parts) == 1 else Operation(name="and", arguments=tuple(parts))
    known = (
        *named.queryables(collection.fields, collection.geometry),
        Queryable(name="fid", kind="integer"),
    )
    return compile_condition(Condition(root=root), known, filter_crs.uri)
