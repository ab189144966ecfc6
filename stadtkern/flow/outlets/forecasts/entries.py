# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What forecasts add to the cockpit: an entry and a notice board, put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from . import service

FORECASTS = CockpitEntry(
    title=gettext_lazy("Vorhersagen"), url_name="forecasts_cockpit:overview", right=rights.is_staff_member
)


def notices(person: Person, now: datetime) -> list[Notice]:
    """Forecasts of the person's departments that cannot be made; one query."""
    stuck = service.forecasts_of(person).filter(active=True).exclude(trouble="").count()
    if not stuck:
        return []
    text = ngettext(
        "%(n)s Vorhersage kann nicht berechnet werden; der Grund steht in der Liste.",
        "%(n)s Vorhersagen können nicht berechnet werden; die Gründe stehen in der Liste.",
        stuck,
    ) % {"n": stuck}
    return [
        Notice(
            kind="warn",
            heading=_("Vorhersagen stehen still"),
            text=text,
            url_name="forecasts_cockpit:overview",
        )
    ]
