# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How pages print numbers, times and ages, and how they build links. Load with ``{% load web %}``."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import translate_url
from django.utils import formats, timezone
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

register = template.Library()

_SYMBOLS = frozenset(
    {
        "back",
        "bicycle",
        "charging",
        "chart",
        "check",
        "clock",
        "down",
        "download",
        "forth",
        "info",
        "lamp",
        "leaf",
        "level",
        "map",
    }
    | {"message", "parking", "pause", "pedestrian", "people", "search", "sensors", "shield", "table", "up"}
    | {"warning", "waste", "weather", "wifi"}
)
_ICONS = {
    "directions-bike": "bicycle",
    "directions-walk": "pedestrian",
    "partly-cloudy-day": "weather",
    "thermometer": "weather",
    "thermostat": "weather",
    "local-parking": "parking",
    "ev-station": "charging",
    "ev-charger": "charging",
    "delete": "waste",
    "eco": "leaf",
    "groups": "people",
    "lightbulb": "lamp",
}
_STEPS_S = (60, 3600, 86_400, 86_400 * 14, 86_400 * 60, 86_400 * 730)


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """A number of the visitor's language with grouped thousands; a missing one is a dash."""
    if value is None:
        return "–"
    return formats.number_format(value, decimals, force_grouping=True)


@register.filter
def moment(value: datetime | None) -> str:
    """Date and time of day, Europe/Berlin, e.g. ``22.08.2026, 14:00 Uhr``; lines do not break in the time."""
    if value is None:
        return "–"
    said = format_date(timezone.localtime(value), pgettext("date format", r"d.m.Y, H:i \U\h\r"))
    return said.replace(" Uhr", "\N{NO-BREAK SPACE}Uhr")


@register.filter
def day(value: date | None) -> str:
    """A date, Europe/Berlin when it is a moment, e.g. ``22.08.2026``."""
    if value is None:
        return "–"
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return format_date(local, pgettext("date format", "d.m.Y"))


@register.filter
def iso(value: datetime | None) -> str:
    """ISO 8601 in UTC for the ``datetime`` attribute of a ``<time>``."""
    return "" if value is None else value.isoformat()


@register.filter
def age(seconds: float | None) -> str:
    """How old something is, in words, rounded down: ``vor 5 Minuten``."""
    if seconds is None:
        return ""
    if seconds < _STEPS_S[0]:
        return _("gerade eben")
    return _in_units(int(seconds))


def _in_units(seconds: int) -> str:
    if seconds < _STEPS_S[1]:
        n = seconds // 60
        return ngettext("vor %(n)s Minute", "vor %(n)s Minuten", n) % {"n": n}
    if seconds < _STEPS_S[2]:
        n = seconds // 3600
        return ngettext("vor %(n)s Stunde", "vor %(n)s Stunden", n) % {"n": n}
    return _in_days(seconds // 86_400)


def _in_days(days: int) -> str:
    if days < 14:
        return ngettext("vor %(n)s Tag", "vor %(n)s Tagen", days) % {"n": days}
    if days < 60:
        n = days // 7
        return ngettext("vor %(n)s Woche", "vor %(n)s Wochen", n) % {"n": n}
    if days < 730:
        n = days // 30
        return ngettext("vor %(n)s Monat", "vor %(n)s Monaten", n) % {"n": n}
    n = days // 365
    return ngettext("vor %(n)s Jahr", "vor %(n)s Jahren", n) % {"n": n}


@register.filter
def duration(seconds: int | None) -> str:
    """A spacing in words: ``15 Minuten``."""
    if not seconds:
        return _("unregelmäßig")
    if seconds % 86_400 == 0:
        n = seconds // 86_400
        return ngettext("%(n)s Tag", "%(n)s Tage", n) % {"n": n}
    if seconds % 3600 == 0:
        n = seconds // 3600
        return ngettext("%(n)s Stunde", "%(n)s Stunden", n) % {"n": n}
    if seconds % 60 == 0:
        n = seconds // 60
        return ngettext("%(n)s Minute", "%(n)s Minuten", n) % {"n": n}
    return ngettext("%(n)s Sekunde", "%(n)s Sekunden", seconds) % {"n": seconds}


@register.filter
def days(number_of_days: int) -> str:
    """A period in words, in years when they are whole: ``3 Jahre``, ``1.100 Tage``."""
    if number_of_days % 365 == 0:
        n = number_of_days // 365
        return ngettext("%(n)s Jahr", "%(n)s Jahre", n) % {"n": n}
    return ngettext("%(n)s Tag", "%(n)s Tage", number_of_days) % {"n": number(number_of_days)}


@register.filter
def local(declared: object, name: str) -> str:
    """A declared text in the visitor's language: ``{{ domain|local:"title" }}``."""
    if get_language() == "en":
        english = getattr(declared, f"{name}_en", "")
        if english:
            return str(english)
    return str(getattr(declared, name, ""))


@register.filter
def quantity_name(quantity: object) -> str:
    """The quantity's name in the visitor's language."""
    return str(getattr(quantity, "english" if get_language() == "en" else "german", ""))


@register.filter
def unit(quantity: object) -> str:
    """The unit as printed in the visitor's language."""
    return local(quantity, "symbol")


@register.filter
def icon(name: str) -> str:
    """The symbol of ``web/icons.svg`` for a name of KERN or Material Symbols; else a sensor."""
    return name if name in _SYMBOLS else _ICONS.get(name, "sensors")


@register.filter
def since(moment_then: datetime | None, now: datetime) -> str:
    """How long ago that was, in words."""
    return "" if moment_then is None else age(max((now - moment_then).total_seconds(), 0.0))


@register.simple_tag(takes_context=True)
def in_language(context: Context, code: str) -> str:
    """Address of this page in another language."""
    request = context.get("request")
    return translate_url(request.get_full_path(), code) if isinstance(request, HttpRequest) else "/"


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The present query string with some parameters changed; ``None`` or empty removes one."""
    request = context.get("request")
    parameters = request.GET.copy() if isinstance(request, HttpRequest) else {}
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    encoded = parameters.urlencode() if hasattr(parameters, "urlencode") else ""
    return f"?{encoded}" if encoded else "?"


@register.filter
def safe_address(address: str) -> str:
    """An address that may be linked to: of the web or of this city; anything else leads nowhere."""
    return address if address.startswith(("http://", "https://", "/", "mailto:")) else "#"


@register.simple_tag(takes_context=True)
def here(context: Context, prefix: str, *, exact: bool = False) -> SafeString | str:
    """``aria-current`` for a navigation link when the visitor is at or below its address."""
    path = str(context.get("page_path", ""))
    if path == prefix:
        return SafeString('aria-current="page"')
    return SafeString('aria-current="true"') if not exact and path.startswith(prefix) else ""
