# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A picture with its description."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.models import Picture
from stadtkern.flow.outlets.dashboards.shown import ShownTile
from stadtkern.kernel.dashboards import ImageTile

from .asking import Ask


def picture(ask: Ask, tile: ImageTile) -> ShownTile:
    """The tile with the path of its picture; one that is gone says so."""
    shown = ask.shown(tile)
    found = Picture.objects.filter(key=tile.picture).first()
    if not tile.picture:
        return replace(shown, state="empty", message=_("Noch ist kein Bild gewählt."))
    if found is None:
        return replace(shown, state="withdrawn", message=_("Dieses Bild wurde entfernt."))
    return replace(shown, picture=reverse("dashboards:picture", args=[found.key]))
