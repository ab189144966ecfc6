# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Expressions in words: short titles for legends, and a sentence that explains what is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from .indicating import indicator
from .measuring import Finder
from .printing import number
from .streams import Found, declared_domain
from .tree import Aggregate, Call, Chain, Condition, Expression, Length, Named, Negative, Number, OneStream

Language = Literal["de", "en"]
_MINUS: Final = "\u2212"
_GONE: Final = {"de": "Zurückgezogene Daten", "en": "Withdrawn data"}
_REDUCED: Final = {
    "sum": ("Summe", "total"), "mean": ("Mittel", "mean"), "min": ("Minimum", "minimum"),
    "max": ("Maximum", "maximum"), "median": ("Median", "median"), "count": ("Anzahl", "number"),
    "each": ("", ""),
}  # fmt: skip
_LENGTHS: Final = {
    "min": (("Minute", "Minuten"), ("minute", "minutes")), "h": (("Stunde", "Stunden"), ("hour", "hours")),
    "d": (("Tag", "Tage"), ("day", "days")), "w": (("Woche", "Wochen"), ("week", "weeks")),
    "m": (("Monat", "Monate"), ("month", "months")), "y": (("Jahr", "Jahre"), ("year", "years")),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Says expressions in one language."""

    language: Language
    find: Finder

    def title(self, node: Expression) -> str:
        """A short title, as in a legend."""
        if isinstance(node, Number):
            return _german(node.value) if self.language == "de" else number(node.value)
        if isinstance(node, Aggregate):
            return self._aggregate(node, self.find(node))
        if isinstance(node, OneStream):
            return self._stream(self.find(node))
        if isinstance(node, Named):
            found = indicator(node.key)
            return found.title if self.language == "de" else found.title_en or found.title
        if isinstance(node, Negative):
            return f"{_MINUS} {self.title(node.operand)}"
        return self._chain(node) if isinstance(node, Chain) else self._call(node)

    def span(self, length: Length) -> str:
        """A span of time in words."""
        words = _LENGTHS[length.unit][self.language == "en"]
        return f"{length.number} {words[length.number != 1]}"

    def _aggregate(self, node: Aggregate, found: Found) -> str:
        quantity = found.quantity
        if quantity is None:
            return _GONE[self.language]
        name = quantity.german if self.language == "de" else quantity.english
        things = {one.thing_id for one in found.streams}
        if node.kind == "each" or (len(found.streams) == 1 and node.kind != "count"):
            return name if len(things) != 1 else f"{found.streams[0].thing_name}: {name}"
        if len(things) == 1:
            return f"{found.streams[0].thing_name}: {name}"
        how = _REDUCED[node.kind][self.language == "en"]
        where = ", ".join(
            value for one in node.selector.conditions if one.field == "district" for value in one.values
        )
        return f"{name} ({how}{f', {where}' if where else ''})"

    def _stream(self, found: Found) -> str:
        if found.quantity is None or not found.streams:
            return _GONE[self.language] if found.withdrawn else "–"
        name = found.quantity.german if self.language == "de" else found.quantity.english
        return f"{found.streams[0].thing_name}: {name}"

    def _chain(self, node: Chain) -> str:
        signs = {"+": "+", "-": _MINUS, "*": "×", "/": "/"}
        text = self._part(node.first, node)
        for sign, part in node.rest:
            text += f" {signs[sign]} {self._part(part, node)}"
        return text

    def _part(self, node: Expression, above: Chain) -> str:
        title = self.title(node)
        return f"({title})" if isinstance(node, Chain) and node.additive != above.additive else title

    def _call(self, node: Call) -> str:
        titles = [self.title(one) for one in node.operands]
        span = self.span(node.length) if node.length else ""
        years = f"{node.years[0]}–{node.years[1]}" if node.years else ""
        german, english = _CALLS[node.function](titles, span, node.compare or years)
        return german if self.language == "de" else english


def _german(value: float) -> str:
    return number(value).replace(".", ",")


_Titles = Callable[[list[str], str, str], tuple[str, str]]
_CALLS: Final[dict[str, _Titles]] = {
    "ratio": lambda t, _s, _y: (f"{t[0]} / {t[1]}", f"{t[0]} / {t[1]}"),
    "percent": lambda t, _s, _y: (f"{t[0]} in Prozent von {t[1]}", f"{t[0]} as a percentage of {t[1]}"),
    "moving_mean": lambda t, s, _y: (f"{t[0]}, gleitendes Mittel ({s})", f"{t[0]}, moving mean ({s})"),
    "shift": lambda t, s, _y: (f"{t[0]}, {s} früher", f"{t[0]}, {s} earlier"),
    "cumulative": lambda t, _s, _y: (f"{t[0]}, fortlaufend summiert", f"{t[0]}, running total"),
    "difference": lambda t, _s, _y: (f"{t[0]}, Änderung je Schritt", f"{t[0]}, change per step"),
    "convert": lambda t, _s, _y: (t[0], t[0]),
    "degree_days": lambda t, _s, _y: (f"Gradtage aus {t[0]}", f"Degree days of {t[0]}"),
    "normalised": lambda t, _s, _y: (f"{t[0]}, witterungsbereinigt", f"{t[0]}, adjusted for weather"),
    "deviation": lambda t, _s, y: (f"{t[0]}, Abweichung vom Mittel {y}", f"{t[0]}, deviation from {y}"),
    "share": lambda t, _s, y: (f"Anteil {t[0]} {y} {t[1]}", f"Share of {t[0]} {y} {t[1]}"),
}


def explained(node: Expression, find: Finder) -> str:
    """What is computed, as a sentence in the language of the reader."""
    text = _explained(node, find)
    return text[:1].upper() + text[1:] + "."


def _explained(node: Expression, find: Finder) -> str:
    if isinstance(node, Number):
        value = _german(node.value) if _language() == "de" else number(node.value)
        return value + (f" {node.unit}" if node.unit else "")
    if isinstance(node, Aggregate):
        return _of_aggregate(node, find(node))
    if isinstance(node, OneStream):
        gone = find(node).quantity is None
        text = _("eine Messreihe, die es nicht (mehr) gibt") if gone else _("die Messreihe „%(code)s“")
        return text % {"code": node.code}
    if isinstance(node, Named):
        return _("die Kennzahl „%(title)s“") % {"title": Speaker(language=_language(), find=find).title(node)}
    if isinstance(node, Negative):
        return _("das Negative von (%(what)s)") % {"what": _explained(node.operand, find)}
    return _of_chain(node, find) if isinstance(node, Chain) else _of_call(node, find)


def _language() -> Language:
    return "en" if (get_language() or "de").startswith("en") else "de"


def _of_aggregate(node: Aggregate, found: Found) -> str:
    domain = declared_domain(node.selector.domain)
    if _language() == "de":
        name = found.quantity.german if found.quantity else node.selector.quantity
        subject = domain.title if domain else node.selector.domain
    else:
        name = found.quantity.english if found.quantity else node.selector.quantity
        subject = (domain.title_en or domain.title) if domain else node.selector.domain
    streams = len(found.streams)
    return _("%(how)s von „%(name)s“ im Thema „%(subject)s“%(where)s (%(streams)s)") % {
        "how": _HOW[node.kind],
        "name": name,
        "subject": subject,
        "where": "".join(map(_condition, node.selector.conditions)),
        "streams": ngettext("%(n)s Messreihe", "%(n)s Messreihen", streams) % {"n": streams},
    }


_HOW: Final = {
    "sum": gettext_lazy("die Summe"),
    "mean": gettext_lazy("der Mittelwert"),
    "min": gettext_lazy("der kleinste Wert"),
    "max": gettext_lazy("der größte Wert"),
    "median": gettext_lazy("der mittlere Wert (Median)"),
    "count": gettext_lazy("die Anzahl der Messreihen mit Werten"),
    "each": gettext_lazy("je Ort der Wert"),
}


def _condition(one: Condition) -> str:
    values = _(" oder ").join(_("„%(text)s“") % {"text": value} for value in one.values)
    if one.field == "site":
        return _(" am Ort %(values)s") % {"values": values}
    if one.field == "district":
        return _(" im Stadtteil %(values)s") % {"values": values}
    if one.field == "also":
        return _(" an Orten, die auch %(values)s melden,") % {"values": values}
    return _(" mit %(name)s %(values)s") % {"name": one.name, "values": values}


def _of_chain(node: Chain, find: Finder) -> str:
    words = {"+": _("plus"), "-": _("minus"), "*": _("mal"), "/": _("geteilt durch")}
    text = _bracketed(node.first, find)
    for sign, part in node.rest:
        text += f" {words[sign]} {_bracketed(part, find)}"
    return text


def _bracketed(node: Expression, find: Finder) -> str:
    text = _explained(node, find)
    return f"({text})" if isinstance(node, Chain) else text


def _of_call(node: Call, find: Finder) -> str:
    years = (
        _("%(first)s bis %(last)s") % {"first": node.years[0], "last": node.years[1]} if node.years else ""
    )
    parts = {"a": _bracketed(node.operands[0], find), "rest": node.unit or node.compare or years}
    if len(node.operands) > 1:
        parts["b"] = _bracketed(node.operands[1], find)
    if node.length:
        parts["span"] = Speaker(language=_language(), find=find).span(node.length)
    return str(_SENTENCES[node.function]) % parts


_SENTENCES: Final = {
    "ratio": gettext_lazy("das Verhältnis von %(a)s zu %(b)s"),
    "percent": gettext_lazy("%(a)s in Prozent von: %(b)s"),
    "moving_mean": gettext_lazy("das gleitende Mittel über jeweils %(span)s von %(a)s"),
    "shift": gettext_lazy("%(a)s, %(span)s früher"),
    "cumulative": gettext_lazy("fortlaufend zusammengezählt: %(a)s"),
    "difference": gettext_lazy("die Änderung von Schritt zu Schritt: %(a)s"),
    "convert": gettext_lazy("%(a)s, umgerechnet in %(rest)s"),
    "degree_days": gettext_lazy("die Gradtage (VDI 3807/4710) aus %(a)s"),
    "normalised": gettext_lazy("%(a)s, mit den Gradtagen aus %(b)s witterungsbereinigt"),
    "deviation": gettext_lazy("die Abweichung vom Mittel der Jahre %(rest)s: %(a)s"),
    "share": gettext_lazy("der Anteil der Schritte, für die gilt: %(a)s %(rest)s %(b)s"),
}
