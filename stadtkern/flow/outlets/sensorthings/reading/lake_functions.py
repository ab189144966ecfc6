# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Functions of the query language as SQL over terms of the right kind; a null argument gives null."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import once, plain


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """Kinds of the arguments and of the answer, and the SQL."""

    takes: tuple[Kind, ...]
    gives: Kind
    sql: Callable[..., str]


def _of_time(part: str) -> Function:
    return Function(takes=(Kind.TIME,), gives=Kind.NUMBER, sql=lambda at: f"{part}({plain(at)})::double")


def _of_text(gives: Kind, sql: Callable[[str], str]) -> Function:
    return Function(takes=(Kind.TEXT,), gives=gives, sql=sql)


def _of_texts(gives: Kind, sql: Callable[[str, str], str]) -> Function:
    return Function(takes=(Kind.TEXT, Kind.TEXT), gives=gives, sql=sql)


def _of_number(sql: Callable[[str], str]) -> Function:
    return Function(takes=(Kind.NUMBER,), gives=Kind.NUMBER, sql=sql)


def _index(text: str, needle: str) -> str:
    return f"(strpos({text}, {needle}) - 1)::double"


def _substring(text: str, start: str, length: str = "") -> str:
    """From a position counted from 0; a negative position or length counts as 0, fractions are cut down."""
    first = f"{_place(start)} + 1"
    return f"substring({text}, {first}, {_place(length)})" if length else f"substring({text}, {first})"


def _place(number: str) -> str:
    return once(
        number,
        lambda one: (
            f"case when {one} < 0 then 0 when {one} > 1e9 then 1000000000 else floor({one})::bigint end"
        ),
    )


_BLANKS = "' ' || chr(9) || chr(10) || chr(13)"

FUNCTIONS: dict[str, Function] = {
    "substringof": _of_texts(Kind.BOOLEAN, lambda needle, text: f"contains({text}, {needle})"),
    "contains": _of_texts(Kind.BOOLEAN, lambda text, needle: f"contains({text}, {needle})"),
    "startswith": _of_texts(Kind.BOOLEAN, lambda text, start: f"starts_with({text}, {start})"),
    "endswith": _of_texts(Kind.BOOLEAN, lambda text, end: f"ends_with({text}, {end})"),
    "length": _of_text(Kind.NUMBER, lambda text: f"length({text})::double"),
    "indexof": _of_texts(Kind.NUMBER, _index),
    "tolower": _of_text(Kind.TEXT, lambda text: f"lower({text})"),
    "toupper": _of_text(Kind.TEXT, lambda text: f"upper(replace({text}, 'ß', 'ss'))"),
    "trim": _of_text(Kind.TEXT, lambda text: f"trim({text}, {_BLANKS})"),
    "concat": _of_texts(Kind.TEXT, lambda left, right: f"({left} || {right})"),
    "round": _of_number(lambda number: f"round({number})"),
    "floor": _of_number(lambda number: f"floor({number})"),
    "ceiling": _of_number(lambda number: f"ceil({number})"),
    "year": _of_time("year"),
    "month": _of_time("month"),
    "day": _of_time("day"),
    "hour": _of_time("hour"),
    "minute": _of_time("minute"),
    "second": _of_time("second"),
    "fractionalseconds": Function(
        takes=(Kind.TIME,),
        gives=Kind.NUMBER,
        sql=lambda at: f"((epoch_us({at}) % 1000000 + 1000000) % 1000000 / 1e6)",
    ),
    "totaloffsetminutes": Function(
        takes=(Kind.TIME,), gives=Kind.NUMBER, sql=lambda at: f"case when {at} is not null then 0::double end"
    ),
    "date": Function(takes=(Kind.TIME,), gives=Kind.DATE, sql=lambda at: f"{plain(at)}::date"),
    "time": Function(takes=(Kind.TIME,), gives=Kind.TIME_OF_DAY, sql=lambda at: f"{plain(at)}::time"),
}
SUBSTRINGS: dict[int, Function] = {
    2: Function(takes=(Kind.TEXT, Kind.NUMBER), gives=Kind.TEXT, sql=_substring),
    3: Function(takes=(Kind.TEXT, Kind.NUMBER, Kind.NUMBER), gives=Kind.TEXT, sql=_substring),
}
