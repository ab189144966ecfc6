# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the keyboard goes on after a button of the workbench. Load with ``{% load building %}``."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from stadtkern.flow.outlets.dashboards.building.forms import TileForm
from stadtkern.flow.outlets.dashboards.building.previews import Said

register = template.Library()


@register.simple_tag
def at(focus: str, key: str, name: str) -> SafeString:
    """The id of an element of a tile, which gets the keyboard when it is the one to go on with."""
    ident = f"{key}-{name}"
    return format_html('id="{}" autofocus', ident) if ident == focus else format_html('id="{}"', ident)


@register.simple_tag
def own_fields(form: TileForm) -> list[BoundField]:
    """The fields of this kind of tile, but for its English ones."""
    return [form[name] for name in form.OWN if not name.endswith("_en") or name == "alternative_en"]


@register.simple_tag
def target_fields(form: TileForm) -> list[BoundField]:
    """The fields of a target; none for a kind that has no target."""
    return [field for field in form if field.name.startswith("target_")] if form.TARGET else []


@register.simple_tag
def said_of(said: Sequence[Said] | None, number: int) -> Said | None:
    """What is known of one series."""
    return said[number] if said and number < len(said) else None
