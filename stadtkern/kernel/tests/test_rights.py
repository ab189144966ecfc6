# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what: each role, each scope, and what ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from stadtkern.kernel import granting, people, rights
from stadtkern.kernel.errors import Contradiction, NotPermitted
from stadtkern.kernel.models import AuditEntry, Department, Grant, GrantSource, Person
from stadtkern.kernel.people import NewPerson
from stadtkern.kernel.rights import CITY, Scope
from stadtkern.kernel.roles import CITY_WIDE, PERMITS, Action, Role

from .people_of_tests import administrator, employ, give

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def person(*departments: Department, username: str = "p", administrator: bool = False) -> Person:
    return people.create_person(
        "test",
        NewPerson(username=username, administrator=administrator, departments=departments),
        password="vier Störche am Kanal",
        at=NOW,
    )


def with_role(role: Role, scope: Scope = CITY) -> Person:
    made = Person.objects.create(username=f"{role}-{Person.objects.count()}")
    give(made, role, scope)
    return made


def test_an_editor_works_for_the_named_departments_only() -> None:
    traffic, parks = Department.objects.create(name="Verkehr"), Department.objects.create(name="Grün")
    editor = person(traffic)

    assert rights.may_edit(editor, traffic)
    assert rights.may_see_internal(editor, traffic)
    assert not rights.may_edit(editor, parks)
    assert not rights.may_see_internal(editor, parks)
    assert not rights.may_administrate(editor)
    assert rights.departments_of(editor) == {traffic.pk}


def test_an_administrator_may_everything() -> None:
    boss, traffic = person(administrator=True), Department.objects.create(name="Verkehr")

    assert all(rights.may(boss, action) and rights.may(boss, action, traffic) for action in Action)
    assert rights.departments_of(boss) == {traffic.pk}


def test_a_stranger_may_nothing() -> None:
    stranger, traffic = AnonymousUser(), Department.objects.create(name="Verkehr")

    assert not rights.is_staff_member(stranger)
    assert not any(rights.may(stranger, action, traffic) for action in Action)
    assert rights.departments_of(stranger) == frozenset()


def test_a_resident_and_somebody_without_role_may_no_more_than_strangers() -> None:
    traffic = Department.objects.create(name="Verkehr")
    for somebody in (with_role(Role.RESIDENT), person()):
        assert not rights.is_staff_member(somebody)
        assert not any(rights.may(somebody, action, traffic) for action in Action)


def test_the_old_flags_of_django_give_no_rights() -> None:
    flagged = Person.objects.create(username="root", is_superuser=True, is_staff=True)

    assert not rights.is_staff_member(flagged)
    assert not rights.may_administrate(flagged)


def test_a_deactivated_person_may_nothing() -> None:
    traffic = Department.objects.create(name="Verkehr")
    gone = person(traffic, administrator=True)
    gone.is_active = False

    assert not rights.is_staff_member(gone)
    assert not rights.may_administrate(gone)
    assert not rights.may_edit(gone, traffic)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_permits_what_the_matrix_says_within_its_scope(role: Role) -> None:
    mine, foreign = Department.objects.create(name="Verkehr"), Department.objects.create(name="Grün")
    city_wide = role in CITY_WIDE
    somebody = with_role(role, CITY if city_wide else Scope(department=mine.pk))

    for action in Action:
        permitted = action in PERMITS[role]
        assert rights.may(somebody, action, mine) == permitted
        assert rights.may(somebody, action, foreign) == (permitted and city_wide)
        assert rights.may(somebody, action) == (permitted and city_wide)


def test_a_role_for_a_subject_within_a_department_needs_both() -> None:
    traffic, parks = Department.objects.create(name="Verkehr"), Department.objects.create(name="Grün")
    somebody = with_role(Role.STEWARD, Scope(department=traffic.pk, domain="cycling"))

    assert rights.may(somebody, Action.RELEASE, traffic, domain="cycling")
    assert not rights.may(somebody, Action.RELEASE, traffic, domain="parking")
    assert not rights.may(somebody, Action.RELEASE, parks, domain="cycling")
    assert not rights.may(somebody, Action.RELEASE, traffic)
    assert rights.departments_of(somebody, Action.RELEASE) == frozenset()


def test_a_role_for_one_object_says_nothing_of_others() -> None:
    traffic = Department.objects.create(name="Verkehr")
    somebody = with_role(Role.EDITOR, Scope(subject="thing:a/1"))

    assert rights.may(somebody, Action.EDIT, traffic, domain="cycling", subject="thing:a/1")
    assert not rights.may(somebody, Action.EDIT, traffic, domain="cycling", subject="thing:a/10")
    assert not rights.may(somebody, Action.EDIT, traffic, subject="collection:a/1")
    assert not rights.may_edit(somebody, traffic)


def test_a_role_ends_at_its_time() -> None:
    somebody = Person.objects.create(username="aushilfe")
    give(somebody, Role.OPERATOR, until=datetime.now(UTC) - timedelta(seconds=1))

    assert not rights.may(somebody, Action.OPERATE)
    assert granting.forget_expired(datetime.now(UTC)) == 1
    assert AuditEntry.objects.filter(action="person.grant_expired").count() == 1


def test_a_role_that_is_taken_back_counts_no_more_at_once() -> None:
    boss, erik = person(administrator=True), person(username="erik")
    given = granting.grant(boss, erik, Role.OPERATOR, at=NOW)
    held = Person.objects.get(pk=erik.pk)
    assert rights.may(held, Action.OPERATE)

    granting.revoke(boss, given, at=NOW)

    assert not rights.may(held, Action.OPERATE)
    told = AuditEntry.objects.filter(action__in=("person.grant", "person.revoke")).order_by("pk")
    assert [entry.change for entry in told] == [{"role": "operator"}, {"role": "operator"}]


def test_only_administrators_give_and_take_roles() -> None:
    traffic = Department.objects.create(name="Verkehr")
    steward = employ(person(username="stine"), traffic)
    victim = person(administrator=True)

    with pytest.raises(NotPermitted):
        granting.grant(steward, steward, Role.ADMINISTRATOR, at=NOW)
    with pytest.raises(NotPermitted):
        granting.revoke(steward, granting.grants_of(victim)[0], at=NOW)
    with pytest.raises(NotPermitted):
        granting.grant(with_role(Role.OPERATOR), steward, Role.AUDITOR, at=NOW)


def test_a_role_of_the_city_is_not_given_for_a_department() -> None:
    traffic = Department.objects.create(name="Verkehr")
    for role in CITY_WIDE:
        with pytest.raises(Contradiction):
            granting.grant(
                administrator(), person(username=role), role, scope=Scope(department=traffic.pk), at=NOW
            )


def test_the_last_administrator_cannot_get_an_end_nor_be_replaced_by_the_provider() -> None:
    boss = person(administrator=True)
    guest = person(username="gast")
    granting.grant_from_provider(guest, {(Role.ADMINISTRATOR, None)}, at=NOW)

    with pytest.raises(Contradiction):
        granting.grant(boss, boss, Role.ADMINISTRATOR, expires_at=NOW + timedelta(days=1), at=NOW)
    with pytest.raises(Contradiction):
        granting.revoke(boss, granting.grants_of(boss)[0], at=NOW)
    assert Grant.objects.filter(person=boss, expires_at=None).count() == 1


def test_the_provider_gives_and_takes_its_own_roles_only() -> None:
    traffic = Department.objects.create(name="Verkehr")
    erik = person(username="erik")
    granting.grant("test", erik, Role.AUDITOR, at=NOW)
    granting.grant_from_provider(erik, {(Role.EDITOR, traffic), (Role.OPERATOR, None)}, at=NOW)

    granting.grant_from_provider(erik, {(Role.OPERATOR, None)}, at=NOW)

    left = {(one.role, one.source) for one in granting.grants_of(erik)}
    assert left == {("auditor", GrantSource.LOCAL), ("operator", GrantSource.OIDC)}


def test_grants_are_read_once_for_many_questions(django_assert_num_queries: object) -> None:
    traffic = Department.objects.create(name="Verkehr")
    erik = Person.objects.get(pk=employ(person(username="erik"), traffic).pk)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rights, "FRESH_S", 60.0)
        assert callable(django_assert_num_queries)
        with django_assert_num_queries(1):
            for action in Action:
                rights.may(erik, action, traffic)


def test_require_says_what_was_asked_for() -> None:
    with pytest.raises(NotPermitted, match="edit thing"):
        rights.require(False, "edit thing X")
