# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How indicators are drawn in lists. Load with ``{% load indicators %}``."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stadtkern.web.drawing import drawings
from stadtkern.web.drawing.figures import SparkFigure

register = template.Library()


@register.simple_tag
def sparkline(figure: SparkFigure, key: str) -> SafeString:
    """The last periods as a small line."""
    return drawings.pair(figure, language="en" if get_language() == "en" else "de", ident=f"kennzahl-{key}")
