# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Named indicators within expressions: who knows them is told in the wiring."""

from __future__ import annotations

from collections.abc import Callable

from stadtkern.kernel.indicators import Indicator

from .parsing import parsed
from .refusals import ExpressionRefused
from .tree import MOST_DEPTH, MOST_NODES, Aggregate, Expression, Named, OneStream, nodes

Provider = Callable[[str], Indicator | None]
_PROVIDERS: list[Provider] = []


def provide(provider: Provider | None) -> None:
    """Say who knows indicators by their keys; none: nobody."""
    _PROVIDERS[:] = [] if provider is None else [provider]


def indicator(key: str) -> Indicator:
    """The indicator with this key.

    Raises:
        ExpressionRefused: there is none.
    """
    found = next((one for one in (provider(key) for provider in _PROVIDERS) if one is not None), None)
    if found is None:
        raise ExpressionRefused(f"Eine Kennzahl „{key}“ gibt es nicht.")
    return found


def formula(key: str) -> Expression:
    """The formula of an indicator.

    Raises:
        ExpressionRefused: there is no such indicator, or its formula is wrong.
    """
    found = indicator(key)
    try:
        return parsed(found.formula)
    except ExpressionRefused as error:
        raise ExpressionRefused(f"Die Formel der Kennzahl „{found.title}“ ist falsch: {error}") from error


def grounded(node: Expression, *, below: tuple[str, ...] = ()) -> Expression:
    """The same expression, when its indicators lead to data in the end.

    Raises:
        ExpressionRefused: they lead to themselves, are unknown, or nest too deeply.
    """
    _visited(node, below, [MOST_NODES])
    return node


def _visited(node: Expression, above: tuple[str, ...], left: list[int]) -> None:
    if len(above) > MOST_DEPTH:
        raise ExpressionRefused("Kennzahlen bauen zu oft aufeinander auf.")
    for one in nodes(node):
        left[0] -= 1
        if left[0] < 0:
            raise ExpressionRefused(f"Mit ihren Kennzahlen hat die Formel mehr als {MOST_NODES} Teile.")
        if isinstance(one, Named):
            if one.key in above:
                circle = " → ".join((*above[above.index(one.key) :], one.key))
                raise ExpressionRefused(f"Die Kennzahl bezieht sich auf sich selbst: {circle}")
            _visited(formula(one.key), (*above, one.key), left)


def leaves_of(node: Expression) -> tuple[Aggregate | OneStream, ...]:
    """The parts of an expression that read datastreams, those of its indicators too, each once."""
    found: dict[Aggregate | OneStream, None] = {}
    for one in nodes(node):
        if isinstance(one, Named):
            found |= dict.fromkeys(leaves_of(formula(one.key)))
        elif isinstance(one, Aggregate | OneStream):
            found[one] = None
    return tuple(found)
