# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A noted event as diagrams, lists and evaluations read it, whoever has noted it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.devices.places import Spot
from stadtkern.web.drawing.figures import Mark


@dataclass(frozen=True, kw_only=True)
class Noted:
    """An event: when, what and where."""

    title: str
    title_en: str = ""
    kind: str
    """A value of ``models.Kind``."""
    start: datetime
    end: datetime | None = None
    """Exclusive, aware UTC; null: it lasts."""
    where: str = ""
    """Names of its places, German; empty: the whole city."""
    text: str = ""
    text_en: str = ""
    number: int | None = None
    """Its id, when people have noted it; null: it made itself, of a calendar or a collection."""
    near: Spot | None = None
    """It concerns only places close to this point."""


Provider = Callable[[datetime, datetime], Iterable[Noted]]
"""Public events of ``[start, end)`` that make themselves: holidays, roadworks; asked often, so cheap."""


def mark(noted: Noted, *, end: datetime, language: str) -> Mark:
    """How a diagram shows it: what lasts is marked where it begins."""
    text = noted.title_en if language == "en" and noted.title_en else noted.title
    until = noted.end if noted.end is not None else noted.start
    return Mark(start=noted.start.timestamp(), end=min(until, end).timestamp(), text=text)
