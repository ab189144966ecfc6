# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a table of a dataset is, before anybody reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stadtkern.flow.catalogue.words import Column
from stadtkern.flow.lake.open_tables.snapshots import Subject
from stadtkern.flow.outlets.ogc.encoding.words import Layer
from stadtkern.kernel.errors import CityError


class NoTable(CityError):
    """Dieser Datensatz hat hier keine Tabelle."""


class BeingPrepared(CityError):
    """Die Tabelle wird gerade vorbereitet. Bitte in einer Minute noch einmal versuchen."""


@dataclass(frozen=True, kw_only=True)
class OpenTable:
    """A table that can be made from what the city has stored."""

    key: str
    """Of its dataset."""
    subject: Subject
    columns: tuple[Column, ...]
    rows: int
    """About how many."""
    write: Callable[[Path], None]
    """Writes it as a Parquet file."""
    kept_s: int = 0
    """So long a snapshot stays good although the data has changed [s]."""
    first: str = ""
    """Column by which the preview is ordered, with ``-`` in front: descending; empty: as in the file."""
    layer: Layer | None = None
    """Of a collection of features: how files of it are made."""
