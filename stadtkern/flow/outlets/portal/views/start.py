# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The start page: what is happening in the city now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal import background, places, tiles
from stadtkern.flow.outlets.portal.tiles import ShownTile
from stadtkern.kernel import registry

from .edge import page

_NEWEST = 6


def _freshest_first(tile: ShownTile) -> tuple[bool, float]:
    return tile.value is None, -tile.time.timestamp() if tile.time else 0.0


@page
def start(request: HttpRequest) -> HttpResponseBase:
    """Tiles, map teaser, subjects and the sources that delivered last."""
    now = timezone.now()
    states = {state.key: state for state in SourceState.objects.all()}
    known = [
        (domain, source, states[source.key]) for domain, source in registry.sources() if source.key in states
    ]
    dated = [row for row in known if row[2].last_observation_at is not None]
    dated.sort(key=lambda row: row[2].last_observation_at or now, reverse=True)
    layers = [one for one in places.layers() if one.located]
    shown = tiles.tiles(registry.domains(), lake=lake(), now=now)
    return render(
        request,
        "portal/start.html",
        {
            "tiles": sorted((tile for tile in shown if tile.time), key=_freshest_first),
            "domains": places.subjects(),
            "sources": dated[:_NEWEST],
            "newest": max((tile.time for tile in shown if tile.time), default=None),
            "outages": sum(row[2].outage_since is not None for row in known),
            "layers": layers,
            "attributions": background.attributions(layers),
        },
    )
