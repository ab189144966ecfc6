# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lamps, their groups and places, read once per question: five thousand lamps take one query each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stadtkern.commons.schedules.places import MIDDLE, middle
from stadtkern.commons.schedules.stored import profiles_of
from stadtkern.commons.setpoints.models import Group
from stadtkern.flow.devices import service as register
from stadtkern.flow.devices.models import Component, Thing, ThingQuerySet

from .domain import DOMAIN
from .profiles import Position, Profile


class Lamp(NamedTuple):
    """What the register says about a lamp."""

    thing: int
    code: str
    name: str
    street: str
    circuit: str
    cabinet: str
    power_w: float
    old_power_w: float
    """As today where the inventory does not know better."""
    control: str
    simulated: bool


@dataclass(frozen=True, kw_only=True)
class Lit:
    """A group with its lamps, its profile and where it is."""

    group: Group | None
    """Null: lamps of no group."""
    profile: Profile | None
    lamps: tuple[Lamp, ...]
    place: Position


def lamp_things() -> ThingQuerySet:
    """The lamps as things of the register."""
    return Thing.objects.filter(domain=DOMAIN.name, properties__kind="lamp")


def lamps() -> list[Lamp]:
    """All lamps by their code."""
    rows = lamp_things().order_by("code").values_list("pk", "code", "name", "properties")
    return [_lamp(pk, code, name, properties) for pk, code, name, properties in rows]


def fleet() -> list[Lit]:
    """All lamps by group, groups by name; lamps of no group last."""
    known = list(Group.objects.filter(domain=DOMAIN.name).select_related("profile"))
    profiles = profiles_of(DOMAIN.name)
    spots = register.spots_of_domains({DOMAIN.name}, public=False)
    members = grouped(lamps(), known)
    here = middle(spots.values(), MIDDLE)
    found = []
    for group in [*known, None]:
        own = members.get(group.pk if group else 0, [])
        if group or own:
            place = middle((spots[one.thing] for one in own if one.thing in spots), here)
            profile = profiles.get(group.profile_id or 0) if group else None
            found.append(Lit(group=group, profile=profile, lamps=tuple(own), place=place))
    return found


def grouped(every: Iterable[Lamp], groups: Sequence[Group]) -> dict[int, list[Lamp]]:
    """Lamps by id of their group, 0 for none: by circuit, else cabinet, else street, else the rest."""
    keys = {(group.member, group.value): group.pk for group in groups}
    found: dict[int, list[Lamp]] = {}
    for one in every:
        asked = (("circuit", one.circuit), ("cabinet", one.cabinet), ("street", one.street), ("all", ""))
        found.setdefault(next((keys[key] for key in asked if key in keys), 0), []).append(one)
    return found


def streams(key: str) -> dict[int, int]:
    """Datastream (id) of a quantity by lamp (id): its own, or that of the device that reports for it."""
    rows = Component.objects.order_by().filter(
        observed_property__key=key, datastream__thing__domain=DOMAIN.name, datastream__multi=False
    )
    found = list(rows.values_list("datastream__thing__code", "datastream__thing_id", "datastream_id"))
    reporting = dict(
        lamp_things().filter(properties__has_key="device").values_list("properties__device", "pk")
    )
    own = {thing: stream for _code, thing, stream in found}
    return own | {reporting[code]: stream for code, _thing, stream in found if code in reporting}


def _lamp(pk: int, code: str, name: str, properties: Mapping[str, object]) -> Lamp:
    power = _number(properties.get("power_w"))
    return Lamp(
        thing=pk,
        code=code,
        name=name,
        street=str(properties.get("street") or ""),
        circuit=str(properties.get("circuit") or ""),
        cabinet=str(properties.get("cabinet") or ""),
        power_w=power,
        old_power_w=_number(properties.get("old_power_w")) or power,
        control=str(properties.get("control") or ""),
        simulated=bool(properties.get("simulated")),
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
