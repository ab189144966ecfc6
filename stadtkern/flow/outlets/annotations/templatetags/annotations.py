# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Time ranges as people say them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils.translation import gettext as _

from stadtkern.web.templatetags.web import day, moment

register = template.Library()
_BERLIN = ZoneInfo("Europe/Berlin")


@register.simple_tag
def span(start: datetime, end: datetime | None) -> str:
    """Days when both ends are midnights (Europe/Berlin; the last day included), else moments."""
    begins = start.astimezone(_BERLIN)
    if end is None:
        return _("seit %(start)s") % {"start": day(begins.date())}
    ends = end.astimezone(_BERLIN)
    if begins.time() != time() or ends.time() != time():
        return _("%(start)s bis %(end)s") % {"start": moment(start), "end": moment(end)}
    last = ends.date() - timedelta(days=1)
    if last == begins.date():
        return day(last)
    return _("%(start)s bis %(end)s") % {"start": day(begins.date()), "end": day(last)}
