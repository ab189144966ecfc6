# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What reading another catalogue yields: records that can be entered, and those that cannot."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.flow.catalogue.words import Entry
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.licences import Licence


class RecordRefused(CityError):
    """Der Datensatz kann nicht übernommen werden."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What is known about a catalogue before it is read."""

    title: str
    address: str
    licence: Licence | None = None
    """Of records that name none; null: such records are refused."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """A dataset as the other catalogue describes it."""

    identifier: str
    """Lasting name in that catalogue."""
    entry: Entry
    remarks: tuple[str, ...] = ()
    """What was left out, in words."""
    origins: tuple[str, ...] = ()
    """What the record is called where it came from, if the catalogue has harvested it itself."""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A record that cannot be entered."""

    identifier: str
    title: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answer of the catalogue."""

    records: tuple[Record | Refused, ...]
    next: str = ""
    """Address of the next page; empty: this was the last."""
    total: int | None = None
    """How many records the catalogue says it has."""
