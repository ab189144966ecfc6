# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Noted events in a chart: roadworks, festivals, holidays."""

from __future__ import annotations

import re

from stadtkern.flow.outlets.annotations import service, words
from stadtkern.kernel import registry
from stadtkern.kernel.dashboards import ChartTile, expressions
from stadtkern.web.drawing.figures import Mark

from .asking import Ask

_SUBJECT = re.compile(r"\b([a-z][a-z0-9_]*)\.[a-z]")


def noted(ask: Ask, tile: ChartTile) -> tuple[Mark, ...]:
    """What was noted for the time range and the places of the view."""
    view = ask.view
    found = service.marks(view.start, view.end, places=view.places, domain=subject(tile), reader=view.reader)
    return tuple(words.mark(one, end=view.end, language=view.language) for one in found)


def subject(tile: ChartTile) -> str:
    """Name of the subject that the tile is about; empty: several, or the whole city."""
    known = {one.name for one in registry.domains()}
    named = {name for text in expressions(tile) for name in _SUBJECT.findall(text)} & known
    return named.pop() if len(named) == 1 else ""
