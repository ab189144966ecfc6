# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from stadtkern.kernel import people, rights
from stadtkern.kernel.errors import NotPermitted
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.people import NewPerson

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def person(*departments: Department, administrator: bool = False) -> Person:
    return people.create_person(
        "test", NewPerson(username="p", administrator=administrator, departments=departments), at=NOW
    )


def test_an_editor_works_for_the_named_departments_only() -> None:
    traffic, parks = Department.objects.create(name="Verkehr"), Department.objects.create(name="Grün")
    editor = person(traffic)

    assert rights.may_edit(editor, traffic)
    assert rights.may_see_internal(editor, traffic)
    assert not rights.may_edit(editor, parks)
    assert not rights.may_see_internal(editor, parks)
    assert not rights.may_administrate(editor)


def test_an_administrator_may_everything() -> None:
    boss = person(administrator=True)

    assert rights.may_administrate(boss)
    assert rights.may_edit(boss, Department.objects.create(name="Verkehr"))


def test_a_stranger_may_nothing() -> None:
    stranger, traffic = AnonymousUser(), Department.objects.create(name="Verkehr")

    assert not rights.is_staff_member(stranger)
    assert not rights.may_edit(stranger, traffic)
    assert not rights.may_see_internal(stranger, traffic)
    assert rights.departments_of(stranger) == frozenset()


def test_a_deactivated_person_may_nothing() -> None:
    traffic = Department.objects.create(name="Verkehr")
    gone = person(traffic, administrator=True)
    gone.is_active = False

    assert not rights.is_staff_member(gone)
    assert not rights.may_administrate(gone)
    assert not rights.may_edit(gone, traffic)


def test_require_says_what_was_asked_for() -> None:
    with pytest.raises(NotPermitted, match="edit thing"):
        rights.require(False, "edit thing X")
