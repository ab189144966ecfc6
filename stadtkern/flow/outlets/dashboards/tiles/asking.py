# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every kind of tile asks of the series language, and how an empty answer is explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards.shown import ShownTile, State, View
from stadtkern.flow.outlets.series import service as series_service
from stadtkern.flow.outlets.series.words import Facts, Line, Now, SeriesQuestion, SourceFact, Unit
from stadtkern.kernel import registry
from stadtkern.kernel.dashboards import AnyTile, Series, expressions
from stadtkern.kernel.quantities import KNOWN

from .periods import Span

_COUNTED = frozenset(one.key for one in KNOWN if one.summary == "sum")
_LASTING = frozenset(one.key for one in KNOWN if one.lasting)
_MOST_RAW = 10
_QUANTITY = re.compile(r"\b[a-z][a-z0-9_]*\.([a-z][a-z0-9_]*)")
SUMMED_UP = 20_000
"""Steps that may be read where they are not drawn one by one."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One reader's view of one lake."""

    view: View
    lake: Lake

    @property
    def language(self) -> Literal["de", "en"]:
        """Of the reader."""
        return self.view.language

    def lines(self, series: Series, span: Span, *, most_steps: int = 5_000) -> tuple[Line, ...]:
        """The lines of a series over a stretch of time, named as the tile names them."""
        question = SeriesQuestion(
            expression=series.expression,
            start=span.start,
            end=span.end,
            interval=span.interval,
            reader=self.view.reader,
            places=self.view.places,
            most_steps=most_steps,
        )
        found = series_service.lines(question, lake=self.lake, now=self.view.now)
        found = tuple(replace(one, facts=_lasting(one)) for one in found)
        own = self.said(series, "title")
        return tuple(
            replace(one, title=own, title_en=own) if own and len(found) == 1 else one for one in found
        )

    def now(self, series: Series) -> tuple[Now, ...]:
        """The current values of a series."""
        return series_service.current(
            series.expression,
            reader=self.view.reader,
            places=self.view.places,
            lake=self.lake,
            now=self.view.now,
        )

    def extent(self, series: Series) -> tuple[datetime, datetime] | None:
        """First and last time of its data; null: none."""
        return series_service.extent(
            series.expression, reader=self.view.reader, places=self.view.places, lake=self.lake
        )

    def said(self, declared: object, name: str) -> str:
        """A declared text in the language of the reader."""
        english = str(getattr(declared, f"{name}_en", "")) if self.language == "en" else ""
        return english or str(getattr(declared, name))

    def symbol(self, unit: Unit) -> str:
        """The unit as printed."""
        return (unit.symbol_en if self.language == "en" else "") or unit.symbol

    def shown(self, tile: AnyTile) -> ShownTile:
        """The tile without content yet."""
        return ShownTile(tile=tile, title=self.said(tile, "title"), note=self.said(tile, "note"))


def _lasting(line: Line) -> Facts:
    """What hardly changes is not too old, however long ago it was told."""
    return replace(line.facts, stale=False) if line.quantity in _LASTING else line.facts


def counted(line: Line | Now) -> bool:
    """Whether values of several steps are added up (counts, amounts of rain), not averaged."""
    key = line.quantity if isinstance(line, Line) else ""
    return key in _COUNTED if key else line.unit.ucum.startswith("{") and "/" not in line.unit.ucum


def merged(all_facts: Iterable[Facts]) -> Facts:
    """Where several lines come from, as one; the same source is named once."""
    given = list(all_facts)
    if len(given) == 1:
        return given[0]
    sources: dict[str, SourceFact] = {}
    raw: dict[str, tuple[str, str]] = {}
    for one in given:
        sources |= {source.key: source for source in one.sources}
        raw |= {path: (title, path) for title, path in one.raw}
    doubts = Facts().doubts
    for one in given:
        doubts |= one.doubts
    sums = {
        field.name: sum(getattr(one, field.name) for one in given)
        for field in fields(Facts)
        if field.name in ("streams", "withdrawn", "expected", "counted", "left_out", "withheld")
    }
    return Facts(
        sources=tuple(sources.values()),
        oldest=min((one.oldest for one in given if one.oldest), default=None),
        newest=max((one.newest for one in given if one.newest), default=None),
        interval_s=max((one.interval_s for one in given if one.interval_s), default=None),
        stale=any(one.stale for one in given),
        doubts=doubts,
        method=tuple(dict.fromkeys(sentence for one in given for sentence in one.method)),
        raw=tuple(raw.values())[:_MOST_RAW],
        **sums,
    )


def share(facts: Facts) -> float | None:
    """How much of what was expected is there, 0 to 1; null when nothing is expected."""
    return min(facts.counted / facts.expected, 1.0) if facts.expected > 0 else None


def explained(shown: ShownTile, facts: Facts, *, anything: bool) -> ShownTile:
    """The tile with its facts, and with a reason when there is nothing to show or something is missing."""
    if anything:
        return replace(shown, facts=facts, message=_withdrawn(facts.withdrawn))
    state, message = _nothing(shown.tile, facts)
    return replace(shown, facts=facts, state=state, message=message)


def _nothing(tile: AnyTile, facts: Facts) -> tuple[State, str]:
    if facts.withdrawn and not facts.streams:
        return "withdrawn", _withdrawn(facts.withdrawn)
    if facts.withheld:
        return "withheld", _("Kleine Zahlen werden nicht veröffentlicht, damit niemand erkannt wird.")
    if not facts.streams:
        return "empty", _lacking(tile)
    return "empty", _("In diesem Zeitraum gibt es keine Werte. Ein anderer Zeitraum hilft vielleicht weiter.")


def _lacking(tile: AnyTile) -> str:
    """What would have to be measured, for whoever wonders why a tile is empty."""
    keys = dict.fromkeys(found for one in expressions(tile) for found in _QUANTITY.findall(one))
    known = [one for one in KNOWN if one.key in keys]
    if not known:
        return _("Dafür gibt es noch keine Daten.")
    english = get_language() == "en"
    names = _("“ und „").join(one.english if english else one.german for one in known)
    return _("Hier gibt es noch keine Werte von „%(names)s“. Sie erscheinen, sobald welche ankommen.") % {
        "names": names
    }


def _withdrawn(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(n)s Datenreihe wurde zurückgezogen und fehlt hier.",
        "%(n)s Datenreihen wurden zurückgezogen und fehlen hier.",
        count,
    ) % {"n": count}


def moments(us: Iterable[int]) -> list[datetime]:
    """Microseconds since 1970 as moments, UTC."""
    return [datetime.fromtimestamp(one / 1_000_000, UTC) for one in us]


def seconds(us: Iterable[int]) -> list[float]:
    """Microseconds since 1970 as seconds."""
    return [one / 1_000_000 for one in us]


def floats(values: Iterable[float]) -> list[float | None]:
    """Values with gaps as null."""
    return [float(one) if np.isfinite(one) else None for one in values]


def any_value(lines: Sequence[Line]) -> bool:
    """Whether there is anything to draw."""
    return any(np.isfinite(one.values).any() for one in lines)


def line_name(line: Line | Now, language: str) -> str:
    """The title of a line in the language of the reader."""
    return (line.title_en if language == "en" else "") or line.title


def known_until(facts: Facts) -> datetime | None:
    """Until when its newest observation tells something; null without any."""
    if facts.newest is None:
        return None
    return facts.newest + timedelta(seconds=facts.interval_s or 0)


def thresholds(line: Line, unit: str) -> list[tuple[float, str, str]]:
    """Limits of the subjects for values averaged like these: value, title, English title."""
    return [
        (limit.value, f"{limit.title} ({limit.basis})", f"{limit.title_en or limit.title} ({limit.basis})")
        for domain in registry.domains()
        for limit in domain.thresholds
        if limit.quantity.key == line.quantity
        and limit.quantity.ucum == line.unit.ucum
        and limit.mean in ("", unit)
    ]
