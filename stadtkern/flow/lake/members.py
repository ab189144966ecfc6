# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Series of many datastreams in one query: each of them, or what they are together; with their quality."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from stadtkern.kernel.errors import LimitExceeded
from stadtkern.kernel.observation import LEFT_OUT

from .engine import Engine
from .sql import statement
from .state import Int64s
from .words import Question

Summary = Literal["sum", "mean", "last"]
"""What a datastream's value of a bucket is: the sum, the mean, or the last of its observations."""
MOST_CELLS = 2_000_000
"""Datastreams times buckets of one answer that tells of each datastream."""
HOUR_US = 3_600_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """What is read of a datastream."""

    datastream_id: int
    component: int | None = None
    """Position of the value in observations with several; null: they have one."""
    factor: float = 1.0
    offset: float = 0.0
    """Value in the wanted unit = value x factor + offset."""
    regular: bool = True
    """Whether its spacing is known, so that its observations count for completeness."""

    @property
    def plain(self) -> bool:
        """Whether its one number is taken as it is."""
        return self.component is None and self.factor == 1.0 and self.offset == 0.0


@dataclass(frozen=True, kw_only=True)
class MembersQuestion:
    """Which members, in which buckets, and what of them."""

    members: Sequence[Member]
    edges: Int64s
    """Edges of the buckets [us since 1970, UTC], one more than there are buckets."""
    start_us: int
    end_us: int
    """Only observations in [start, end) count."""
    summary: Summary = "sum"
    single: bool = False
    """Whether least and greatest are those of single observations, not of the members' values."""
    median: bool = False


def by_member(question: MembersQuestion) -> Question:
    """The question for columns ``member`` (position), ``bucket``, ``count``, ``sum``, ``min``, ``max``, ...

    Members and buckets without observations are missing.

    Raises:
        LimitExceeded: more than two million cells.
    """
    if len(question.members) * (len(question.edges) - 1) > MOST_CELLS:
        raise LimitExceeded("too many values at once; choose longer steps or fewer datastreams")
    return asked("series_by", question, {})


def together(question: MembersQuestion) -> Question:
    """The question for one row per bucket over the members' values, and one per member for the whole."""
    each = "single" if question.single else "value"
    parts = {
        "low": statement(f"part_low_{each}"),
        "high": statement("part_high_single" if question.single else "part_low_value"),
        "middle": statement("part_middle_median" if question.median else "part_middle_none"),
    }
    value = statement(f"part_each_{question.summary}")
    return asked("series_together", question, {"value": value, **summed(parts)})


def summed(parts: dict[str, str]) -> dict[str, str]:
    """How values of members become a row per bucket, and rows of a member one for the whole range.

    ``parts``: what is least (``low``), greatest (``high``) and in the ``middle`` of a bucket.
    """
    return {"across": statement("part_across_members", **parts), "over": statement("part_over_range")}


def limited(engine: Engine, question: MembersQuestion) -> None:
    """Make sure that the number of buckets is within the setting.

    Raises:
        LimitExceeded: it is not.
    """
    if len(question.edges) - 1 > engine.settings.most_buckets:
        raise LimitExceeded(f"the series would have more than {engine.settings.most_buckets} intervals")


def asked(name: str, question: MembersQuestion, parts: dict[str, str]) -> Question:
    """The question of a file that is built upon part_stepwise, with its further parts."""
    ids = {member.datastream_id for member in question.members}
    plain = len(ids) == len(question.members) and all(member.plain for member in question.members)
    width = width_of(question.edges)
    key = statement("part_key_datastream" if plain else "part_key_member")
    valued = statement(
        "part_by_calendar" if width is None else "part_by_fixed",
        members=statement("part_members" if plain else "part_members_read"),
        value=statement("part_value_result" if plain else "part_value_member"),
        key=key,
        **{"from": statement(_rows(question.members) if plain else "part_from_members")},
    )
    statistics = statement("part_by_member_last" if question.summary == "last" else "part_by_member")
    stepwise = statement("part_stepwise", valued=valued, statistics=statistics, key=key)
    sql = statement(name, stepwise=stepwise, **parts)
    shelf = _shelf(question.members)
    return Question(
        sql=sql,
        parameters={**_parameters(question, width=width), "members": _digest(shelf)},
        shelves={"asked_members": shelf},
        streams=tuple(sorted({member.datastream_id for member in question.members})),
    )


def _rows(members: Sequence[Member]) -> str:
    """Name of the part that says which rows are read.

    Where most datastreams between the first and the last are meant, the others are read too and dropped at
    the end: a join with every row costs more.
    """
    ids = {member.datastream_id for member in members}
    spread = max(ids, default=0) - min(ids, default=0) + 1
    return "part_from_all" if 2 * len(ids) >= spread else "part_from_some"


def _shelf(members: Sequence[Member]) -> pa.Table:
    """The members as a table: a plan with the same as lists in parameters costs ten times as much."""
    return pa.table(
        {
            "datastream_id": pa.array([member.datastream_id for member in members], pa.int64()),
            "member": pa.array(range(len(members)), pa.int64()),
            "regular": pa.array([member.regular for member in members], pa.bool_()),
            "component": pa.array(
                [-1 if one.component is None else one.component for one in members], pa.int64()
            ),
            "factor": pa.array([member.factor for member in members], pa.float64()),
            "moved": pa.array([member.offset for member in members], pa.float64()),
        }
    )


def _digest(shelf: pa.Table) -> str:
    """By which answers about these members are told apart from those about others."""
    digest = hashlib.blake2b(digest_size=16)
    for column in shelf.columns:
        digest.update(column.to_numpy().tobytes())
    return digest.hexdigest()


def _parameters(question: MembersQuestion, *, width: int | None) -> dict[str, object]:
    ids = [member.datastream_id for member in question.members]
    wanted: dict[str, object] = {
        "first_id": min(ids, default=0),
        "last_id": max(ids, default=-1),
        "start_us": question.start_us,
        "end_us": question.end_us,
        "left_out": int(LEFT_OUT),
    }
    if width is None:
        wanted["edges_h"] = (question.edges // HOUR_US).tolist()
    else:
        wanted |= {"origin_us": int(question.edges[0]), "width_us": width}
    return wanted


def width_of(edges: Int64s) -> int | None:
    """Length of all buckets [us]; null when they follow the calendar, whose edges are whole hours."""
    widths = np.diff(edges)
    return int(widths[0]) if len(widths) and bool((widths == widths[0]).all()) else None
