# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One select statement over observations: datastreams, bounds, conditions, protection, order, page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from stadtkern.flow.lake.times import FIRST_US, LAST_US
from stadtkern.flow.lake.words import Question
from stadtkern.flow.outlets.sensorthings.reading.lake_bounds import Bounds
from stadtkern.flow.outlets.sensorthings.reading.lake_shelves import FEW, Shelves
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import Bound
from stadtkern.flow.outlets.sensorthings.reading.lake_walk import Part

LIVE = "(o.quality is null or o.quality & 4 = 0)"
_PARAMETER = re.compile(r"\$(p\d+)\b")
_SHELF = re.compile(r"\bshelf_\d+\b")


@dataclass(kw_only=True, slots=True)
class Source:
    """The rows that a statement is about, without the datastreams and times of a part."""

    bound: Bound = field(default_factory=Bound)
    shelves: Shelves = field(init=False)
    conditions: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    """Named subqueries."""
    limit_s: float | None = None

    def __post_init__(self) -> None:
        """The tables of the statement."""
        self.shelves = Shelves(self.bound)

    def question(self, sql: str, streams: Sequence[int] = ()) -> Question:
        """The statement with just what it uses; ``streams``: the only datastreams that it reads."""
        given, tables = self.bound.values, self.shelves.tables
        shelves = {name: tables[name] for name in set(_SHELF.findall(sql))}
        return Question(
            sql=sql,
            parameters={name: given[name] for name in set(_PARAMETER.findall(sql))},
            shelves=shelves,
            limit_s=self.limit_s,
            streams=() if self.before or shelves or len(streams) > FEW else tuple(streams),
        )

    def rows(self, columns: str, part: Part, *more: str) -> str:
        """The rows of a part, without order."""
        where = [self._streams(part), *self._times(part.bounds), *self.conditions, *more]
        named = f"with {', '.join(self.before)} " if self.before else ""
        joins = " ".join(self.shelves.joins)
        return f"{named}select {columns} from observations as o {joins} where {' and '.join(where)}"  # noqa: S608

    def _streams(self, part: Part) -> str:
        streams = part.streams
        if not streams:
            return "false"
        if len(streams) <= FEW:
            return self.shelves.among("o.datastream_id", streams)
        first, last, value = streams[0], streams[-1], self.bound.value
        between = f"o.datastream_id between {value(first)}::bigint and {value(last)}::bigint"
        if last - first + 1 - len(streams) > FEW:
            return f"{between} and {self.shelves.among('o.datastream_id', streams)}"
        gaps = set(range(first, last + 1)) - set(streams)
        return f"{between} and not {self.shelves.among('o.datastream_id', gaps)}" if gaps else between

    def _times(self, bounds: Bounds) -> list[str]:
        found = []
        if bounds.low > FIRST_US:
            found.append(f"o.phenomenon_time >= {self.bound.micros(bounds.low)}")
        if bounds.high < LAST_US:
            found.append(f"o.phenomenon_time <= {self.bound.micros(bounds.high)}")
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Which rows of an order."""

    order: str
    limit: int
    offset: int = 0
    after: str = ""


def page(source: Source, columns: Sequence[str], part: Part, window: Window) -> Question:
    """A page of rows."""
    more = (window.after,) if window.after else ()
    limit = f" limit {source.bound.value(window.limit)}"
    offset = f" offset {source.bound.value(window.offset)}" if window.offset else ""
    sql = source.rows(", ".join(columns), part, *more)
    return source.question(f"{sql} order by {window.order}{limit}{offset}", part.streams)


def newest_of_each(source: Source, columns: Sequence[str], part: Part, window: Window) -> Question:
    """The first rows of the order for every datastream."""
    number = f"row_number() over (partition by o.datastream_id order by {window.order})"
    inner = source.rows(", ".join((*columns, f"{number} as place")), part)
    first, last = (source.bound.value(window.offset + one) for one in (1, window.limit))
    return source.question(
        f"select * from ({inner}) where place between {first} and {last} order by datastream_id, place"  # noqa: S608
    )


def count(source: Source, part: Part) -> Question:
    """How many rows."""
    return source.question(source.rows("count(*) as number", part))


def streams(source: Source, part: Part) -> Question:
    """Which datastreams have such rows."""
    return source.question(source.rows("distinct o.datastream_id as id", part))


def counts(source: Source, part: Part) -> Question:
    """How many rows each datastream has."""
    return source.question(source.rows("o.datastream_id as id, count(*) as number", part) + " group by 1")


def features(source: Source, part: Part) -> Question:
    """Which features such rows name; those without name their datastream."""
    columns = (
        "distinct o.feature_id as feature, case when o.feature_id is null then o.datastream_id end as id"
    )
    return source.question(source.rows(columns, part))


def limited(question: Question, limit_s: float) -> Question:
    """The same with another time limit."""
    return replace(question, limit_s=limit_s)
