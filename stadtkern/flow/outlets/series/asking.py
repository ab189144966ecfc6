# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One evaluation: who asks, when, with which lake; remembers what the register said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.times import micros
from stadtkern.kernel.domain import Source
from stadtkern.kernel.quantities import Quantity

from . import streams
from .curves import Curve
from .measures import UNKNOWN, Measure, of_quantity
from .refusals import ExpressionRefused
from .streams import MOST_STREAMS, Found, Sight, Stream
from .tree import Aggregate, OneStream, Selector


@dataclass(frozen=True, kw_only=True, eq=False)
class Asking:
    """What an evaluation may use."""

    sight: Sight
    lake: Lake
    now: datetime
    momentary: Callable[[Aggregate | OneStream], list[Curve]] | None = None
    """How leaves are read when only their current values are wanted."""
    _sources: dict[tuple[str, str], Source | None] = field(default_factory=dict)
    _found: dict[Selector | OneStream, Found] = field(default_factory=dict)

    @property
    def now_us(self) -> int:
        """The present [us since 1970, UTC]."""
        return micros(self.now)

    def source(self, stream: Stream) -> Source | None:
        """The declared or connected source of a datastream."""
        key = (stream.domain, stream.source)
        if key not in self._sources:
            domain = streams.declared_domain(stream.domain)
            own = domain.sources if domain else ()
            self._sources[key] = next((one for one in own if one.key == stream.source), None)
        return self._sources[key]

    def found(self, node: Aggregate | OneStream) -> Found:
        """The datastreams of a leaf.

        Raises:
            ExpressionRefused: no such subject or quantity, or more datastreams than allowed.
        """
        key = node.selector if isinstance(node, Aggregate) else node
        if key not in self._found:
            self._found[key] = found = of_leaf(node, self.sight)
            number = len({one.datastream_id for part in self._found.values() for one in part.streams})
            if number > MOST_STREAMS:
                raise ExpressionRefused(
                    f"Der Ausdruck braucht {number} Datenströme; höchstens {MOST_STREAMS} sind erlaubt."
                )
            return found
        return self._found[key]


def of_leaf(node: Aggregate | OneStream, sight: Sight) -> Found:
    """The datastreams of a leaf, from the register."""
    if isinstance(node, Aggregate):
        return streams.selected(node.selector, sight)
    return streams.single(node, sight)


def leaf_measure(node: Aggregate | OneStream, quantity: Quantity | None) -> Measure:
    """What the value of a leaf is measured in.

    Raises:
        ExpressionRefused: directions are averaged, or temperatures are summed up.
    """
    if isinstance(node, Aggregate) and node.kind == "count":
        return Measure(ucum="{datastream}", symbol="Datenströme", symbol_en="datastreams")
    if quantity is None:
        return UNKNOWN
    measure = of_quantity(quantity)
    if isinstance(node, OneStream) or node.kind == "each":
        return measure
    if measure.circular:
        raise ExpressionRefused(
            f"„{quantity.german}“ ist eine Richtung: Mehrere Richtungen haben weder Summe noch Mittelwert."
            " Zeigen Sie einzelne Datenströme mit stream(…) oder each(…)."
        )
    if measure.special and node.kind == "sum":
        raise ExpressionRefused(
            f"Eine Summe von Temperaturen sagt nichts. Richtig ist: mean({node.selector.domain}"
            f".{node.selector.quantity})"
        )
    return measure
