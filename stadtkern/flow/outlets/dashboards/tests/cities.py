# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People and dashboards for tests, made by the services that people use."""

from __future__ import annotations

from datetime import UTC, datetime

from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.models import StoredDashboard
from stadtkern.kernel import people
from stadtkern.kernel.dashboards import (
    AnyTile,
    ChartTile,
    Dashboard,
    DashboardPage,
    NumberTile,
    Series,
    TextTile,
)
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.people import NewPerson

NOW = datetime(2026, 8, 3, 12, tzinfo=UTC)


def department(name: str = "Amt für Mobilität") -> Department:
    return Department.objects.get_or_create(name=name)[0]


def somebody(username: str, *departments: Department, administrator: bool = False) -> Person:
    facts = NewPerson(username=username, departments=departments, administrator=administrator)
    return people.create_person("test", facts, at=NOW)


def words(*tiles: AnyTile, title: str = "Radverkehr") -> Dashboard:
    shown = tiles or (TextTile(key="hallo", title="Hallo", text="Guten Tag."),)
    page = DashboardPage(key="uebersicht", title="Übersicht", tiles=shown)
    return Dashboard(key="wird-ersetzt", title=title, pages=(page,))


def number(key: str = "zahl", expression: str = "sum(cycling.bicycle_count)") -> NumberTile:
    return NumberTile(key=key, title="Fahrräder", series=Series(expression=expression))


def chart(key: str = "verlauf", expression: str = "sum(cycling.bicycle_count)") -> ChartTile:
    return ChartTile(key=key, title="Verlauf", series=(Series(expression=expression),))


def built(
    actor: Person, owner: Department | None, *tiles: AnyTile, title: str = "Radverkehr"
) -> StoredDashboard:
    return service.create(actor, title=title, department=owner, definition=words(*tiles), at=NOW)
