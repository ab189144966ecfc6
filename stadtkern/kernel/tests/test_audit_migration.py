# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries that were written before there was a chain are chained, and their names move behind codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from stadtkern.kernel import audit, audit_proof, audit_triggers
from stadtkern.kernel.models import AuditEntry, AuditName

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
BEFORE, AFTER = [("kernel", "0004_person_without_departments")], [("kernel", "0008_audit_append_only")]


@pytest.fixture
def unchained(transactional_db: None) -> Iterator[MigrationExecutor]:
    """The tables as they were; afterwards everything is up to date again."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    yield MigrationExecutor(connection)
    MigrationExecutor(connection).migrate(newest)


@pytest.mark.slow
def test_older_entries_are_chained_and_name_nobody(unchained: MigrationExecutor) -> None:
    old = unchained.loader.project_state(BEFORE).apps
    erik = old.get_model("kernel", "Person").objects.create(username="erik", password="!")
    entries = old.get_model("kernel", "AuditEntry").objects
    for n in range(30):
        entries.create(
            at=NOW + timedelta(minutes=n), actor=("erik", "system", "app")[n % 3], action="thing.edit",
            subject="person erik" if n == 5 else f"thing t/{n}", change={"n": n, "part": n / 7, "big": 2**60},
        )  # fmt: skip

    unchained.migrate(AFTER)
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    assert audit_triggers.missing() == []
    verdict = audit_proof.verify()
    assert (verdict.broken, verdict.entries) == (None, 30)
    assert AuditEntry.objects.filter(by__name="erik").count() == 10
    assert AuditEntry.objects.get(about__name="erik").number == 6
    assert AuditName.objects.get(name="erik").person_id == erik.pk
    audit.record("app", "thing.edit", "thing t/30", {}, NOW)
    assert audit_proof.verify().entries == 31
