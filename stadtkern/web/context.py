# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every page knows: the city's name and the map background."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from . import banners


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the page shell; ``now`` is the moment of the request (aware UTC)."""
    now = timezone.now()
    return {
        "city_name": settings.CITY_NAME,
        "page_path": request.path,
        "now": now,
        "banners": SimpleLazyObject(lambda: banners.shown(now)),
    }
