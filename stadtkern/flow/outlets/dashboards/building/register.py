# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the register has to offer for tiles: quantities of a subject as a whole, and single datastreams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import Component, Datastream
from stadtkern.flow.devices.places import spots
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.rules import areas
from stadtkern.flow.outlets.series.streams import known_quantity
from stadtkern.kernel import registry
from stadtkern.kernel.models import Person
from stadtkern.kernel.quantities import Quantity
from stadtkern.kernel.rules import District
from stadtkern.web.templatetags.web import local, quantity_name, unit

_EACH: Final = frozenset({"map", "bar", "table", "chart"})
"""Kinds of tiles that show every place for itself."""
_MOST_ROWS: Final = 3_000
"""Components that a search looks at."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for; empty: no matter."""

    text: str = ""
    domain: str = ""
    quantity: str = ""
    district: str = ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Something that a tile can show."""

    expression: str
    title: str
    unit: str
    count: int
    """How many datastreams it reads."""
    ids: tuple[int, ...]
    newest: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class _Row:
    datastream_id: int
    code: str
    name: str
    multi: bool
    position: int
    thing_id: int
    thing: str
    domain: str
    quantity: str


def offers(person: Person, wanted: Wanted, *, kind: str, most: int) -> list[Offer]:
    """What the person sees, subjects as a whole first; times of values are not looked up yet."""
    rows = _inside(_rows(person, wanted), wanted.district)
    found: list[Offer] = []
    for (domain, key), group in _grouped(rows).items():
        quantity = known_quantity(key)
        if quantity is not None and _says(_words_of(domain, quantity), wanted.text):
            found += _as_whole(domain, quantity, group, wanted.district, kind)
    if kind != "map" and (wanted.text or wanted.domain or wanted.quantity):
        found += (one for one in (_single(row) for row in rows if _fits(row, wanted.text)) if one)
    return found[:most]


def with_newest(found: Sequence[Offer], lake: Lake) -> list[Offer]:
    """The same with the time of the newest value of each; one look into the lake."""
    latest = lake.latest(sorted({pk for one in found for pk in one.ids}))
    dated = []
    for one in found:
        times = [latest[pk].last_time for pk in one.ids if pk in latest]
        newest = max(times, default=None)
        dated.append(
            Offer(
                expression=one.expression,
                title=one.title,
                unit=one.unit,
                count=one.count,
                ids=one.ids,
                newest=newest,
            )
        )
    return dated


def _rows(person: Person, wanted: Wanted) -> list[_Row]:
    narrowed = Q()
    if wanted.domain:
        narrowed &= Q(datastream__thing__domain=wanted.domain)
    if wanted.quantity:
        narrowed &= Q(observed_property__key=wanted.quantity)
    seen = Datastream.objects.visible_to(person).order_by()
    found = Component.objects.filter(narrowed, datastream__in=seen).order_by(
        "datastream__thing__domain", "datastream__thing__name", "datastream__code", "position"
    )
    names = (
        "datastream_id", "datastream__code", "datastream__name", "datastream__multi", "position",
        "datastream__thing_id", "datastream__thing__name", "datastream__thing__domain",
        "observed_property__key",
    )  # fmt: skip
    return [
        _Row(
            datastream_id=pk, code=code, name=name, multi=multi, position=position, thing_id=thing_id,
            thing=thing, domain=domain, quantity=key,
        )
        for pk, code, name, multi, position, thing_id, thing, domain, key in found.values_list(*names)[
            :_MOST_ROWS
        ]
    ]  # fmt: skip


def _inside(rows: list[_Row], district: str) -> list[_Row]:
    if not district:
        return rows
    area, places = District(name=district), spots({one.thing_id for one in rows})
    return [one for one in rows if areas.covers(area, places.get(one.thing_id))]


def _grouped(rows: Sequence[_Row]) -> dict[tuple[str, str], list[_Row]]:
    found: dict[tuple[str, str], list[_Row]] = {}
    for one in rows:
        found.setdefault((one.domain, one.quantity), []).append(one)
    return found


def _as_whole(
    domain: str, quantity: Quantity, rows: Sequence[_Row], district: str, kind: str
) -> Iterator[Offer]:
    """All places together, and each for itself where the kind of tile can show that."""
    ids = tuple(dict.fromkeys(one.datastream_id for one in rows))
    where = f"[district={_quoted(district)}]" if district else ""
    read = f"{domain}.{quantity.key}{where}"
    words = {"what": quantity_name(quantity), "place": district or _subject(domain)}
    together = "sum" if quantity.summary == "sum" or quantity.ucum.startswith("{") else "mean"
    if kind in _EACH:
        title = _("%(what)s je Ort (%(place)s)") % words
        yield Offer(expression=f"each({read})", title=title, unit=unit(quantity), count=len(ids), ids=ids)
    if kind != "map" and not quantity.circular:
        said = _("%(what)s, Summe (%(place)s)") if together == "sum" else _("%(what)s, Mittel (%(place)s)")
        yield Offer(
            expression=f"{together}({read})",
            title=said % words,
            unit=unit(quantity),
            count=len(ids),
            ids=ids,
        )


def _single(row: _Row) -> Offer | None:
    quantity = known_quantity(row.quantity)
    if quantity is None:
        return None
    place = f", {row.position}" if row.multi else ""
    return Offer(
        expression=f"stream({_quoted(row.code)}{place})",
        title=f"{row.thing}: {quantity_name(quantity) if row.multi or row.name in row.thing else row.name}",
        unit=unit(quantity),
        count=1,
        ids=(row.datastream_id,),
    )


def _fits(row: _Row, text: str) -> bool:
    quantity = known_quantity(row.quantity)
    named = _words_of(row.domain, quantity) if quantity else ""
    return _says(f"{row.thing} {row.name} {row.code} {named}", text)


def _says(where: str, text: str) -> bool:
    low = where.casefold()
    return all(word in low for word in text.casefold().split())


def _words_of(domain: str, quantity: Quantity) -> str:
    return f"{_subject(domain)} {domain} {quantity.german} {quantity.english} {quantity.key}"


def _subject(domain: str) -> str:
    found = next((one for one in registry.domains() if one.name == domain), None)
    return local(found, "title") if found else domain


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
