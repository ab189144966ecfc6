# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a topic or a subscription of the standard means: resource path and query options after ``v1.1/``.

OGC 18-088 clauses 14.2 (create) and 14.3 (receive updates).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.flow.outlets.sensorthings.http.requests import read_options
from stadtkern.flow.outlets.sensorthings.query.addresses import parse_address
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.options import parse_query
from stadtkern.flow.outlets.sensorthings.query.words import Address, Query
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

PREFIX = "v1.1/"
STREAMS = ("Datastream", "MultiDatastream")
_ALLOWED = "$select, $expand and $filter"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A subscription, understood."""

    address: Address
    query: Query


@lru_cache(maxsize=20_000)
def address_of(topic: str, limits: Limits) -> Address:
    """The resource that a topic names.

    Raises:
        NotFound, QueryRefused: it names none.
    """
    return parse_address(topic.removeprefix(PREFIX), limits=limits)


def asked(pattern: str, limits: Limits) -> Asked:
    """What somebody who subscribes to this wants to hear of.

    Raises:
        NotFound, QueryRefused: it names no resource, or has options that make no sense for updates.
    """
    path, _, options = pattern.partition("?")
    address = address_of(path, limits)
    if address.form:
        raise QueryRefused(f"updates have no {address.form}", option="topic", expectation="an entity or set")
    query = parse_query(address.entity, read_options(options.replace("+", "%2B")), limits=limits)
    paged = query.top is not None or query.skip or query.skip_token or query.order or query.bucketing
    if paged or query.count is not None:
        raise QueryRefused("updates come one by one", option="topic", expectation=f"only {_ALLOWED}")
    if address.attribute is not None and (query.select or query.expand or query.filter):
        raise QueryRefused("a property has no options", option="topic", expectation="the property alone")
    return Asked(address=address, query=query)


def is_creation(address: Address) -> bool:
    """Whether publishing here creates an entity: the address is a set."""
    return address.many and not address.form


def is_change(address: Address) -> bool:
    """Whether publishing here changes an entity: the address is one with its id."""
    return not address.many and not address.form and address.attribute is None


def stream_of(address: Address) -> tuple[str, str] | None:
    """Entity and id of the datastream when the topic is ``Datastreams(x)/Observations``; else none."""
    steps = address.steps
    if len(steps) != 2 or address.entity is not OBSERVATION or not address.many:
        return None
    first = steps[0]
    return (first.entity.name, first.id) if first.entity.name in STREAMS and first.id is not None else None


def covered(pattern: str, topics: Iterable[str]) -> Iterator[str]:
    """Those of these topics that a filter with wildcards covers (MQTT 5.0 clause 4.7)."""
    wanted = pattern.split("/")
    for topic in topics:
        given = topic.split("/")
        if wanted[-1] == "#":
            levels, given = wanted[:-1], given[: len(wanted) - 1]
        else:
            levels = wanted
        if len(levels) == len(given) and all(w in {"+", g} for w, g in zip(levels, given, strict=True)):
            yield topic
