# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An evaluation in sentences, in the language of the reader: what was found, and under which assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.series.words import Unit
from stadtkern.web.templatetags.web import number

from .computing import Evaluated
from .evaluation import DAYS_PER_SLOPE
from .resampling import REPEATS, Effect


def found(given: Evaluated) -> str:
    """The result in one or two sentences; never more than the interval says."""
    effect = given.evaluation.effect
    words = _numbers(effect, given.line.unit)
    if not effect.clear:
        return (
            _(
                "Eine Veränderung lässt sich nicht nachweisen: Im Mittel waren es %(observed)s am Tag, zu "
                "erwarten waren %(expected)s. Das 95-%%-Vertrauensintervall der Differenz reicht von "
                "%(low)s bis %(high)s und schließt null ein."
            )
            % words
        )
    if effect.difference > 0:
        text = _(
            "Im Mittel waren es %(observed)s am Tag, %(size)s mehr als zu erwarten war (%(expected)s). Das "
            "95-%%-Vertrauensintervall der Differenz reicht von %(low)s bis %(high)s."
        )
    else:
        text = _(
            "Im Mittel waren es %(observed)s am Tag, %(size)s weniger als zu erwarten war "
            "(%(expected)s). Das "
            "95-%%-Vertrauensintervall der Differenz reicht von %(low)s bis %(high)s."
        )
    return text % words


def caution(given: Evaluated) -> str:
    """What speaks against reading it as an effect of the event; empty: nothing that is known."""
    earlier = given.evaluation.earlier
    if earlier is None or not earlier.clear:
        return ""
    return _(
        "Vorsicht: Schon in den Wochen vor dem Ereignis ergab dieselbe Rechnung einen Unterschied von "
        "%(size)s am Tag. Die Veränderung hat also womöglich andere Ursachen als das Ereignis."
    ) % {"size": _signed(earlier.difference, given.line.unit)}


def at_equal_weather(given: Evaluated) -> str:
    """The effect without the influence of the weather; empty: no weather was asked for."""
    if not given.weather:
        return ""
    effect = given.evaluation.adjusted
    if effect is None:
        return _(
            "Das Wetter ließ sich nicht herausrechnen: dafür braucht es mindestens %(days)s verglichene Tage "
            "mit wechselndem Wetter."
        ) % {"days": DAYS_PER_SLOPE * (1 + len(given.weather))}
    text = (
        _("Bei gleichem Wetter betrüge die Differenz %(size)s am Tag (95 %%: %(low)s bis %(high)s).")
        if effect.clear
        else _(
            "Bei gleichem Wetter betrüge die Differenz %(size)s am Tag; das Intervall von %(low)s bis "
            "%(high)s "
            "schließt null ein."
        )
    )
    unit = given.line.unit
    return text % {
        "size": _signed(effect.difference, unit),
        "low": _signed(effect.low, unit),
        "high": _signed(effect.high, unit),
    }


def assumptions(given: Evaluated) -> Iterator[str]:
    """How it was computed, and what has to hold for it."""
    evaluation = given.evaluation
    weeks = ngettext("%(n)s ganze Kalenderwoche", "%(n)s ganze Kalenderwochen", evaluation.weeks)
    if evaluation.method == "year":
        yield _(
            "Verglichen wurden %(weeks)s des Zeitraums, jede mit derselben Kalenderwoche des Vorjahres "
            "(52 Wochen davor), Wochentag für Wochentag."
        ) % {"weeks": weeks % {"n": evaluation.weeks}}
    elif given.open:
        yield _(
            "Aus dem Vorjahr fehlen Werte. Verglichen wurden deshalb %(weeks)s seit dem Beginn mit %(n)s "
            "Wochen davor, Wochentag für Wochentag. Der Wechsel der Jahreszeiten steckt im Ergebnis."
        ) % {"weeks": weeks % {"n": evaluation.weeks}, "n": evaluation.reference_weeks}
    else:
        yield _(
            "Aus dem Vorjahr fehlen Werte. Verglichen wurden deshalb %(weeks)s des Zeitraums mit %(n)s "
            "Wochen "
            "davor und danach, Wochentag für Wochentag. Der Wechsel der Jahreszeiten steckt im Ergebnis."
        ) % {"weeks": weeks % {"n": evaluation.weeks}, "n": evaluation.reference_weeks}
    yield _comparison(given)
    yield _(
        "Das Vertrauensintervall entsteht, indem ganze Wochen %(repeats)s-mal neu gezogen werden "
        "(Bootstrap in "
        "Blöcken benachbarter Wochen). Es beschreibt den Zufall von Woche zu Woche, nicht Fehler der "
        "Annahmen."
    ) % {"repeats": number(REPEATS)}
    yield _(
        "%(share)s %% der Tage haben auf beiden Seiten Werte. Feiertage, unvollständige Tage und Wochen mit "
        "weniger als fünf gemeinsamen Tagen sind ausgelassen; nichts ist ergänzt."
    ) % {"share": number(100 * evaluation.coverage)}
    if evaluation.adjusted is not None:
        yield _(
            "Für „bei gleichem Wetter“ wurde an den verglichenen Tagen berechnet, wie die Differenz mit dem "
            "Unterschied des Wetters zusammenhängt (lineare Regression). Das gilt nur, soweit der "
            "Zusammenhang "
            "gerade verläuft."
        )
    if given.open:
        yield _("Das Ereignis dauert an; ausgewertet ist, was bisher gemessen wurde.")


def slopes(given: Evaluated) -> list[tuple[str, str]]:
    """How much each weather series moves a day: name and change per unit."""
    found: list[tuple[str, str]] = []
    for line, slope in zip(given.weather, given.evaluation.slopes, strict=False):
        change = _signed(slope, given.line.unit, fixed=2)
        found.append(
            (
                _title(line.title, line.title_en),
                _("%(change)s je %(unit)s") % {"change": change, "unit": symbol(line.unit)},
            )
        )
    return found


def symbol(unit: Unit) -> str:
    """How a unit is printed for the reader."""
    return unit.symbol_en or unit.symbol if get_language() == "en" else unit.symbol


def amount(value: float, unit: Unit) -> str:
    """A number with its unit."""
    return f"{number(value, places(value, unit))} {symbol(unit)}".strip()


def _comparison(given: Evaluated) -> str:
    if given.comparison is None:
        return _(
            "Ohne Vergleichsreihe enthält das Ergebnis auch alles andere, was sich zwischen den beiden "
            "Zeiträumen verändert hat."
        )
    return _(
        "Wie sich die Vergleichsreihe „%(title)s“ zwischen denselben Wochen verändert hat, ist "
        "herausgerechnet "
        "(Differenz der Differenzen). Das setzt voraus, dass das Ereignis sie nicht betrifft und beide sich "
        "sonst gleich entwickelt hätten."
    ) % {"title": _title(given.comparison.title, given.comparison.title_en)}


def _numbers(effect: Effect, unit: Unit) -> dict[str, str]:
    size = amount(abs(effect.difference), unit)
    if effect.percent is not None:
        size = f"{size} ({number(abs(effect.percent), 1)} %)"
    return {
        "observed": amount(effect.observed, unit),
        "expected": amount(effect.expected, unit),
        "size": size,
        "low": _signed(effect.low, unit),
        "high": _signed(effect.high, unit),
    }


def _signed(value: float, unit: Unit, *, fixed: int | None = None) -> str:
    digits = places(value, unit) if fixed is None else fixed
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return f"{sign}{number(abs(value), digits)} {symbol(unit)}".strip()


def places(value: float, unit: Unit) -> int:
    """Means of counts get a digit when they are small."""
    return max(unit.decimals, 1 if abs(value) < 100 else 0)


def _title(german: str, english: str) -> str:
    return english if get_language() == "en" and english else german
