# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where everything that fulfils a condition must lie, so that the lake can skip the rest."""

from __future__ import annotations

from stadtkern.flow.outlets.ogc.cql import kinds
from stadtkern.flow.outlets.ogc.cql.kinds import Typed
from stadtkern.flow.outlets.ogc.cql.shapes import bounds as bounds_of
from stadtkern.flow.outlets.ogc.cql.words import Bounds, Operation, Property, Shape

_MARGIN = 1e-7
"""About a centimetre [°]."""


def bounds(part: Typed) -> Bounds | None:
    """Bounds that all matching features touch; null: they may lie anywhere."""
    if not isinstance(part.node, Operation):
        return None
    name = part.node.name
    if name == "and":
        return _smallest([found for one in part.arguments if (found := bounds(one)) is not None])
    if name == "or":
        found_all = [bounds(one) for one in part.arguments]
        known = [one for one in found_all if one is not None]
        return _union(known) if len(known) == len(found_all) else None
    if name in kinds.SPATIAL - {"s_disjoint"}:
        return _of_relation(part)
    return None


def _of_relation(part: Typed) -> Bounds | None:
    shapes = [one.node.value for one in part.arguments if isinstance(one.node, Shape)]
    named = any(isinstance(one.node, Property) for one in part.arguments)
    return _wider(bounds_of(shapes[0])) if named and len(shapes) == 1 else None


def _wider(found: Bounds) -> Bounds:
    """Wider by the margin: a box around a point has an area then, and edges that touch are never lost."""
    west, south, east, north = found
    return west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN


def _smallest(found: list[Bounds]) -> Bounds | None:
    return min(found, key=lambda one: (one[2] - one[0]) * (one[3] - one[1]), default=None)


def _union(found: list[Bounds]) -> Bounds:
    return (
        min(one[0] for one in found),
        min(one[1] for one in found),
        max(one[2] for one in found),
        max(one[3] for one in found),
    )
