# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings and alerts that are in force; who has some is named in the wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.dashboards.shown import Entry, ShownTile
from stadtkern.kernel.dashboards import WarningsTile
from stadtkern.kernel.rights import Visitor

from .asking import Ask

Provider = Callable[[datetime, Visitor | None], Sequence[Entry]]
"""What is in force at a moment for a reader (null: the public), in the language of the reader."""

_PROVIDERS: list[Provider] = []
_ORDER = ("bad", "warn", "info")
_MOST = 20


def provide(providers: Iterable[Provider]) -> None:
    """Replace who has warnings in this process."""
    _PROVIDERS[:] = list(providers)


def providers() -> tuple[Provider, ...]:
    """Who has warnings in this process."""
    return tuple(_PROVIDERS)


def warnings(ask: Ask, tile: WarningsTile) -> ShownTile:
    """The tile with its list, the most severe first; none is said, too."""
    view = ask.view
    found = [entry for provider in _PROVIDERS for entry in provider(view.now, view.reader)]
    found.sort(key=lambda entry: _ORDER.index(entry.kind))
    if not found:
        return replace(ask.shown(tile), sentence=_("Zurzeit gilt keine Warnung."))
    said = ngettext("Zurzeit gilt %(n)s Warnung.", "Zurzeit gelten %(n)s Warnungen.", len(found))
    return replace(ask.shown(tile), entries=tuple(found[:_MOST]), sentence=said % {"n": len(found)})
