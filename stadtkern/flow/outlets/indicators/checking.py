# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a formula makes an indicator: it can be computed, is one line, and leads to the unit."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stadtkern.flow.devices import units
from stadtkern.flow.devices.units import Linear, UnitRefused
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.parsing import parsed
from stadtkern.flow.outlets.series.refusals import ExpressionRefused, IndicatorUnknown
from stadtkern.flow.outlets.series.tree import Named, nodes
from stadtkern.flow.outlets.series.words import Checked
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.indicators import Indicator
from stadtkern.kernel.rights import Visitor

from . import service

_MOST_REFERENCES = 50


def check(indicator: Indicator, reader: Visitor | None) -> Checked:
    """What the formula of an indicator is, as a reader sees it.

    Raises:
        ExpressionRefused: it cannot be computed; German.
        Contradiction: it has several lines, names itself, or does not lead to the unit; German.
    """
    _refuse_circle(indicator, reader)
    found = series.check(indicator.formula, reader)
    if found.many:
        raise Contradiction(
            _("Eine Kennzahl ist eine einzige Linie: bitte „each“ durch „sum“ oder „mean“ ersetzen.")
        )
    to_unit(found.unit.ucum, indicator)
    return found


def check_public(indicator: Indicator) -> None:
    """Refuse what the public could not compute because it rests on something internal.

    Raises:
        Contradiction: its formula names an indicator that is not public; German.
    """
    try:
        series.check(indicator.formula)
    except IndicatorUnknown as error:
        raise Contradiction(
            _(
                "Die Formel nennt eine Kennzahl, die nicht öffentlich ist: bitte diese zuerst "
                "veröffentlichen oder aus der Formel nehmen."
            )
        ) from error
    except ExpressionRefused:
        return


def to_unit(ucum: str, indicator: Indicator) -> Linear:
    """How values of the formula become values of the indicator.

    Raises:
        Contradiction: they measure different things; German.
    """
    try:
        return units.conversion(ucum, indicator.ucum)
    except UnitRefused as error:
        raise Contradiction(
            _("Die Formel ergibt „%(given)s“ und führt nicht zur Einheit „%(wanted)s“: %(reason)s")
            % {"given": ucum or "1", "wanted": indicator.ucum, "reason": error}
        ) from error


def references(formula: str) -> list[str]:
    """Keys of the indicators that a formula names.

    Raises:
        ExpressionRefused: it is no expression.
    """
    return [node.key for node in nodes(parsed(formula)) if isinstance(node, Named)]


def _refuse_circle(indicator: Indicator, reader: Visitor | None) -> None:
    """Follow what the new formula names, as far as the reader sees it.

    The stored formula of the same key does not count any more.
    """
    waiting: list[tuple[str, tuple[str, ...]]] = [(key, (key,)) for key in references(indicator.formula)]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_REFERENCES:
        key, way = waiting.pop()
        if key == indicator.key:
            told = " → ".join((indicator.key, *way))
            raise Contradiction(_("Die Kennzahl bezieht sich auf sich selbst: %(way)s.") % {"way": told})
        named = service.named(key) if key not in seen and service.shows(key, reader) else None
        seen.add(key)
        if named is not None:
            waiting.extend((one, (*way, one)) for one in references(named.formula))
