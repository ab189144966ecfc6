# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Subjects whose data are behind expressions: their licences hold for what is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stadtkern.flow.devices.models import Datastream

from . import indicating
from .parsing import parsed
from .refusals import ExpressionRefused
from .tree import MOST_DEPTH, Aggregate, Expression, Named, OneStream, nodes


def of(expressions: Iterable[str]) -> set[str]:
    """Names of subjects, also of indicators and single datastreams; what is no expression has none."""
    leaves = [leaf for one in dict.fromkeys(expressions) for leaf in _leaves(one)]
    codes = {leaf.code for leaf in leaves if isinstance(leaf, OneStream)}
    streams = Datastream.objects.filter(code__in=codes).order_by() if codes else None
    found = set() if streams is None else set(streams.values_list("thing__domain", flat=True).distinct())
    return found | {leaf.selector.domain for leaf in leaves if isinstance(leaf, Aggregate)}


def _leaves(expression: str) -> Iterator[Aggregate | OneStream]:
    try:
        yield from _below(parsed(expression), ())
    except ExpressionRefused:
        return


def _below(node: Expression, above: tuple[str, ...]) -> Iterator[Aggregate | OneStream]:
    for one in nodes(node):
        if isinstance(one, Aggregate | OneStream):
            yield one
        elif isinstance(one, Named) and one.key not in above and len(above) < MOST_DEPTH:
            yield from _below(indicating.formula(one.key), (*above, one.key))
