# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log is a chain: whatever somebody changes in the database, verifying says where."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadtkern.kernel import audit, audit_chain, audit_proof, audit_triggers
from stadtkern.kernel.models import AuditCheck, AuditEntry, AuditHead, AuditName, AuditTrim, Person

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def entries(count: int, *, at: datetime = NOW, step: timedelta = timedelta(0)) -> list[AuditEntry]:
    made = [
        audit.record("amira", "thing.edit", f"thing t/{n}", {"n": n, "half": n / 2}, at + n * step)
        for n in range(count)
    ]
    audit.seal()
    return [AuditEntry.objects.get(pk=entry.pk) for entry in made]


class unguarded:  # noqa: N801 - reads as a word
    """What somebody with the password of the database can do."""

    def __enter__(self) -> None:
        self._run("_away")

    def __exit__(self, *_: object) -> None:
        self._run("")

    def _run(self, which: str) -> None:
        with connection.cursor() as cursor:
            for statement in audit_triggers.statements(f"audit_{connection.vendor}{which}"):
                cursor.execute(statement)


def tamper(entry: AuditEntry, **facts: object) -> None:
    with unguarded():
        QuerySet.update(AuditEntry.objects.filter(pk=entry.pk), **facts)


def test_an_untouched_log_verifies() -> None:
    made = entries(5)

    verdict = audit_proof.verify()

    assert (verdict.broken, verdict.entries) == (None, 5)
    assert verdict.head == audit.head()
    assert [entry.number for entry in made] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "facts",
    [
        {"action": "thing.delete"},
        {"subject": "thing t/9"},
        {"change": {"n": 3}},
        {"at": NOW + timedelta(microseconds=1)},
        {"digest": "0" * 64},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_a_changed_entry_is_named(facts: dict[str, object]) -> None:
    made = entries(5)

    tamper(made[2], **facts)

    verdict = audit_proof.verify()
    assert (verdict.broken, verdict.reason) == (3, "changed")
    assert verdict.entries == 2


def test_an_entry_put_on_somebody_else_is_named() -> None:
    made = entries(3)
    other = audit.name_of("somebody else")

    tamper(made[1], by=other)

    assert audit_proof.verify().broken == 2


def test_another_name_behind_a_code_is_noticed() -> None:
    entries(1)

    AuditName.objects.filter(name="amira").update(name="zoe")

    assert audit_proof.verify().reason == "name"


def test_a_removed_entry_is_named() -> None:
    made = entries(4)

    with unguarded():
        QuerySet.delete(AuditEntry.objects.filter(pk=made[1].pk))

    verdict = audit_proof.verify()
    assert (verdict.broken, verdict.reason) == (2, "missing")


def test_entries_cut_off_at_the_end_are_noticed_even_when_the_end_is_put_right() -> None:
    made = entries(4)
    audit_proof.check(NOW)

    with unguarded():
        QuerySet.delete(AuditEntry.objects.filter(pk__gte=made[2].pk))
    AuditHead.objects.update(number=2, digest=made[1].digest)

    verdict = audit_proof.verify()
    assert (verdict.broken, verdict.reason) == (3, "cut")


def test_a_log_written_anew_from_some_entry_on_differs_from_the_anchor() -> None:
    made = entries(3)
    anchor = {3: made[2].digest}
    forged = audit_chain.digest(replace(audit.link_of(made[2], 3, made[1].digest), action="x"))
    tamper(made[2], action="x", digest=forged)
    AuditHead.objects.update(digest=forged)

    assert audit_proof.verify().broken is None
    assert audit_proof.verify(anchor).reason == "anchor"


def test_the_database_itself_refuses_to_change_or_remove_an_entry() -> None:
    made = entries(1)[0]

    for forbidden in (
        lambda: QuerySet.update(AuditEntry.objects.filter(pk=made.pk), action="x"),
        lambda: QuerySet.delete(AuditEntry.objects.filter(pk=made.pk)),
    ):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            forbidden()


def test_taking_the_triggers_away_is_noticed() -> None:
    entries(1)
    with connection.cursor() as cursor:
        for statement in audit_triggers.statements(f"audit_{connection.vendor}_away"):
            cursor.execute(statement)

    assert audit_proof.verify().reason == "trigger"

    with connection.cursor() as cursor:
        for statement in audit_triggers.statements(f"audit_{connection.vendor}"):
            cursor.execute(statement)


def test_old_entries_are_cut_off_with_a_proof_and_the_rest_still_verifies() -> None:
    entries(10, step=timedelta(days=1))

    removed = audit_proof.trim(NOW + timedelta(days=10), timedelta(days=6), "Probe")

    assert removed == 4
    proof = AuditEntry.objects.get(action="audit.trim")
    assert (proof.change["upto"], proof.change["removed"], proof.actor) == (4, 4, "system")
    assert audit_proof.verify().broken is None
    assert AuditEntry.objects.count() == 7


def test_a_broken_log_is_not_cut() -> None:
    made = entries(5, step=timedelta(days=1))
    tamper(made[0], action="x")

    assert audit_proof.trim(NOW + timedelta(days=10), timedelta(days=7), "Probe") == 0
    assert AuditEntry.objects.count() == 5


def test_a_beginning_removed_without_a_proof_is_noticed() -> None:
    made = entries(4)

    AuditTrim.objects.create(upto=2, digest=made[1].digest, removed=2, at=NOW)
    QuerySet.delete(AuditEntry.objects.filter(number__lte=2))

    assert audit_proof.verify().reason == "trim"


def test_an_erased_person_leaves_a_valid_chain_without_the_name() -> None:
    person = Person.objects.create_user("erika.mustermann")
    audit.record(person, "thing.edit", "thing t/1", {}, NOW)
    audit.record("amira", "grant.add", "person erika.mustermann", {"person": "erika.mustermann"}, NOW)

    audit.forget_name(person, NOW)

    assert audit_proof.verify().broken is None
    first, second = AuditEntry.objects.order_by("pk")
    assert (first.actor, second.shown_subject) == ("gelöschtes Konto", "person gelöschtes Konto")
    assert "erika" not in repr(list(AuditEntry.objects.values())) + repr(list(AuditName.objects.values()))


def test_personal_values_stay_out_of_what_changed() -> None:
    change = {
        "email": "erika@example.org",
        "note": "Bitte an erika@example.org",
        "url": "https://u:p@example.org",
    }

    stored = audit.record("amira", "profile.edit", "profile", change, NOW)

    assert stored.change == {"email": "…", "note": "Bitte an (E-Mail)", "url": "https://…@example.org"}


def test_a_check_is_kept_as_an_anchor() -> None:
    entries(2)

    kept = audit_proof.check(NOW)

    assert (kept.broken, kept.number, kept.entries) == (None, 2, 2)
    assert audit_proof.newest_check() == kept
    assert AuditCheck.objects.count() == 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=6,
    )
)
def test_every_value_comes_back_from_the_database_as_it_was_sealed(value: object) -> None:
    with transaction.atomic():
        audit.record("amira", "thing.edit", "thing t/1", {"value": value}, NOW)  # type: ignore[dict-item]
        audit.seal()

        assert audit_proof.verify().reason in ("", "trigger")
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain() -> None:
    def write(who: int) -> None:
        for n in range(10):
            with transaction.atomic():
                audit.record(f"writer {who}", "thing.edit", f"thing t/{n}", {}, NOW)
        connection.close()

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    verdict = audit_proof.verify()
    assert (verdict.broken, verdict.entries) == (None, 40)
    assert AuditEntry.objects.filter(number=None).count() == 0
