# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The front door of the series language: check an expression, compute its lines and its current value."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.kernel.rights import Visitor

from . import choosing, grids, indicating, measuring, nowcasting, parsing, wording
from .answering import Plan, answers
from .asking import Asking
from .choosing import Choice, Wanted
from .evaluating import evaluated, measured
from .indicating import Provider, leaves_of
from .indicating import provide as provide_indicators
from .printing import printed
from .refusals import ExpressionRefused
from .streams import Sight
from .tree import Expression
from .wording import Speaker
from .words import EVERYWHERE, Checked, Line, Now, Places, SeriesQuestion

__all__ = [
    "MOST_STEPS",
    "Choice",
    "Expression",
    "ExpressionRefused",
    "Provider",
    "check",
    "choices",
    "current",
    "extent",
    "interval_for",
    "lines",
    "parse",
    "provide_indicators",
]
MOST_STEPS = 5_000


def parse(text: str) -> Expression:
    """The tree of an expression.

    Raises:
        ExpressionRefused: it is no expression; the message says where and how to mend it.
    """
    return parsing.parsed(text)


def check(text: str, reader: Visitor | None = None) -> Checked:
    """What an expression is, before anything is computed; nothing of the lake is asked.

    Raises:
        ExpressionRefused: it cannot be computed: syntax, unknown names, units that do not fit, a circle.
    """
    node = indicating.grounded(parse(text), reader)
    find = measuring.finder(Sight(reader=reader))
    own = measuring.measure(node, find)
    leaves = [find(one) for one in leaves_of(node)]
    streams = {(one.datastream_id, one.component) for found in leaves for one in found.streams}
    withdrawn = sum(found.withdrawn for found in leaves)
    return Checked(
        text=printed(node),
        unit=own.unit,
        many=measuring.many(node),
        streams=len(streams),
        title=Speaker(language="de", find=find).title(node),
        title_en=Speaker(language="en", find=find).title(node),
        explained=wording.explained(node, find),
        missing=_missing(withdrawn, sum(found.unfit for found in leaves), len(streams), bool(leaves)),
        additive=own.additive,
    )


def lines(question: SeriesQuestion, *, lake: Lake, now: datetime) -> tuple[Line, ...]:
    """The lines of an expression over whole steps of the range; ``each``: one per thing, by name.

    Raises:
        ExpressionRefused: it cannot be computed.
        LimitExceeded: too many steps or values, or the lake took too long.
    """
    node = indicating.grounded(parse(question.expression), question.reader)
    grid = grids.grid(question.start, question.end, question.interval, most=question.most_steps)
    if grid.steps > question.most_steps:
        raise grids.too_many(question.start, question.end, question.most_steps)
    asking = Asking(sight=Sight(reader=question.reader, places=question.places), lake=lake, now=now)
    own = measured(node, asking)
    found = evaluated(node, grid, asking) if grid.steps else []
    return answers(found, Plan(node=node, measure=own, grid=grid), asking)


def current(
    text: str, *, reader: Visitor | None, places: Places = EVERYWHERE, lake: Lake, now: datetime
) -> tuple[Now, ...]:
    """The current value of an expression; ``each``: one per thing, by name.

    Where the expression looks back (moving means, differences), it is the value of the newest step.

    Raises:
        ExpressionRefused: it cannot be computed.
    """
    node = indicating.grounded(parse(text), reader)
    return nowcasting.current(node, Asking(sight=Sight(reader=reader, places=places), lake=lake, now=now))


def extent(
    text: str, *, reader: Visitor | None, places: Places = EVERYWHERE, lake: Lake
) -> tuple[datetime, datetime] | None:
    """First and last time of the observations behind an expression; null: there are none. From memory.

    What hardly changes (capacities) counts only when there is nothing else.

    Raises:
        ExpressionRefused: it cannot be computed.
    """
    node = indicating.grounded(parse(text), reader)
    find = measuring.finder(Sight(reader=reader, places=places))
    found = [find(one) for one in leaves_of(node)]
    moving = [one for one in found if one.quantity is not None and not one.quantity.lasting]
    ids = {stream.datastream_id for one in moving or found for stream in one.streams}
    latest = lake.latest(ids).values()
    if not latest:
        return None
    return min(one.first_time for one in latest), max(one.last_time for one in latest)


def lasts(text: str, reader: Visitor | None = None) -> bool:
    """Whether everything behind an expression hardly changes (capacities), so that it is never too old.

    Raises:
        ExpressionRefused: it cannot be computed.
    """
    find = measuring.finder(Sight(reader=reader))
    quantities = [find(one).quantity for one in leaves_of(indicating.grounded(parse(text), reader))]
    return bool(quantities) and all(one is not None and one.lasting for one in quantities)


def interval_for(start: datetime, end: datetime, *, most: int = 400) -> Interval:
    """The shortest of quarter-hour, hour, day, week, month, year of which at most so many cover it."""
    return grids.interval_for(start, end, most=most)


def choices(
    reader: Visitor | None,
    text: str = "",
    domain: str = "",
    quantity: str = "",
    district: str = "",
    limit: int = 50,
) -> tuple[Choice, ...]:
    """What a tile may show, from the register as the reader sees it: quantities first, then datastreams.

    Words of ``text`` must all occur: in subject, quantity, place or code. The newest values are those of the
    lake of this process; without one they are unknown.
    """
    wanted = Wanted(text=text, domain=domain, quantity=quantity, district=district)
    return choosing.choices(wanted, Sight(reader=reader), limit=limit)


def _missing(withdrawn: int, unfit: int, streams: int, any_leaf: bool) -> tuple[str, ...]:
    said = []
    if withdrawn:
        text = ngettext(
            "%(n)s genannte Messreihe oder ein genannter Ort fehlt oder ist nicht öffentlich.",
            "%(n)s genannte Messreihen oder Orte fehlen oder sind nicht öffentlich.",
            withdrawn,
        )
        said.append(text % {"n": withdrawn})
    if unfit:
        text = ngettext(
            "%(n)s Messreihe hat eine Einheit, die sich nicht umrechnen lässt.",
            "%(n)s Messreihen haben eine Einheit, die sich nicht umrechnen lässt.",
            unfit,
        )
        said.append(text % {"n": unfit})
    if any_leaf and not streams and not withdrawn:
        said.append(_("Dafür gibt es noch keine Messreihen."))
    return tuple(said)
