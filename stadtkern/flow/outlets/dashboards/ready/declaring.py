# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which ready dashboards the city has beside those of single subjects."""

from __future__ import annotations

from collections.abc import Iterable

from stadtkern.flow.outlets.dashboards.declared import Declared
from stadtkern.kernel import registry
from stadtkern.kernel.dashboards import Dashboard

from .city import CITY
from .energy import ENERGY
from .mobility import CYCLING_AND_WALKING
from .platform import PLATFORM


def dashboards() -> Iterable[Declared]:
    """Those of the whole city; the platform is for staff, and energy until there are meters to show."""
    return (
        Declared(dashboard=CITY, place=1),
        Declared(dashboard=CYCLING_AND_WALKING, department=_department(CYCLING_AND_WALKING), place=10),
        Declared(dashboard=ENERGY, department=_department(ENERGY), internal=True, place=50),
        Declared(dashboard=PLATFORM, department=_department(PLATFORM), internal=True, place=90),
    )


def _department(dashboard: Dashboard) -> str:
    """That of its subject; the city as a whole when the subject is not there."""
    found = (one.department for one in registry.domains() if one.name == dashboard.domain)
    return next(found, "")
