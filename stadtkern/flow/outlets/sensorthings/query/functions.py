# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The functions of the query language with their kinds (18-088 clause 9.3.3.5; intervals as FROST-Server).

Whoever evaluates or compiles them keeps to the meaning in ``evaluation.functions``.
"""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.flow.outlets.sensorthings.entities import Kind

_MOMENT = frozenset((Kind.TIME, Kind.INTERVAL))
_TEXT = frozenset((Kind.TEXT,))
_NUMBER = frozenset((Kind.NUMBER,))
_GEOMETRY = frozenset((Kind.GEOMETRY,))


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """A function: the kinds each argument may have, and what it answers."""

    name: str
    arguments: tuple[frozenset[Kind], ...]
    optional: int = 0
    """How many of the last arguments may be left out."""
    answer: Kind

    @property
    def shown(self) -> str:
        """How an error writes it."""
        return f"{self.name}({', '.join(' or '.join(sorted(kinds)) for kinds in self.arguments)})"


def _each(names: str, *arguments: frozenset[Kind], answer: Kind, optional: int = 0) -> tuple[Function, ...]:
    return tuple(
        Function(name=name, arguments=arguments, answer=answer, optional=optional) for name in names.split()
    )


_ALL = (
    *_each("substringof contains startswith endswith", _TEXT, _TEXT, answer=Kind.BOOLEAN),
    *_each("length", _TEXT, answer=Kind.NUMBER),
    *_each("indexof", _TEXT, _TEXT, answer=Kind.NUMBER),
    *_each("substring", _TEXT, _NUMBER, _NUMBER, answer=Kind.TEXT, optional=1),
    *_each("tolower toupper trim", _TEXT, answer=Kind.TEXT),
    *_each("concat", _TEXT, _TEXT, answer=Kind.TEXT),
    *_each("round floor ceiling", _NUMBER, answer=Kind.NUMBER),
    *_each(
        "year month day hour minute second fractionalseconds totaloffsetminutes", _MOMENT, answer=Kind.NUMBER
    ),
    *_each("date", _MOMENT, answer=Kind.DATE),
    *_each("time", _MOMENT, answer=Kind.TIME_OF_DAY),
    *_each("now mindatetime maxdatetime", answer=Kind.TIME),
    *_each("before after meets during overlaps starts finishes", _MOMENT, _MOMENT, answer=Kind.BOOLEAN),
    *_each("geo.distance", _GEOMETRY, _GEOMETRY, answer=Kind.NUMBER),
    *_each("geo.length", _GEOMETRY, answer=Kind.NUMBER),
    *_each(
        "geo.intersects st_equals st_disjoint st_touches st_within st_overlaps "
        "st_crosses st_intersects st_contains",
        _GEOMETRY,
        _GEOMETRY,
        answer=Kind.BOOLEAN,
    ),
    *_each("st_relate", _GEOMETRY, _GEOMETRY, _TEXT, answer=Kind.BOOLEAN),
)
FUNCTIONS = {function.name: function for function in _ALL}
