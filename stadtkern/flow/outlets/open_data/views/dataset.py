# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of one dataset, and what stands in its columns."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from stadtkern.flow.catalogue.words import Column, Entry
from stadtkern.flow.collections import service as collections
from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.open_tables.asking import ColumnFigures
from stadtkern.flow.outlets import readings
from stadtkern.flow.outlets.dcat.http import views as dcat
from stadtkern.flow.outlets.open_data import pages, plain, usage, wording
from stadtkern.flow.outlets.open_data.tables import service, statistics
from stadtkern.flow.outlets.open_data.tables.querying import table_name
from stadtkern.flow.outlets.portal import ranges
from stadtkern.flow.outlets.portal import wording as values
from stadtkern.flow.outlets.portal.ranges import Extent
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound

from .edge import page

_STREAMS = 15


@page
def dataset(request: HttpRequest, key: str) -> HttpResponseBase:
    """Everything about a dataset; clients that prefer RDF get that."""
    graph = dcat.negotiated(request, key)
    if graph is not None:
        patch_vary_headers(graph, ("Accept",))
        return graph
    now = timezone.now()
    entry = pages.entry(key, request.user)
    address = request.build_absolute_uri(reverse("open_data:dataset", args=[key]))
    context: dict[str, object] = {
        **described(entry),
        "source": pages.shown_source(entry, now),
        "siblings": pages.siblings(entry, request.user),
        "preview": pages.preview(entry, request.user, now, address),
        "ways": pages.ways(entry),
        "citation": pages.citation(entry, address, now),
        "address": address,
        "embed": request.build_absolute_uri(reverse("open_data:embed", args=[key])),
        "usage": usage.days(key, now),
        "table_name": table_name(key),
    }
    if entry.collection:
        context["collection"] = collections.visible(request.user).filter(key=entry.collection).first()
    if entry.origin == "measured":
        context |= _streams(request, entry, now)
    usage.note(key, "page", now)
    response = render(request, "open_data/dataset.html", context)
    patch_vary_headers(response, ("Accept",))
    patch_cache_control(response, private=True, no_cache=True)  # every reader is counted
    return response


@page
def columns(request: HttpRequest, key: str) -> HttpResponseBase:
    """Every column with kind, unit and what stands in it."""
    now = timezone.now()
    entry = pages.entry(key, request.user)
    ready = service.ready(service.table(entry, request.user), now)
    figures = {one.key: one for one in statistics.figures(ready)}
    rows = [
        (column, wording.KINDS[column.kind], figures.get(column.key), _range(column, figures.get(column.key)))
        for column in ready.table.columns
    ]
    context = {**described(entry), "rows": rows, "ready": ready, "total": ready.snapshot.rows}
    return render(request, "open_data/columns.html", context)


def _range(column: Column, figures: ColumnFigures | None) -> tuple[pages.Cell, pages.Cell] | None:
    """The first and the last value of a column as people read them."""
    if figures is None or figures.least is None or figures.greatest is None:
        return None
    ends = (figures.least, figures.greatest)
    if column.kind in ("integer", "number"):
        return pages.cell(float(ends[0])), pages.cell(float(ends[1]))
    return pages.cell(_moment(ends[0], column), column), pages.cell(_moment(ends[1], column), column)


def _moment(text: str, column: Column) -> str:
    """Moments of the engine as ISO 8601; anything else stays."""
    return datetime.fromisoformat(text).isoformat() if column.kind == "datetime" else text


def described(entry: Entry) -> dict[str, object]:
    """What all pages of a dataset say about it, in the language of the page."""
    english = get_language() == "en"
    description = entry.description_en if english and entry.description_en else entry.description
    return {
        "entry": entry,
        "title": entry.title_en if english and entry.title_en else entry.title,
        "paragraphs": plain.paragraphs(description),
        "themes": [(code, wording.theme(code)) for code in entry.themes],
        "frequency": wording.frequency(entry.frequency),
        "high_value": [wording.high_value(name) for name in entry.high_value],
        "origin": wording.ORIGINS.get(entry.origin, entry.origin),
        "domain": _domain(entry),
        "formats": {one.format: wording.file_format(one.format) for one in entry.distributions},
    }


def _domain(entry: Entry) -> object:
    try:
        return registry.domain(entry.domain) if entry.domain else None
    except NotFound:
        return None


def _streams(request: HttpRequest, entry: Entry, now: datetime) -> dict[str, object]:
    """The datastreams of a source with their newest values, and the last week of the busiest of them."""
    open_lake = lake()
    rows = readings.readable(Datastream.objects.filter(thing__source=entry.source)).order_by("name", "pk")
    shown = Paginator(rows, _STREAMS).get_page(request.GET.get("seite"))
    current = readings.current(shown.object_list, lake=open_lake, now=now)
    found: dict[str, object] = {"page": shown, "readings": current}
    busiest = max(current, key=lambda one: (one.time is not None, one.value or 0.0), default=None)
    known = open_lake.latest([busiest.datastream.pk]) if busiest else {}
    if busiest is None or busiest.datastream.pk not in known:
        return found
    channel, latest = busiest.channel, known[busiest.datastream.pk]
    extent = Extent(first=latest.first_time, last=latest.last_time, spacing_s=channel.datastream.interval_s)
    span = ranges.chosen({"zeitraum": "woche", "abstand": "tag"}, extent, most_points=readings.MOST_POINTS)
    series = readings.series(
        channel, start=span.start, end=span.end, interval=span.interval, lake=open_lake, now=now
    )
    points = [
        (values.point_time(point), values.point_value(point, channel.quantity)) for point in series.points
    ]
    return found | {"channel": channel, "component": str(channel.component), "points": points}
