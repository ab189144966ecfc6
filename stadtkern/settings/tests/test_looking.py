# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What operations look at beyond their own floor: backups and the audit log."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from stadtkern.flow.outlets.operations.findings import Finding
from stadtkern.kernel.models import AuditCheck
from stadtkern.kernel.upkeep import service as upkeep
from stadtkern.kernel.upkeep.models import BackupRun, DataRelease
from stadtkern.settings import looking

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def found(name: str, *, backup: str = "/backups", now: datetime = NOW) -> list[Finding]:
    knobs = replace(settings.KNOBS, backup=backup, backup_hours=6, nats=())
    check = next(one for one in looking.checks(knobs) if one.name == name)
    return list(check.look(now))


def backup(made_at: datetime, *, fault: str = "") -> None:
    BackupRun.objects.create(
        backup=f"{made_at:%Y%m%dT%H%M%S}", place="/backups", made_at=made_at, seconds=1.0, rows=1,
        observations=1, files=1, bytes=1, written_bytes=1, fault=fault,
    )  # fmt: skip


def test_a_city_that_nobody_backs_up_knows_it() -> None:
    assert [one.key for one in found("backup", backup="")] == ["backup:none"]


def test_a_new_city_has_time_for_its_first_backup() -> None:
    DataRelease.objects.create(version="1", at=NOW - 11 * HOUR)
    assert found("backup") == []
    assert [one.key for one in found("backup", now=NOW + 2 * HOUR)] == ["backup:overdue"]


def test_a_backup_is_overdue_after_two_intervals() -> None:
    backup(NOW - 11 * HOUR)
    assert found("backup") == []
    (late,) = found("backup", now=NOW + 3 * HOUR)
    assert (late.key, late.severity, late.text) == (
        "backup:overdue",
        "bad",
        "Die neueste ist 14 Stunden alt.",
    )


def test_a_damaged_backup_is_told_even_when_the_newest_is_young() -> None:
    backup(NOW - HOUR)
    backup(NOW - 30 * HOUR, fault="ein Objekt fehlt")
    (damaged,) = found("backup")
    assert damaged.key == "backup:damaged"
    assert damaged.text.endswith("ein Objekt fehlt")


def test_a_broken_chain_of_the_audit_log_is_told() -> None:
    assert found("audit") == []
    AuditCheck.objects.create(at=NOW, entries=3, number=3, digest="x", broken=2, reason="changed")
    (broken,) = found("audit")
    assert (broken.key, broken.severity) == ("audit:broken", "bad")
    assert broken.text.startswith("Eintrag 2: ")


def test_an_audit_log_that_nobody_verifies_is_told() -> None:
    AuditCheck.objects.create(at=NOW, entries=3, number=3, digest="x")
    assert found("audit", now=NOW + timedelta(days=2)) == []
    assert [one.key for one in found("audit", now=NOW + timedelta(days=4))] == ["audit:late"]


def test_figures_tell_the_age_of_the_newest_backup() -> None:
    at = {figure.name: figure.values[""] for figure in looking.backup_figures()}
    assert at == {"stadtkern_backup_last_timestamp_seconds": 0.0, "stadtkern_backups_damaged": 0}
    backup(NOW)
    assert looking.backup_figures()[0].values[""] == NOW.timestamp()


def test_without_a_shared_log_nothing_is_asked_of_it() -> None:
    knobs = replace(settings.KNOBS, nats=())
    assert looking.parts(knobs) == ()
    assert set(looking.figures(knobs)) == {"backup"}
    assert upkeep.backups().count() == 0
