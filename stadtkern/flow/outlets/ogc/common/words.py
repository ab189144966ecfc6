# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a part of the interface is declared: its routes, its conformance classes, its links.

One table drives routing, the check of parameters and the OpenAPI document: what is not declared is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.answering.answers import Answer

from .requests import Request

Schema = dict[str, object]
Arguments = Mapping[str, str]
"""What stands in the address at the names in braces, decoded."""
Handler = Callable[[Request, Arguments], Answer]


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link of a document (RFC 8288)."""

    href: str
    rel: str
    type: str = ""
    title: str = ""
    templated: bool = False

    def written(self) -> dict[str, Json]:
        """As it stands in JSON."""
        found: dict[str, Json] = {"href": self.href, "rel": self.rel}
        found |= {name: value for name, value in (("type", self.type), ("title", self.title)) if value}
        return {**found, "templated": True} if self.templated else found


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of the query string."""

    name: str
    schema: Schema
    description: str = ""
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class Body:
    """What a write takes: schemas by media type."""

    contents: Mapping[str, Schema]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What one method of a route does."""

    answer: Handler
    summary: str
    parameters: tuple[Parameter, ...] = ()
    fields: bool = False
    """True when fields of the collection are parameters too; the handler checks those."""
    answers: Mapping[str, Schema] = field(default_factory=lambda: {"application/json": {"type": "object"}})
    """Schemas of the successful answer by media type; empty: no body."""
    status: int = 200
    body: Body | None = None
    needs_key: bool = False


@dataclass(frozen=True, kw_only=True)
class Route:
    """An address below the root and what can be done there."""

    name: str
    """Unique; pages for people are found by it."""
    path: str
    """E.g. ``collections/{collectionId}/items``; empty: the root."""
    operations: Mapping[str, Operation]
    """By method; HEAD and OPTIONS come by themselves."""
    examples: Mapping[str, str] = field(default_factory=dict)
    """Values for the names in braces, for the description."""


def _nothing(_request: Request) -> tuple[Link, ...]:
    return ()


def _nothing_of(_request: Request, _collection: FeatureCollection) -> tuple[Link, ...]:
    return ()


def _no_collections(_request: Request) -> tuple[dict[str, Json], ...]:
    return ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One standard or building block of the interface."""

    name: str
    title: str
    """Of the group in the description."""
    conformance: tuple[str, ...]
    """URIs of conformance classes."""
    routes: tuple[Route, ...]
    landing_links: Callable[[Request], tuple[Link, ...]] = _nothing
    """Of the landing page."""
    collection_links: Callable[[Request, FeatureCollection], tuple[Link, ...]] = _nothing_of
    """Of every collection."""
    more_collections: Callable[[Request], tuple[dict[str, Json], ...]] = _no_collections
    """Collections of this part that are none of features, as they stand in the list."""
