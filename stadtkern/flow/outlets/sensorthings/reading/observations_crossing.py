# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes what a condition on observations says about the register out of it: as sets of ids, and as shelves.

A condition that must hold and speaks of datastreams only narrows the set of datastreams; elsewhere it becomes
a truth value, and a register property compared with a value of the observation becomes a column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from stadtkern.flow.outlets.sensorthings.entities import (
    DATASTREAM,
    FEATURE_OF_INTEREST,
    MULTI_DATASTREAM,
    Entity,
    Kind,
)
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.trees import children, passes_many
from stadtkern.flow.outlets.sensorthings.query.words import Constant, Either, Expression, Quantified
from stadtkern.flow.outlets.sensorthings.reading import observations_logic as logic
from stadtkern.flow.outlets.sensorthings.reading.lake_shelves import Shelves
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import Scalar, Term
from stadtkern.flow.outlets.sensorthings.reading.observations_words import Registered

_STREAMS: tuple[Entity, ...] = (DATASTREAM, MULTI_DATASTREAM)
_STREAM_LINKS = frozenset(one.name for one in _STREAMS)
_FEATURE_LINKS = frozenset((FEATURE_OF_INTEREST.name,))
_ENTITIES = {one.name: one for one in (*_STREAMS, FEATURE_OF_INTEREST)}

Places = Callable[[], Mapping[int, int]]
"""The feature of the place where each visible datastream is now, by id of the datastream."""


@dataclass(kw_only=True, slots=True)
class Crossed:
    """A condition without its register parts."""

    streams: frozenset[int] | None = None
    """Only these datastreams; null: no condition on them."""
    conditions: tuple[Expression, ...] = ()
    """What must hold of an observation."""
    known: dict[Expression, Term] = field(default_factory=dict)
    """Register parts within ``conditions``, answered by shelves."""


class Crossing:
    """Asks the register for one statement."""

    def __init__(
        self, register: Registered, shelves: Shelves, places: Places, *, option: str = "$filter"
    ) -> None:
        self._register, self._shelves, self._places, self._option = register, shelves, places, option

    def condition(self, given: Expression | None) -> Crossed:
        """The condition split.

        Raises:
            QueryRefused: it mixes both stores in a way that cannot be answered in bounded time.
        """
        if given is None:
            return Crossed()
        tree = logic.inward(given)
        parts = tuple(logic.conjuncts(tree))
        if any(passes_many(one) and self._side(one) is None for one in parts):
            return self._by_cases(tree)
        return self._together(parts)

    def _by_cases(self, tree: Expression) -> Crossed:
        """One choice of related entities for the whole condition: every case asks the register for itself."""
        crossed = Crossed()
        alternatives: list[Expression] = []
        for case in logic.cases(tree, option=self._option):
            found = self._together(case)
            crossed.known |= found.known
            inner = found.conditions
            if found.streams is not None:
                marker = Constant(value=f"case {len(alternatives)}", kind=case[0].kind)
                crossed.known[marker] = self._shelves.stream_among(found.streams)
                inner = (marker, *inner)
            alternatives.append(logic.joined(inner) if inner else logic.TRUE)
        crossed.conditions = (
            alternatives[0] if len(alternatives) == 1 else Either(operands=tuple(alternatives)),
        )
        return crossed

    def _together(self, parts: tuple[Expression, ...]) -> Crossed:
        crossed = Crossed()
        of_streams = tuple(one for one in parts if self._side(one) == _STREAM_LINKS)
        of_features = tuple(one for one in parts if self._side(one) == _FEATURE_LINKS)
        if of_streams:
            crossed.streams = self._stream_ids(logic.joined(of_streams))
        if of_features:
            condition = logic.joined(of_features)
            crossed.known[condition] = self._of_feature(condition)
            crossed.conditions = (condition,)
        rest = tuple(one for one in parts if one not in of_streams and one not in of_features)
        for one in rest:
            self._learn(one, crossed.known)
        crossed.conditions += rest
        return crossed

    def column(self, given: Expression, streams: Collection[int]) -> dict[Expression, Term]:
        """The register parts of a sort key, as columns."""
        known: dict[Expression, Term] = {}
        self._learn(given, known, streams=streams)
        return known

    def _side(self, node: Expression) -> frozenset[str] | None:
        """Which part of the register alone a condition speaks of; null: of none, or not alone."""
        found = logic.starts(node)
        for side in (_STREAM_LINKS, _FEATURE_LINKS):
            if found and found <= side:
                return side
        return None

    def _stream_ids(self, condition: Expression) -> frozenset[int]:
        """Datastreams and multi datastreams that fulfil it; the link to the other kind leads nowhere."""
        found: frozenset[int] = frozenset()
        for entity in _STREAMS:
            own = logic.without(condition, _STREAM_LINKS - {entity.name})
            if own != logic.FALSE:
                wanted = None if own == logic.TRUE else logic.below(own)
                found |= self._register.ids(entity, wanted)
        return found

    def _of_feature(self, condition: Expression) -> Scalar:
        """The feature of the observation fulfils it; when it names none that is its thing's place."""
        features = self._register.ids(FEATURE_OF_INTEREST, logic.below(condition))
        places = self._places()
        streams = frozenset(stream for stream, feature in places.items() if feature in features)
        nowhere = logic.without(condition, _FEATURE_LINKS) == logic.TRUE
        return self._shelves.of_feature(features, streams, besides=frozenset(places) if nowhere else None)

    def _learn(
        self, node: Expression, known: dict[Expression, Term], streams: Collection[int] | None = None
    ) -> None:
        """Put the largest parts that speak of the register alone on shelves."""
        if not logic.starts(node) - {""} or node in known:
            return
        side = self._side(node)
        if isinstance(node, Quantified) and side is None:
            raise self._refused("any() and all() cannot look at values of the observation outside", node)
        if side is None or logic.starts(node) == _STREAM_LINKS:
            for one in children(node):
                self._learn(one, known, streams)
            return
        if passes_many(node) and node.kind != logic.TRUE.kind:
            raise self._refused("a value of the observation cannot be compared with many others", node)
        if node.kind is Kind.GEOMETRY:
            raise self._refused("the place of a feature cannot be compared with that of a datastream", node)
        known[node] = self._value(node, side, streams)

    def _value(self, node: Expression, side: frozenset[str], streams: Collection[int] | None) -> Term:
        if node.kind == logic.TRUE.kind and streams is None:
            if side == _FEATURE_LINKS:
                return self._of_feature(node)
            return self._shelves.stream_among(self._stream_ids(node))
        (name,) = logic.starts(node)
        entity = _ENTITIES[name]
        if side == _FEATURE_LINKS:
            ids = self._register.ids(entity, None)
            values = self._register.column(entity, logic.below(node), ids)
            return self._shelves.feature_column(values, node.kind, self._places())
        ids = self._register.ids(entity, None) if streams is None else frozenset(streams)
        return self._shelves.stream_column(self._register.column(entity, logic.below(node), ids), node.kind)

    def _refused(self, problem: str, node: Expression) -> QueryRefused:
        return QueryRefused(
            problem,
            option=self._option,
            position=node.at.start + 1,
            expectation="conditions on each of them joined by and",
        )
