# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may change a collection: people of its department, keys of its subject, and the city itself."""

from __future__ import annotations

from stadtkern.kernel import rights
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import Shareable, SharedKind

from .models import FeatureCollection

Actor = Person | Caller | str
"""A person, the holder of a key, or the name of a part of the city that acts by itself."""


def may_write(actor: Actor, collection: FeatureCollection) -> bool:
    """Whether the actor may change features of this collection."""
    if isinstance(actor, str):
        return True
    if isinstance(actor, Person):
        return may_edit(actor, collection)
    of_subject = actor.may_register and bool(actor.domain) and actor.domain == collection.domain
    if actor.bound and collection.key not in actor.collections:
        return False
    return of_subject and (not actor.source_only or actor.source == collection.source)


def may_edit(visitor: Visitor, collection: FeatureCollection) -> bool:
    """Whether somebody may change what is said about it, and its features."""
    return _may(visitor, Action.EDIT, collection)


def may_release(visitor: Visitor, collection: FeatureCollection) -> bool:
    """Whether somebody may say who sees it."""
    return _may(visitor, Action.RELEASE, collection)


def may_see_personal(visitor: Visitor, collection: FeatureCollection) -> bool:
    """Whether the visitor may see fields that could point at a person."""
    return _may(visitor, Action.SEE_PERSONAL, collection)


def require_write(actor: Actor, collection: FeatureCollection) -> None:
    """Go on only when the actor may write.

    Raises:
        NotPermitted: it may not.
    """
    rights.require(may_write(actor, collection), f"write collection {collection.key}")


def named(actor: Actor) -> Person | str:
    """The actor as the audit log calls it."""
    return (actor.name or "anybody") if isinstance(actor, Caller) else actor


def as_shareable(collection: FeatureCollection) -> Shareable:
    """A collection as the rights see it."""
    return Shareable(
        kind=SharedKind.COLLECTION,
        key=collection.key,
        title=collection.title,
        department=collection.department,
        domain=collection.domain,
    )


def _may(visitor: Visitor, action: Action, collection: FeatureCollection) -> bool:
    return as_shareable(collection).permits(visitor, action)
