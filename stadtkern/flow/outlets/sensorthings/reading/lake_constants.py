# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Parts of an expression that are the same for every observation, worked out before the lake is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Row, Stored
from stadtkern.flow.outlets.sensorthings.query.evaluator import evaluate
from stadtkern.flow.outlets.sensorthings.query.trees import children
from stadtkern.flow.outlets.sensorthings.query.words import (
    Constant,
    Expression,
    Path,
    Period,
    Quantified,
)
from stadtkern.flow.outlets.sensorthings.reading.observations_logic import rebuilt


class _Nobody:
    """The row of an expression without paths."""

    def value(self, name: str) -> Stored:
        """Never asked for."""
        raise KeyError(name)

    def related(self, link: str) -> Sequence[Row]:
        """Never asked for."""
        raise KeyError(link)


def folded(node: Expression, now: datetime) -> Expression:
    """The expression with literals for parts such as ``now() sub duration'P1D'``; unknown ones are null."""
    parts = children(node)
    if isinstance(node, Constant | Path | Quantified):
        return node
    made = tuple(folded(one, now) for one in parts)
    if not all(isinstance(one, Constant) for one in made):
        return rebuilt(node, made)
    value = evaluate(node, _Nobody(), now=now)
    if value is None or isinstance(value, str | int | float | datetime | date | time | timedelta | Period):
        return Constant(value=value, kind=node.kind, at=node.at)
    return node
