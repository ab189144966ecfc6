# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all published pages and files share: who looks how, and answers that are not sent twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.dashboards import choosing, reading
from stadtkern.flow.outlets.dashboards.choosing import Chosen
from stadtkern.flow.outlets.dashboards.publishing.kept import FILES
from stadtkern.flow.outlets.dashboards.reading import Read
from stadtkern.flow.outlets.dashboards.views import edge
from stadtkern.flow.outlets.dashboards.views.edge import guarded, reader_of
from stadtkern.web.drawing.typesetting import DrawingBusy, DrawingFailed
from stadtkern.web.views import refused, unavailable

P = ParamSpec("P")
CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Of a picture that is opened by itself: it runs nothing and loads nothing."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A dashboard and how the visitor looks at it."""

    found: Read
    chosen: Chosen

    def at(self, key: str) -> Looked:
        """The same on one page."""
        return replace(self, chosen=self.chosen.at(self.found.dashboard, key))

    def at_tile(self, key: str) -> Looked:
        """The same on the page that a tile stands on."""
        return replace(self, chosen=self.chosen.at_tile(self.found.dashboard, key))


def page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """As the pages of dashboards; what is too large for paper is said, what is busy asked again."""

    @edge.page
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DrawingBusy:
            return unavailable(request)
        except DrawingFailed:
            return refused(
                request, _("Das ist zu groß. Bitte einen kürzeren Zeitraum oder weniger Orte wählen.")
            )

    return answer


def look(request: HttpRequest, key: str) -> Looked:
    """The dashboard as the query string asks for it.

    Raises:
        NotFound: there is none, or it is not for this visitor.
    """
    found = reading.dashboard(key, request.user)
    reader = reader_of(request, found)
    chosen = choosing.view_of(request.GET, found.dashboard, reader, lake=lake(), now=timezone.now())
    return Looked(found=found, chosen=chosen)


def file(
    request: HttpRequest,
    found: Read,
    content: object,
    make: Callable[[], bytes],
    *,
    media_type: str,
    name: str = "",
) -> HttpResponse:
    """A file with an entity tag of its content (RFC 9110 § 8.8.3), made when the visitor lacks it.

    Those of public dashboards are made once an hour at most as long as nothing changes.

    With a name it is saved, without one it is shown.
    """
    digest = hashlib.blake2b(repr((content, media_type)).encode(), digest_size=12).hexdigest()
    tag = f'W/"{digest}"'
    response: HttpResponse
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        hour = timezone.now().strftime("%Y-%m-%d %H")
        content_of = FILES.made(f"{hour} {tag}", make) if found.public else make()
        response = HttpResponse(content_of, content_type=media_type)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        if name:
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["ETag"] = tag
    if found.public:
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return guarded(found, response)
