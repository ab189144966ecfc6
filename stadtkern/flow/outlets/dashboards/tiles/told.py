# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lines as sentences need them."""

from __future__ import annotations

import numpy as np

from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.dashboards.sentences import changes, ranges, rankings
from stadtkern.flow.outlets.dashboards.sentences.changes import Change, Reference
from stadtkern.flow.outlets.series.words import Line

from .asking import Ask, counted, line_name, share

_ALIKE = 0.95
"""Two stretches are compared only when neither lacks more than this of what the other has."""


def comparable(now: Line, before: Line) -> bool:
    """Whether two stretches of a line are complete enough to be compared."""
    if now.total is None or before.total is None:
        return False
    one, other = _whole(now), _whole(before)
    return min(one, other) >= _ALIKE * max(one, other) and min(one, other) > 0


def _whole(line: Line) -> float:
    """How much of the stretch is there: steps without any value count as missing, too."""
    if not len(line.values):
        return 0.0
    there = np.isfinite(line.values)
    parts = np.where(np.isfinite(line.coverage), line.coverage, 1.0)
    return float(np.where(there, parts, 0.0).mean())


def change_of(ask: Ask, now: Line, before: Line | None) -> Change | None:
    """The whole of a line against the whole of an earlier one; null when that would mislead."""
    if before is None or not comparable(now, before) or now.total is None or before.total is None:
        return None
    return Change(
        now=now.total,
        before=before.total,
        unit=ask.symbol(now.unit),
        ucum=now.unit.ucum,
        decimals=now.unit.decimals,
        counted=counted(now),
    )


def line_sentence(
    ask: Ask, line: Line, interval: Interval, before: Line | None = None, how: Reference = "year"
) -> str:
    """What a line says, beside the same one of an earlier time."""
    change = change_of(ask, line, before)
    begun = line.starts < micros(ask.view.now)
    told = ranges.Told(
        name=line_name(line, ask.language),
        starts=line.starts[begun],
        ends=line.ends[begun],
        values=line.values[begun],
        coverage=line.coverage[begun],
        unit=ask.symbol(line.unit),
        ucum=line.unit.ucum,
        decimals=line.unit.decimals,
        step=interval.unit,
        counted=counted(line),
        total=line.total if line.total is not None and np.isfinite(line.total) else None,
        share=share(line.facts),
        before=change,
        compared=changes.reference(how, "range", ask.language),
    )
    return ranges.sentence(told, ask.language, plain=ask.view.plain)


def ranking_sentence(ask: Ask, lines: tuple[Line, ...]) -> str:
    """Who of several lines has most and least over the whole range."""
    if not lines:
        return ""
    first = lines[0]
    ranked = rankings.Ranked(
        entries=[(line_name(one, ask.language), one.total) for one in lines],
        unit=ask.symbol(first.unit),
        ucum=first.unit.ucum,
        decimals=first.unit.decimals,
        counted=counted(first),
    )
    return rankings.ranking(ranked, ask.language, plain=ask.view.plain)
