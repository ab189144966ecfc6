# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members of departments and superusers of the first version keep what they may do."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.db.models import Model

BEFORE = [("kernel", "0002_grants_and_shares")]
_CHANGE = import_module("stadtkern.kernel.migrations.0003_departments_become_roles")


def apps_of(targets: list[tuple[str, str]]) -> StateApps:
    """The models as they were at that migration; the tables are not touched."""
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def members(transactional_db: None) -> Iterator[type[Model]]:
    """The table of members, as it was."""
    through = (
        apps_of(BEFORE).get_model("kernel", "Person")._meta.get_field("departments").remote_field.through
    )
    with connection.schema_editor() as editor:
        editor.create_model(through)
    yield through
    with connection.schema_editor() as editor:
        editor.delete_model(through)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("members")
def test_members_become_editor_steward_and_technician_and_superusers_administrators() -> None:
    apps = apps_of(BEFORE)
    people, departments = apps.get_model("kernel", "Person"), apps.get_model("kernel", "Department")
    grants = apps.get_model("kernel", "Grant")
    traffic = departments.objects.create(name="Verkehr")
    people.objects.create(username="erik").departments.add(traffic)
    people.objects.create(username="amira", is_superuser=True, is_staff=True)
    people.objects.create(username="gast")

    _CHANGE.become_roles(apps, None)

    told = sorted(grants.objects.values_list("person__username", "role", "department__name"))
    assert told == [
        ("amira", "administrator", None),
        ("erik", "editor", "Verkehr"),
        ("erik", "steward", "Verkehr"),
        ("erik", "technician", "Verkehr"),
    ]
    assert not people.objects.filter(is_superuser=True).exists()

    people.objects.get(username="erik").departments.clear()
    _CHANGE.become_members(apps, None)

    assert people.objects.get(username="erik").departments.get() == traffic
    assert people.objects.get(username="amira").is_superuser
