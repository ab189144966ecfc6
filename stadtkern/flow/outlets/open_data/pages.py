# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the page of a dataset shows, whatever the dataset was made from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.catalogue.words import Agent, Column, Distribution, Entry
from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.lake.open_tables import current as open_tables
from stadtkern.flow.lake.open_tables.words import QueryRefused
from stadtkern.flow.outlets.open_data.tables import files, querying, service
from stadtkern.flow.outlets.open_data.tables.files import File
from stadtkern.flow.outlets.open_data.tables.querying import RowsQuestion
from stadtkern.flow.outlets.open_data.tables.service import Ready
from stadtkern.flow.outlets.open_data.tables.words import BeingPrepared, NoTable
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain, Source
from stadtkern.kernel.errors import LakeUnavailable, LimitExceeded, NotFound
from stadtkern.kernel.rights import Visitor, may_in
from stadtkern.kernel.roles import Action

_ROWS = 10
_CELL = 80
"""Longest text in a cell of the preview [characters]."""


@dataclass(frozen=True, kw_only=True)
class ShownSource:
    """A declared source of observations with its state."""

    domain: Domain
    source: Source
    state: SourceState | None
    age_s: float | None
    """Since the newest observation."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value of the preview."""

    text: str
    number: bool
    moment: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The first rows of a table and the files of all of it."""

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    files: Sequence[File] = ()
    made_at: datetime | None = None
    total: int = 0
    problem: str = ""
    """Why there are no rows, in words."""


def entry(key: str, visitor: Visitor) -> Entry:
    """The entry, or what a declared source says of itself while it has no data.

    Raises:
        Withdrawn: it was there once.
        NotFound: there is none that the visitor may see.
    """
    try:
        return catalogue.entry(key, visitor)
    except NotFound:
        domain, declared = registry.source(key)
        if declared.internal and not may_in(visitor, Action.SEE_INTERNAL, domain.name):
            raise
        return _silent(domain, declared)


def shown_source(entry: Entry, now: datetime) -> ShownSource | None:
    """The source behind an entry with its state; null: none is declared."""
    try:
        domain, declared = registry.source(entry.source or entry.key)
    except NotFound:
        return None
    state = SourceState.objects.filter(key=declared.key).first()
    newest = state.last_observation_at if state else None
    age_s = max((now - newest).total_seconds(), 0.0) if newest else None
    return ShownSource(domain=domain, source=declared, state=state, age_s=age_s)


def silent_sources(shown: Collection[str]) -> list[Source]:
    """Declared sources that are no dataset among ``shown`` and bring none: nothing was delivered yet."""
    bringing = {one.source for _domain, one in registry.collections() if one.key in shown}
    return [
        source
        for _domain, source in registry.sources()
        if not source.internal and source.key not in shown and source.key not in bringing
    ]


def siblings(entry: Entry, visitor: Visitor) -> list[Entry]:
    """Collections that the same source brings, as entries of their own."""
    keys = [one.key for _domain, one in registry.collections() if entry.key in (one.source,)]
    found = []
    for key in keys:
        try:
            found.append(catalogue.entry(key, visitor))
        except NotFound:
            continue
    return [one for one in found if one.key != entry.key]


def preview(entry: Entry, visitor: Visitor, now: datetime, address: str) -> Preview | None:
    """The first rows, newest first where they have a time; null: the dataset has no table here."""
    try:
        found = service.table(entry, visitor, address=address)
        if not found.rows:
            return Preview(problem=_("Noch sind keine Daten da."))
        ready = service.ready(found, now)
        columns, rows = _rows(ready)
    except (NoTable, NotFound):
        return None
    except (BeingPrepared, LimitExceeded, QueryRefused) as error:
        return Preview(problem=str(error))
    except LakeUnavailable:
        return Preview(
            problem=_("Die Daten sind gerade nicht erreichbar. Bitte später noch einmal versuchen.")
        )
    return Preview(
        columns=columns,
        rows=rows,
        files=files.files(ready),
        made_at=ready.snapshot.made_at,
        total=ready.snapshot.rows,
    )


def ways(entry: Entry) -> list[Distribution]:
    """Ways to the data beside the files of its table."""
    return [
        one for one in entry.distributions if not one.download_url.startswith(f"/daten/{entry.key}/daten.")
    ]


def citation(entry: Entry, address: str, now: datetime) -> str:
    """How to name the dataset as a source."""
    year = (entry.modified or entry.issued or now).year
    parts = [
        f"{entry.publisher.name} ({year}): {entry.title}.",
        _("Lizenz: %(licence)s.") % {"licence": entry.licence.title},
        _("Abgerufen am %(day)s von %(address)s.") % {"day": f"{now:%d.%m.%Y}", "address": address},
    ]
    if entry.attribution:
        parts.insert(1, _("Namensnennung: %(words)s.") % {"words": entry.attribution.rstrip(".")})
    return " ".join(parts)


def _rows(ready: Ready) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    """The first rows, without the columns in which none of them has a value; asked once per snapshot."""
    shown = _previewed(ready.table.columns)
    asked = RowsQuestion(columns=tuple(one.key for one in shown), order=ready.table.first, limit=_ROWS)

    def write(path: Path) -> None:
        path.write_bytes(msgspec.json.encode(querying.rows(ready, asked).rows))

    kept = open_tables.open_tables().shelf.beside(ready.snapshot, ".preview", write)
    rows = msgspec.json.decode(kept.read_bytes(), type=list[dict[str, object]])
    told = tuple(one for one in shown if any(row.get(one.key) is not None for row in rows))
    return told, tuple(tuple(cell(row.get(one.key), one) for one in told) for row in rows)


def _previewed(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Not more columns than a page can show; geometries are on the map."""
    return tuple(one for one in columns if one.kind != "geometry")[:14]


def cell(value: object, column: Column | None = None) -> Cell:
    """One value as people read it."""
    if value is None:
        return Cell(text="", number=False)
    if isinstance(value, bool):
        return Cell(text=_("ja") if value else _("nein"), number=False)
    if column is not None and column.kind == "datetime" and isinstance(value, str):
        return Cell(text=value, number=False, moment=datetime.fromisoformat(value))
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    return Cell(
        text=text if len(text) <= _CELL else text[:_CELL] + " …", number=isinstance(value, int | float)
    )


def _silent(domain: Domain, declared: Source) -> Entry:
    return Entry(
        key=declared.key,
        title=declared.title,
        title_en=declared.title_en,
        description=declared.description or domain.summary,
        description_en=declared.description_en or domain.summary_en,
        origin="measured",
        publisher=Agent(name=declared.publisher, url=declared.homepage),
        licence=declared.licence,
        attribution=declared.attribution,
        themes=declared.themes or domain.themes,
        domain=domain.name,
        department=domain.department,
    )
