# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit's navigation in templates of any floor. Load with ``{% load cockpit %}``."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise

from stadtkern.flow.outlets.cockpit import help as helping
from stadtkern.kernel import navigation
from stadtkern.web import undoing
from stadtkern.web.undoing import Undo

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry of the navigation as the template prints it."""

    title: str
    address: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """Entries under their heading."""

    title: str
    links: tuple[Link, ...]


@register.simple_tag(takes_context=True)
def cockpit_groups(context: Context) -> list[Group]:
    """The entries that the person may open; the one with the longest address above this page is current.

    The first page stands above all others, so that it is current only itself.
    """
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return []
    groups = navigation.groups_for(request.user)
    addresses = {entry: reverse(entry.url_name) for group in groups for entry in group.entries}
    top = min(addresses.values(), key=len, default="")
    above = (
        a for a in addresses.values() if request.path.startswith(a) and (a != top or request.path == top)
    )
    here = max(above, key=len, default="")
    return [
        Group(
            title=str(group.title),
            links=tuple(
                Link(title=str(e.title), address=addresses[e], current=addresses[e] == here)
                for e in group.entries
            ),
        )
        for group in groups
    ]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in the cockpit a page lies."""

    group: str
    title: str


@register.simple_tag
def cockpit_place(groups: list[Group]) -> Place | None:
    """The current entry with its group; none on a page that no entry leads to."""
    found = ((group, link) for group in groups for link in group.links if link.current)
    return next((Place(group=group.title, title=link.title) for group, link in found), None)


@register.simple_tag
def undo_of(message: Message) -> Undo | None:
    """What a message offers to put back; none for ordinary ones."""
    return undoing.undo_of(message)


@register.simple_tag(takes_context=True)
def cockpit_help(context: Context) -> tuple[str | Promise, ...]:
    """What this page is for, in a few sentences; empty for pages that explain themselves."""
    request = context.get("request")
    match = request.resolver_match if isinstance(request, HttpRequest) else None
    return helping.TEXTS.get(match.view_name, ()) if match else ()
