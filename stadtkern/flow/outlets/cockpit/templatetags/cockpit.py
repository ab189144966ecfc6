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
    """The entries that the person may open; the one with the longest address above this page is current."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return []
    groups = navigation.groups_for(request.user)
    addresses = {entry: reverse(entry.url_name) for group in groups for entry in group.entries}
    here = max((a for a in addresses.values() if request.path.startswith(a)), key=len, default="")
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
