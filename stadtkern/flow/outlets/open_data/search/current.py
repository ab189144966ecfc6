# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The index of this process, made anew when the catalogue has changed; a large one in the background."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from dataclasses import dataclass

import structlog
from django.db import close_old_connections

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.devices.models import Thing, Visibility

from . import cards
from .index import SearchIndex
from .words import Found, Searched

log = structlog.get_logger(__name__)

_OLD_S = 300.0
"""After so long it is made anew anyway: times of the newest values have changed."""
_AT_ONCE = 800
"""A larger catalogue is read while the index that is there answers."""
_MOST_PLACES = 300
"""Names of places per source."""


@dataclass(frozen=True)
class _Made:
    index: SearchIndex
    revision: int
    at: float
    """On the monotonic clock [s]."""


class _Current:
    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._made: _Made | None = None
        self._making = False

    def index(self) -> SearchIndex:
        made, revision = self._made, catalogue.revision()
        if made is None:
            return self._make(revision)
        if made.revision == revision and time.monotonic() - made.at < _OLD_S:
            return made.index
        if len(made.index) > _AT_ONCE:
            self._make_later(revision)
            return made.index
        return self._make(revision)

    def forget(self) -> None:
        self._made = None

    def _make(self, revision: int) -> SearchIndex:
        made = _Made(_index(), revision, time.monotonic())
        self._made = made
        return made.index

    def _make_later(self, revision: int) -> None:
        with self._guard:
            if self._making:
                return
            self._making = True
        threading.Thread(target=self._run, args=(revision,), name="search-index", daemon=True).start()

    def _run(self, revision: int) -> None:
        try:
            self._make(revision)
        except Exception:  # the edge of a thread: the index that is there goes on answering
            log.exception("search_index_failed")
        finally:
            close_old_connections()
            with self._guard:
                self._making = False


_CURRENT = _Current()


def search(searched: Searched) -> Found:
    """What strangers find."""
    return _CURRENT.index().search(searched)


def keys() -> frozenset[str]:
    """Of everything that strangers can find."""
    return _CURRENT.index().keys


def forget() -> None:
    """Make the index anew at the next search, for instance because what is shown has changed."""
    _CURRENT.forget()


def _index() -> SearchIndex:
    places = _places()
    return SearchIndex(
        (cards.card(entry), cards.text(entry, places.get(entry.source, ())))
        for entry in catalogue.all_public()
    )


def _places() -> dict[str, list[str]]:
    """Names of public things by source."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Thing.objects.filter(visibility=Visibility.PUBLIC).exclude(source="").order_by("source", "pk")
    for source, name in rows.values_list("source", "name").iterator():
        if len(found[source]) < _MOST_PLACES:
            found[source].append(name)
    return found
