# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the one who asks may see: collections and their fields."""

from __future__ import annotations

from stadtkern.flow.collections import service
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.collections import Field
from stadtkern.kernel.rights import Visitor

from .requests import Request, segment

MOST_COLLECTIONS = 5_000


def asker(request: Request) -> Visitor | Caller:
    """Who asks: the holder of a key, else who is signed in.

    A key that may not read what is internal adds to it, but changes nothing there: the answer would show it.
    """
    if request.caller == ANYBODY:
        return request.visitor
    return request.caller if request.method == "POST" else request.caller.reading()


def collection_of(request: Request, key: str) -> FeatureCollection:
    """The collection with this key.

    Raises:
        NotFound: there is none that may be seen.
    """
    return service.by_key(key, asker(request))


def collections_of(request: Request) -> list[FeatureCollection]:
    """All collections that may be seen, by title."""
    return list(service.visible(asker(request))[:MOST_COLLECTIONS])


def fields_of(request: Request, collection: FeatureCollection) -> tuple[Field, ...]:
    """The fields of a collection that may be seen."""
    return service.public_fields(collection, asker(request))


def address_of(request: Request, collection: FeatureCollection) -> str:
    """Address of a collection."""
    return f"{request.base}/collections/{segment(collection.key)}"


def state_tag(request: Request, collection: FeatureCollection, *more: str) -> str:
    """A tag that changes with the collection, with what is asked, and with what may be seen of it."""
    seen = ",".join(one.key for one in fields_of(request, collection)) if request.is_known else ""
    state = (collection.pk, collection.revision, collection.data_changed_at, collection.changed_at)
    parts = (*state, request.url, request.query, request.language, seen, *more)
    return tag_of("\n".join(str(part) for part in parts).encode())
