# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links of facets, names of formats and kinds, addresses that come from elsewhere."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse

from stadtkern.flow.outlets.open_data import wording
from stadtkern.web.templatetags.web import safe_address

register = template.Library()
register.filter("safe_address", safe_address)


@register.simple_tag(takes_context=True)
def facet_link(context: Context, facet: str, value: str) -> str:
    """The list with this value of a facet chosen, or no longer chosen."""
    request: HttpRequest = context["request"]
    given = request.GET.copy()
    given.pop("seite", None)
    chosen = given.getlist(facet)
    given.setlist(facet, [one for one in chosen if one != value] if value in chosen else [*chosen, value])
    return f"{reverse('open_data:datasets')}?{given.urlencode()}"


@register.filter
def format_name(code: str) -> str:
    """Name of a file type."""
    return wording.file_format(code)


@register.filter
def licence_name(code: str) -> str:
    """Short name of a licence."""
    return wording.short_licence(code)


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of column is called."""
    return str(wording.KINDS.get(kind, kind))
