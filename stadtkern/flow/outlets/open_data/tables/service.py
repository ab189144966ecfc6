# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table behind a dataset and its newest snapshot, made when somebody asks for it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from django.db import close_old_connections

from stadtkern.flow.catalogue.words import Entry
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.open_tables import current
from stadtkern.flow.lake.open_tables.snapshots import Snapshot
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.rights import Visitor

from . import collected, measured, uploaded
from .words import BeingPrepared, NoTable, OpenTable

log = structlog.get_logger(__name__)

_AT_ONCE = 500_000
"""Tables with more rows are made while the asker does something else."""
_GUARD = threading.Lock()
_MAKING: set[str] = set()


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A table with a snapshot of it."""

    table: OpenTable
    snapshot: Snapshot
    current: bool
    """False: the data has changed since, and a newer one is on its way."""


def has_table(entry: Entry) -> bool:
    """Whether rows of this dataset can be shown and asked here."""
    return bool(entry.source or entry.collection or (entry.origin == "uploaded" and entry.columns))


def table(entry: Entry, visitor: Visitor, *, address: str = "") -> OpenTable:
    """The table behind a dataset; ``address``: absolute, of its page, for the files.

    Raises:
        NoTable: it has none here.
        NotFound: the visitor may not see it.
    """
    if entry.collection:
        found = collected.table(entry, visitor, address)
    elif entry.source:
        found = measured.table(entry)
    elif entry.origin == "uploaded":
        found = uploaded.table(entry)
    else:
        raise NoTable
    of_this_lake = replace(found.subject, name=f"{lake().folder} {found.subject.name}")
    return replace(found, subject=of_this_lake)


def ready(found: OpenTable, now: datetime) -> Ready:
    """The newest snapshot; an older one while a newer one is being made.

    Raises:
        BeingPrepared: it is large and there is none yet.
        LakeUnavailable: lake or disk cannot be used.
    """
    shelf = current.open_tables().shelf
    newest = shelf.newest(found.subject)
    if newest is not None and newest.mark == found.subject.mark:
        return Ready(table=found, snapshot=newest, current=True)
    if newest is not None and (now - newest.made_at).total_seconds() < found.kept_s:
        return Ready(table=found, snapshot=newest, current=False)
    if found.rows <= _AT_ONCE:
        return Ready(table=found, snapshot=shelf.make(found.subject, found.write, now), current=True)
    _make_later(found, now)
    if newest is None:
        raise BeingPrepared
    return Ready(table=found, snapshot=newest, current=False)


def _make_later(found: OpenTable, now: datetime) -> None:
    """Begin to make it, unless this process is at it."""
    folder = found.subject.folder
    with _GUARD:
        if folder in _MAKING:
            return
        _MAKING.add(folder)
    threading.Thread(target=_make, args=(found, now), name="open-table", daemon=True).start()


def _make(found: OpenTable, now: datetime) -> None:
    try:
        current.open_tables().shelf.make(found.subject, found.write, now)
    except CityError as error:
        log.warning("open_table_failed", dataset=found.key, reason=str(error))
    except Exception:  # the edge of a thread: it must not end silently
        log.exception("open_table_failed", dataset=found.key)
    finally:
        close_old_connections()
        with _GUARD:
            _MAKING.discard(found.subject.folder)
