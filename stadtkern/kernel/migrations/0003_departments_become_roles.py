# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Members of departments become editor, steward and technician of them; superusers become administrators."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

_OF_A_DEPARTMENT = ("editor", "steward", "technician")


def become_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each person the roles that say the same as before."""
    people, grants = apps.get_model("kernel", "Person"), apps.get_model("kernel", "Grant")
    now = timezone.now()
    members = people.objects.exclude(departments=None).values_list("pk", "departments")
    wanted = [
        grants(person_id=person, role=role, department_id=department, granted_at=now)
        for person, department in members
        for role in _OF_A_DEPARTMENT
    ]
    chiefs = people.objects.filter(is_superuser=True)
    wanted += [grants(person_id=one.pk, role="administrator", granted_at=now) for one in chiefs]
    grants.objects.bulk_create(wanted)
    chiefs.update(is_superuser=False, is_staff=False)


def become_members(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back: who may edit for a department is its member, administrators are superusers."""
    people, grants = apps.get_model("kernel", "Person"), apps.get_model("kernel", "Grant")
    for one in grants.objects.filter(role="editor", department__isnull=False, domain="", subject=""):
        people.objects.get(pk=one.person_id).departments.add(one.department_id)
    chiefs = grants.objects.filter(role="administrator").values("person")
    people.objects.filter(pk__in=chiefs).update(is_superuser=True, is_staff=True)


class Migration(migrations.Migration):
    """Data of the first form of rights, in the second."""

    dependencies = [
        ("kernel", "0002_grants_and_shares"),
    ]

    operations = [
        migrations.RunPython(become_roles, become_members),
    ]
