# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures of tiles while they are built, as those who read the dashboard will see them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from stadtkern.flow.lake import current
from stadtkern.flow.outlets.dashboards import choosing
from stadtkern.flow.outlets.dashboards.models import Picture, Visibility
from stadtkern.flow.outlets.dashboards.shown import ShownTile, View
from stadtkern.flow.outlets.dashboards.tiles.prepare import prepare
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.words import Checked
from stadtkern.kernel import rights
from stadtkern.kernel.dashboards import AnyTile, Dashboard, DashboardPage, ImageTile
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor

from .drafts import Bench
from .forms import ImageForm
from .sheet import Sheet

_PICTURES_OFFERED = 200


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A tile as it would be seen."""

    shown: ShownTile
    view: View


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is known of one series before it is computed."""

    checked: Checked | None
    problem: str = ""


def of_tile(person: Person, found: Bench, tile: AnyTile) -> Preview:
    """A tile of the draft."""
    view = _view(person, found, _only(found.dashboard, tile))
    return Preview(shown=prepare(tile, view, lake=current.lake()), view=view)


def of_sheet(person: Person, found: Bench, sheet: Sheet) -> Preview | None:
    """The tile that a form describes; null: something is missing, which the form says."""
    made = sheet.result()
    return None if made is None else of_tile(person, found, made)


def of_page(person: Person, found: Bench, page: DashboardPage) -> list[Preview]:
    """All tiles of a page, side by side in time."""
    view = _view(person, found, found.dashboard)
    lake = current.lake()
    return [Preview(shown=prepare(tile, view, lake=lake), view=view) for tile in page.tiles]


def checks(person: Person, sheet: Sheet) -> list[Said]:
    """What each series of a form is, in words; one that is empty says nothing."""
    return [_said(person, str(one.get("expression", ""))) for one in sheet.given]


def offer_pictures(person: Person, sheet: Sheet) -> None:
    """Let an image tile choose among the pictures of the person's departments and of the city as a whole."""
    if isinstance(sheet.form, ImageForm):
        mine = Q(department=None) | Q(department__in=rights.departments_of(person))
        shown = Q(key=sheet.tile.picture) if isinstance(sheet.tile, ImageTile) else Q(pk=None)
        rows = Picture.objects.filter(mine | shown).order_by("-created_at")[:_PICTURES_OFFERED]
        sheet.form.offer([(one.key, one.alternative) for one in rows])


def reader_of(person: Person, found: Bench) -> Visitor | None:
    """As whom a dashboard is computed: a public one as the public, whoever builds it."""
    return None if found.row.visibility == Visibility.PUBLIC else person


def _view(person: Person, found: Bench, dashboard: Dashboard) -> View:
    now = timezone.now()
    reader = reader_of(person, found)
    chosen = choosing.view_of(QueryDict(), dashboard, reader, lake=current.lake(), now=now)
    return replace(chosen.view, reader=reader)


def _only(dashboard: Dashboard, tile: AnyTile) -> Dashboard:
    """The dashboard with this tile alone, whose data then say where the time range ends."""
    page = DashboardPage(key="kachel", title="", tiles=(tile,))
    return msgspec.structs.replace(dashboard, pages=(page,))


def _said(person: Person, expression: str) -> Said:
    if not expression.strip():
        return Said(checked=None)
    try:
        return Said(checked=series.check(expression, person))
    except CityError as error:
        return Said(checked=None, problem=str(error))
