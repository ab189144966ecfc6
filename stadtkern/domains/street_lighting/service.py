# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others may ask of street lighting, and its periodic jobs."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy

from stadtkern.commons.defects import service as defects
from stadtkern.commons.setpoints import service as setpoints
from stadtkern.commons.setpoints import steering
from stadtkern.commons.setpoints.models import Group
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.jobs import Periodic

from . import commands, faults
from .domain import DOMAIN


def presence(group: str, *, seen_at: datetime, now: datetime) -> bool:
    """Somebody is where the lamps of this group (its name) are: they are raised at once, for its minutes.

    True when they stay raised for longer than was known.

    Raises:
        NotFound: no such group.
    """
    row = Group.objects.filter(domain=DOMAIN.name, name=group).first()
    if row is None:
        raise NotFound(f"no group of lamps {group!r}")
    raised = steering.presence(row, seen_at=seen_at, now=now)
    if raised:
        commands.tell_now.enqueue()
    return raised


def forget(now: datetime) -> str | None:
    """Delete old tasks and old settled faults; a periodic job."""
    gone = setpoints.forget(now) + defects.forget(now)
    return f"{gone} alte Befehle und Störungen gelöscht" if gone else None


def periodic() -> list[Periodic]:
    """The periodic jobs of street lighting."""
    return [
        Periodic(
            name="street_lighting.tell",
            title=gettext_lazy("Leuchten stellen"),
            every_s=60,
            function=commands.run,
        ),
        Periodic(
            name="street_lighting.faults",
            title=gettext_lazy("Störungen der Leuchten erkennen"),
            every_s=300,
            function=faults.look,
        ),
        Periodic(
            name="street_lighting.forget",
            title=gettext_lazy("Alte Befehle der Leuchten löschen"),
            every_s=86_400,
            function=forget,
        ),
    ]
