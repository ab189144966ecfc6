# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be taken from a tile, and how a dashboard looks when it is shared. ``{% load publishing %}``."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.publishing.files import pictures, tables
from stadtkern.flow.outlets.dashboards.publishing.files.tables import NothingToTake
from stadtkern.flow.outlets.dashboards.reading import Read
from stadtkern.flow.outlets.dashboards.shown import ShownTile
from stadtkern.web.templatetags import web

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Files:
    """What there is of a tile, with absolute addresses for other pages."""

    table: bool
    picture: bool
    frame: str
    image: str
    citation: str


@dataclass(frozen=True, kw_only=True)
class Social:
    """Absolute addresses of a dashboard and its preview."""

    address: str
    picture: str


@register.simple_tag(takes_context=True)
def files_of(context: Context, shown: ShownTile) -> Files:
    """What there is of a tile of the dashboard ``read``."""
    read = context["read"]
    key = read.row.key if isinstance(read, Read) else ""
    where = [key, shown.tile.key]
    return Files(
        table=_has_table(shown),
        picture=_has_picture(shown),
        frame=_absolute("publishing:embed-tile", where),
        image=_absolute("publishing:tile-png", where),
        citation=_citation(shown, _absolute("dashboards:tile", where)),
    )


@register.simple_tag
def social_of(read: Read) -> Social:
    """How a dashboard is shared."""
    where = [read.row.key]
    return Social(
        address=_absolute("dashboards:dashboard", where), picture=_absolute("publishing:preview", where)
    )


def _citation(shown: ShownTile, address: str) -> str:
    """Publisher, title, data time and address with the day of access, as ISO 690 asks."""
    newest = shown.facts.newest
    said = [
        settings.CITY_NAME,
        shown.title,
        _("Stand %(at)s") % {"at": web.moment(newest)} if newest else "",
        _("%(address)s, abgerufen am %(day)s") % {"address": address, "day": web.day(timezone.now())},
    ]
    return ". ".join(one for one in said if one) + "."


def _has_table(shown: ShownTile) -> bool:
    try:
        return bool(tables.table_of(shown).rows)
    except NothingToTake:
        return False


def _has_picture(shown: ShownTile) -> bool:
    try:
        pictures.check(shown)
    except NothingToTake:
        return False
    return True


def _absolute(name: str, where: list[str]) -> str:
    return f"{settings.KNOBS.address}{reverse(name, args=where)}"
