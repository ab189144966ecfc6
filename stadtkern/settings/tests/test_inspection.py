# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.checks import CheckMessage

from stadtkern.flow.ingest.log import current as shared_log
from stadtkern.flow.ingest.log.words import settings_of
from stadtkern.kernel import people
from stadtkern.kernel.models import Department
from stadtkern.settings import env, inspection

PASSWORD = "kein-leichtes-Wort-42"
pytestmark = pytest.mark.django_db


def knobs(data: Path) -> env.Knobs:
    """Those of a small town, in this folder."""
    return env.read({"STADTKERN_DATA": str(data)})


def ids(found: list[CheckMessage]) -> set[str]:
    return {finding.id or "" for finding in found}


def test_a_fresh_city_only_lacks_an_administrator(tmp_path: Path) -> None:
    assert ids(inspection.findings(knobs(tmp_path))) == {"stadtkern.W005"}


def test_a_city_with_an_administrator_has_nothing_to_complain(tmp_path: Path) -> None:
    facts = people.NewPerson(username="anna", administrator=True)
    people.create_person("test", facts, password=PASSWORD, at=datetime(2026, 5, 1, tzinfo=UTC))
    assert ids(inspection.findings(knobs(tmp_path))) == set()


def test_a_city_open_to_all_without_https_is_warned(tmp_path: Path) -> None:
    given = replace(knobs(tmp_path), host="0.0.0.0", allowed_hosts=("stadt.example",))  # noqa: S104
    assert "stadtkern.W002" in ids(inspection.findings(given))


def test_a_city_behind_a_proxy_that_knows_only_localhost_is_warned(tmp_path: Path) -> None:
    assert "stadtkern.W003" in ids(inspection.findings(replace(knobs(tmp_path), https=True)))


def test_debug_is_warned(tmp_path: Path) -> None:
    assert "stadtkern.W001" in ids(inspection.findings(replace(knobs(tmp_path), debug=True)))


def test_a_lake_that_cannot_be_opened_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file where the folder should be")
    found = [f for f in inspection.findings(knobs(tmp_path)) if f.id == "stadtkern.E004"]
    assert found
    assert found[0].hint


def test_registration_without_mail_server_is_warned(tmp_path: Path) -> None:
    assert "stadtkern.W008" in ids(inspection.findings(replace(knobs(tmp_path), registration=True)))


def test_groups_for_a_department_that_does_not_exist_are_warned(tmp_path: Path) -> None:
    groups = '{"gruen": "editor@Grünflächenamt"}'
    given = replace(knobs(tmp_path), oidc="https://anmeldung.stadt.example", oidc_groups=groups)

    found = [one.msg for one in inspection.findings(given) if one.id == "stadtkern.W009"]

    assert "Grünflächenamt" in found[0]
    Department.objects.create(name="Grünflächenamt")
    assert "stadtkern.W009" not in ids(inspection.findings(given))


def test_every_finding_has_an_id_of_its_own_and_a_hint() -> None:
    source = Path(inspection.__file__).read_text()
    given = re.findall(r'id="(stadtkern\.[EW]\d{3})"', source)
    assert len(given) == len(set(given)) == source.count("hint=")


def test_an_ingest_log_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stadtkern.flow.ingest.log.figures.ASK_WITHIN_S", 0.2)
    shared_log.provide(settings_of(["nats://127.0.0.1:9"], replicas=1, catalogue=""))
    try:
        found = inspection.findings(knobs(tmp_path))
    finally:
        shared_log.provide(None)
    assert ids(found) == {"stadtkern.W005", "stadtkern.E005"}
