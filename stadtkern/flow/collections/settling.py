# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps what the register says about a collection's features in step with the lake, also after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import ngettext

from stadtkern.flow.lake import current
from stadtkern.flow.lake.features.words import Changes, FeatureQuestion
from stadtkern.kernel import audit
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted, PayloadRejected
from stadtkern.kernel.events import CollectionChanged, tell

from .facts import table_of
from .models import FeatureCollection
from .rights import Actor, named

_INTERRUPTED = timedelta(minutes=15)
_UNTOUCHED = (PayloadRejected, NotPermitted, NotFound, Contradiction)
"""Errors that say for certain that nothing was written."""
_MOST_KEYS = 20


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Who changed features, and how, for the audit log."""

    actor: Actor
    action: str
    keys: tuple[str, ...] = ()


@contextmanager
def noted(collection: FeatureCollection, now: datetime) -> Iterator[None]:
    """The register knows that features are being written, until :func:`settle` or an error before the commit.

    Raises:
        NotFound: the collection was removed meanwhile.
    """
    rows = FeatureCollection.objects.filter(pk=collection.pk)
    if not rows.update(writing_since=now):
        raise NotFound(f"no collection {collection.key!r}")
    try:
        yield
    except _UNTOUCHED:
        rows.filter(writing_since__lte=now).update(writing_since=None)
        raise


def settle(collection: FeatureCollection, deed: Deed, changes: Changes, now: datetime) -> None:
    """Count, audit and tell what was written; ``collection`` knows its new numbers afterwards.

    What sources and jobs do by themselves stands in their own reports, not in the audit log.
    """
    if not changes.any:
        FeatureCollection.objects.filter(pk=collection.pk, writing_since__lte=now).update(writing_since=None)
        return
    counted = _counted(collection)
    with transaction.atomic():
        stored = _take_over(collection, counted, now)
        if not isinstance(deed.actor, str):
            told: audit.Change = {
                "inserted": changes.inserted,
                "changed": changes.changed,
                "removed": changes.removed,
                "keys": list(deed.keys[:_MOST_KEYS]),
            }
            audit.record(named(deed.actor), deed.action, f"collection {stored.key}", told, now)
    tell(CollectionChanged(at=now, key=stored.key, revision=stored.revision))


def settle_interrupted(now: datetime) -> str:
    """Count anew what was interrupted between lake and register, e.g. by a power failure; how many."""
    waiting = FeatureCollection.objects.filter(writing_since__lt=now - _INTERRUPTED)
    done = 0
    for collection in waiting:
        counted = _counted(collection)
        with transaction.atomic():
            stored = _take_over(collection, counted, now)
        tell(CollectionChanged(at=now, key=stored.key, revision=stored.revision))
        done += 1
    words = ngettext("%(n)d Sammlung neu gezählt", "%(n)d Sammlungen neu gezählt", done)
    return words % {"n": done}


def _counted(collection: FeatureCollection) -> dict[str, float | None]:
    """Number and box of the features as the lake has them."""
    store, table = current.lake().features, table_of(collection)
    box = store.extent(table) or (None, None, None, None)
    features = store.count(FeatureQuestion(table=table))
    return {"features": features, **dict(zip(("west", "south", "east", "north"), box, strict=True))}


def _take_over(
    collection: FeatureCollection, counted: dict[str, float | None], now: datetime
) -> FeatureCollection:
    rows = FeatureCollection.objects.select_for_update().filter(pk=collection.pk)
    stored = rows.first()
    if stored is None:
        raise NotFound(f"no collection {collection.key!r}")
    for one in (stored, collection):
        for name, value in counted.items():
            setattr(one, name, value)
        one.data_changed_at = now
        if one.writing_since is not None and one.writing_since <= now:
            # A later mark is that of another write, which will settle by itself.
            one.writing_since = None
    stored.revision += 1
    collection.revision = stored.revision
    stored.save(update_fields=[*counted, "data_changed_at", "writing_since", "revision"])
    return stored
