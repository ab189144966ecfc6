# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys are scoped, change their secret without a gap, and never get more rights than their maker has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from stadtkern.flow.devices.models import Datastream, Thing, Visibility
from stadtkern.flow.ingest import keys, push, registration
from stadtkern.flow.ingest.keys import NewKey
from stadtkern.flow.ingest.machines import entries, listing
from stadtkern.flow.ingest.models import ApiKey
from stadtkern.flow.ingest.tests.city import NOW, declared
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import Contradiction, KeyRefused, NotFound, NotPermitted
from stadtkern.kernel.models import AuditEntry, Department, Person
from stadtkern.kernel.rights import Scope
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import administrator, give

pytestmark = pytest.mark.django_db
MOBILITY = "Amt für Mobilität"


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    with declared():
        yield


def stream(code: str, domain: str = "bikes", *, internal: bool = True) -> Datastream:
    """A datastream with its thing."""
    owner, _ = Department.objects.get_or_create(name=MOBILITY)
    shown = Visibility.INTERNAL if internal else Visibility.PUBLIC
    thing = Thing.objects.create(
        code=f"thing-{code}", name=code, domain=domain, owner=owner, visibility=shown
    )
    return Datastream.objects.create(code=code, name=code, thing=thing)


def worker(*roles: Role, department: str = MOBILITY) -> Person:
    """Somebody with these roles in a department."""
    owner, _ = Department.objects.get_or_create(name=department)
    person = Person.objects.create_user(username="-".join(roles) + department)
    for role in roles:
        give(person, role, Scope(department=owner.pk))
    return person


def body(*codes: str) -> bytes:
    """A push with one value per datastream."""
    rows = ",".join(
        f'{{"datastream": "{code}", "time": "2026-03-01T10:00:00Z", "result": 1}}' for code in codes
    )
    return f"[{rows}]".encode()


def test_a_key_bound_to_a_datastream_fills_only_that(lake: Lake) -> None:
    stream("a"), stream("b")
    _, secret = keys.create("test", NewKey(name="a", domain="bikes", datastreams=("a",)), now=NOW)
    receipt = push.push(body("a", "b"), keys.holder(secret, now=NOW), name="", now=NOW)
    assert receipt.stored.stored == 1
    assert [one.index for one in receipt.rejected] == [1]


def test_a_bound_key_sees_its_datastream_with_its_thing_and_nothing_else_that_is_internal() -> None:
    stream("a"), stream("b"), stream("c", internal=False)
    _, secret = keys.create("test", NewKey(name="a", domain="bikes", datastreams=("a",)), now=NOW)
    caller = keys.holder(secret, now=NOW).caller
    assert {one.code for one in Datastream.objects.seen_by(caller)} == {"a", "c"}
    assert {one.code for one in Thing.objects.seen_by(caller)} == {"thing-a", "thing-c"}


def test_a_key_that_may_not_read_sees_what_is_public() -> None:
    stream("a"), stream("c", internal=False)
    _, secret = keys.create("test", NewKey(name="a", domain="bikes", sees_internal=False), now=NOW)
    caller = keys.holder(secret, now=NOW).caller.reading()
    assert [one.code for one in Datastream.objects.seen_by(caller)] == ["c"]


def test_a_bound_key_registers_nothing_over_the_push_interface() -> None:
    with pytest.raises(Contradiction):
        keys.create("test", NewKey(name="a", domain="bikes", may_register=True, datastreams=("a",)), now=NOW)
    ApiKey.objects.create(
        name="forged",
        digest="0" * 64,
        domain="bikes",
        source="push-forged",
        may_register=True,
        datastreams=["a"],
        created_at=NOW,
    )
    found = keys._bearer(ApiKey.objects.get(name="forged"), NOW)
    with pytest.raises(NotPermitted):
        registration.register(b'{"things": [], "datastreams": []}', found)


def test_what_a_key_is_bound_to_must_lie_in_its_subject() -> None:
    stream("elsewhere", domain="feeds")
    for code in ("elsewhere", "unknown"):
        with pytest.raises(NotFound):
            keys.create("test", NewKey(name="a", domain="bikes", datastreams=(code,)), now=NOW)


def test_a_datastream_that_moves_to_another_subject_leaves_the_key() -> None:
    one = stream("a")
    _, secret = keys.create("test", NewKey(name="a", domain="bikes", datastreams=("a",)), now=NOW)
    Thing.objects.filter(pk=one.thing_id).update(domain="feeds")
    caller = keys.holder(secret, now=NOW).caller
    assert caller.bound
    assert not caller.datastreams


def test_a_rotated_key_works_with_both_secrets_until_the_overlap_ends() -> None:
    _, old = keys.create("test", NewKey(name="gate", domain="bikes"), now=NOW)
    key, new = keys.rotate("test", "gate", now=NOW, overlap=timedelta(days=2))
    assert keys.holder(old, now=NOW).id == keys.holder(new, now=NOW).id == key.pk
    later = NOW + timedelta(days=2)
    assert keys.holder(new, now=later).id == key.pk
    with pytest.raises(KeyRefused):
        keys.holder(old, now=later)
    assert AuditEntry.objects.filter(action="key.rotate").count() == 1


def test_the_end_of_the_overlap_holds_for_a_remembered_secret_too() -> None:
    _, old = keys.create("test", NewKey(name="gate", domain="bikes"), now=NOW)
    keys.rotate("test", "gate", now=NOW)
    keys.holder(old, now=NOW)
    keys.end_former("test", "gate", now=NOW)
    with pytest.raises(KeyRefused):
        keys.holder(old, now=NOW)


def test_a_second_rotation_ends_the_oldest_secret_at_once() -> None:
    _, first = keys.create("test", NewKey(name="gate", domain="bikes"), now=NOW)
    _, second = keys.rotate("test", "gate", now=NOW)
    _, third = keys.rotate("test", "gate", now=NOW, overlap=timedelta())
    for gone in (first, second):
        with pytest.raises(KeyRefused):
            keys.holder(gone, now=NOW)
    assert keys.holder(third, now=NOW).name == "gate"


def test_revoked_and_expired_keys_and_clients_with_tokens_are_not_rotated() -> None:
    keys.create("test", NewKey(name="gone", domain="bikes"), now=NOW)
    keys.revoke("test", "gone", now=NOW)
    keys.create("test", NewKey(name="old", domain="bikes", expires_at=NOW - timedelta(days=1)), now=NOW)
    keys.create("test", NewKey(name="app", domain="bikes", oauth_client="app"), now=NOW)
    for name in ("gone", "old"):
        with pytest.raises(NotFound):
            keys.rotate("test", name, now=NOW)
    with pytest.raises(Contradiction):
        keys.rotate("test", "app", now=NOW)


def test_the_name_of_a_revoked_key_is_never_given_again() -> None:
    keys.create("test", NewKey(name="Nachbarstadt", domain="", may_observe=False), now=NOW)
    keys.revoke("test", "Nachbarstadt", now=NOW)
    with pytest.raises(Contradiction):
        keys.create("test", NewKey(name="Nachbarstadt", domain="bikes"), now=NOW)


def test_two_clients_cannot_be_the_same() -> None:
    keys.create("test", NewKey(name="one", domain="bikes", oauth_client="app"), now=NOW)
    with pytest.raises(Contradiction):
        keys.create("test", NewKey(name="two", domain="feeds", oauth_client="app"), now=NOW)


def test_a_key_without_subject_only_reads() -> None:
    with pytest.raises(Contradiction):
        keys.create("test", NewKey(name="none", domain=""), now=NOW)
    _, secret = keys.create("test", NewKey(name="none", domain="", may_observe=False), now=NOW)
    stream("a")
    assert not Datastream.objects.seen_by(keys.holder(secret, now=NOW).caller).exists()


def test_a_technician_gives_out_keys_of_the_own_department_only() -> None:
    technician = worker(Role.TECHNICIAN)
    plain = NewKey(name="gate", domain="bikes", internal=True)
    assert keys.create(technician, plain, now=NOW)[0].created_by == technician.username
    for facts in (NewKey(name="x", domain="feeds"), NewKey(name="x", domain="", may_observe=False)):
        with pytest.raises(NotPermitted):
            keys.create(technician, facts, now=NOW)


@pytest.mark.parametrize(
    "more",
    [
        {"may_register": True, "internal": True},
        {"may_register": True},
        {"may_monitor": True},
        {"oauth_client": "app"},
        {"topics": ("#",)},
        {"topics": ("+/gate",)},
        {"topics": ("feeds/#",)},
    ],
)
def test_a_technician_gives_no_key_more_than_a_technician_may(more: dict[str, bool]) -> None:
    with pytest.raises(NotPermitted):
        keys.create(worker(Role.TECHNICIAN), NewKey(name="x", domain="bikes", **more), now=NOW)  # type: ignore[arg-type]  # the test gives what each field takes


def test_only_who_may_release_makes_a_key_that_publishes() -> None:
    editor = worker(Role.TECHNICIAN, Role.EDITOR)
    with pytest.raises(NotPermitted):
        keys.create(editor, NewKey(name="x", domain="bikes", may_register=True), now=NOW)
    keys.create(editor, NewKey(name="x", domain="bikes", may_register=True, internal=True), now=NOW)
    steward = worker(Role.TECHNICIAN, Role.STEWARD)
    keys.create(steward, NewKey(name="y", domain="bikes", may_register=True), now=NOW)


def test_a_technician_cannot_get_at_a_stronger_key_by_rotating_it() -> None:
    keys.create("test", NewKey(name="strong", domain="bikes", may_register=True), now=NOW)
    with pytest.raises(NotPermitted):
        keys.rotate(worker(Role.TECHNICIAN), "strong", now=NOW)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.STEWARD, Role.AUDITOR])
def test_other_roles_manage_no_keys(role: Role) -> None:
    keys.create("test", NewKey(name="gate", domain="bikes"), now=NOW)
    person = worker(role)
    assert not listing.may_open(person)
    assert not listing.manageable(person)
    for name in ("gate", "unknown"):
        with pytest.raises(NotPermitted):
            keys.revoke(person, name, now=NOW)


def test_the_overview_tells_of_used_keys_that_end_soon() -> None:
    boss = administrator()
    for name, used in (("used", NOW), ("unused", None)):
        keys.create("test", NewKey(name=name, domain="bikes", expires_at=NOW + timedelta(days=3)), now=NOW)
        ApiKey.objects.filter(name=name).update(last_used_at=used)
    assert "1 Zugangsschlüssel" in entries.notices(boss, NOW)[0].text
    assert not entries.notices(worker(Role.EDITOR), NOW)
