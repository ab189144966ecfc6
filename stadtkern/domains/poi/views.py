# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for people in front of a sign: the short address, the place, its pictures, its QR code."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.cache import cache_control, never_cache

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.portal.views.subjects import subject_context
from stadtkern.kernel.errors import NotFound
from stadtkern.web import qr

from . import pictures, service, signs
from .domain import DOMAIN
from .models import Sign, SignState

_PER_PAGE = 200


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """Collections of places, and the places with a sign."""
    context = subject_context(request, DOMAIN, lake=lake(), now=timezone.now())
    whole = request.headers.get("HX-Request") != "true"
    context["signs"] = Sign.objects.public()[:_PER_PAGE]
    return render(request, "poi/subject.html" if whole else "portal/subject_results.html", context)


@page
@never_cache
def short(request: HttpRequest, code: str) -> HttpResponseBase:
    """The address on the sign: counted, then on to the page of the place."""
    sign = signs.of_code(code)
    if sign.state == SignState.DRAFT:
        raise NotFound(f"sign {sign.code} is a draft")
    if request.method == "GET":
        signs.count_scan(sign, now=timezone.now())
    there = signs.standing(sign)
    if there is None or there.state != SignState.PUBLIC:
        return render(request, "poi/gone.html", {"sign": sign}, status=410)
    return redirect("poi:place", code=there.code)


@page
def place(request: HttpRequest, code: str) -> HttpResponseBase:
    """What is to be known at a place."""
    sign = _public(code)
    if sign.state == SignState.RETIRED:
        there = signs.standing(sign)
        if there is None or there.state != SignState.PUBLIC:
            return render(request, "poi/gone.html", {"sign": sign}, status=410)
        return redirect("poi:place", code=there.code, permanent=True)
    context = {
        "sign": sign,
        "text": (sign.text_en if get_language() == "en" else "") or sign.text,
        "foreign": get_language() == "en" and not sign.text_en,
        "images": list(sign.images.all()),
        "object": service.place(sign.collection, sign.feature),
        "domain": DOMAIN,
        "address": short_address(request, sign),
    }
    return render(request, "poi/place.html", context)


@page
@cache_control(public=True, max_age=86400)
def code_picture(request: HttpRequest, code: str) -> HttpResponseBase:
    """The QR code of the short address, as SVG."""
    return HttpResponse(qr.svg(short_address(request, _public(code))), content_type="image/svg+xml")


@page
@cache_control(public=True, max_age=86400)
def picture(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A picture of a place."""
    found = _public(code).images.filter(pk=pk).first()
    file = pictures.opened(found.file) if found else None
    if file is None:
        raise NotFound(f"no picture {pk}")
    return FileResponse(file, content_type="image/webp")


def short_address(request: HttpRequest, sign: Sign) -> str:
    """The full address that stands on the sign, the same one on pages of every language."""
    with override(settings.LANGUAGE_CODE):
        return request.build_absolute_uri(reverse("poi_short:short", args=[sign.code]))


def _public(code: str) -> Sign:
    sign = signs.of_code(code)
    if sign.state == SignState.DRAFT:
        raise NotFound(f"sign {sign.code} is a draft")
    return sign
