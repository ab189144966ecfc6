# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the content of a tile comes from, how old and how complete it is, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.portal.doubts import reasons
from stadtkern.flow.outlets.series.words import Facts
from stadtkern.web.templatetags.web import moment, number, since

from .shown import ShownTile, State

_LOOKS: dict[State, tuple[str, str]] = {
    "empty": ("info", ""),
    "stale": ("clock", "warn"),
    "withheld": ("shield", ""),
    "withdrawn": ("info", "warn"),
    "refused": ("warning", "warn"),
}
"""Icon and kind of the note of each state."""
COMPLETE = 0.95
"""Less of what is expected: said aloud."""


@dataclass(frozen=True, kw_only=True)
class StateNote:
    """Why a tile does not show what it should."""

    icon: str
    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """A line of the account."""

    title: str
    text: str


def state_note(shown: ShownTile) -> StateNote | None:
    """Why a tile does not show what it should; null: it does."""
    if shown.state == "shown":
        return None
    icon, kind = _LOOKS[shown.state]
    return StateNote(icon=icon, kind=kind, text=shown.message or _default(shown.state))


def said(facts: Facts, now: datetime) -> list[Said]:
    """Time of measurement, completeness, quality and method."""
    found = [*_times(facts, now), *_counts(facts)]
    if facts.method:
        found.append(Said(title=_("Wie berechnet"), text=" ".join(facts.method)))
    return found


def coverage(facts: Facts) -> float | None:
    """Share of the expected observations that are there, 0 to 1; null: nothing is expected."""
    return min(1.0, facts.counted / facts.expected) if facts.expected else None


def _times(facts: Facts, now: datetime) -> list[Said]:
    if facts.newest is None:
        return []
    text = f"{moment(facts.newest)} ({since(facts.newest, now)})"
    if facts.stale:
        text += ", " + _("älter als die Quelle verspricht")
    return [Said(title=_("Neuester Wert"), text=text)]


def _counts(facts: Facts) -> list[Said]:
    found = []
    if facts.streams:
        text = ngettext("%(n)s Messreihe", "%(n)s Messreihen", facts.streams) % {"n": number(facts.streams)}
        found.append(Said(title=_("Umfang"), text=text))
    if facts.withdrawn:
        text = ngettext(
            "%(n)s Messreihe wurde zurückgezogen und fehlt hier.",
            "%(n)s Messreihen wurden zurückgezogen und fehlen hier.",
            facts.withdrawn,
        )
        found.append(Said(title=_("Zurückgezogen"), text=text % {"n": number(facts.withdrawn)}))
    share = coverage(facts)
    if share is not None:
        words = _("%(percent)s %% der erwarteten Messwerte sind da.") % {"percent": _percent(share)}
        if share < COMPLETE:
            words += " " + _("Die Werte sind deshalb unvollständig.")
        found.append(Said(title=_("Vollständigkeit"), text=words))
    return [*found, *_doubts(facts)]


def _doubts(facts: Facts) -> list[Said]:
    found = []
    if facts.left_out:
        text = ngettext(
            "%(n)s unplausibler Messwert ist nicht eingerechnet (%(why)s).",
            "%(n)s unplausible Messwerte sind nicht eingerechnet (%(why)s).",
            facts.left_out,
        )
        why = reasons(facts.doubts) or _("von den Prüfungen ausgeschlossen")
        found.append(Said(title=_("Qualität"), text=text % {"n": number(facts.left_out), "why": why}))
    if facts.withheld:
        text = ngettext(
            "%(n)s Wert ist zum Schutz kleiner Zahlen nicht veröffentlicht.",
            "%(n)s Werte sind zum Schutz kleiner Zahlen nicht veröffentlicht.",
            facts.withheld,
        )
        found.append(Said(title=_("Geschützt"), text=text % {"n": number(facts.withheld)}))
    return found


def _percent(share: float) -> str:
    """Never 100 when something is missing."""
    percent = 100 * share
    return number(99 if 99 < percent < 100 else percent, 0)


def _default(state: State) -> str:
    return {
        "empty": _("Für diesen Zeitraum gibt es keine Werte."),
        "stale": _("Der neueste Wert ist älter, als die Quelle verspricht."),
        "withheld": _("Zum Schutz kleiner Zahlen werden diese Werte nicht veröffentlicht."),
        "withdrawn": _("Diese Daten wurden zurückgezogen."),
        "refused": _("Diese Kachel kann nicht berechnet werden."),
    }.get(state, "")
