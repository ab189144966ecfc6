# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making the first tile of what somebody has chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.words import Checked
from stadtkern.kernel.dashboards import AnyTile, Dashboard
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person

from . import kinds
from .operations import key_for, taken

_GO_ON: Final = frozenset({"gauge", "scatter", "text", "image"})
"""Kinds that need something more before they say anything."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A kind of tile and the data for it."""

    kind: str
    expression: str = ""
    """Empty: a kind without data."""


def chosen(sent: QueryDict) -> Chosen | None:
    """What a form asks to add; null: somebody is still searching."""
    kind, step = sent.get("art", "number"), sent.get("schritt", "")
    if wanted := sent.get("nehmen", ""):
        return Chosen(kind=kind, expression=wanted)
    if step == "ausdruck":
        return Chosen(kind=kind, expression=sent.get("ausdruck", "").strip() or " ")
    return Chosen(kind=kind) if step == "leer" else None


def is_ready(kind: str) -> bool:
    """Whether the first tile of this kind says something already."""
    return kind not in _GO_ON


def tile(person: Person, dashboard: Dashboard, choice: Chosen) -> AnyTile:
    """A new tile that shows what was chosen.

    Raises:
        NotFound: there is no such kind.
        Contradiction: the kind shows data, and none were chosen.
        ExpressionRefused: the expression cannot be computed, with the reason in German.
    """
    kind = kinds.kind(choice.kind)
    if not choice.expression or not kind.most:
        if kind.most:
            said = _("„%(kind)s“ zeigt Daten: Wählen Sie welche aus der Liste.") % {"kind": kind.title}
            raise Contradiction(said)
        return kinds.fresh(kind.name, key_for("", taken(dashboard), kind.name), str(kind.title))
    checked = series.check(choice.expression, person)
    title = _title(checked)
    key = key_for(title, taken(dashboard), kind.name)
    return kinds.fresh(kind.name, key, title[:300], choice.expression, summed=checked.additive)


def title_of(person: Person, expression: str) -> str:
    """What an expression is called, in the language of the person.

    Raises:
        ExpressionRefused: it cannot be computed, with the reason in German.
    """
    return _title(series.check(expression, person))


def _title(checked: Checked) -> str:
    return (checked.title_en if get_language() == "en" else "") or checked.title
