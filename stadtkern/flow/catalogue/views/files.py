# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Uploaded files of public datasets."""

from __future__ import annotations

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils.http import parse_etags

from stadtkern.flow.catalogue import changes, uploads
from stadtkern.flow.catalogue.models import DistributionRow
from stadtkern.flow.catalogue.models.datasets import SHOWN, Dataset, shared_with
from stadtkern.kernel.roles import Action


def file(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """One file, always as a download; drafts only for the department."""
    row = (
        DistributionRow.objects.select_related("dataset__department")
        .filter(dataset__key=key, key=name)
        .first()
    )
    if row is None or not row.file or not _may_see(request, row):
        raise Http404
    tag = f'"{row.sha256[:32]}"'
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse | FileResponse = HttpResponseNotModified()
    else:
        try:
            content = uploads.opened(row.file)
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(
            content,
            as_attachment=True,
            filename=row.file_name,
            content_type=row.media_type or "application/octet-stream",
        )
    response.headers["ETag"] = tag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if row.released_at and row.dataset.state in SHOWN:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _may_see(request: HttpRequest, row: DistributionRow) -> bool:
    if row.released_at and row.dataset.state in SHOWN:
        return True
    if changes.may(request.user, Action.SEE_INTERNAL, row.dataset):
        return True
    shared = shared_with(request.user)
    return shared is not None and Dataset.objects.filter(shared, pk=row.dataset_id).exists()
