# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Several questions about many datastreams in one pass over the rows, of which reading costs the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from .members import HOUR_US, Member, MembersQuestion, asked, summed, width_of
from .sql import statement
from .state import Int64s
from .words import Question

_WASTE = 1.05
"""So many times what two lots cost the one that answers both may cost, which allows for rounded edges."""
_LONGER = 1.5
"""So many times as long as the longer one it may be."""
_MOST_CELLS = 1_000_000
"""Datastreams times buckets of a pass that answers several questions."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lot:
    """Questions that one pass answers: each of their buckets is one of its buckets."""

    numbers: tuple[int, ...]
    """Positions of the questions in what was asked."""
    questions: tuple[MembersQuestion, ...]
    ids: tuple[int, int]
    """Least and greatest datastream."""
    edges: Int64s
    start_us: int
    end_us: int

    @property
    def cost(self) -> float:
        """About how many rows are read (all between the first and the last datastream) and summed up."""
        return (self.ids[1] - self.ids[0] + 1 + self.members) * float(self.end_us - self.start_us)

    @property
    def length_us(self) -> int:
        """From the first to the last moment."""
        return self.end_us - self.start_us

    @property
    def members(self) -> int:
        """How many different ones are asked."""
        return len({member for one in self.questions for member in one.members})

    @property
    def cells(self) -> int:
        """Members times buckets."""
        return self.members * (len(self.edges) - 1)


def lots(questions: Sequence[MembersQuestion]) -> list[Lot]:
    """The questions in as few lots as it pays to read, those that read most first."""
    single = [_alone(number, one) for number, one in enumerate(questions) if one.members]
    found: list[Lot] = []
    for one in sorted(single, key=lambda lot: lot.cost, reverse=True):
        for place, other in enumerate(found):
            both = _both(other, one)
            if both is not None:
                found[place] = both
                break
        else:
            found.append(one)
    return found


def gathered(lot: Lot) -> Question:
    """The question for the columns of :func:`members.together` and ``question``, the position in the lot."""
    members = list(dict.fromkeys(member for one in lot.questions for member in one.members))
    whole = replace(
        lot.questions[0], members=members, edges=lot.edges, start_us=lot.start_us, end_us=lot.end_us
    )
    kinds = {"low": "part_low_either", "high": "part_high_either", "middle": "part_middle_none"}
    parts = summed({key: statement(name) for key, name in kinds.items()})
    found = asked("series_gathered", whole, parts)
    return replace(found, shelves={**found.shelves, "asked_parts": _parts(lot, members)})


def apart(table: pa.Table, number: int) -> pa.Table:
    """What one question of the lot is answered."""
    return table.filter(pa.array(table["question"].to_numpy() == number)).drop_columns(["question"])


def _alone(number: int, one: MembersQuestion) -> Lot:
    ids = [member.datastream_id for member in one.members]
    return Lot(
        numbers=(number,),
        questions=(one,),
        ids=(min(ids), max(ids)),
        edges=one.edges,
        start_us=one.start_us,
        end_us=one.end_us,
    )


def _both(left: Lot, right: Lot) -> Lot | None:
    """Two lots in one; null when that does not pay, or their buckets differ."""
    both = Lot(
        numbers=left.numbers + right.numbers,
        questions=left.questions + right.questions,
        ids=(min(left.ids[0], right.ids[0]), max(left.ids[1], right.ids[1])),
        edges=np.union1d(left.edges, right.edges),
        start_us=min(left.start_us, right.start_us),
        end_us=max(left.end_us, right.end_us),
    )
    longest = max(left.length_us, right.length_us)
    if both.cost > _WASTE * (left.cost + right.cost) or both.length_us > _LONGER * longest:
        return None
    if not _alike(both.questions) or both.cells > max(_MOST_CELLS, left.cells + right.cells):
        return None
    return both if _regular(both.edges) and all(_fits(one, both) for one in both.questions) else None


def _alike(questions: Sequence[MembersQuestion]) -> bool:
    kinds = {_kind(one) for one in questions}
    return len(kinds) == 1 and "alone" not in kinds


def _kind(one: MembersQuestion) -> str:
    """What goes together; last values and medians cost more, they are asked by themselves."""
    if one.summary == "last" or one.median:
        return "alone"
    return "plain" if all(member.plain for member in one.members) else "converted"


def _regular(edges: Int64s) -> bool:
    """Whether they are of one length, or whole hours."""
    return width_of(edges) is not None or not (edges % HOUR_US).any()


def _fits(one: MembersQuestion, lot: Lot) -> bool:
    """Whether its buckets are buckets of the lot, and hold the same observations there."""
    first, last = int(one.edges[0]), int(one.edges[-1])
    if not (first <= one.start_us < one.end_us <= last):
        return False
    inside = lot.edges[(lot.edges >= first) & (lot.edges <= last)]
    begins = one.start_us == lot.start_us or one.start_us in one.edges
    ends = one.end_us == lot.end_us or one.end_us in one.edges
    return bool(np.array_equal(inside, one.edges)) and begins and ends


def _parts(lot: Lot, members: Sequence[Member]) -> pa.Table:
    """Which members and buckets of the pass each question means, and what of them."""
    position = {member: number for number, member in enumerate(members)}
    columns: dict[str, list[Int64s]] = {name: [] for name in _PARTS}
    for number, one in enumerate(lot.questions):
        size = len(one.members)
        buckets = np.searchsorted(lot.edges, [one.start_us, one.end_us - 1], side="right") - 1
        found = {
            "question": np.full(size, number),
            "member": np.array([position[member] for member in one.members]),
            "place": np.arange(size),
            "origin": np.full(size, int(np.searchsorted(lot.edges, one.edges[0]))),
            "first_bucket": np.full(size, buckets[0]),
            "last_bucket": np.full(size, buckets[1]),
            "averaged": np.full(size, int(one.summary == "mean")),
            "single": np.full(size, int(one.single)),
        }
        for name in _PARTS:
            columns[name].append(found[name].astype(np.int64))
    return pa.table({name: np.concatenate(values) for name, values in columns.items()})


_PARTS = ("question", "member", "place", "origin", "first_bucket", "last_bucket", "averaged", "single")
