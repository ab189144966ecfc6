# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit's navigation in templates of any floor. Load with ``{% load cockpit %}``."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse

from stadtkern.kernel import navigation

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry of the navigation as the template prints it."""

    title: str
    address: str
    current: bool


@register.simple_tag(takes_context=True)
def cockpit_links(context: Context) -> list[Link]:
    """The entries that the person may open; the one with the longest address above this page is current."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return []
    entries = [(str(e.title), reverse(e.url_name)) for e in navigation.entries_for(request.user)]
    here = max((a for _t, a in entries if request.path.startswith(a)), key=len, default="")
    return [Link(title=title, address=a, current=a == here) for title, a in entries]
