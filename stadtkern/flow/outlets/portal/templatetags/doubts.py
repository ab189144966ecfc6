# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Doubts about values in templates."""

from __future__ import annotations

from django import template

from stadtkern.flow.outlets.portal.doubts import reasons
from stadtkern.kernel.observation import Quality

register = template.Library()


@register.filter
def doubts(quality: Quality) -> str:
    """Why a value is not to be relied on."""
    return reasons(quality)
