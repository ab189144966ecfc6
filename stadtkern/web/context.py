# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every page knows: the city's name and the map background."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the page shell; ``now`` is the moment of the request (aware UTC)."""
    return {
        "city_name": settings.CITY_NAME,
        "page_path": request.path,
        "now": timezone.now(),
    }
