# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON columns of the lake as typed values: a number only when it is a JSON number, and so on."""

from __future__ import annotations

from stadtkern.flow.outlets.sensorthings.reading.lake_terms import Bound, Document

_NUMBERS = "('UBIGINT', 'BIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE')"


def location(steps: tuple[str | int, ...]) -> str:
    """The steps as DuckDB takes them: numbers lead into lists only, names into objects only.

    A JSON pointer (RFC 6901) cannot tell the number 0 from the name '0', a JSON path cannot say every name.
    """
    names = [step for step in steps if isinstance(step, str)]
    numeric = len(names) < len(steps) or any(name.isdigit() for name in names)
    if numeric and not any(sign in name for name in names for sign in '"\\*'):
        return "$" + "".join(f'."{step}"' if isinstance(step, str) else f"[{step}]" for step in steps)
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def document(column: str, steps: tuple[str | int, ...], bound: Bound) -> Document:
    """A JSON column, or what its steps lead to."""
    at = bound.value(location(steps)) if steps else "''"
    kind = f"json_type({column}, {at})"
    value = f"json_extract_string({column}, {at})"
    return Document(
        number=f"case when {kind} in {_NUMBERS} then try_cast({value} as double) end",
        text=f"case when {kind} = 'VARCHAR' then {value} end",
        boolean=f"case when {kind} = 'BOOLEAN' then {value} = 'true' end",
        present=f"(coalesce({kind}, 'NULL') <> 'NULL')",
    )


def result(steps: tuple[str | int, ...], bound: Bound) -> Document:
    """The result of an observation: a number in its own column, anything else as JSON."""
    within = document("o.result_json", steps, bound)
    if steps:
        return within
    return Document(
        number=f"case when o.result_json is null then o.result else {within.number} end",
        text=within.text,
        boolean=within.boolean,
        present=f"(o.result is not null or {within.present})",
    )


QUALITY = (
    "coalesce(o.result_quality, case when coalesce(o.quality, 0) & 2047 > 0 then"
    " to_json(list_filter(["
    "case when o.quality & 1 > 0 then 'provisional' end, "
    "case when o.quality & 2 > 0 then 'source suspect' end, "
    "case when o.quality & 4 > 0 then 'superseded' end, "
    "case when o.quality & 8 > 0 then 'out of range' end, "
    "case when o.quality & 16 > 0 then 'step' end, "
    "case when o.quality & 32 > 0 then 'stuck' end, "
    "case when o.quality & 64 > 0 then 'after gap' end, "
    "case when o.quality & 128 > 0 then 'drift' end, "
    "case when o.quality & 256 > 0 then 'device clock wrong' end, "
    "case when o.quality & 512 > 0 then 'calibrated' end, "
    "case when o.quality & 1024 > 0 then 'simulated' end], lambda word: word is not null))::varchar end)"
)
"""``resultQuality``: what a client gave, else a list of words for the flags, else null."""
