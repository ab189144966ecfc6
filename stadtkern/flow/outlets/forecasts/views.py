# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public pages of forecasts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.web.drawing.drawings import pair
from stadtkern.web.drawing.numerals import Language

from . import service
from .showing import ended, shown, title_of

_MOST = 500


@page
def overview(request: HttpRequest) -> HttpResponseBase:
    """All public forecasts, with what they are worth."""
    orders = list(service.public().filter(output__isnull=False)[:_MOST])
    now = timezone.now()
    over = {order.pk for order in orders if ended(order, now)}
    return render(request, "forecasts/overview.html", {"orders": orders, "over": over})


@page
def one(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One public forecast: chart, table, what it is worth, and hours that stood out."""
    order = service.public().filter(pk=pk).first()
    if order is None:
        raise Http404
    found = shown(order, lake=lake(), now=timezone.now())
    language: Language = "en" if get_language() == "en" else "de"
    drawing = pair(found.figure, columns=12, ident="vorhersage", language=language) if found.figure else ""
    context = {"found": found, "order": order, "title": title_of(order), "drawing": drawing}
    return render(request, "forecasts/forecast.html", context)
