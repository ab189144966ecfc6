# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cells of lists as they are read. Load with ``{% load lists %}``."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.translation import gettext as _

from stadtkern.web.lists.words import Cell

from .web import day, moment, number

register = template.Library()


@register.filter
def cell(value: Cell) -> str:
    """A cell in the visitor's language; an empty one is a dash."""
    match value:
        case None | "":
            return "–"
        case bool():
            return _("ja") if value else _("nein")
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case int() | float():
            return number(value, 2 if isinstance(value, float) else 0)
        case _:
            return value
