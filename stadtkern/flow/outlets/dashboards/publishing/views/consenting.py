# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages behind the links of e-mails: agree to get a report, or stop it. Only a press of the button counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from stadtkern.flow.outlets.dashboards.publishing import orders
from stadtkern.kernel.errors import LinkInvalid


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Agree; mail programs that open links by themselves agree to nothing."""
    try:
        if request.method == "POST":
            found, done = orders.confirm(token, at=timezone.now()), True
        else:
            found = orders.invited(token)
            done = found.confirmed_at is not None
    except LinkInvalid:
        return render(request, "publishing/consent.html", {"invalid": True}, status=410)
    context = {"title": orders.title_for(found), "done": done, "order": found.order}
    return render(request, "publishing/consent.html", context)


@csrf_exempt
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop; mail programs may do so with one click (RFC 8058), so it needs nothing but the signed link."""
    try:
        if request.method == "POST":
            found, done = orders.stop(token, at=timezone.now()), True
        else:
            found = orders.recipient_of(token, "stop")
            done = found.stopped_at is not None
    except LinkInvalid:
        return render(request, "publishing/consent.html", {"invalid": True}, status=410)
    context = {"title": orders.title_for(found), "done": done, "stopping": True}
    return render(request, "publishing/consent.html", context)
