# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The secret key changes while the city runs, and nothing that was sealed or signed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils.functional import lazy
from pytest_django import Settings

from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.kernel import sealed
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.sealed_fields import SealedField
from stadtkern.kernel.tests.people_of_tests import administrator
from stadtkern.settings import rotation, secret
from stadtkern.web.outgoing import signing

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A data folder whose key is the one of the installation."""
    settings.SECRET_KEY = lazy(secret.secret_key, str)(tmp_path)
    settings.SECRET_KEY_FALLBACKS = secret.OlderKeys(tmp_path)
    yield tmp_path


def connection(sealed_secret: str) -> Connection:
    return Connection.objects.create(
        key="wetter",
        title="Wetter",
        domain="weather",
        publisher="Stadt",
        wire=Wire.FEED,
        secret=sealed_secret,
        created_at=NOW,
        created_by="test",
        changed_at=NOW,
    )


@pytest.mark.django_db
def test_after_a_change_of_the_key_every_sealed_secret_opens_without_the_former_one(data: Path) -> None:
    row = connection(sealed.seal("feed password"))
    person = Person.objects.create(username="anna")
    factor = Authenticator.objects.create(
        user=person,
        type="recovery_codes",
        data={"seed": sealed.seal("JBSWY3DP"), "codes": [sealed.seal("1")]},
    )
    before = row.secret
    assert rotation.rotate(data, at=NOW).changed == 3
    row.refresh_from_db()
    assert row.secret != before
    assert len(secret.keys(data)) == 2
    rotation.finish(data, at=NOW)
    assert len(secret.keys(data)) == 1
    assert sealed.unseal(row.secret) == "feed password"
    factor.refresh_from_db()
    assert sealed.unseal(factor.data["seed"]) == "JBSWY3DP"
    assert sealed.unseal(factor.data["codes"][0]) == "1"
    with pytest.raises(sealed.SealBroken):
        sealed.unseal(before)
    assert {"secret.rotate", "secret.finish"} <= set(AuditEntry.objects.values_list("action", flat=True))


@pytest.mark.django_db
def test_a_rotation_that_was_interrupted_goes_on_without_a_third_key(data: Path) -> None:
    connection(sealed.seal("feed password"))
    former = secret.keys(data)
    secret.write_keys(data, (secret.new_key(), *former))
    assert rotation.rotate(data, at=NOW).changed == 1
    assert secret.keys(data)[1:] == former
    assert rotation.rotate(data, at=NOW).changed == 0


@pytest.mark.django_db
def test_a_secret_that_no_key_opens_is_named_before_anything_is_dropped(data: Path) -> None:
    connection(sealed.SEAL_BEGINS + "damaged")
    rotation.rotate(data, at=NOW)
    with pytest.raises(rotation.NotOpened, match=r"connections.Connection.secret \(1\)"):
        rotation.finish(data, at=NOW)
    assert len(secret.keys(data)) == 2
    rotation.finish(data, at=NOW, lose_broken=True)
    assert len(secret.keys(data)) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("lake")
def test_somebody_signed_in_stays_signed_in(data: Path) -> None:
    person = administrator("anna", password="correct horse battery")
    client = Client()
    client.force_login(person)
    rotation.rotate(data, at=NOW)
    assert client.get("/cockpit/").status_code == 200
    rotation.finish(data, at=NOW)
    assert client.get("/cockpit/").status_code == 200


def test_until_it_is_finished_webhooks_carry_the_signature_of_both_keys(data: Path) -> None:
    former = signing.secret("purpose", "https://other.example/")
    secret.write_keys(data, (secret.new_key(), *secret.keys(data)))
    older = signing.older_secrets("purpose", "https://other.example/")
    assert older == [former]
    present = signing.secret("purpose", "https://other.example/")
    _name, value = signing.header(present, 7, b"body", older=older)
    assert re.findall("v1=([0-9a-f]+)", value) == [
        signing.signature(present, 7, b"body"),
        signing.signature(former, 7, b"body"),
    ]


def test_the_file_of_the_keys_is_readable_by_its_owner_only(data: Path) -> None:
    secret.write_keys(data, (secret.new_key(), *secret.keys(data)))
    assert (data / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in data.iterdir()] == ["secret.key"]


NOT_SECRETS = {
    "kernel.Person.password": "Argon2 hash",
    "kernel.OneTimeLink.token_hash": "SHA-256 of a random token",
    "sessions.Session.session_key": "needed as it is to find the session",
    "accounts.UserSession.session_key": "needed as it is to end the session",
    "usersessions.UserSession.session_key": "needed as it is to end the session",
    "catalogue.DatasetRequest.token": "leads to the answer to one wish for data, to nothing else",
    "devices.RegisterRevision.token": "says only that the register has changed",
    "account.EmailConfirmation.key": "not used: codes and links are signed",
    "socialaccount.SocialApp.secret": "not used: providers come from the settings",
    "socialaccount.SocialApp.key": "not used: providers come from the settings",
    "socialaccount.SocialToken.token": "not stored: SOCIALACCOUNT_STORE_TOKENS is off",
    "socialaccount.SocialToken.token_secret": "not stored: SOCIALACCOUNT_STORE_TOKENS is off",
}
"""Columns named like secrets that hold none in clear, and why."""
_SECRET = re.compile(
    r"(^|_)(password|secret|secrets|token|private|credentials?|app_key|nwk_key|session_key)($|_)"
)


def test_no_column_keeps_a_secret_in_clear() -> None:
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, SealedField)
        and _SECRET.search(field.name)
    }
    assert sorted(named - {*NOT_SECRETS}) == []
