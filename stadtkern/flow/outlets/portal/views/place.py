# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of a place: everything that is measured there now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from stadtkern.flow.devices import service as register
from stadtkern.flow.devices.models import Thing
from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets import readings
from stadtkern.flow.outlets.portal.places import labelled
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound

from .edge import page


@page
def place(request: HttpRequest, code: str) -> HttpResponseBase:
    """Values, properties, position and source of a public thing."""
    thing = Thing.objects.public().filter(code=code).first()
    if thing is None:
        raise NotFound(f"no public thing {code!r}")
    domain = next((domain for domain in registry.domains() if domain.name == thing.domain), None)
    streams = readings.readable(thing.datastreams.all())
    return render(
        request,
        "portal/place.html",
        {
            "thing": thing,
            "domain": domain,
            "source": next((s for s in (domain.sources if domain else ()) if s.key == thing.source), None),
            "readings": readings.current(streams, lake=lake(), now=timezone.now()),
            "location": register.spots([thing.pk]).get(thing.pk),
            "properties": labelled(domain, thing.properties),
        },
    )
