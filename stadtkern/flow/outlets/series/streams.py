# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which datastreams of the register an expression means, as one reader may see them."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import QuerySet
from shapely import contains_xy

from stadtkern.flow.devices.identity import chunks
from stadtkern.flow.devices.models import Component, Datastream, DatastreamQuerySet, Thing, revision
from stadtkern.flow.devices.models.streams import ObservedProperty
from stadtkern.flow.devices.places import spots
from stadtkern.flow.devices.units import UnitRefused, conversion
from stadtkern.flow.outlets.rules import areas
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain, SmallCounts
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.quantities import Quantity
from stadtkern.kernel.rights import Visitor, may_in
from stadtkern.kernel.roles import Action

from .refusals import ExpressionRefused, meant
from .tree import Condition, OneStream, Selector
from .words import EVERYWHERE, Places

MOST_STREAMS: Final = 2_000
KEPT_S: Final = 60.0
"""Names may be so old; who sees what is known at once, through the register's revision."""
_MOST_KEPT: Final = 200
_GUARD = threading.Lock()
_KEPT: dict[tuple[str, str], tuple[str, float, tuple[Stream, ...]]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream:
    """One component of a datastream with what is declared about it."""

    datastream_id: int
    code: str
    name: str
    component: int | None
    """Position in observations with several values; null: they have one."""
    thing_id: int
    thing: str
    thing_name: str
    domain: str
    source: str
    interval_s: int | None
    period: bool
    ucum: str
    """Unit of the datastream; empty: that of the quantity."""
    factor: float = 1.0
    offset: float = 0.0
    """Value in the unit of the expression = value x factor + offset."""

    def __hash__(self) -> int:
        """Of what tells it apart: there are thousands in an answer."""
        return hash((self.datastream_id, self.component))


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Who asks, and which places are chosen."""

    reader: Visitor | None = None
    places: Places = EVERYWHERE

    def streams(self) -> DatastreamQuerySet:
        """The datastreams that this reader may see."""
        if self.reader is None:
            return Datastream.objects.public()
        return Datastream.objects.visible_to(self.reader)

    def rule(self, domain: str) -> SmallCounts | None:
        """The small-count rule of a subject for this reader; null for its staff and where there is none."""
        declared = declared_domain(domain)
        if declared is None or declared.protection is None:
            return None
        if self.reader is not None and may_in(self.reader, Action.SEE_INTERNAL, domain):
            return None
        return declared.protection


@dataclass(frozen=True, kw_only=True)
class Found:
    """The datastreams that a part of an expression means."""

    quantity: Quantity | None
    """Null when nothing is known, because the datastream is gone."""
    streams: tuple[Stream, ...] = ()
    withdrawn: int = 0
    """Named ones that are gone or not for this reader."""
    unfit: int = 0
    """Left out, because their unit cannot be converted."""
    witnesses: tuple[Stream, ...] = ()
    """Capacities count only where one of these of the same thing has a value; empty: everywhere."""


def selected(selector: Selector, sight: Sight) -> Found:
    """The visible datastreams of a selector.

    Raises:
        ExpressionRefused: no such subject or quantity, or more datastreams than allowed.
    """
    quantity = quantity_of(selector)
    rows = _rows(selector, sight)
    witnesses = _witnesses(selector, sight)
    for condition in selector.conditions:
        rows = _narrowed(rows, condition, witnesses)
    withdrawn = sum(_lacking(one, rows) for one in selector.conditions if one.field == "site")
    rows = _placed(rows, sight.places)
    if len(rows) > MOST_STREAMS:
        raise ExpressionRefused(
            f"Das sind {len(rows)} Datenströme; höchstens {MOST_STREAMS} lassen sich auf einmal auswerten."
            ' Grenzen Sie mit [district="…"] oder [property.name="…"] ein.'
        )
    fitting = [fit for fit in (_fitting(one, quantity) for one in rows) if fit is not None]
    return Found(
        quantity=quantity,
        streams=tuple(fitting),
        withdrawn=withdrawn,
        unfit=len(rows) - len(fitting),
        witnesses=witnesses,
    )


def single(node: OneStream, sight: Sight) -> Found:
    """A named datastream; when the reader may not see it, nothing is known of it."""
    components = Component.objects.filter(
        datastream__in=sight.streams().filter(code=node.code), position=node.component
    ).select_related("observed_property")
    component = components.first()
    if component is None:
        return Found(quantity=None, withdrawn=1)
    (row,) = read(Component.objects.filter(pk=component.pk))
    quantity = known_quantity(component.observed_property.key)
    if quantity is None:
        return Found(quantity=None, withdrawn=1)
    if row.ucum or component.unit_symbol not in {None, quantity.symbol}:
        symbol = component.unit_symbol or component.unit_name or row.ucum
        quantity = replace(quantity, ucum=row.ucum, symbol=symbol, symbol_en="")
    return Found(quantity=quantity, streams=tuple(_placed((row,), sight.places)))


def quantity_of(selector: Selector) -> Quantity:
    """The quantity that a selector names.

    Raises:
        ExpressionRefused: no such subject or quantity.
    """
    domain = declared_domain(selector.domain)
    if domain is None:
        names = [one.name for one in registry.domains()]
        raise ExpressionRefused(
            f"Ein Thema „{selector.domain}“ gibt es nicht.{meant(selector.domain, names)}"
        )
    found = known_quantity(selector.quantity)
    if found is None:
        names = [one.key for one in domain.measurable]
        raise ExpressionRefused(
            f"Eine Messgröße „{selector.quantity}“ gibt es im Thema „{domain.title}“ nicht."
            f"{meant(selector.quantity, names)}"
        )
    return found


def declared_domain(name: str) -> Domain | None:
    """The declared subject; null when the city has none of that name."""
    return next((one for one in registry.domains() if one.name == name), None)


def short(thing: str) -> str:
    """The code of a thing without what stands before it, e.g. ``100031297``."""
    return thing.rpartition("/")[2]


def known_quantity(key: str) -> Quantity | None:
    """What is declared or stored under a key; null: nothing."""
    try:
        return registry.quantity(key)
    except NotFound:
        stored = ObservedProperty.objects.filter(key=key).first()
    if stored is None:
        return None
    return Quantity(
        key=key,
        german=stored.name,
        english=stored.name_en or stored.name,
        ucum=stored.ucum,
        symbol=stored.symbol,
        definition=stored.definition,
    )


def _rows(selector: Selector, sight: Sight) -> tuple[Stream, ...]:
    if sight.reader is not None:
        return _asked(selector, sight)
    key, token = (selector.domain, selector.quantity), revision()
    with _GUARD:
        kept = _KEPT.get(key)
    if kept is not None and token and kept[0] == token and time.monotonic() - kept[1] < KEPT_S:
        return kept[2]
    found = _asked(selector, sight)
    with _GUARD:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = (token, time.monotonic(), found)
    return found


def _asked(selector: Selector, sight: Sight) -> tuple[Stream, ...]:
    streams = sight.streams().filter(thing__domain=selector.domain).order_by()
    return read(
        Component.objects.filter(datastream__in=streams, observed_property__key=selector.quantity).order_by(
            "datastream__thing__name", "datastream__code", "position"
        )
    )


def read(components: QuerySet[Component]) -> tuple[Stream, ...]:
    """Rows of the register, in their order."""
    rows = components.values_list(
        "datastream_id",
        "datastream__code",
        "datastream__name",
        "datastream__multi",
        "position",
        "datastream__thing_id",
        "datastream__thing__code",
        "datastream__thing__name",
        "datastream__thing__domain",
        "datastream__thing__source",
        "datastream__interval_s",
        "datastream__period",
        "unit_symbol",
        "unit_definition",
        "observed_property__symbol",
    )
    return tuple(
        Stream(
            datastream_id=pk,
            code=code,
            name=name,
            component=position if multi else None,
            thing_id=thing_id,
            thing=thing,
            thing_name=thing_name,
            domain=domain,
            source=source,
            interval_s=interval_s,
            period=period,
            ucum="" if symbol in {None, usual} else definition or "",
        )
        for (pk, code, name, multi, position, thing_id, thing, thing_name, domain, source, interval_s, period,
             symbol, definition, usual) in rows
    )  # fmt: skip


def _fitting(stream: Stream, quantity: Quantity) -> Stream | None:
    """The datastream in the unit of the quantity; null when that cannot be."""
    if stream.ucum in {"", quantity.ucum}:
        return stream
    try:
        linear = conversion(stream.ucum, quantity.ucum or "1")
    except UnitRefused:
        return None
    return replace(stream, factor=linear.factor, offset=linear.offset)


def _narrowed(
    rows: Sequence[Stream], condition: Condition, witnesses: Sequence[Stream]
) -> tuple[Stream, ...]:
    if condition.field == "site":
        return tuple(one for one in rows if {one.thing, short(one.thing)} & set(condition.values))
    if condition.field == "district":
        inside = things_in({one.thing_id for one in rows}, condition.values)
        return tuple(one for one in rows if one.thing_id in inside)
    if condition.field == "also":
        telling = {one.thing_id for one in witnesses}
        return tuple(one for one in rows if one.thing_id in telling)
    things = {one.thing_id for one in rows}
    fitting = {
        pk
        for chunk in chunks(things)
        for pk, properties in Thing.objects.filter(pk__in=chunk).order_by().values_list("pk", "properties")
        if isinstance(properties, dict) and str(properties.get(condition.name)) in condition.values
    }
    return tuple(one for one in rows if one.thing_id in fitting)


def _witnesses(selector: Selector, sight: Sight) -> tuple[Stream, ...]:
    """Visible datastreams of the quantities that a thing must measure, too."""
    keys = [key for one in selector.conditions if one.field == "also" for key in one.values]
    others = [Selector(domain=selector.domain, quantity=key) for key in keys]
    return tuple(one for other in others if quantity_of(other) for one in _rows(other, sight))


def _lacking(condition: Condition, rows: Sequence[Stream]) -> int:
    """How many of the named sites have no visible datastream."""
    present = {one.thing for one in rows} | {short(one.thing) for one in rows}
    return sum(value not in present for value in condition.values)


def _placed(rows: Sequence[Stream], places: Places) -> tuple[Stream, ...]:
    """Those at the places that the reader has chosen."""
    if places.sites:
        rows = [one for one in rows if one.thing in places.sites]
    if places.district:
        inside = things_in({one.thing_id for one in rows}, (places.district,))
        rows = [one for one in rows if one.thing_id in inside]
    return tuple(rows)


def things_in(things: set[int], names: Sequence[str]) -> frozenset[int]:
    """Those of the things (ids) that lie in one of these parts of the municipality."""
    outlines = [one for name, one in areas.districts().items() if name in names]
    return frozenset(
        thing
        for thing, spot in spots(things).items()
        if any(contains_xy(one, spot.longitude, spot.latitude) for one in outlines)
    )
