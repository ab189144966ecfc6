# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be chosen for a tile: quantities of subjects and single datastreams, found by words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Literal

from django.db.models import Count, Q

from stadtkern.flow.devices.models import Component
from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import LakeUnavailable
from stadtkern.kernel.quantities import Quantity

from . import streams
from .printing import printed
from .refusals import ExpressionRefused
from .streams import Found, Sight, declared_domain, known_quantity
from .tree import Aggregate, Condition, OneStream, Reduction, Selector

_MOST_WORDS = 6


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for; empty: everything."""

    text: str = ""
    """Words that all must occur: of subject, quantity, place, code."""
    domain: str = ""
    quantity: str = ""
    district: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something to choose, with the expression that it stands for."""

    kind: Literal["together", "each", "stream"]
    """All datastreams as one line, a line per thing, or a single datastream."""
    expression: str
    title: str
    title_en: str
    unit: str
    """As printed in German."""
    domain: str
    domain_title: str
    quantity: str
    count: int
    """Datastreams."""
    place: str = ""
    """Name of the thing of a single datastream."""
    newest: datetime | None = None
    """Time of the newest value; null when there is none, or no lake."""


def choices(wanted: Wanted, sight: Sight, *, limit: int) -> tuple[Choice, ...]:
    """What fits, whole quantities first, then single datastreams by place."""
    found: list[Choice] = []
    lake = _lake()
    for domain, key in _groups(wanted, sight):
        found += _together(domain, key, wanted, sight, lake)
        if len(found) >= limit:
            return tuple(found[:limit])
    if wanted.text or wanted.domain or wanted.quantity:
        found += _singles(wanted, sight, limit - len(found), lake)
    return tuple(found[:limit])


def _groups(wanted: Wanted, sight: Sight) -> Iterator[tuple[str, str]]:
    """Pairs (subject, quantity) that have visible datastreams and whose names fit, most datastreams first."""
    rows = (
        Component.objects.filter(datastream__in=sight.streams())
        .filter(**_narrow(wanted))
        .order_by()
        .values_list("datastream__thing__domain", "observed_property__key")
        .annotate(number=Count("pk"))
        .order_by("-number", "datastream__thing__domain", "observed_property__key")
    )
    for domain, key, _number in rows:
        quantity, declared = known_quantity(key), declared_domain(domain)
        if quantity is None or declared is None:
            continue
        names = (
            declared.title,
            declared.title_en,
            domain,
            key,
            quantity.german,
            quantity.english,
            "alle summe",
        )
        if _fits(wanted.text, names):
            yield domain, key


def _together(domain: str, key: str, wanted: Wanted, sight: Sight, lake: Lake | None) -> Iterator[Choice]:
    conditions = (Condition(field="district", values=(wanted.district,)),) if wanted.district else ()
    selector = Selector(domain=domain, quantity=key, conditions=conditions)
    try:
        found = streams.selected(selector, sight)
    except ExpressionRefused:
        return
    quantity, declared = found.quantity, declared_domain(domain)
    if quantity is None or declared is None or not found.streams:
        return
    newest = _newest(found, lake)
    where = f" in {wanted.district}" if wanted.district else ""
    reductions: tuple[Reduction, ...] = ("each",) if quantity.circular else (_usual(quantity), "each")
    for kind in reductions:
        german, english = _NAMES[kind]
        yield Choice(
            kind="each" if kind == "each" else "together",
            expression=printed(Aggregate(kind=kind, selector=selector)),
            title=f"{quantity.german}{where}, {german}",
            title_en=f"{quantity.english}{where}, {english}",
            unit=quantity.symbol,
            domain=domain,
            domain_title=declared.title,
            quantity=key,
            count=len(found.streams),
            newest=newest,
        )


_NAMES: dict[Reduction, tuple[str, str]] = {
    "sum": ("Summe", "total"),
    "mean": ("Mittel", "mean"),
    "each": ("je Ort", "by place"),
}


def _usual(quantity: Quantity) -> Reduction:
    """Counts and capacities are added, levels averaged."""
    return "sum" if quantity.summary == "sum" or quantity.counted or quantity.lasting else "mean"


def _singles(wanted: Wanted, sight: Sight, limit: int, lake: Lake | None) -> Iterator[Choice]:
    words = [
        Q(datastream__thing__name__icontains=word)
        | Q(datastream__thing__code__icontains=word)
        | Q(datastream__name__icontains=word)
        | Q(datastream__code__icontains=word)
        | Q(observed_property__name__icontains=word)
        for word in wanted.text.split()[:_MOST_WORDS]
    ]
    rows = Component.objects.filter(datastream__in=sight.streams()).filter(**_narrow(wanted))
    rows = rows.filter(reduce(and_, words, Q()))
    ordered = rows.order_by("datastream__thing__name", "datastream__name", "datastream__code", "position")
    if wanted.district:
        ordered = ordered.filter(
            datastream__thing__in=streams.things_in(
                set(rows.order_by().values_list("datastream__thing_id", flat=True)), (wanted.district,)
            )
        )
    keys = list(
        ordered.values_list("datastream__code", "position", "observed_property__key")[: max(limit, 0)]
    )
    for code, position, key in keys:
        node = OneStream(code=code, component=position)
        found = streams.single(node, sight)
        if found.quantity is None or not found.streams:
            continue
        (one,) = found.streams
        declared = declared_domain(one.domain)
        yield Choice(
            kind="stream",
            expression=printed(node),
            title=f"{one.thing_name}: {found.quantity.german}",
            title_en=f"{one.thing_name}: {found.quantity.english}",
            unit=found.quantity.symbol,
            domain=one.domain,
            domain_title=declared.title if declared else one.domain,
            quantity=key,
            count=1,
            place=one.thing_name,
            newest=_newest(found, lake),
        )


def _lake() -> Lake | None:
    try:
        return current.lake()
    except LakeUnavailable:
        return None


def _newest(found: Found, lake: Lake | None) -> datetime | None:
    if lake is None:
        return None
    latest = lake.latest([one.datastream_id for one in found.streams])
    return max((one.last_time for one in latest.values()), default=None)


def _narrow(wanted: Wanted) -> dict[str, str]:
    given = {"datastream__thing__domain": wanted.domain, "observed_property__key": wanted.quantity}
    return {name: value for name, value in given.items() if value}


def _fits(text: str, names: Iterable[str]) -> bool:
    known = " ".join(names).casefold()
    return all(word in known for word in text.casefold().split()[:_MOST_WORDS])
