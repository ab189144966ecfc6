# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes reports of dashboards: reads the tiles as somebody sees them and sets them on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.dashboards import choosing, reading, viewing
from stadtkern.flow.outlets.dashboards.choosing import Chosen
from stadtkern.flow.outlets.dashboards.models import Picture
from stadtkern.flow.outlets.dashboards.reading import Read
from stadtkern.flow.outlets.dashboards.sentences import dates
from stadtkern.flow.outlets.dashboards.shown import View
from stadtkern.kernel.dashboards import ImageTile, tiles
from stadtkern.kernel.models import Person
from stadtkern.web.drawing.papers import paper
from stadtkern.web.templatetags import web

from .files import papers
from .mails import Report
from .models import ReportOrder

log = structlog.get_logger(__name__)


def report(found: Read, chosen: Chosen) -> Report:
    """A dashboard as PDF/UA, in the language that is active.

    Raises:
        DrawingFailed: it is too large for paper.
        LakeUnavailable: as when reading tiles.
    """
    view = chosen.view
    title = web.local(found.dashboard, "title")
    pages = pages_of(found, chosen)
    document = papers.document(_cover(found, chosen, title), pages)
    shown = [one for _title, page in pages for one in page]
    return Report(
        title=title,
        key=found.row.key,
        sentences=papers.sentences(shown, view.language),
        pdf=paper(document),
        file_name=f"{found.row.key}_{timezone.localtime(view.now):%Y-%m-%d}.pdf",
    )


def pages_of(found: Read, chosen: Chosen) -> papers.Sections:
    """Title of each page with its tiles, each page over its own time range."""
    open_lake = lake()
    sections = []
    for page in found.dashboard.pages:
        at = chosen.at(found.dashboard, page.key)
        title = web.local(page, "title")
        if chosen.span != at.span and at.ranged:
            title = f"{title} ({dates.days_between(at.view.start, at.view.end, at.view.language)})"
        tiles = [viewing.one_tile(found, tile.key, at.view, lake=open_lake) for tile in page.tiles]
        sections.append((title, tiles))
    return sections


def of_order(order: ReportOrder, person: Person | None, now: datetime) -> Report:
    """The report of an order as the person sees it (null: the public), in the language of the order.

    Raises:
        NotFound: the dashboard is not for this reader (any more).
    """
    found = reading.dashboard(order.dashboard.key, person)
    asked = QueryDict("einfach=1" if order.plain else "")
    reader = None if found.public else person
    with translation.override(order.language):
        return report(found, choosing.view_of(asked, found.dashboard, reader, lake=lake(), now=now))


def short_address(found: Read) -> str:
    """The short address, absolute; it stays whatever happens to the title."""
    return f"{settings.KNOBS.address}{reverse('publishing:short', args=[found.row.code])}"


def _cover(found: Read, chosen: Chosen, title: str) -> papers.Cover:
    view = chosen.view
    summary = web.local(found.dashboard, "summary")
    if view.plain and view.language == "de" and found.dashboard.plain:
        summary = found.dashboard.plain
    return papers.Cover(
        city=settings.CITY_NAME,
        title=title,
        summary=summary,
        span=dates.days_between(view.start, view.end, view.language),
        places=_places(view, chosen),
        address=short_address(found),
        home=settings.KNOBS.address,
        made_at=view.now,
        language=view.language,
        plain=view.plain,
        pictures=dict(_pictures(found)),
    )


def _places(view: View, chosen: Chosen) -> str:
    names = [one.title for one in chosen.sites if one.chosen]
    return ", ".join([*([view.places.district] if view.places.district else []), *names])


def _pictures(found: Read) -> Iterator[tuple[str, bytes]]:
    """Pictures of image tiles; one that is gone is left out."""
    wanted = {tile.key: tile.picture for tile in tiles(found.dashboard) if isinstance(tile, ImageTile)}
    files = dict(Picture.objects.filter(key__in=wanted.values()).values_list("key", "file"))
    for tile, key in wanted.items():
        if key in files:
            try:
                with default_storage.open(files[key]) as file:
                    yield tile, file.read()
            except OSError:
                log.warning("picture_missing", dashboard=found.row.key, tile=tile)
