# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Uploading a picture for an image tile; without a description there is none."""

from __future__ import annotations

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import given
from stadtkern.flow.outlets.dashboards import pictures
from stadtkern.flow.outlets.dashboards.building import drafts
from stadtkern.flow.outlets.dashboards.building import operations as do
from stadtkern.flow.outlets.dashboards.building.facts import PictureForm
from stadtkern.kernel.dashboards import ImageTile
from stadtkern.kernel.errors import Contradiction, NotFound, PayloadRejected
from stadtkern.kernel.models import Person

from .edge import builder_page


@builder_page
def upload(request: HttpRequest, person: Person, key: str, tile: str) -> HttpResponse:
    """A picture for this tile, which shows it from then on."""
    found = drafts.bench(person, key)
    shown = do.tile_of(found.dashboard, tile)
    if not isinstance(shown, ImageTile):
        raise NotFound(f"tile {tile!r} shows no picture")
    form = PictureForm(given(request), request.FILES or None, initial={"credit": shown.credit})
    if form.is_valid():
        now = timezone.now()
        try:
            kept = pictures.add(person, form.content(), form.facts(), department=found.row.department, at=now)
        except (Contradiction, PayloadRejected) as error:
            form.add_error(None, str(error))
        else:
            changed = msgspec.structs.replace(
                shown,
                picture=kept.key,
                alternative=kept.alternative,
                alternative_en=kept.alternative_en,
                credit=kept.credit,
            )
            drafts.step(person, found, do.with_tile_changed(found.dashboard, changed), at=now)
            messages.success(request, _("Das Bild ist hochgeladen."))
            return redirect("building:tile", key, tile)
    context = {"row": found.row, "dashboard": found.dashboard, "tile": shown, "form": form}
    return render(request, "dashboards/building/picture.html", context, status=422 if form.errors else 200)
