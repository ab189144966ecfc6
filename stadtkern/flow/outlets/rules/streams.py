# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The datastreams that rules are about, as the register has them, and the subjects that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from stadtkern.flow.devices.identity import chunks
from stadtkern.flow.devices.models import Component, Visibility
from stadtkern.flow.devices.places import Spot, spots_of_domains
from stadtkern.kernel.quantities import KNOWN
from stadtkern.kernel.rules import Leaf, Limit, Rule, Streams, leaves

from . import areas
from .conditions.known import StreamKey

_QUANTITIES = {quantity.key: quantity for quantity in KNOWN}
_FIELDS = (
    "datastream_id", "position", "datastream__code", "datastream__name", "datastream__interval_s",
    "datastream__visibility", "datastream__thing_id", "datastream__thing__code",
    "datastream__thing__name", "datastream__thing__domain", "datastream__thing__visibility",
    "datastream__thing__properties", "observed_property__key", "observed_property__name",
    "observed_property__ucum", "observed_property__symbol", "unit_definition", "unit_symbol",
    "datastream__multi",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One component of a datastream with what rules ask of it."""

    key: StreamKey
    code: str
    name: str
    thing_id: int
    thing: str
    """Code."""
    thing_name: str
    domain: str
    quantity: str
    quantity_name: str
    symbol: str
    ucum: str
    interval_s: int
    multi: bool
    public: bool
    properties: Mapping[str, object]
    place: Spot | None

    @property
    def decimals(self) -> int:
        """Decimal places that are meaningful."""
        known = _QUANTITIES.get(self.quantity)
        return known.decimals if known else 2


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whom a subject stands for."""

    code: str
    name: str
    streams: tuple[tuple[StreamKey, ...], ...]
    """Per leaf."""


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """A rule with its subjects, and what of it does not exist (any more), in German."""

    rule: Rule
    subjects: tuple[Place, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All datastreams that some rules ask for."""

    streams: Mapping[StreamKey, Stream] = field(default_factory=dict)

    def chosen(self, streams: Streams, domain: str) -> list[Stream]:
        """The datastreams that are meant, by name."""
        found = [one for one in self.streams.values() if _meant(streams, one, domain)]
        return sorted(found, key=lambda one: (one.thing_name, one.name, one.key))

    def resolve(self, rule: Rule, domain: str) -> Resolved:
        """The subjects of a rule of this domain."""
        parts = leaves(rule.condition)
        chosen = [self.chosen(leaf.streams, domain) for leaf in parts]
        missing = [
            text for leaf, streams in zip(parts, chosen, strict=True) for text in _missing(leaf, streams)
        ]
        return Resolved(
            rule=rule, subjects=tuple(_places(rule, parts, chosen)), missing=tuple(dict.fromkeys(missing))
        )


def catalogue(rules: Iterable[tuple[Rule, str]]) -> Catalogue:
    """The datastreams that these rules (with the names of their domains) ask for; a few queries for all."""
    domains: set[str] = set()
    codes: set[str] = set()
    for rule, own in rules:
        for leaf in leaves(rule.condition):
            if leaf.streams.codes:
                codes.update(leaf.streams.codes)
            else:
                domains.add(leaf.streams.domain or own)
    conditions = [Q(datastream__thing__domain__in=domains)] if domains else []
    conditions += [Q(datastream__code__in=chunk) for chunk in chunks(sorted(codes))]
    rows = [
        row for condition in conditions for row in Component.objects.filter(condition).values_list(*_FIELDS)
    ]
    places = spots_of_domains({row[9] for row in rows}, public=False) if rows else {}
    made = (_stream(dict(zip(_FIELDS, row, strict=True)), places) for row in rows)
    return Catalogue(streams={one.key: one for one in made})


def _stream(row: Mapping[str, object], places: Mapping[int, Spot]) -> Stream:
    public = Visibility.PUBLIC
    key, thing = str(row["observed_property__key"]), row["datastream__thing_id"]
    properties = row["datastream__thing__properties"]
    declared = _QUANTITIES.get(key)
    return Stream(
        key=(_whole(row["datastream_id"]), _whole(row["position"])),
        code=str(row["datastream__code"]),
        name=str(row["datastream__name"]),
        thing_id=_whole(thing),
        thing=str(row["datastream__thing__code"]),
        thing_name=str(row["datastream__thing__name"]),
        domain=str(row["datastream__thing__domain"]),
        quantity=key,
        quantity_name=declared.german if declared else str(row["observed_property__name"]),
        symbol=str(row["unit_symbol"] or row["observed_property__symbol"] or ""),
        ucum=str(row["unit_definition"] or row["observed_property__ucum"] or ""),
        interval_s=_whole(row["datastream__interval_s"] or 0),
        multi=bool(row["datastream__multi"]),
        public=(row["datastream__visibility"], row["datastream__thing__visibility"]) == (public, public),
        properties=properties if isinstance(properties, Mapping) else {},
        place=places.get(_whole(thing)),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _meant(streams: Streams, one: Stream, domain: str) -> bool:
    if streams.codes:
        if one.code not in streams.codes:
            return False
    elif one.domain != (streams.domain or domain):
        return False
    if not _measures(streams, one):
        return False
    if any(str(one.properties.get(key, "")) != value for key, value in streams.properties):
        return False
    return streams.area is None or areas.covers(streams.area, one.place)


def _measures(streams: Streams, one: Stream) -> bool:
    """Whether it measures the quantity in the unit in which the rule speaks."""
    if not streams.quantity:
        return one.key[1] == 0
    declared = _QUANTITIES.get(streams.quantity)
    return one.quantity == streams.quantity and (declared is None or one.ucum in ("", declared.ucum))


def _missing(leaf: Leaf, chosen: Sequence[Stream]) -> Iterable[str]:
    gone = sorted(set(leaf.streams.codes) - {one.code for one in chosen})
    if gone:
        yield "Diese Datenströme gibt es nicht (mehr), oder sie messen etwas anderes: " + ", ".join(gone[:10])
    if leaf.streams.area is not None and not areas.known(leaf.streams.area):
        yield "Das Gebiet der Regel gibt es in den Grenzen der Karte nicht (mehr)."
    if not chosen and not gone:
        yield "Zurzeit passt kein Datenstrom zu einer Bedingung dieser Regel."


def _places(rule: Rule, parts: Sequence[Leaf], chosen: Sequence[Sequence[Stream]]) -> Iterable[Place]:
    if rule.each == "all":
        keys = tuple(tuple(one.key for one in streams) for streams in chosen)
        if any(keys):
            yield Place(code="", name="", streams=keys)
        return
    groups: dict[str, dict[int, list[Stream]]] = defaultdict(lambda: defaultdict(list))
    for n, (leaf, streams) in enumerate(zip(parts, chosen, strict=True)):
        for one in () if leaf.shared else streams:
            groups[one.code if rule.each == "datastream" else one.thing][n].append(one)
    for code, found in groups.items():
        yield _place(
            rule,
            code,
            found,
            [streams if leaf.shared else None for leaf, streams in zip(parts, chosen, strict=True)],
        )


def _place(
    rule: Rule, code: str, found: Mapping[int, Sequence[Stream]], shared: Sequence[Sequence[Stream] | None]
) -> Place:
    first = next(iter(found.values()))[0]
    name = f"{first.thing_name}: {first.name}" if rule.each == "datastream" else first.thing_name
    return Place(
        code=code,
        name=name,
        streams=tuple(
            tuple(one.key for one in (found.get(n, ()) if common is None else common))
            for n, common in enumerate(shared)
        ),
    )


def plain_limit(leaf: Leaf) -> bool:
    """Whether a line in a chart can show it."""
    return isinstance(leaf, Limit)
