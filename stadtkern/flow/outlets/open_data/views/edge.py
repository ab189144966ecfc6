# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The edge of the open data pages: city errors become pages that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.lake.open_tables.words import QueryRefused
from stadtkern.flow.outlets.open_data.tables.words import BeingPrepared, NoTable
from stadtkern.flow.outlets.portal.views import edge
from stadtkern.kernel.errors import CityError, NotFound
from stadtkern.web.views import refused

P = ParamSpec("P")


def page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """As on the other public pages; withdrawn datasets answer 410, tables in the making 503."""

    @edge.page
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Withdrawn as gone:
            return render(request, "open_data/withdrawn.html", {"tombstone": gone.tombstone}, status=410)
        except BeingPrepared as error:
            response = render(request, "open_data/prepared.html", {"reason": str(error)}, status=503)
            response.headers["Retry-After"] = "60"
            return response
        except NoTable as error:
            raise NotFound(str(error)) from error
        except QueryRefused as error:
            return refused(request, str(error))

    return answer


def said(error: CityError) -> str:
    """What went wrong, for a note on the page."""
    return str(error)
