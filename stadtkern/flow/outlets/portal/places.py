# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places: public things with where they are and what they measure now, for the map and for its list twin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from stadtkern.flow.devices import service as register
from stadtkern.flow.devices.models import Component, Datastream, Placement, Thing, ThingQuerySet, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets import groups, readings
from stadtkern.flow.outlets.readings import Reading
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain, MapLayer
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.quantities import DEVICE_QUANTITIES
from stadtkern.web.templatetags.web import age, moment

from . import wording


@dataclass(frozen=True, kw_only=True)
class PlacedLayer:
    """A map layer with its domain."""

    domain: Domain
    layer: MapLayer
    sources: frozenset[str]
    """Keys of the sources of its places."""
    located: bool
    """Whether any of its places has a known position."""

    @property
    def attributions(self) -> list[str]:
        """The sentences that the licences of its sources ask for."""
        return [source.attribution for source in self.domain.sources if source.key in self.sources]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A thing as the list twin shows it."""

    thing: Thing
    url: str
    domain: Domain | None
    readings: tuple[Reading, ...]
    properties: tuple[tuple[str, str], ...]
    """Pairs (label, value)."""


def subjects() -> tuple[Domain, ...]:
    """The subjects: with declared sources, or drawing nothing on the map; others once they have things."""
    every = registry.domains()
    bare = {domain.name for domain in every if not domain.sources and domain.layers}
    if bare:
        things = Thing.objects.public().order_by().filter(domain__in=bare)
        bare -= set(things.values_list("domain", flat=True).distinct())
    return tuple(domain for domain in every if domain.name not in bare)


def layers() -> tuple[PlacedLayer, ...]:
    """The declared layers that have public things; one query."""
    position = Placement.objects.filter(thing=OuterRef("pk"), location__longitude__isnull=False)
    things = Thing.objects.public().order_by().annotate(located=Exists(position))
    used: dict[str, set[str]] = {}
    located: set[str] = set()
    for domain, source, somewhere in things.values_list("domain", "source", "located").distinct():
        used.setdefault(domain, set()).add(source)
        located |= {domain} if somewhere else set()
    return tuple(
        PlacedLayer(
            domain=domain, layer=layer, sources=frozenset(used[domain.name]), located=domain.name in located
        )
        for domain in registry.domains()
        for layer in domain.layers
        if domain.name in used
    )


def layer(key: str) -> PlacedLayer:
    """The layer with this key.

    Raises:
        NotFound: no domain declares it, or nothing is on it yet.
    """
    found = next((one for one in layers() if one.layer.key == key), None)
    if found is None:
        raise NotFound(f"no layer {key!r}")
    return found


def things_on(chosen: Sequence[PlacedLayer], *, search: str = "") -> ThingQuerySet:
    """Public things on any of these layers whose name contains all words of the search."""
    on_layers = Q(pk__in=[])
    for one in chosen:
        on_layer = Q(domain=one.domain.name)
        if one.layer.quantity is not None:
            measuring = Component.objects.filter(
                observed_property__key=one.layer.quantity.key, datastream__visibility=Visibility.PUBLIC
            )
            on_layer &= Q(pk__in=measuring.values("datastream__thing_id"))
        on_layers |= on_layer
    found = Thing.objects.public().filter(on_layers)
    for word in search.split()[:5]:
        found = found.filter(name__icontains=word)
    return found


def places(things: Iterable[Thing], *, lake: Lake, now: datetime) -> list[Place]:
    """These things with the current values that their layers show, else with all: those of the city first."""
    given = list(things)
    streams = readings.readable(Datastream.objects.filter(thing__in=[thing.pk for thing in given]))
    by_thing: dict[int, list[Reading]] = {thing.pk: [] for thing in given}
    for reading in readings.current(streams, lake=lake, now=now):
        by_thing[reading.datastream.thing_id].append(reading)
    domains = {domain.name: domain for domain in registry.domains()}
    return [_place(thing, domains.get(thing.domain), by_thing[thing.pk]) for thing in given]


def _place(thing: Thing, domain: Domain | None, found: Sequence[Reading]) -> Place:
    shown = {layer.quantity.key for layer in domain.layers if layer.quantity} if domain else set()
    main = [reading for reading in found if reading.quantity.key in shown]
    return Place(
        thing=thing,
        url=place_url(thing.code),
        domain=domain,
        readings=tuple(main or sorted(found, key=lambda one: one.quantity in DEVICE_QUANTITIES)),
        properties=labelled(domain, thing.properties),
    )


def place_url(code: str) -> str:
    """Address of the page of a thing."""
    return reverse("portal:place", args=[code])


def labelled(domain: Domain | None, properties: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The declared properties of a thing that have a value, with their labels."""
    labels = dict(pair for layer in (domain.layers if domain else ()) for pair in layer.properties)
    return tuple(
        (label, printed(properties[key]))
        for key, label in labels.items()
        if properties.get(key) not in (None, "")
    )


def printed(value: object) -> str:
    """A property value as people read it."""
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return f"{value:n}" if isinstance(value, float) else str(value)


def features(one: PlacedLayer, *, lake: Lake, now: datetime) -> dict[str, object]:
    """GeoJSON (RFC 7946) of a layer: three queries, whatever its size."""
    things = things_on([one]).order_by("pk").values_list("pk", "code", "name", "properties")
    rows = list(things)
    spots = register.spots_of_domains({one.domain.name}, public=False)
    values = _values(one, lake, now)
    prefix = place_url("~")[:-2]
    found = [
        {
            "type": "Feature",
            "id": pk,
            "geometry": {"type": "Point", "coordinates": [round(c, 6) for c in spots[pk]]},
            "properties": {
                "name": name,
                "url": f"{prefix}{code}/",
                **values.get(pk, {}),
                **_first_property(one.layer, properties, has_value=pk in values),
            },
        }
        for pk, code, name, properties in rows
        if pk in spots
    ]
    return {"type": "FeatureCollection", "features": found}


def _first_property(layer: MapLayer, properties: Mapping[str, object], *, has_value: bool) -> dict[str, str]:
    if has_value:
        return {}
    told = [f"{label}: {printed(properties[key])}" for key, label in layer.properties if properties.get(key)]
    return {"note": ", ".join(told)} if told else {}


def _values(one: PlacedLayer, lake: Lake, now: datetime) -> dict[int, dict[str, str]]:
    """Value and note per thing id; of several datastreams of a thing the first."""
    if one.layer.quantity is None:
        return {}
    group = groups.groups([(one.domain, one.layer.quantity)])[one.domain.name, one.layer.quantity.key]
    latest = lake.latest(group.ids)
    limits = groups.stale_limits(group)
    found: dict[int, dict[str, str]] = {}
    for member in group.members:
        newest = latest.get(member.datastream_id)
        if newest is None or newest.result is None:
            note = {"value": "—", "note": _("keine Daten")}
        elif groups.is_protected(group, member):
            note = {"note": _("kleine Zahlen werden nicht veröffentlicht")}
        elif groups.is_stale(member, newest, limits, now):
            old_s = (now - newest.last_time).total_seconds()
            note = {"value": "—", "note": _("Wert zu alt: %(when)s") % {"when": age(old_s)}}
        else:
            note = {"value": wording.amount(newest.result, group.quantity), "note": moment(newest.last_time)}
        found.setdefault(member.thing_id, note)
    return found


def bounds(chosen: Sequence[PlacedLayer]) -> list[list[float]] | None:
    """South-west and north-east corner of most places of these layers; null when there are none.

    The outermost 2 % on each side do not count, so that one misplaced site does not shrink the city to a dot.
    """
    spots = register.spots_of_domains({one.domain.name for one in chosen}, public=True).values()
    if not spots:
        return None
    xs, ys = sorted(x for x, _y in spots), sorted(y for _x, y in spots)
    cut = len(spots) // 50
    return [[xs[cut], ys[cut]], [xs[-1 - cut], ys[-1 - cut]]]
