# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The environment dashboard: the subject page with limits, noise, heat, soil and water."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.portal.views.subjects import subject_context
from stadtkern.web.templatetags.web import number

from . import service
from .domain import DOMAIN
from .service import Compared, Heat, Soil


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """The subject page with the whole dashboard; htmx asks for the places alone."""
    open_lake, now = lake(), timezone.now()
    context = subject_context(request, DOMAIN, lake=open_lake, now=now)
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/subject_results.html", context)
    limits = service.limits(lake=open_lake, now=now)
    heat = service.heat(lake=open_lake, now=now)
    soils = service.soils(lake=open_lake, now=now)
    context |= {
        "limits": limits,
        "limits_sentence": limits_sentence(limits),
        "sounds": service.sound_days(lake=open_lake, now=now),
        "heat": heat,
        "heat_sentence": heat_sentence(heat),
        "soils": soils,
        "soils_sentence": soils_sentence(soils),
        "waters": service.waters(lake=open_lake, now=now),
    }
    return render(request, "environment/subject.html", context)


def limits_sentence(limits: Sequence[Compared]) -> str:
    """How many limits are broken, in words; empty without any measurement."""
    if not limits:
        return ""
    broken = sum(one.broken for one in limits)
    if not broken:
        return _("An keinem Ort wird in diesem Jahr ein Grenzwert öfter überschritten als erlaubt.")
    return ngettext(
        "An einer Stelle wird ein Grenzwert in diesem Jahr öfter überschritten als erlaubt.",
        "An %(n)s Stellen wird ein Grenzwert in diesem Jahr öfter überschritten als erlaubt.",
        broken,
    ) % {"n": number(broken)}


def heat_sentence(heat: Sequence[Heat]) -> str:
    """The hottest place of the newest day and what that means; empty without temperatures."""
    if not heat:
        return ""
    hottest = heat[0]
    told = {
        "place": hottest.datastream.thing.name,
        "degrees": number(hottest.days.newest_highest, 1),
    }
    if hottest.days.newest_highest >= 30:
        return (
            _(
                "Heiß: %(place)s meldet bis zu %(degrees)s °C. Viel trinken, die Mittagssonne meiden, nach "
                "älteren Nachbarn sehen."
            )
            % told
        )
    return _("Am wärmsten war es am letzten Messtag hier: %(place)s mit %(degrees)s °C.") % told


def soils_sentence(soils: Sequence[Soil]) -> str:
    """Where the soil is dry, in words; empty without any comparison."""
    compared = [one for one in soils if one.drier_share is not None]
    if not compared:
        return ""
    dry = sum(one.dry for one in compared)
    if not dry:
        return _("Nirgends ist der Boden ungewöhnlich trocken.")
    return ngettext(
        "An einem Ort ist der Boden trockener als an neun von zehn Tagen des letzten Jahres: Bäume gießen.",
        "An %(n)s Orten ist der Boden trockener als an neun von zehn Tagen des letzten Jahres: Bäume gießen.",
        dry,
    ) % {"n": number(dry)}
