# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The current value of public indicators, or why there is none: for their list and for programs.

It is always what the public may see, and kept for a moment as tiles of public dashboards are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards import pacing
from stadtkern.flow.outlets.dashboards.keeping import Shelf
from stadtkern.flow.outlets.dashboards.sentences import changes, dates
from stadtkern.flow.outlets.dashboards.sentences.amounts import Language
from stadtkern.flow.outlets.dashboards.sentences.changes import Change
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.refusals import IndicatorUnknown
from stadtkern.flow.outlets.series.words import Facts, Line
from stadtkern.kernel.errors import CityError, LakeUnavailable
from stadtkern.kernel.indicators import Indicator
from stadtkern.web.drawing.figures import SparkFigure

from . import computing
from .computing import Span, Value
from .service import Known

State = Literal["current", "stale", "withheld", "withdrawn", "empty", "refused"]
_BESIDE: Final = 14
"""So many periods are shown beside the newest one."""
_ENOUGH_TO_DRAW: Final = 3


@dataclass(frozen=True, kw_only=True)
class Current:
    """The newest value that may be shown, in the language of the reader."""

    state: State
    value: float | None = None
    unit: str = ""
    start: datetime | None = None
    end: datetime | None = None
    period: str = ""
    """When it was, in words."""
    newest: datetime | None = None
    """Time of the newest measurement behind it."""
    coverage: float | None = None
    """Share of the expected measurements, 0 to 1; null where nothing is expected."""
    partial: bool = False
    change: str = ""
    """Against the period before, in words; empty: that would mislead."""
    direction: int = 0
    before: float | None = None
    notes: tuple[str, ...] = ()
    """What is to be known about it, and why there is no current one; sentences."""
    steps: tuple[tuple[str, Value], ...] = ()
    """Names and values of the last periods, the first one first."""
    figure: SparkFigure | None = None


SHELF: Final[Shelf[Current]] = Shelf()


def forget() -> None:
    """Forget what was computed."""
    SHELF.forget()


def currents(
    found: Sequence[Known], *, language: Language, lake: Lake, now: datetime, within_s: float
) -> dict[str, Current]:
    """By key: the current values of public indicators that are ready in time; the others are being computed.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    state = pacing.state(lake)
    there: dict[str, Current] = {}
    missing: dict[str, Callable[[], Current]] = {}
    for one in found:
        kept = SHELF.get(_key(one, language), state)
        if kept is not None:
            there[one.indicator.key] = kept
        else:
            missing[one.indicator.key] = partial(current, one, language=language, lake=lake, now=now)
    return there | pacing.ready(missing, language=language, within_s=within_s)


def current(known: Known, *, language: Language, lake: Lake, now: datetime) -> Current:
    """The current value of a public indicator, whatever it takes.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    return SHELF.made(_key(known, language), pacing.state(lake), partial(_made, known, language, lake, now))


def _key(known: Known, language: str) -> Hashable:
    return (known.indicator, known.domain.name if known.domain else "", language)


def _made(known: Known, language: Language, lake: Lake, now: datetime) -> Current:
    one = known.indicator
    try:
        there = computing.extent(one, reader=None, lake=lake)
        span = computing.usual_span(one, there) if there else _today(now)
        line = computing.line(one, span, reader=None, lake=lake, now=now)
        lasting = series.lasts(one.formula)
    except LakeUnavailable:
        raise
    except IndicatorUnknown:
        words = _("Kein aktueller Wert, weil eine Kennzahl, auf der sie beruht, nicht öffentlich ist.")
        return Current(state="withdrawn", notes=(words,))
    except CityError as error:
        words = _("Kein aktueller Wert, weil sich die Formel gerade nicht berechnen lässt: %(why)s")
        return Current(state="refused", notes=(words % {"why": error},))
    facts = replace(line.facts, stale=False) if lasting else line.facts
    rows = computing.values(line)
    shown = computing.newest(rows) or next((row for row in reversed(rows) if row.value is not None), None)
    if shown is None or shown.value is None:
        return _nothing(facts, rows)
    told = _told(one, replace(line, facts=facts), (rows, rows.index(shown)), language)
    return replace(told, period=_as_of(span, language)) if lasting else told


def _as_of(span: Span, language: Language) -> str:
    """What hardly changes holds since it was told last."""
    return _("Stand: %(day)s") % {"day": dates.day(span.end - timedelta(days=1), language)}


def _today(now: datetime) -> Span:
    day = dates.local(now).date()
    return Span(first=day, end=day + timedelta(days=1))


def _nothing(facts: Facts, rows: Sequence[Value]) -> Current:
    if facts.withdrawn and not facts.streams:
        said = _("Kein aktueller Wert, weil die Messreihen zurückgezogen sind.")
        return Current(state="withdrawn", notes=(said,))
    if facts.withheld or any(row.withheld for row in rows):
        said = _("Kein aktueller Wert, weil kleine Zahlen geschützt sind, damit niemand erkannt wird.")
        return Current(state="withheld", notes=(said,))
    if not facts.streams or facts.newest is None:
        said = _("Kein aktueller Wert, weil es dafür noch keine Messwerte gibt.")
        return Current(state="empty", notes=(said,))
    said = _("Kein aktueller Wert, weil sich aus den vorhandenen Messwerten noch keiner berechnen lässt.")
    return Current(state="empty", newest=facts.newest, notes=(said,))


def _told(one: Indicator, line: Line, at: tuple[list[Value], int], language: Language) -> Current:
    rows, place = at
    shown = rows[place]
    change = _change(line, rows, place, language)
    steps = rows[max(0, place + 1 - _BESIDE) : place + 1]
    compared = changes.reference("before", one.interval, language)
    drawn = [row.value for row in steps]
    enough = sum(value is not None for value in drawn) >= _ENOUGH_TO_DRAW
    title = line.title_en if language == "en" and line.title_en else line.title
    return Current(
        state="stale" if line.facts.stale else "current",
        value=shown.value,
        unit=_symbol(line, language),
        start=shown.start,
        end=shown.end,
        period=dates.when(shown.start, shown.end, one.interval, language),
        newest=line.facts.newest,
        coverage=shown.coverage,
        partial=shown.partial,
        change=changes.change(change, compared, language) if change else "",
        direction=change.direction if change else 0,
        before=change.before if change else None,
        notes=_notes(line.facts, shown, later=_later(line.facts, rows[place + 1 :])),
        steps=tuple((dates.label(row.start, one.interval, language), row) for row in steps if enough),
        figure=SparkFigure(title=title, values=drawn) if enough else None,
    )


def _change(line: Line, rows: Sequence[Value], place: int, language: Language) -> Change | None:
    """Against the period before; null unless both are complete."""
    now, before = rows[place], rows[place - 1] if place else None
    if before is None or before.value is None or before.partial or now.value is None or now.partial:
        return None
    return Change(
        now=now.value,
        before=before.value,
        unit=_symbol(line, language),
        ucum=line.unit.ucum,
        decimals=line.unit.decimals,
        counted=line.unit.ucum.startswith("{") and "/" not in line.unit.ucum,
    )


def _later(facts: Facts, rows: Sequence[Value]) -> int:
    """Of these periods those that have begun in the data."""
    return 0 if facts.newest is None else sum(row.start <= facts.newest for row in rows)


def _notes(facts: Facts, shown: Value, *, later: int) -> tuple[str, ...]:
    """``later``: periods after the shown one; the running one is never complete."""
    said: list[str] = []
    if facts.stale:
        said.append(
            _("Kein aktueller Wert, weil zu lange keine Messwerte mehr kommen. Hier steht der letzte.")
        )
    if shown.partial and shown.coverage is not None:
        words = _("Unvollständig: %(share)s %% der erwarteten Messwerte sind da.")
        said.append(words % {"share": round(100 * shown.coverage)})
    if later > 1 and not shown.partial:
        said.append(_("Neuere Zeiträume sind unvollständig oder geschützt und zählen noch nicht."))
    if facts.withdrawn:
        words = ngettext(
            "Eine Messreihe ist zurückgezogen und fehlt darin.",
            "%(n)s Messreihen sind zurückgezogen und fehlen darin.",
            facts.withdrawn,
        )
        said.append(words % {"n": facts.withdrawn})
    return tuple(said)


def _symbol(line: Line, language: str) -> str:
    return (line.unit.symbol_en if language == "en" else "") or line.unit.symbol
