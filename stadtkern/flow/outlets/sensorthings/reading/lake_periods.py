# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Comparisons and relations of instants and half-open periods as SQL; unknown when one of them is missing."""

from __future__ import annotations

from collections.abc import Callable

from stadtkern.flow.outlets.sensorthings.query.words import Comparator
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import NO_TIME, Stretch

Relation = Callable[[Stretch, Stretch], str]


def compare(operator: Comparator, left: Stretch, right: Stretch) -> str:
    """``left operator right``."""
    return _COMPARISONS[operator](left, right)


def relate(function: str, left: Stretch, right: Stretch) -> str:
    """``before``, ``after``, ``meets``, ``during``, ``overlaps``, ``starts`` or ``finishes``."""
    return RELATIONS[function](left, right)


def _last(one: Stretch) -> str:
    return one.start if one.end == NO_TIME else f"coalesce({one.end}, {one.start})"


def _equal(left: Stretch, right: Stretch) -> str:
    return f"({left.start} = {right.start} and {_last(left)} = {_last(right)})"


def _unequal(left: Stretch, right: Stretch) -> str:
    return f"(not {_equal(left, right)})"


def _before(left: Stretch, right: Stretch) -> str:
    """The left one is over when the right one begins; of two instants it is earlier."""
    earlier, over = f"{left.start} < {right.start}", f"{_last(left)} <= {right.start}"
    ends = [one.end for one in (left, right) if one.end != NO_TIME]
    if not ends:
        return f"({earlier})"
    instants = " and ".join(f"{end} is null" for end in ends)
    return f"(case when {instants} then {earlier} else {over} end)"


def _after(left: Stretch, right: Stretch) -> str:
    return _before(right, left)


def _not_after(left: Stretch, right: Stretch) -> str:
    return f"({_last(left)} <= {right.start} or {_equal(left, right)})"


def _not_before(left: Stretch, right: Stretch) -> str:
    if right.end == NO_TIME:
        return f"({left.start} >= {right.start})"
    return f"({left.start} >= {_last(right)} or {_equal(left, right)})"


def _meets(left: Stretch, right: Stretch) -> str:
    return f"({_last(left)} = {right.start} or {left.start} = {_last(right)})"


def _during(left: Stretch, right: Stretch) -> str:
    last = _last(right)
    within = f"{left.start} >= {right.start} and {_last(left)} <= {last}"
    return f"({within} and ({left.start} < {last} or {right.start} = {last}))"


def _overlaps(left: Stretch, right: Stretch) -> str:
    shared = f"{left.start} < {_last(right)} and {right.start} < {_last(left)}"
    return f"({left.start} = {right.start} or ({shared}))"


def _starts(left: Stretch, right: Stretch) -> str:
    return f"({left.start} = {right.start})"


def _finishes(left: Stretch, right: Stretch) -> str:
    return f"({_last(left)} = {_last(right)})"


_COMPARISONS: dict[Comparator, Relation] = {
    "eq": _equal,
    "ne": _unequal,
    "lt": _before,
    "le": _not_after,
    "gt": _after,
    "ge": _not_before,
}
RELATIONS: dict[str, Relation] = {
    "before": _before,
    "after": _after,
    "meets": _meets,
    "during": _during,
    "overlaps": _overlaps,
    "starts": _starts,
    "finishes": _finishes,
}
