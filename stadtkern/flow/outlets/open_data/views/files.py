# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files of tables to take away."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date, parse_etags

from stadtkern.flow.outlets.open_data import pages, usage
from stadtkern.flow.outlets.open_data.tables import files, service

from .edge import page


@page
def download(request: HttpRequest, key: str, suffix: str) -> HttpResponseBase:
    """The whole table in one format; with an entity tag, so that nothing is sent twice."""
    now = timezone.now()
    entry = pages.entry(key, request.user)
    address = request.build_absolute_uri(reverse("open_data:dataset", args=[key]))
    ready = service.ready(service.table(entry, request.user, address=address), now)
    form, path = files.file(ready, suffix, entry, address)
    tag = f'"{ready.snapshot.address}-{suffix}"'
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse | FileResponse = HttpResponseNotModified()
    else:
        usage.note(key, "download", now)
        name = f"{key}_{ready.snapshot.made_at:%Y-%m-%d}.{suffix}"
        response = FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type=form.media_type
        )
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(ready.snapshot.made_at.timestamp())
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
