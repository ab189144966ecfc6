# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Subjects of the city: the list, and the generic page of one, made from its declaration.

A domain with a page of its own calls :func:`subject_context` and extends ``portal/subject.html``.
"""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from stadtkern.flow.devices.models import SourceState, Thing
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.portal import background, collections, places, tiles
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain

from .edge import page

_PER_PAGE = 25


@page
def subjects(request: HttpRequest) -> HttpResponseBase:
    """All subjects."""
    return render(request, "portal/subjects.html", {"domains": places.subjects()})


@page
def subject(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The generic page of a subject; htmx asks for the table alone."""
    domain = registry.domain_by_slug(slug)
    context = subject_context(request, domain, lake=lake(), now=timezone.now())
    whole = request.headers.get("HX-Request") != "true"
    return render(request, "portal/subject.html" if whole else "portal/subject_results.html", context)


def subject_context(request: HttpRequest, domain: Domain, *, lake: Lake, now: datetime) -> dict[str, object]:
    """What the parts of the subject page need: tiles, layers, sources with state, a page of places.

    Sources that people have connected count, even when ``domain`` is the bare declaration.
    """
    domain = registry.domain(domain.name)
    search = request.GET.get("suche", "").strip()[:100]
    things = Thing.objects.public().filter(domain=domain.name)
    for word in search.split()[:5]:
        things = things.filter(name__icontains=word)
    shown = Paginator(things.order_by("name", "pk"), _PER_PAGE).get_page(request.GET.get("seite"))
    layers = [one for one in places.layers() if one.domain.name == domain.name]
    states = SourceState.objects.in_bulk([source.key for source in domain.sources])
    return {
        "domain": domain,
        "tiles": tiles.tiles([domain], lake=lake, now=now),
        "collections": collections.shown(domain=domain.name),
        "layers": layers,
        "located": any(one.located for one in layers),
        "attributions": background.attributions(layers),
        "sources": [(source, states.get(source.key)) for source in domain.sources],
        "search": search,
        "page": shown,
        "places": places.places(shown.object_list, lake=lake, now=now),
    }
