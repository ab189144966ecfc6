# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A Query back to text: for next links, and so that reading can be tested against writing."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from urllib.parse import quote

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query import literals
from stadtkern.flow.outlets.sensorthings.query.words import (
    Among,
    Arithmetic,
    Both,
    Bucketing,
    Call,
    Compare,
    Constant,
    Either,
    Expand,
    Expression,
    Geometry,
    Negative,
    Not,
    Order,
    Path,
    Period,
    Quantified,
    Query,
    Selected,
    Value,
)

_SAFE = "$(),/:;=@*'!"
_PLAIN_KEY = re.compile(r"[\w.@$\-]+")
_INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
_SHORT_UNITS = {"hour": "H", "minute": "M", "second": "S"}
_UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}


def render(query: Query) -> str:
    """The options as they follow the question mark, percent-encoded; empty without options."""
    return "&".join(f"{quote(name, _SAFE)}={quote(value, _SAFE)}" for name, value in options_of(query))


def options_of(query: Query) -> list[tuple[str, str]]:
    """The options as decoded pairs, in a fixed order."""
    found = _nested(query)
    if query.bucketing is not None:
        found.append(("$apply", _bucketing_text(query.bucketing)))
    if query.skip_token:
        found.append(("$skiptoken", query.skip_token))
    return found


def _nested(query: Query) -> list[tuple[str, str]]:
    """The options that may also stand in the brackets of $expand."""
    texts = {
        "$filter": "" if query.filter is None else expression_text(query.filter),
        "$orderby": ",".join(_order_text(key) for key in query.order),
        "$select": ",".join(_selected_text(one) for one in query.select),
        "$expand": ",".join(_expand_text(one) for one in query.expand),
        "$top": "" if query.top is None else str(query.top),
        "$skip": str(query.skip or ""),
        "$count": _count_text(query),
        "superseded": "true" if query.superseded else "",
    }
    return [(name, text) for name, text in texts.items() if text]


def expression_text(node: Expression) -> str:
    """An expression as text; what is composed of parts stands in brackets within others."""
    match node:
        case Both():
            return " and ".join(_inner(one) for one in node.operands)
        case Either():
            return " or ".join(_inner(one) for one in node.operands)
        case Compare() | Arithmetic():
            return f"{_inner(node.left)} {node.operator} {_inner(node.right)}"
        case Not():
            return f"not ({expression_text(node.operand)})"
        case Negative():
            return f"-({expression_text(node.operand)})"
        case _:
            return _unit_text(node)


def _unit_text(node: Expression) -> str:
    match node:
        case Call():
            return f"{node.function}({','.join(expression_text(one) for one in node.arguments)})"
        case Among():
            return f"{_inner(node.operand)} in ({','.join(constant_text(one) for one in node.choices)})"
        case Quantified():
            return _quantified_text(node)
        case Path():
            return _path_text(node)
        case Constant():
            return constant_text(node)
        case _:
            return expression_text(node)


def _inner(node: Expression) -> str:
    text = expression_text(node)
    return text if isinstance(node, Constant | Path | Call | Quantified) else f"({text})"


def _quantified_text(node: Quantified) -> str:
    road = "/".join(([node.path_variable] if node.path_variable else []) + [link.name for link in node.links])
    inner = "" if node.condition is None else f"{node.variable}: {expression_text(node.condition)}"
    return f"{road}/{node.quantifier}({inner})"


def _path_text(node: Path) -> str:
    names = [node.variable] if node.variable else []
    names += [link.name for link in node.links]
    return "/".join([*names, node.property.name, *(_step_text(step) for step in node.steps)])


def _step_text(step: str | int) -> str:
    if isinstance(step, int):
        return str(step)
    if _PLAIN_KEY.fullmatch(step) and not _INDEX.fullmatch(step):
        return step
    return _quoted(step)


def constant_text(node: Constant) -> str:
    """A literal as text; times and durations as ISO 8601 in UTC."""
    value = node.value
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Geometry):
        return f"geography{_quoted(value.wkt)}"
    if isinstance(value, timedelta):
        return f"duration'{literals.duration_text(value)}'"
    return (
        _time_text(value)
        if node.kind not in (Kind.NUMBER, Kind.BOOLEAN, Kind.NOTHING)
        else _plain_text(value)
    )


def _time_text(value: Value) -> str:
    match value:
        case Period():
            return f"{literals.instant_text(value.start)}/{literals.instant_text(value.end)}"
        case datetime():
            return literals.instant_text(value)
        case date() | time():
            return value.isoformat()
        case _:
            return _plain_text(value)


def _plain_text(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _order_text(key: Order) -> str:
    return expression_text(key.expression) + (" desc" if key.descending else "")


def _selected_text(one: Selected) -> str:
    if one.link is not None:
        return one.link.name
    name = one.property.name if one.property is not None else "*"
    return "/".join([name, *(_step_text(step) for step in one.steps)])


def _expand_text(one: Expand) -> str:
    inner = ";".join(f"{name}={value}" for name, value in _nested(one.query))
    return f"{one.link.name}({inner})" if inner else one.link.name


def _count_text(query: Query) -> str:
    if query.count is None:
        return ""
    return "exact" if query.exact_count else str(query.count).lower()


def _bucketing_text(bucketing: Bucketing) -> str:
    short = _SHORT_UNITS.get(bucketing.unit)
    width = f"PT{bucketing.number}{short}" if short else f"P{bucketing.number}{_UNITS[bucketing.unit]}"
    groups = (
        "Datastream/id," if bucketing.by_datastream else ""
    ) + f"bucket(phenomenonTime,duration'{width}')"
    columns = ",".join(f"result with {one.statistic} as {one.alias}" for one in bucketing.aggregates)
    return f"groupby(({groups}),aggregate({columns}))"
