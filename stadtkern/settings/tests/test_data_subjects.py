# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever asks gets everything the city knows about them, and nothing else; what may go goes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.commons.feedback.models import Feedback
from stadtkern.flow.outlets.rules.models import PushSubscription
from stadtkern.kernel import audit, audit_proof, consents, data_subjects, people, privacy, retaining
from stadtkern.kernel.data_subjects import Subject, subject_of
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import AuditEntry, Consent, Department, OneTimeLink, Person
from stadtkern.kernel.people import NewPerson
from stadtkern.kernel.privacy import ERASED, Erasure, Found, Holding, Processing
from stadtkern.kernel.tests.people_of_tests import administrator

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAIL = "erika.mustermann@example.org"

pytestmark = pytest.mark.django_db


def erika() -> Person:
    facts = NewPerson(username="erika", first_name="Erika", last_name="Mustermann", email=MAIL)
    return people.create_person(audit.SYSTEM, facts, at=NOW)


def feedback(email: str = MAIL, *, at: datetime = NOW) -> Feedback:
    return Feedback.objects.create(message="Die Karte ist leer.", email=email, created_at=at)


def device(person: Person) -> PushSubscription:
    made = PushSubscription.objects.create(
        person=person, endpoint="https://push.example/abc", endpoint_hash="a" * 64, keys="", created_at=NOW
    )
    consents.give(person, "push", at=NOW)
    return made


def test_an_export_holds_every_row_about_somebody_and_no_secret() -> None:
    person = erika()
    device(person)
    feedback()
    feedback("otto@example.org")
    OneTimeLink.objects.create(token_hash="f" * 64, person=person, created_at=NOW, expires_at=NOW)

    told = data_subjects.export(subject_of(MAIL), NOW)

    text = json.dumps(told, ensure_ascii=False)
    tables = {table["table"] for part in told["processing_activities"] for table in part["tables"]}  # type: ignore[attr-defined]
    assert {"kernel.Person", "feedback.Feedback", "rules.PushSubscription", "kernel.Consent"} <= tables
    assert "kernel.AuditEntry" not in tables or "person.create" not in text
    assert "otto@example.org" not in text
    assert "f" * 64 not in text
    assert person.password not in text or not person.password
    assert "Art. 6" in text


def test_an_address_that_nobody_knows_brings_nothing() -> None:
    feedback()

    assert data_subjects.export(subject_of("fremd@example.org"), NOW)["processing_activities"] == []
    with pytest.raises(NotFound):
        data_subjects.erase(audit.SYSTEM, subject_of("fremd@example.org"), at=NOW)


def test_an_account_alone_does_not_bring_what_stands_under_an_unproven_address() -> None:
    person = erika()
    feedback()

    told = data_subjects.export(Subject(people=(person,)), NOW)

    assert "feedback.Feedback" not in json.dumps(told)


def test_erasing_takes_the_account_the_messages_and_the_name_and_leaves_a_valid_log() -> None:
    boss = administrator()
    person = erika()
    device(person)
    feedback()
    audit.record(person, "thing.edit", "thing t/1", {}, NOW)

    done = data_subjects.erase(boss, subject_of(MAIL), at=NOW)

    assert not Person.objects.filter(username="erika").exists()
    assert not Feedback.objects.exists()
    assert not PushSubscription.objects.exists()
    assert AuditEntry.objects.get(action="thing.edit").actor == ERASED
    assert audit_proof.verify().broken is None
    assert done.count >= 4
    proof = AuditEntry.objects.get(action="privacy.erase")
    assert proof.change["delete"]["kernel.Person"] == 1
    assert "erika" not in repr(list(AuditEntry.objects.values()))


def test_what_somebody_did_at_work_stays_without_the_name() -> None:
    administrator()
    person = erika()
    audit.record(audit.SYSTEM, "grant.add", f"person {person.username}", {}, NOW)

    data_subjects.erase(audit.SYSTEM, Subject(people=(person,)), at=NOW)

    assert AuditEntry.objects.get(action="grant.add").shown_subject == f"person {ERASED}"


def test_the_last_administrator_cannot_be_erased() -> None:
    boss = administrator()

    with pytest.raises(Contradiction):
        data_subjects.erase(boss, Subject(people=(boss,)), at=NOW)

    assert Person.objects.filter(pk=boss.pk).exists()


def test_taking_a_consent_back_ends_what_was_agreed_to() -> None:
    person = erika()
    device(person)

    consents.withdraw(person, "push", at=NOW + timedelta(days=1))

    assert not PushSubscription.objects.exists()
    assert consents.given(person, "push") is None
    kept = Consent.objects.get()
    assert (kept.version, kept.given_at, kept.withdrawn_at) == ("2026-11-22", NOW, NOW + timedelta(days=1))
    with pytest.raises(NotFound):
        consents.withdraw(person, "push", at=NOW)


def test_agreeing_twice_to_one_text_is_one_consent() -> None:
    person = erika()

    assert consents.give(person, "push", at=NOW) == consents.give(person, "push", at=NOW + timedelta(days=1))


def test_what_is_due_goes_with_a_proof_in_the_log() -> None:
    old, young = feedback(at=NOW - timedelta(days=366)), feedback(at=NOW - timedelta(days=364))

    removed = retaining.enforce(NOW)

    assert [(one.processing.key, one.count) for one in removed] == [("feedback", 1)]
    assert list(Feedback.objects.values_list("pk", flat=True)) == [young.pk]
    proof = retaining.proofs(privacy.processing("feedback")).get()
    assert (proof.actor, proof.change["count"], proof.change["days"]) == (audit.SYSTEM, 1, 365)
    assert MAIL not in repr(proof.change)
    assert retaining.enforce(NOW) == []
    assert old.pk != young.pk


def test_the_log_itself_is_cut_after_three_years() -> None:
    audit.record(audit.SYSTEM, "thing.edit", "thing t/1", {}, NOW - timedelta(days=3 * 365 + 1))
    audit.record(audit.SYSTEM, "thing.edit", "thing t/2", {}, NOW)

    retaining.enforce(NOW)

    assert set(AuditEntry.objects.values_list("action", "subject")) == {
        ("thing.edit", "thing t/2"),
        ("audit.trim", "audit log"),
    }
    assert audit_proof.verify().broken is None


def test_a_table_without_an_activity_joins_the_notes_of_work() -> None:
    work = privacy.processing(privacy.WORK)

    assert ("poi.Sign", "created_by") in {(holding.model, holding.column) for holding in work.holdings}


def test_an_activity_declared_twice_is_refused() -> None:
    known = privacy.processings()
    doubled = Processing(
        key="feedback", title="", purpose="", legal_basis="", categories=(), subjects=(), recipients=""
    )

    with pytest.raises(ValueError, match="feedback"):
        privacy.declare([*known, doubled])

    assert privacy.processings() == known


def test_a_name_column_loses_the_name() -> None:
    holding = Holding(
        model="kernel.Department", fields=("name",), found=Found.NAME, column="name", erasure=Erasure.RENAME
    )

    assert holding.table is Department
