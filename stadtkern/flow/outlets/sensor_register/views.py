# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of the sensor register: the list, one device, sheets to print, QR codes, downloads."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page

from stadtkern.flow.devices.models import Thing, ThingQuerySet
from stadtkern.flow.outlets.portal import places
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.kernel.errors import NotFound
from stadtkern.web import qr

from . import contacts, downloads, entries

_PER_PAGE = 25
_PER_PRINT = 50
_FORMATS = ("a4", "a6")


@page
def sensors(request: HttpRequest) -> HttpResponseBase:
    """The devices by name; paged by the last name and id seen."""
    asked = _asked(request)
    shown, last = _page_of(request, entries.found(**asked), _PER_PAGE)
    context = asked | {
        "entries": entries.entries(shown),
        "last": last,
        "subjects": places.subjects(),
        "first_page": "id" not in request.GET,
    }
    whole = request.headers.get("HX-Request") != "true"
    name = "sensors.html" if whole else "sensors_results.html"
    return render(request, f"sensor_register/{name}", context)


@page
def sensor(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything that is to be known about one device."""
    context = {"entry": entries.entry(code), "contact": contacts.contact()}
    return render(request, "sensor_register/sensor.html", context)


@page
def sheet(request: HttpRequest, code: str) -> HttpResponseBase:
    """One sheet to hang at the device."""
    return _printed(request, [entries.entry(code)], last=None)


@page
def sheets(request: HttpRequest) -> HttpResponseBase:
    """Sheets of many devices, each on a page of its own."""
    shown, last = _page_of(request, entries.found(**_asked(request)), _PER_PRINT)
    return _printed(request, entries.entries(shown), last=last)


@page
@cache_control(public=True, max_age=3600)
def code_picture(request: HttpRequest, code: str) -> HttpResponseBase:
    """The QR code (ISO/IEC 18004, error correction M) of the short address of a device, as SVG."""
    known = Thing.objects.public().filter(code=code).exists()
    if not known:
        raise NotFound(f"no public thing {code!r}")
    return HttpResponse(qr.svg(_address(request, code)), content_type="image/svg+xml")


@page
@gzip_page
def as_json(request: HttpRequest) -> HttpResponseBase:
    """The register as JSON."""
    return _file(request, downloads.as_json(*_for_file(request)), "application/json", "json")


@page
@gzip_page
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """The register as CSV."""
    return _file(request, downloads.as_csv(*_for_file(request)), "text/csv; charset=utf-8", "csv")


def _asked(request: HttpRequest) -> dict[str, str]:
    search = request.GET.get("suche", "").strip()[:100]
    return {"search": search, "subject": request.GET.get("thema", "")}


def _page_of(request: HttpRequest, things: ThingQuerySet, size: int) -> tuple[list[Thing], Thing | None]:
    """The things of this page, and the last one when there are more."""
    pk = request.GET.get("id", "")
    if pk.isdecimal() and len(pk) < 19:
        things = entries.after(things, request.GET.get("nach", ""), int(pk))
    rows = list(things[: size + 1])
    return rows[:size], rows[size - 1] if len(rows) > size else None


def _printed(request: HttpRequest, shown: list[entries.Entry], *, last: Thing | None) -> HttpResponse:
    form = request.GET.get("format", "a4")
    context = {
        "sheets": [(one, _address(request, one.code)) for one in shown],
        "format": form if form in _FORMATS else "a4",
        "formats": _FORMATS,
        "contact": contacts.contact(),
        "last": last,
    }
    return render(request, "sensor_register/sheets.html", context)


def _address(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("sensor_register:sensor", args=[code]))


def _for_file(request: HttpRequest) -> tuple[Iterator[entries.Entry], downloads.Address]:
    things = entries.found(**_asked(request))
    return entries.all_entries(things), lambda code: _address(request, code)


def _file(request: HttpRequest, parts: Iterator[bytes], media_type: str, ending: str) -> HttpResponseBase:
    disposition = f'attachment; filename="sensorregister.{ending}"'
    return StreamingHttpResponse(parts, content_type=media_type, headers={"Content-Disposition": disposition})
