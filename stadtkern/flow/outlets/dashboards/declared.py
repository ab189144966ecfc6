# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards that domains declare, and those for the whole city, appear in the register by themselves.

They follow their declaration until the city adjusts them; what the city decides about them stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction

from stadtkern.flow.catalogue import changes
from stadtkern.kernel import audit, registry
from stadtkern.kernel.dashboards import Dashboard
from stadtkern.kernel.models import Department

from .models import StoredDashboard, Visibility

ENTRY = "dashboard-"
"""Begins the keys of entries of the catalogue, so that none is taken for a source or a collection."""
_CODE_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without signs that are mistaken for another."""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A dashboard as it is declared."""

    dashboard: Dashboard
    department: str = ""
    """Name of the department that owns it; empty: the city as a whole."""
    internal: bool = False
    """Only for staff, until the city decides otherwise."""
    place: int = 100


_READY: list[Callable[[], Iterable[Declared]]] = []


def provide(ready: Callable[[], Iterable[Declared]]) -> None:
    """Say who knows the dashboards of the whole city."""
    _READY[:] = [ready]


def declarations() -> Iterator[Declared]:
    """All dashboards that are declared."""
    for ready in _READY:
        yield from ready()
    for domain in registry.domains():
        for one in domain.dashboards:
            made = one if one.domain else msgspec.structs.replace(one, domain=domain.name)
            yield Declared(dashboard=made, department=domain.department)


def declaration(key: str) -> Declared | None:
    """The declared dashboard with this key."""
    return next((one for one in declarations() if one.dashboard.key == key), None)


def new_code() -> str:
    """Of a short address; not to be guessed, and easy to type."""
    return "".join(secrets.choice(_CODE_SIGNS) for _sign in range(8))


def ensure(now: datetime) -> None:
    """Let the register know all declared dashboards; one small query when it does."""
    keys = {one.dashboard.key for one in declarations()}
    known = set(StoredDashboard.objects.order_by().filter(key__in=keys).values_list("key", flat=True))
    if keys - known:
        keep_up(now)


def keep_up(now: datetime) -> int:
    """Let the register know the declared dashboards as they are now; how many were new or changed."""
    known = {row.key: row for row in StoredDashboard.objects.all()}
    count = 0
    for one in declarations():
        row = known.get(one.dashboard.key)
        definition = msgspec.json.decode(msgspec.json.encode(one.dashboard))
        if row is None:
            count += _made(one, definition, now)
        elif row.declared and not row.adjusted and row.definition != definition:
            StoredDashboard.objects.filter(pk=row.pk, adjusted=False).update(
                definition=definition,
                title=one.dashboard.title,
                domain=one.dashboard.domain,
                changed_at=now,
                changed_by=audit.SYSTEM,
                revision=row.revision + 1,
            )
            count += 1
    return count


def _made(one: Declared, definition: object, now: datetime) -> bool:
    owner = Department.objects.get_or_create(name=one.department)[0] if one.department else None
    visibility = Visibility.INTERNAL if one.internal else Visibility.PUBLIC
    with transaction.atomic():
        row, made = StoredDashboard.objects.get_or_create(
            key=one.dashboard.key,
            defaults={
                "code": new_code(),
                "title": one.dashboard.title,
                "domain": one.dashboard.domain,
                "department": owner,
                "visibility": visibility,
                "declared": True,
                "definition": definition,
                "place": one.place,
                "created_at": now,
                "created_by": audit.SYSTEM,
                "changed_at": now,
                "changed_by": audit.SYSTEM,
            },
        )
        if made:
            change = {"visibility": str(visibility)}
            changes.moved(f"{ENTRY}{row.key}", now)
            audit.record(audit.SYSTEM, "dashboard.declare", f"dashboard {row.key}", change, now)
    return made
