# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts, links and the pause after failed sign-ins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate

from stadtkern.kernel import granting, people
from stadtkern.kernel.errors import Contradiction, LinkInvalid, NotPermitted, WeakPassword
from stadtkern.kernel.models import AuditEntry, Department, OneTimeLink, Person
from stadtkern.kernel.people import NewPerson

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PASSWORD = "vier Störche am Kanal"

pytestmark = pytest.mark.django_db


def administrator(username: str = "amira") -> Person:
    return people.create_person(
        "test", NewPerson(username=username, administrator=True), password=PASSWORD, at=NOW
    )


def editor(username: str = "erik", *departments: Department) -> Person:
    return people.create_person(
        "test", NewPerson(username=username, departments=departments), password=PASSWORD, at=NOW
    )


def token(path: str | None) -> str:
    assert path is not None
    return path.removeprefix("/konto/erststart/").rstrip("/")


def test_passwords_are_kept_as_argon2_only() -> None:
    person = administrator()

    assert person.password.startswith("argon2")
    assert authenticate(username="amira", password=PASSWORD) == person


def test_an_account_without_password_cannot_sign_in() -> None:
    person = people.create_person("test", NewPerson(username="neu"), at=NOW)

    assert not person.has_usable_password()
    assert authenticate(username="neu", password="") is None


def test_only_administrators_make_accounts() -> None:
    with pytest.raises(NotPermitted):
        people.create_person(editor(), NewPerson(username="neu"), password=PASSWORD, at=NOW)

    assert not Person.objects.filter(username="neu").exists()


def test_making_an_account_is_audited_without_the_password() -> None:
    people.create_person(administrator(), NewPerson(username="neu"), password=PASSWORD, at=NOW)

    entry = AuditEntry.objects.get(about__name="neu")
    assert (entry.actor, entry.action, entry.at) == ("amira", "person.create", NOW)
    assert PASSWORD not in str(entry.change)


def test_a_user_name_is_taken_only_once() -> None:
    administrator()

    with pytest.raises(Contradiction):
        administrator()


@pytest.mark.parametrize("password", ["kurz", "amira-amira-am"])
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        people.create_person("test", NewPerson(username="amira-amira"), password=password, at=NOW)


def test_the_first_start_link_makes_one_administrator_once() -> None:
    path = people.first_start_link(NOW)

    person = people.redeem_link(token(path), username="amira", password=PASSWORD, at=NOW)

    assert granting.administrators() == [person]
    with pytest.raises(LinkInvalid):
        people.redeem_link(token(path), username="eva", password=PASSWORD, at=NOW)
    assert people.first_start_link(NOW) is None


def test_the_register_keeps_only_the_hash_of_a_link() -> None:
    path = people.first_start_link(NOW)

    assert token(path) not in OneTimeLink.objects.get().token_hash


def test_a_link_expires_after_24_hours() -> None:
    path = people.first_start_link(NOW)

    with pytest.raises(LinkInvalid):
        people.redeem_link(token(path), username="amira", password=PASSWORD, at=NOW + timedelta(hours=24))


def test_a_newer_first_start_link_voids_the_earlier_one() -> None:
    earlier = people.first_start_link(NOW)
    people.first_start_link(NOW)

    with pytest.raises(LinkInvalid):
        people.person_of_link(token(earlier), NOW)


def test_a_first_start_link_is_void_when_an_administrator_came_another_way() -> None:
    path = people.first_start_link(NOW)
    administrator()

    with pytest.raises(LinkInvalid):
        people.redeem_link(token(path), username="eva", password=PASSWORD, at=NOW)


def test_a_weak_password_leaves_the_link_valid() -> None:
    path = people.first_start_link(NOW)

    with pytest.raises(WeakPassword):
        people.redeem_link(token(path), username="amira", password="kurz", at=NOW)
    assert people.redeem_link(token(path), username="amira", password=PASSWORD, at=NOW)


def test_an_invited_person_sets_the_own_password() -> None:
    invited = people.create_person("test", NewPerson(username="erik"), at=NOW)

    path = people.invite(administrator(), invited, at=NOW)
    people.redeem_link(token(path), username="", password=PASSWORD, at=NOW)

    assert authenticate(username="erik", password=PASSWORD) == invited


def test_a_deactivated_person_can_neither_sign_in_nor_use_an_open_invitation() -> None:
    boss, person = administrator(), editor()
    path = people.invite(boss, person, at=NOW)

    people.set_active(boss, person, False, at=NOW)

    assert authenticate(username="erik", password=PASSWORD) is None
    with pytest.raises(LinkInvalid):
        people.redeem_link(token(path), username="", password=PASSWORD, at=NOW)


def test_the_last_administrator_stays() -> None:
    boss = administrator()

    with pytest.raises(Contradiction):
        people.set_active(boss, boss, False, at=NOW)
    with pytest.raises(Contradiction):
        granting.revoke(boss, granting.grants_of(boss)[0], at=NOW)
    assert granting.administrators() == [Person.objects.get(username="amira")]


def test_five_failures_lock_an_account_at_one_address_for_a_quarter_of_an_hour() -> None:
    for _ in range(5):
        people.sign_in_failed("Amira", "192.0.2.1", NOW)

    assert people.sign_in_locked("amira", "192.0.2.1", NOW)
    assert not people.sign_in_locked("amira", "192.0.2.2", NOW)
    assert not people.sign_in_locked("amira", "192.0.2.1", NOW + timedelta(minutes=15))


def test_one_address_cannot_try_many_accounts() -> None:
    for number in range(40):
        people.sign_in_failed(f"person{number}", "192.0.2.1", NOW)

    assert people.sign_in_locked("amira", "192.0.2.1", NOW)


def test_signing_in_forgets_the_failures_of_the_pair() -> None:
    for _ in range(5):
        people.sign_in_failed("amira", "192.0.2.1", NOW)

    people.sign_in_succeeded("amira", "192.0.2.1")

    assert not people.sign_in_locked("amira", "192.0.2.1", NOW)


def test_old_counts_and_links_are_forgotten() -> None:
    people.sign_in_failed("amira", "192.0.2.1", NOW)
    people.first_start_link(NOW)

    assert people.forget_sign_ins(NOW + timedelta(days=2)) == 4
