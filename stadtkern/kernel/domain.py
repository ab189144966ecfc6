# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The declaration of a city subject: what it measures, from which sources, under which law, shown how.

A domain is read by everything (register, pages, APIs, catalogue, retention) and registers itself nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .collections import Collection
from .dashboards import Dashboard
from .indicators import Indicator
from .licences import CC_BY_4 as CC_BY_4
from .licences import CC_ZERO as CC_ZERO
from .licences import DL_DE_BY_2 as DL_DE_BY_2
from .licences import DL_DE_ZERO_2 as DL_DE_ZERO_2
from .licences import LICENCES as LICENCES
from .licences import ODBL_1 as ODBL_1
from .licences import OTHER_OPEN as OTHER_OPEN
from .licences import Licence as Licence
from .observation import Decoded, Payload
from .quantities import DEVICE_QUANTITIES, KNOWN, Quantity
from .rules import Rule

Decoder = Callable[[Payload], Decoded]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What a fetch may build on."""

    now: datetime
    newest: datetime | None = None
    """Time of the newest observation that this source has brought, UTC."""
    etag: str = ""
    last_modified: str = ""
    """What the source said about its last answer (RFC 9110 sections 8.8.2 and 8.8.3)."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answer of a feed."""

    payload: Payload
    etag: str = ""
    last_modified: str = ""


Fetch = Callable[[Visit], Iterable[Page]]
"""Asks a feed: page by page, each is stored before the next is asked for; no page: nothing has changed."""


@dataclass(frozen=True, kw_only=True)
class Pull:
    """A feed that is fetched on a schedule."""

    url: str
    every_s: int
    media_type: str = "*/*"
    fetch: Fetch | None = None
    """How it is asked when that takes more than one plain GET; null: one GET of ``url``."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where values come from: publisher, licence, decoder, and how it is reached."""

    key: str
    """Unique in the city, e.g. ``cycling-muenster``; also its address ``/daten/<key>``."""
    title: str
    title_en: str
    publisher: str
    homepage: str
    licence: Licence
    attribution: str
    """The sentence that the licence asks for."""
    decode: Decoder
    files: tuple[str, ...]
    """Patterns of paths that ``stadtkern import`` recognises, e.g. ``*/20??-??.csv``."""
    recorded: str
    """File under the domain's ``tests/payloads/`` that was recorded from this source."""
    pull: Pull | None = None
    interval_s: int | None = None
    """How often the source brings new values when all is well; null: now and then."""
    stale_after_s: int | None = None
    """A current value older than this is shown as a dash, never as a number; null: shown with its age."""
    outage_after_s: int | None = None
    """The source counts as down when nothing arrived for this long; null: never."""
    internal: bool = False
    """True when only the owning department sees new things that it tells about."""
    description: str = ""
    """What its entry in the catalogue says, German; empty: what the subject says."""
    description_en: str = ""
    themes: tuple[str, ...] = ()
    """Codes of the EU data themes; empty: those of the subject."""
    keywords: tuple[str, ...] = ()
    """German; beside those of the subject."""
    frequency: str = ""
    """Code of the EU frequency list; empty: as ``interval_s`` says."""
    high_value: tuple[str, ...] = ()
    """Names of the high-value categories (Implementing Regulation (EU) 2023/138) that it belongs to."""


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A limit with its legal basis; ``quantity`` must be one that the domain declares."""

    quantity: Quantity
    value: float
    title: str
    basis: str
    """Norm with edition and section, e.g. ``39. BImSchV § 4 Abs. 1``."""
    direction: Literal["above", "below"] = "above"
    mean: Literal["", "hour", "day", "year"] = ""
    """Over which period values are averaged before they are compared (calendar of Europe/Berlin)."""
    allowed: int | None = None
    """How many periods of a calendar year may be over it; null: none is to be."""
    title_en: str = ""


@dataclass(frozen=True, kw_only=True)
class SmallCounts:
    """Counts that could point at single people: below ``below``, at intervals finer than ``finer_than_s``."""

    below: int
    finer_than_s: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long observations are kept and why; ``days`` null: for good."""

    days: int | None
    reason: str
    reason_en: str = ""


@dataclass(frozen=True, kw_only=True)
class MapLayer:
    """A public map layer: all things of the domain, labelled by one quantity or by properties."""

    key: str
    title: str
    title_en: str
    colour: str
    """One of the colour-blind safe tokens of the design system: blue, orange, green, purple, red, grey."""
    shape: Literal[
        "circle", "square", "triangle", "diamond", "hexagon", "cross", "star", "pentagon", "drop", "bin",
        "fan", "dome",
    ]  # fmt: skip
    """Colour never speaks alone."""
    quantity: Quantity | None = None
    properties: tuple[tuple[str, str], ...] = ()
    """Pairs (property key, German label) shown in the list twin and the pop-up."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A number on the start page: one quantity summarised over all public datastreams of the domain."""

    title: str
    title_en: str
    quantity: Quantity
    summary: Literal["latest_sum", "latest_mean", "day_sum", "latest"]
    """``latest_*`` over the current values, ``day_sum`` over the last whole local day that has data."""
    compare: Literal["week_before", "none"] = "none"
    """Trend against the same weekday one week earlier."""


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A subject of the city."""

    name: str
    """Folder name under ``stadtkern/domains``."""
    title: str
    title_en: str
    slug: str
    """German path under ``/themen/``, e.g. ``radverkehr``."""
    summary: str
    summary_en: str
    department: str
    """The owning department, in German."""
    fields_of_action: tuple[str, ...]
    """Fields of action of the city's strategy that the subject serves."""
    quantities: tuple[Quantity, ...]
    sources: tuple[Source, ...]
    retention: Retention
    icon: str = "sensors"
    """Name of a KERN icon."""
    thresholds: tuple[Threshold, ...] = ()
    collections: tuple[Collection, ...] = ()
    """What its sources bring that lies somewhere and is not measured: trees, playgrounds, districts."""
    layers: tuple[MapLayer, ...] = ()
    tiles: tuple[Tile, ...] = ()
    protection: SmallCounts | None = None
    purpose: str = ""
    """What its devices are there for, one sentence for the public sensor register; empty: the summary."""
    purpose_en: str = ""
    not_measured: str = ""
    """What its devices do not record, one sentence; empty: nothing but the quantities is stored."""
    not_measured_en: str = ""
    legal_basis: str = ""
    """Why the city may measure it, with section; empty: self-government of municipalities."""
    legal_basis_en: str = ""
    rules: tuple[Rule, ...] = ()
    """Rules that the city may switch off and adjust in the cockpit."""
    dashboards: tuple[Dashboard, ...] = ()
    """Ready dashboards, which the city may copy and change."""
    indicators: tuple[Indicator, ...] = ()
    """Named numbers of the subject."""
    any_quantity: bool = False
    """True when its devices may measure whatever ``kernel.quantities`` knows."""
    themes: tuple[str, ...] = ("REGI",)
    """Codes of the EU data themes of its data, e.g. ``TRAN``; default: regions and cities."""
    keywords: tuple[str, ...] = ()
    """German keywords of its data, for the catalogue."""

    @property
    def measurable(self) -> tuple[Quantity, ...]:
        """What its sources may measure: what it declares, and what devices tell about themselves."""
        more = KNOWN if self.any_quantity else DEVICE_QUANTITIES
        return (*self.quantities, *(one for one in more if one not in self.quantities))
