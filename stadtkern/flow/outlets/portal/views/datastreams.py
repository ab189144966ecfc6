# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Datastreams: the list, the page of one with chart and table, its series as JSON, its downloads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Latest
from stadtkern.flow.outlets import protection, readings
from stadtkern.flow.outlets.portal import doubts, downloads, places, ranges, wording
from stadtkern.flow.outlets.portal.charts import chart
from stadtkern.flow.outlets.portal.encoding import tagged_json
from stadtkern.flow.outlets.readings import Channel, Point
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound

from .edge import page

_PER_PAGE = 25
_ROWS = 24


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What the visitor looks at."""

    channel: Channel
    latest: Latest
    range: ranges.Range


def _found(code: str, *, judged: bool = False) -> Datastream:
    """``judged``: with the rules for its values."""
    rows = readings.readable(Datastream.objects.filter(code=code))
    datastream = (doubts.judged(rows) if judged else rows).first()
    if datastream is None:
        raise NotFound(f"no public datastream {code!r}")
    return datastream


def _asked(request: HttpRequest, datastream: Datastream, open_lake: Lake) -> _Asked | None:
    """Null when nothing is stored yet."""
    latest = open_lake.latest([datastream.pk]).get(datastream.pk)
    if latest is None:
        return None
    number = request.GET.get("groesse", "0")
    one = readings.channel(datastream, int(number) if number.isdecimal() and len(number) < 4 else 0)
    extent = ranges.Extent(first=latest.first_time, last=latest.last_time, spacing_s=datastream.interval_s)
    parameters = {key: request.GET[key] for key in request.GET}
    found = ranges.chosen(parameters, extent, most_points=readings.MOST_POINTS)
    return _Asked(channel=one, latest=latest, range=found)


@page
def datastreams(request: HttpRequest) -> HttpResponseBase:
    """All public datastreams with their current values; htmx asks for the table alone."""
    search = request.GET.get("suche", "").strip()[:100]
    subject = request.GET.get("thema", "")
    streams = readings.readable(Datastream.objects.all())
    for word in search.split()[:5]:
        streams = streams.filter(Q(name__icontains=word) | Q(thing__name__icontains=word))
    if subject:
        streams = streams.filter(thing__domain=registry.domain_by_slug(subject).name)
    shown = Paginator(streams.order_by("name", "pk"), _PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "search": search,
        "subject": subject,
        "domains": places.subjects(),
        "page": shown,
        "readings": readings.current(shown.object_list, lake=lake(), now=timezone.now()),
    }
    whole = request.headers.get("HX-Request") != "true"
    return render(request, "portal/datastreams.html" if whole else "portal/datastreams_results.html", context)


@page
def datastream(request: HttpRequest, code: str) -> HttpResponseBase:
    """Chart, table, summary, downloads and facts of one datastream."""
    now, open_lake = timezone.now(), lake()
    found = _found(code, judged=True)
    current = readings.current([found], lake=open_lake, now=now)
    asked = _asked(request, found, open_lake)
    context: dict[str, object] = {
        "datastream": found,
        "channels": readings.channels(found),
        "channel": asked.channel if asked else readings.channel(found),
        "readings": current,
        "reading": current[asked.channel.component if asked else 0],
    }
    if asked is not None:
        context |= _history(request, asked, open_lake, now)
    return render(request, "portal/datastream.html", context)


def _history(request: HttpRequest, asked: _Asked, open_lake: Lake, now: datetime) -> dict[str, object]:
    """Series, sentence, table and choices of range."""
    shown = asked.range
    series = readings.series(
        asked.channel, start=shown.start, end=shown.end, interval=shown.interval, lake=open_lake, now=now
    )
    rows = Paginator(series.points[::-1], _ROWS).get_page(request.GET.get("seite"))
    return {
        "latest": asked.latest,
        "range": shown,
        "periods": ranges.PERIODS,
        "intervals": offered_intervals(asked.channel),
        "series": series,
        "sentence": wording.sentence(series, shown.start, shown.end),
        "doubt": doubts.share(series),
        "rules": doubts.rules_in_words(asked.channel),
        "page": rows,
        "rows": [
            (
                wording.point_time(point),
                wording.point_value(point, asked.channel.quantity),
                point,
                _note(point),
            )
            for point in rows
        ],
        "formats": tuple(downloads.MEDIA_TYPES),
        "chosen": {
            "von": shown.first_day.isoformat(),
            "bis": shown.last_day.isoformat(),
            "abstand": shown.interval_key,
            "groesse": asked.channel.component,
        },
    }


def _note(point: Point) -> str:
    """What the table twin says about a point."""
    return doubts.doubted(point) if point.left_out else "" if point.complete else _("unvollständig")


def offered_intervals(one: Channel) -> list[tuple[str, object]]:
    """Key and title of the intervals that suit the spacing and the protection of a channel."""
    spacing_s = one.datastream.interval_s or 0
    return [
        (key, title)
        for key, title, interval in ranges.INTERVALS
        if protection.width_s(interval) >= spacing_s
        and (one.rule is None or protection.fits(one.rule, interval))
    ]


@page
@gzip_page
def series_json(request: HttpRequest, code: str) -> HttpResponseBase:
    """The series of the chosen range for the chart element."""
    open_lake = lake()
    asked = _asked(request, _found(code), open_lake)
    if asked is None:
        raise NotFound(f"no observations in {code!r}")
    shown = asked.range
    series = readings.series(
        asked.channel,
        start=shown.start,
        end=shown.end,
        interval=shown.interval,
        lake=open_lake,
        now=timezone.now(),
    )
    return tagged_json(request, chart(series), media_type="application/json")


@page
def download(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """The observations of the chosen range as a file."""
    known = next((one for one in downloads.MEDIA_TYPES if one == kind), None)
    open_lake = lake()
    found = _found(code)
    asked = _asked(request, found, open_lake)
    if known is None or asked is None:
        raise NotFound(f"no download {kind!r} of {code!r}")
    file = downloads.download(
        asked.channel,
        known,
        start=asked.range.start,
        end=asked.range.end,
        lake=open_lake,
        now=timezone.now(),
    )
    name = (
        f"{code.replace('/', '_')}_{asked.range.first_day}_{asked.range.last_day}.{downloads.SUFFIXES[known]}"
    )
    return FileResponse(file, as_attachment=True, filename=name, content_type=downloads.MEDIA_TYPES[known])
