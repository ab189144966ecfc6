# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Expressions in words: short titles for legends, and a German sentence that explains what is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

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
    """What is computed, as a German sentence."""
    text = _explained(node, find)
    return text[:1].upper() + text[1:] + "."


def _explained(node: Expression, find: Finder) -> str:
    if isinstance(node, Number):
        return _german(node.value) + (f" {node.unit}" if node.unit else "")
    if isinstance(node, Aggregate):
        return _of_aggregate(node, find(node))
    if isinstance(node, OneStream):
        found = find(node)
        return (
            f"der Datenstrom „{node.code}“" if found.quantity else "ein Datenstrom, den es nicht (mehr) gibt"
        )
    if isinstance(node, Named):
        return f"die Kennzahl „{indicator(node.key).title}“"
    if isinstance(node, Negative):
        return f"das Negative von ({_explained(node.operand, find)})"
    return _of_chain(node, find) if isinstance(node, Chain) else _of_call(node, find)


def _of_aggregate(node: Aggregate, found: Found) -> str:
    how = {
        "sum": "die Summe", "mean": "der Mittelwert", "min": "der kleinste Wert", "max": "der größte Wert",
        "median": "der mittlere Wert (Median)", "count": "die Anzahl der Datenströme mit Werten",
        "each": "je Objekt der Wert",
    }[node.kind]  # fmt: skip
    domain = declared_domain(node.selector.domain)
    name = found.quantity.german if found.quantity else node.selector.quantity
    where = "".join(map(_condition, node.selector.conditions))
    number_of = f"{len(found.streams)} Datenströme" if len(found.streams) != 1 else "1 Datenstrom"
    subject = domain.title if domain else node.selector.domain
    return f"{how} von „{name}“ im Thema „{subject}“{where} ({number_of})"


def _condition(one: Condition) -> str:
    values = " oder ".join(f"„{value}“" for value in one.values)
    words = {"site": " am Ort ", "district": " im Stadtteil ", "property": f" mit {one.name} "}
    return words[one.field] + values


def _of_chain(node: Chain, find: Finder) -> str:
    words = {"+": "plus", "-": "minus", "*": "mal", "/": "geteilt durch"}
    text = _bracketed(node.first, find)
    for sign, part in node.rest:
        text += f" {words[sign]} {_bracketed(part, find)}"
    return text


def _bracketed(node: Expression, find: Finder) -> str:
    text = _explained(node, find)
    return f"({text})" if isinstance(node, Chain) else text


def _of_call(node: Call, find: Finder) -> str:
    parts = [_bracketed(one, find) for one in node.operands]
    span = Speaker(language="de", find=find).span(node.length) if node.length else ""
    rest = node.unit or node.compare or (f"{node.years[0]} bis {node.years[1]}" if node.years else "")
    return _SENTENCES[node.function](parts, span, rest)


_SENTENCES: Final[dict[str, Callable[[list[str], str, str], str]]] = {
    "ratio": lambda p, _s, _r: f"das Verhältnis von {p[0]} zu {p[1]}",
    "percent": lambda p, _s, _r: f"{p[0]} in Prozent von: {p[1]}",
    "moving_mean": lambda p, s, _r: f"das gleitende Mittel über jeweils {s} von {p[0]}",
    "shift": lambda p, s, _r: f"{p[0]}, {s} früher",
    "cumulative": lambda p, _s, _r: f"fortlaufend zusammengezählt: {p[0]}",
    "difference": lambda p, _s, _r: f"die Änderung von Schritt zu Schritt: {p[0]}",
    "convert": lambda p, _s, r: f"{p[0]}, umgerechnet in {r}",
    "degree_days": lambda p, _s, _r: f"die Gradtage (VDI 3807/4710) aus {p[0]}",
    "normalised": lambda p, _s, _r: f"{p[0]}, mit den Gradtagen aus {p[1]} witterungsbereinigt",
    "deviation": lambda p, _s, r: f"die Abweichung vom Mittel der Jahre {r}: {p[0]}",
    "share": lambda p, _s, r: f"der Anteil der Schritte, für die gilt: {p[0]} {r} {p[1]}",
}
