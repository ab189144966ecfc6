# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log only grows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stadtkern.kernel import audit
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import AuditEntry

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def entry() -> AuditEntry:
    return audit.record("amira", "thing.edit", "thing x", {"name": {"before": "a", "after": "b"}}, NOW)


def test_an_entry_says_who_did_what_to_what_and_when() -> None:
    stored = AuditEntry.objects.get(pk=entry().pk)

    assert (stored.actor, stored.action, stored.subject, stored.at) == ("amira", "thing.edit", "thing x", NOW)
    assert stored.change == {"name": {"before": "a", "after": "b"}}


def test_a_stored_entry_cannot_be_saved_again() -> None:
    stored = entry()
    stored.action = "something else"

    with pytest.raises(Contradiction):
        stored.save()
    with pytest.raises(Contradiction):
        AuditEntry.objects.get(pk=stored.pk).save(update_fields=["action"])


def test_a_stored_entry_cannot_be_deleted() -> None:
    stored = entry()

    with pytest.raises(Contradiction):
        stored.delete()
    with pytest.raises(Contradiction):
        AuditEntry.objects.all().delete()


def test_stored_entries_cannot_be_updated_in_bulk() -> None:
    stored = entry()

    with pytest.raises(Contradiction):
        AuditEntry.objects.filter(pk=stored.pk).update(action="x")
    with pytest.raises(Contradiction):
        AuditEntry.objects.bulk_update([stored], ["action"])
