# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data sources: who publishes what under which licence, and whether it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from stadtkern.flow.devices.models import Datastream, SourceState
from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets import readings
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain, Source

from .edge import page

_PER_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class ShownSource:
    """A source with its state."""

    domain: Domain
    source: Source
    state: SourceState | None
    age_s: float | None
    """Since the newest observation."""


def _shown(domain: Domain, source: Source, state: SourceState | None, now: datetime) -> ShownSource:
    newest = state.last_observation_at if state else None
    return ShownSource(
        domain=domain,
        source=source,
        state=state,
        age_s=max((now - newest).total_seconds(), 0.0) if newest else None,
    )


@page
def sources(request: HttpRequest) -> HttpResponseBase:
    """All sources with their state."""
    now = timezone.now()
    states = {state.key: state for state in SourceState.objects.all()}
    shown = [_shown(domain, source, states.get(source.key), now) for domain, source in registry.sources()]
    return render(request, "portal/sources.html", {"sources": shown})


@page
def source(request: HttpRequest, key: str) -> HttpResponseBase:
    """One source: publisher, licence, state, datastreams."""
    now = timezone.now()
    domain, declared = registry.source(key)
    state = SourceState.objects.filter(key=key).first()
    streams = readings.readable(Datastream.objects.filter(thing__source=key)).order_by("name", "pk")
    shown = Paginator(streams, _PER_PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "portal/source.html",
        {
            "shown": _shown(domain, declared, state, now),
            "source": declared,
            "domain": domain,
            "page": shown,
            "readings": readings.current(shown.object_list, lake=lake(), now=now),
        },
    )
