# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The limit of requests per client, as the knobs say and with the keys of this city."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stadtkern.flow.ingest import keys
from stadtkern.kernel.errors import CityError
from stadtkern.web.rates.allowed import Manner, Rates
from stadtkern.web.rates.clients import LOOPBACK
from stadtkern.web.rates.front import PERSON, Gate

from .env import Knobs
from .headers import fixed_headers

log = structlog.get_logger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]


def gate(knobs: Knobs) -> Gate:
    """What stands before all pages and interfaces."""
    return Gate(
        Manner(
            rates=Rates(**dict(knobs.rates)),
            trusted=knobs.trusted_proxies or LOOPBACK,
            strict=bool(knobs.trusted_proxies),
            recognised=_holder,
            page_headers=fixed_headers(basemap=knobs.basemap, https=knobs.https),
        )
    )


def note_person(get_response: Answer) -> Answer:
    """Middleware that tells the gate who is signed in; it looks only where somebody has looked already."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            request.META[PERSON] = request.session[SESSION_KEY]
        return response

    return answer


def _holder(authorization: str) -> str:
    try:
        caller = keys.authenticate(authorization, now=datetime.now(UTC))
    except CityError:
        return ""
    except DatabaseError:
        log.warning("register_unavailable", asked_for="key")
        return ""
    return f"{caller.key_id or caller.name}" if caller.name else ""
