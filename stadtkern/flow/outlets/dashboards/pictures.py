# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures that staff put on dashboards, made anew from their pixels.

How that is done says the floor above (``provide``), which shares it with other uploads.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL.Image import Image

from stadtkern.kernel import audit, rights
from stadtkern.kernel.dashboards import ImageTile, tiles
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action

from .definitions import dashboard_of
from .errors import DashboardUnreadable
from .models import Picture, StoredDashboard

_UPRIGHT: list[Callable[[bytes], Image]] = []


def provide(upright: Callable[[bytes], Image]) -> None:
    """Say who makes an uploaded picture safe: turned upright, small, nothing but its pixels."""
    _UPRIGHT[:] = [upright]


@dataclass(frozen=True, kw_only=True)
class PictureFacts:
    """What is said about a picture."""

    alternative: str
    """What is seen, for those who do not see it."""
    alternative_en: str = ""
    credit: str = ""


def add(
    actor: Person, content: bytes, facts: PictureFacts, *, department: Department | None, at: datetime
) -> Picture:
    """Keep a picture for dashboards.

    Raises:
        NotPermitted: the actor does not build for this department.
        Contradiction: it has no description.
        PayloadRejected: no JPEG, PNG or WebP, or too large.
    """
    rights.require(rights.may(actor, Action.EDIT, department), "upload a picture")
    if not facts.alternative.strip():
        raise Contradiction(_("Ein Bild braucht eine Beschreibung für Menschen, die es nicht sehen."))
    picture = _UPRIGHT[0](content)
    picture.save(encoded := BytesIO(), "WEBP", quality=82)
    key = secrets.token_hex(16)
    name = default_storage.save(f"dashboards/{key}.webp", ContentFile(encoded.getvalue()))
    with transaction.atomic():
        kept = Picture.objects.create(
            key=key,
            file=name,
            media_type="image/webp",
            width=picture.width,
            height=picture.height,
            alternative=facts.alternative.strip()[:300],
            alternative_en=facts.alternative_en.strip()[:300],
            credit=facts.credit.strip()[:300],
            department=department,
            created_at=at,
            created_by=actor.get_username(),
        )
        change = {"alternative": kept.alternative}
        audit.record(actor, "dashboard.picture", f"dashboard_picture {key}", change, at)
    return kept


def remove(actor: Person, key: str, *, at: datetime) -> None:
    """Remove a picture and its file.

    Raises:
        NotFound: there is no such picture.
        NotPermitted: the actor does not build for its department.
        Contradiction: a dashboard shows it.
    """
    found = Picture.objects.select_related("department").filter(key=key).first()
    if found is None:
        raise NotFound(f"no picture {key[:40]!r}")
    rights.require(rights.may(actor, Action.EDIT, found.department), "remove a picture")
    shown_on = next((row.title for row in StoredDashboard.objects.all() if _shows(row, key)), None)
    if shown_on is not None:
        raise Contradiction(_("Das Dashboard „%(title)s“ zeigt dieses Bild noch.") % {"title": shown_on})
    with transaction.atomic():
        change = {"alternative": found.alternative}
        audit.record(actor, "dashboard.picture.remove", f"dashboard_picture {key}", change, at)
        found.delete()
    default_storage.delete(found.file)


def opened(key: str) -> tuple[Picture, File[bytes]]:
    """A picture with its file, to be sent.

    Raises:
        NotFound: it is gone.
    """
    found = Picture.objects.filter(key=key).first()
    if found is None:
        raise NotFound(f"no picture {key[:40]!r}")
    try:
        return found, default_storage.open(found.file, "rb")
    except FileNotFoundError as error:
        raise NotFound(f"no file of picture {key}") from error


def _shows(row: StoredDashboard, key: str) -> bool:
    try:
        shown = dashboard_of(row)
    except DashboardUnreadable:
        return key in str(row.definition)
    return any(isinstance(tile, ImageTile) and tile.picture == key for tile in tiles(shown))
