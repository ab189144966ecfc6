# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a writer answers, what it refuses, and what it needs to see of what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stadtkern.flow.outlets.sensorthings.entities import Entity
from stadtkern.flow.outlets.sensorthings.query.words import Address, Query
from stadtkern.flow.outlets.sensorthings.reading.words import Found, Record
from stadtkern.kernel.errors import CityError, LimitExceeded, PayloadRejected


class BodyRefused(PayloadRejected):
    """A body that cannot be what it is meant to be: where, and what was expected there."""

    def __init__(self, path: str, expectation: str) -> None:
        """``path`` leads to the fault, e.g. ``Datastreams[0].unitOfMeasurement``; empty: the whole body."""
        super().__init__(f"{path}: {expectation}" if path else expectation)
        self.path = path
        self.expectation = expectation


class BodyTooDeep(LimitExceeded):
    """The body nests deeper, or brings more entities at once, than the limit allows."""


class MediaTypeUnknown(CityError):
    """The body of an update is application/json, or application/json-patch+json with PATCH."""


class PatchTestFailed(CityError):
    """A test of the JSON Patch does not hold, so nothing was changed (RFC 6902 section 4.6)."""


class MethodUnsuited(CityError):
    """This address cannot be written to in this way."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Created:
    """An entity that is there now."""

    entity: Entity
    id: str
    known: bool = False
    """True when this very observation was stored before: nothing was written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A row of a data array that was not stored."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """An entity that was changed."""

    entity: Entity
    id: str
    fields: frozenset[str] = frozenset()
    """Names of the properties and links that are others now; empty: all was so already."""


class Sight(Protocol):
    """What a writer must see of what is there, with the rights of its caller; ``reading.Reader`` is one."""

    def one(self, address: Address, query: Query) -> Record:
        """The entity that an address leads to.

        Raises:
            NotFound: there is none that the caller may see.
        """

    def found(self, address: Address, query: Query) -> Found:
        """What a filter finds in an entity set.

        Raises:
            LimitExceeded: more than may be named at once.
        """
