# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern audit`` and ``stadtkern privacy`` on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import QuerySet
from typer import Typer
from typer.testing import CliRunner, Result

from stadtkern.commons.feedback.models import Feedback
from stadtkern.kernel import audit, audit_triggers
from stadtkern.kernel.errors import Contradiction, NotFound, WrongSetting
from stadtkern.kernel.models import AuditEntry
from stadtkern.settings.commands import audit as audit_command
from stadtkern.settings.commands import privacy as privacy_command

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAIL = "erika@example.org"

pytestmark = pytest.mark.django_db


def run(group: Typer, *words: str) -> Result:
    told = CliRunner().invoke(group, list(words))
    if told.exception is not None and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


def entries(count: int) -> None:
    for n in range(count):
        audit.record("amira", "thing.edit", f"thing t/{n}", {}, NOW)
    audit.seal()


def test_a_sound_log_is_told_with_its_anchor() -> None:
    entries(3)

    told = run(audit_command.group, "verify").output

    assert told.startswith("3 Einträge stimmen.")
    assert run(audit_command.group, "anchor").output.strip() in told


def test_a_log_that_differs_from_a_noted_anchor_is_told() -> None:
    entries(3)

    with pytest.raises(Contradiction, match="Eintrag 2"):
        run(audit_command.group, "verify", "--anchor", f"2:{'0' * 64}")


def test_the_first_broken_entry_is_told() -> None:
    entries(3)
    with connection.cursor() as cursor:
        for statement in audit_triggers.statements(f"audit_{connection.vendor}_away"):
            cursor.execute(statement)
    QuerySet.update(AuditEntry.objects.filter(number=2), subject="thing t/9")

    with pytest.raises(Contradiction, match=r"Eintrag 2: .*verändert"):
        run(audit_command.group, "verify")


@pytest.mark.parametrize("words", [["verify", "--anchor", "x"], ["export", "--format", "pdf"],
                                   ["export", "--since", "gestern"]])  # fmt: skip
def test_wrong_words_are_told(words: list[str]) -> None:
    with pytest.raises(WrongSetting):
        run(audit_command.group, *words)


def test_the_log_is_written_to_a_file(tmp_path: Path) -> None:
    entries(2)

    run(audit_command.group, "export", "--to", str(tmp_path / "log.jsonl"))

    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["thing.edit", "thing.edit", "audit.export"]


def test_what_is_known_about_somebody_is_written_and_noted(tmp_path: Path) -> None:
    Feedback.objects.create(message="Die Karte ist leer.", email=MAIL, created_at=NOW)

    run(privacy_command.group, "export", MAIL, "--to", str(tmp_path / "erika.json"))

    told = json.loads((tmp_path / "erika.json").read_text())
    assert told["processing_activities"][0]["tables"][0]["rows"][0]["message"] == "Die Karte ist leer."
    assert (tmp_path / "erika.json").stat().st_mode & 0o077 == 0
    assert AuditEntry.objects.filter(action="privacy.export").count() == 1


def test_erasing_says_what_went() -> None:
    Feedback.objects.create(message="Die Karte ist leer.", email=MAIL, created_at=NOW)

    told = run(privacy_command.group, "erase", MAIL, "--yes").output

    assert "feedback.Feedback" in told
    assert not Feedback.objects.exists()
    with pytest.raises(NotFound):
        run(privacy_command.group, "erase", MAIL, "--yes")


def test_retention_counts_first_and_removes_then() -> None:
    Feedback.objects.create(message="alt", created_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert "Rückmeldungen zur Plattform: 1" in run(privacy_command.group, "retention", "--dry-run").output
    assert Feedback.objects.exists()
    assert "1 Zeilen entfernt." in run(privacy_command.group, "retention").output
