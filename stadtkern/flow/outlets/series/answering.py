# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lines as they are answered: titles, units, places and facts added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stadtkern.flow.devices.places import spots

from .asking import Asking
from .curves import Curve, known
from .facts import facts
from .grids import Grid
from .indicating import leaves_of
from .measures import Measure
from .tree import Expression, OneStream
from .wording import Speaker
from .words import Line


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """What was computed."""

    node: Expression
    measure: Measure
    grid: Grid


def answers(found: Sequence[Curve], plan: Plan, asking: Asking) -> tuple[Line, ...]:
    """The lines; of many things by name."""
    speakers = (Speaker(language="de", find=asking.found), Speaker(language="en", find=asking.found))
    title, title_en = (one.title(plan.node) for one in speakers)
    quantity = _quantity(plan.node, asking)
    places = spots({one.thing.thing_id for one in found if one.thing})
    made = []
    for curve in found:
        line = _line(curve, plan, asking)
        if curve.thing is None:
            code = plan.node.code if isinstance(plan.node, OneStream) and line.facts.streams else ""
            made.append(replace(line, title=title, title_en=title_en, quantity=quantity, code=code))
            continue
        name = curve.thing.thing_name
        made.append(
            replace(
                line,
                title=name,
                title_en=name,
                quantity=quantity,
                code=curve.thing.thing,
                thing=name,
                spot=places.get(curve.thing.thing_id),
            )
        )
    return tuple(made)


def _line(curve: Curve, plan: Plan, asking: Asking) -> Line:
    return Line(
        title="",
        title_en="",
        starts=plan.grid.starts,
        ends=plan.grid.ends,
        values=curve.values,
        coverage=curve.coverage,
        withheld=curve.withheld,
        unit=plan.measure.unit,
        facts=facts(curve, asking),
        total=known(curve.total),
    )


def _quantity(node: Expression, asking: Asking) -> str:
    """Key of the quantity, when the whole expression reads just one."""
    keys = {found.quantity.key for found in map(asking.found, leaves_of(node)) if found.quantity}
    return keys.pop() if len(keys) == 1 else ""
