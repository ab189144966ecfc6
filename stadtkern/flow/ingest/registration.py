# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Registration over the push interface: a key with that right tells about its things and datastreams."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated

import msgspec

from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import Thing
from stadtkern.kernel import registry
from stadtkern.kernel.errors import Contradiction, NotPermitted, PayloadRejected
from stadtkern.kernel.observation import Series, Station

from . import streams
from .keys import Bearer
from .service import domain_and_source

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[\w.:/-]+$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Fact = str | int | float | bool | None
_MOST_AT_ONCE = 5000
_CHUNK = 400


class ThingDescription(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A thing, in the words of the interface."""

    code: Code
    name: Text
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    description: str = ""
    properties: dict[str, Fact] = {}


class DatastreamDescription(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A datastream, in the words of the interface."""

    code: Code
    thing: Code
    name: Text
    quantities: Annotated[list[str], msgspec.Meta(min_length=1, max_length=50)]
    interval_s: Annotated[int, msgspec.Meta(gt=0, le=366 * 86400)] | None = None
    period: bool = False
    properties: dict[str, Fact] = {}


class Registration(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The body of a registration; every thing that a datastream names is described beside it."""

    things: Annotated[list[ThingDescription], msgspec.Meta(max_length=_MOST_AT_ONCE)]
    datastreams: Annotated[list[DatastreamDescription], msgspec.Meta(max_length=_MOST_AT_ONCE)]


_DECODER = msgspec.json.Decoder(Registration)


def register(body: bytes, bearer: Bearer) -> dict[str, int]:
    """Register (or update) things and datastreams; the id of each datastream code.

    Raises:
        NotPermitted: the key may not register.
        PayloadRejected: the body cannot be read, or a quantity is not declared by the key's domain.
        Contradiction: a code belongs to another source.
    """
    if not bearer.may_register:
        raise NotPermitted("Dieser Zugangsschlüssel darf keine Datenströme anlegen.")
    told = _decoded(body)
    domain = registry.domain(bearer.scope.domain)
    _check_quantities(told, {quantity.key for quantity in domain.measurable})
    _check_things(told)
    _check_scope(told, bearer)
    declared = domain_and_source(bearer.scope.source)
    made = devices.ensure(
        tuple(_stations(told)),
        tuple(_series(told)),
        domain=domain,
        source=declared[1] if declared else None,
    )
    streams.forget()
    return made


def _decoded(body: bytes) -> Registration:
    try:
        return _DECODER.decode(body)
    except msgspec.DecodeError as error:
        raise PayloadRejected(f"Die Beschreibung ist nicht lesbar: {error}.") from error


def _check_quantities(told: Registration, declared: Collection[str]) -> None:
    for one in told.datastreams:
        unknown = sorted(set(one.quantities) - set(declared))
        if unknown:
            raise PayloadRejected(
                f"Datenstrom {one.code}: Messgröße „{unknown[0]}“ ist unbekannt;"
                f" möglich sind {', '.join(sorted(declared))}."
            )


def _check_things(told: Registration) -> None:
    described = {thing.code for thing in told.things}
    for one in told.datastreams:
        if one.thing not in described:
            raise PayloadRejected(f"Datenstrom {one.code}: Das Objekt „{one.thing}“ fehlt unter „things“.")


def _check_scope(told: Registration, bearer: Bearer) -> None:
    codes = [one.code for one in told.datastreams]
    for code, stream in streams.streams(codes).items():
        if not bearer.scope.covers(stream):
            raise Contradiction(f"Der Datenstrom {code} gehört einer anderen Datenquelle.")
    own = bearer.scope.source if bearer.scope.declared else ""
    things = [thing.code for thing in told.things]
    for start in range(0, len(things), _CHUNK):
        rows = Thing.objects.filter(code__in=things[start : start + _CHUNK])
        for code, domain, source in rows.values_list("code", "domain", "source"):
            if domain != bearer.scope.domain or source != own:
                raise Contradiction(f"Das Objekt {code} gehört einer anderen Datenquelle.")


def _stations(told: Registration) -> Iterator[Station]:
    for thing in told.things:
        yield Station(
            code=thing.code,
            name=thing.name,
            longitude=thing.longitude,
            latitude=thing.latitude,
            description=thing.description,
            properties=thing.properties,
        )


def _series(told: Registration) -> Iterator[Series]:
    for one in told.datastreams:
        yield Series(
            code=one.code,
            station=one.thing,
            name=one.name,
            quantities=tuple(one.quantities),
            interval_s=one.interval_s,
            period=one.period,
            properties=one.properties,
        )
