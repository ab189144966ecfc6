# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern check --deploy``: every requirement can fail, can be met, and stands in the reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator

from stadtkern.commons.profile.models import CityProfile
from stadtkern.flow.ingest.models import ApiKey
from stadtkern.kernel.models import AuditCheck
from stadtkern.kernel.tests.people_of_tests import administrator
from stadtkern.kernel.upkeep.models import BackupRun
from stadtkern.settings import env, secret
from stadtkern.settings.hardening.findings import REQUIREMENTS, unfulfilled
from stadtkern.settings.hardening.words import Place

REFERENCE = Path(__file__).resolve().parents[3] / "docs/reference/grundschutz.md"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GOOD = {
    "STADTKERN_HTTPS": "1",
    "STADTKERN_ALLOWED_HOSTS": "stadt.example",
    "STADTKERN_SECOND_FACTOR": "required",
    "STADTKERN_MAIL_FROM": "stadtkern@stadt.example",
    "STADTKERN_SMTP": "smtps://mail.stadt.example",
}


def lacking(variables: Mapping[str, str], *, register: bool = False) -> set[str]:
    place = Place(knobs=env.read({**GOOD, **variables}), now=NOW)
    return {str(one.id).removeprefix("stadtkern.") for one in unfulfilled(place, register=register)}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder as it should be."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o750)
    secret.secret_key(folder)
    return folder


@pytest.mark.parametrize(
    ("variables", "requirement"),
    [
        ({"STADTKERN_HTTPS": "0"}, "D001"),
        ({"STADTKERN_DEBUG": "1"}, "D002"),
        ({"STADTKERN_ALLOWED_HOSTS": "*"}, "D003"),
        ({"STADTKERN_ALLOWED_HOSTS": "localhost,[::1]"}, "D003"),
        ({"STADTKERN_HOST": "0.0.0.0"}, "D004"),  # noqa: S104 - what must be found
        ({"STADTKERN_TRUSTED_PROXIES": "0.0.0.0/0"}, "D004"),
        ({"STADTKERN_RATES": "signin=0"}, "D006"),
        ({"STADTKERN_PRIVATE_ADDRESSES": "1"}, "D007"),
        ({"STADTKERN_MQTT": "0.0.0.0:1883"}, "D008"),
        ({"STADTKERN_MQTT_BROKER": "mqtt://a:b@broker.example"}, "D009"),
        ({"STADTKERN_S3_ENDPOINT": "http://s3.example"}, "D009"),
        ({"STADTKERN_NATS": "nats://nats.example:4222"}, "D009"),
        ({"STADTKERN_SMTP": "smtp://mail.example"}, "D009"),
        ({"STADTKERN_DATABASE": "postgresql://a:b@db.example/stadt"}, "D010"),
        ({"STADTKERN_LAKE_CATALOGUE": "host=db.example dbname=lake password=x"}, "D010"),
        ({"STADTKERN_BASEMAP": "1"}, "D011"),
        ({"STADTKERN_OTLP": "http://collector.example:4318"}, "D012"),
    ],
)
def test_a_setting_that_invites_harm_is_found(
    variables: dict[str, str], requirement: str, data: Path
) -> None:
    base = {"STADTKERN_DATA": str(data)}
    assert requirement not in lacking(base)
    assert requirement in lacking({**base, **variables})


@pytest.mark.parametrize(
    "variables",
    [
        {"STADTKERN_DATABASE": "postgresql://a:b@db.example/stadt?sslmode=verify-full"},
        {"STADTKERN_DATABASE": "postgresql://a@127.0.0.1/stadt"},
        {"STADTKERN_HOST": "0.0.0.0", "STADTKERN_TRUSTED_PROXIES": "10.0.0.5"},  # noqa: S104
        {"STADTKERN_NATS": "tls://a:b@nats.example:4222"},
    ],
)
def test_what_is_in_order_is_not_complained_about(variables: dict[str, str], data: Path) -> None:
    assert lacking({"STADTKERN_DATA": str(data), **variables}) & {"D004", "D009", "D010"} == set()


def test_a_data_folder_that_others_may_read_is_found(data: Path) -> None:
    assert lacking({"STADTKERN_DATA": str(data)}) & {"D021", "D022"} == set()
    data.chmod(0o755)
    (data / "secret.key").chmod(0o644)
    assert lacking({"STADTKERN_DATA": str(data)}) >= {"D021", "D022"}


def test_a_secret_in_the_environment_and_an_open_file_are_found(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STADTKERN_SMTP", "smtps://a:b@mail.example")
    assert "D023" in lacking({"STADTKERN_DATA": str(data)})
    monkeypatch.delenv("STADTKERN_SMTP")
    file = data / "smtp"
    file.write_text("smtps://a:b@mail.example")
    monkeypatch.setenv("STADTKERN_SMTP_FILE", str(file))
    file.chmod(0o644)
    assert "D024" in lacking({"STADTKERN_DATA": str(data)})
    file.chmod(0o600)
    assert "D024" not in lacking({"STADTKERN_DATA": str(data)})


@pytest.mark.django_db
def test_an_empty_city_lacks_people_backups_and_particulars(data: Path) -> None:
    found = lacking(
        {"STADTKERN_DATA": str(data), "STADTKERN_SECOND_FACTOR": "", "STADTKERN_SMTP": ""}, register=True
    )
    assert found >= {"D040", "D041", "D043", "D044", "D045", "D046"}


@pytest.mark.django_db
def test_a_well_kept_city_lacks_nothing_of_it(data: Path, tmp_path: Path) -> None:
    for name in ("anna", "bert"):
        person = administrator(name, "a long enough password")
        person.email = f"{name}@stadt.example"
        person.save()
        Authenticator.objects.create(user=person, type="totp", data={"secret": ""})
    AuditCheck.objects.create(at=NOW, entries=1, number=1, digest="a" * 64)
    BackupRun.objects.create(
        backup="b", place="p", made_at=NOW, seconds=1, rows=1, observations=1, files=1, bytes=1,
        written_bytes=1, verified_at=NOW,
    )  # fmt: skip
    CityProfile.objects.create(
        pk=1, represented_by="Anna", address="Rathaus", email="stadt@stadt.example", privacy_officer="Bert",
        privacy_authority="LDI",
    )  # fmt: skip
    variables = {"STADTKERN_DATA": str(data), "STADTKERN_BACKUP": str(tmp_path / "elsewhere")}
    key = tmp_path / "backup.key"
    key.write_text("x")
    variables["STADTKERN_BACKUP_KEY_FILE"] = str(key)
    assert {one for one in lacking(variables, register=True) if one >= "D040"} == set()
    ApiKey.objects.create(name="old", digest="d" * 64, source="s", created_at=NOW - timedelta(days=400))
    assert "D042" in lacking(variables, register=True)


def test_the_reference_names_exactly_the_requirements_and_their_blocks() -> None:
    rows = re.findall(
        r"^\| `(stadtkern\.D\d+)` \| ([^|]+) \| ([^|]+) \|", REFERENCE.read_text(), re.MULTILINE
    )
    assert rows == [(one.id, one.title, ", ".join(one.blocks)) for one in REQUIREMENTS]
    assert len({one.id for one in REQUIREMENTS}) == len(REQUIREMENTS)


def test_every_building_block_is_explained_with_what_checks_it() -> None:
    text = REFERENCE.read_text()
    for block in {block for one in REQUIREMENTS for block in one.blocks}:
        row = re.search(rf"^\| {re.escape(block)} [^|]+\|[^|]+\| ([^|]+) \|$", text, re.MULTILINE)
        wanted = [one.id.removeprefix("stadtkern.") for one in REQUIREMENTS if block in one.blocks]
        assert row and row[1].split(", ") == wanted
