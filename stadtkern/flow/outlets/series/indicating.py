# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Named indicators within expressions: who knows them, and who may see which, is told in the wiring.

An indicator that a reader may not see is to this reader as one that does not exist: its formula can name what
is internal, and so do the titles of its lines.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from stadtkern.kernel.indicators import Indicator
from stadtkern.kernel.rights import Visitor

from .parsing import parsed
from .refusals import ExpressionRefused, IndicatorUnknown
from .tree import MOST_DEPTH, MOST_NODES, Aggregate, Expression, Named, OneStream, nodes

Provider = Callable[[str], Indicator | None]
Guard = Callable[[str, Visitor | None], bool]
"""Whether a reader (null: the public) may see the indicator of this key."""
_PROVIDERS: list[Provider] = []
_GUARDS: list[Guard] = []


def provide(provider: Provider | None, guard: Guard | None = None) -> None:
    """Say who knows indicators by their keys, and who may see them; none: nobody, and everybody."""
    _PROVIDERS[:] = [] if provider is None else [provider]
    _GUARDS[:] = [] if guard is None else [guard]


def indicator(key: str) -> Indicator:
    """The indicator with this key.

    Raises:
        ExpressionRefused: there is none.
    """
    found = next((one for one in (provider(key) for provider in _PROVIDERS) if one is not None), None)
    if found is None:
        raise _unknown(key)
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


def grounded(node: Expression, reader: Visitor | None) -> Expression:
    """The same expression, when its indicators lead to data in the end; ask this before anything else.

    Raises:
        ExpressionRefused: they lead to themselves, or nest too deeply.
        IndicatorUnknown: one of them does not exist, or is not for this reader.
    """
    _visited(node, (), [MOST_NODES], reader)
    return node


def _unknown(key: str) -> IndicatorUnknown:
    return IndicatorUnknown(_("Eine Kennzahl „%(key)s“ gibt es nicht.") % {"key": key})


def _seen(key: str, reader: Visitor | None) -> None:
    """The public is not told the key: it has not written it."""
    if all(guard(key, reader) for guard in _GUARDS):
        return
    if reader is not None:
        raise _unknown(key)
    raise IndicatorUnknown(
        _("Eine Kennzahl, auf der das beruht, gibt es nicht mehr, oder sie ist nicht öffentlich.")
    )


def _visited(node: Expression, above: tuple[str, ...], left: list[int], reader: Visitor | None) -> None:
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
            _seen(one.key, reader)
            _visited(formula(one.key), (*above, one.key), left, reader)


def leaves_of(node: Expression) -> tuple[Aggregate | OneStream, ...]:
    """The parts of an expression that read datastreams, those of its indicators too, each once."""
    found: dict[Aggregate | OneStream, None] = {}
    for one in nodes(node):
        if isinstance(one, Named):
            found |= dict.fromkeys(leaves_of(formula(one.key)))
        elif isinstance(one, Aggregate | OneStream):
            found[one] = None
    return tuple(found)
