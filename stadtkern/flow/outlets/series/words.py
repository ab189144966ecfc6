# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the series language is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from stadtkern.flow.devices.places import Spot
from stadtkern.flow.lake.words import Interval
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.rights import Visitor

Floats: TypeAlias = npt.NDArray[np.float64]
Int64s: TypeAlias = npt.NDArray[np.int64]
_NOTHING = Quality(0)


@dataclass(frozen=True, kw_only=True)
class Places:
    """Which places the reader has chosen; empty: all."""

    district: str = ""
    """Name in the boundaries of the city's map."""
    sites: tuple[str, ...] = ()
    """Codes of things."""


EVERYWHERE = Places()


@dataclass(frozen=True, kw_only=True)
class SeriesQuestion:
    """An expression over a time range, as one reader may see it."""

    expression: str
    start: datetime
    end: datetime
    """Exclusive; both aware, UTC."""
    interval: Interval
    reader: Visitor | None = None
    """Null: the public, which sees public datastreams and no small counts."""
    places: Places = EVERYWHERE
    most_steps: int = 5_000
    """More steps are refused; up to 20,000 for what is not drawn step by step."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The unit of an answer."""

    ucum: str
    symbol: str
    symbol_en: str = ""
    decimals: int = 0


@dataclass(frozen=True, kw_only=True)
class SourceFact:
    """Whose data it is and where it lies open."""

    key: str
    title: str
    title_en: str
    publisher: str
    licence: str
    """Title of the licence."""
    licence_url: str
    attribution: str
    href: str
    """Path of the raw data; empty: not public."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Where an answer comes from and how far it can be relied on."""

    sources: tuple[SourceFact, ...] = ()
    streams: int = 0
    """How many datastreams are in it."""
    withdrawn: int = 0
    """How many that the expression names are gone or not for this reader; never which."""
    oldest: datetime | None = None
    newest: datetime | None = None
    """Phenomenon time of the newest observation that is in it, UTC."""
    interval_s: int | None = None
    """How often its datastreams bring values; null: now and then."""
    stale: bool = False
    """The newest value is older than its source allows."""
    expected: int = 0
    counted: int = 0
    """Observations that should be and that are in the range; their ratio is the coverage."""
    left_out: int = 0
    """Implausible observations, which are in no value."""
    doubts: Quality = _NOTHING
    withheld: int = 0
    """Steps that are not published because of small counts."""
    method: tuple[str, ...] = ()
    """How it was computed, German sentences."""
    raw: tuple[tuple[str, str], ...] = ()
    """Pairs (title, path) of pages of its datastreams, at most ten."""


NO_FACTS = Facts()


@dataclass(frozen=True, kw_only=True)
class Line:
    """Values over time, a value per step; a gap is not a number, never filled."""

    title: str
    title_en: str
    starts: Int64s
    """Start of each step [us since 1970, UTC]."""
    ends: Int64s
    values: Floats
    """NaN in a gap, where nothing may be shown, and where nothing can be computed."""
    coverage: Floats
    """Share of the expected observations in each step, 0 to 1; NaN where nothing is expected."""
    withheld: npt.NDArray[np.bool_]
    unit: Unit
    facts: Facts
    total: float | None = None
    """The expression over the whole range as one step; null: nothing to compute."""
    code: str = ""
    """Code of the datastream, or of the thing, with ``each``."""
    thing: str = ""
    spot: Spot | None = None
    quantity: str = ""
    """Key, when it is one."""


@dataclass(frozen=True, kw_only=True)
class Now:
    """The current value of an expression."""

    title: str
    title_en: str
    value: float | None
    """Null when there is none, when it is too old, and when it may not be shown."""
    state: str
    """``fresh``, ``stale``, ``withheld`` or ``empty``, as of readings."""
    time: datetime | None
    unit: Unit
    facts: Facts
    code: str = ""
    thing: str = ""
    spot: Spot | None = None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What an expression is, before anything is computed."""

    text: str
    """In its one spelling."""
    unit: Unit
    many: bool
    """Whether it has several lines (``each``)."""
    streams: int
    title: str
    title_en: str
    explained: str
    """In words."""
    missing: tuple[str, ...] = field(default=())
    """What it names that does not exist or is not for this reader, in sentences."""
    additive: bool = False
    """Whether values of a longer period are the sum of its parts: counts, amounts of rain."""
