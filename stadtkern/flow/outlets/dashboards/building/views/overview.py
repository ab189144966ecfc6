# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The dashboards that somebody may change, and those that were deleted lately."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.building.listing import listing
from stadtkern.kernel.models import Person
from stadtkern.web.lists.answering import answer

from .edge import builder_page

_DELETED_SHOWN = 20


@builder_page
def dashboards(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The list."""
    context = {
        "may_build": service.may_build(person),
        "deleted": list(service.deleted_for(person)[:_DELETED_SHOWN]),
    }
    return answer(request, person, listing(person), "dashboards/building/dashboards.html", context)
