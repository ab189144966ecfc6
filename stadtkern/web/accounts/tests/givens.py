# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People of these tests and what their devices would do."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from stadtkern.kernel import people
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.people import NewPerson

WORDS = "vier Störche am Kanal"
NEW_WORDS = "drei Enten auf dem Aasee"
SIGN_IN = "/konto/anmelden/"


def person(username: str = "erik", *, administrator: bool = False, email: str = "") -> Person:
    facts = NewPerson(username=username, administrator=administrator, email=email)
    return people.create_person("test", facts, password=WORDS, at=timezone.now())


def sign_in(client: Client, name: str = "erik", password: str = WORDS, **more: str) -> HttpResponse:
    answer = client.post(SIGN_IN, {"login": name, "password": password} | more)
    assert isinstance(answer, HttpResponse)
    return answer


def signed_in(name: str = "erik", *, agent: str = "Firefox") -> Client:
    client = Client(headers={"user-agent": agent})
    assert sign_in(client, name).status_code == 302
    return client


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def with_app(one: Person) -> str:
    """Secret of an app that this person has set up."""
    secret = str(auth.generate_totp_secret())
    auth.TOTP.activate(one, secret)
    return secret


def code(secret: str, *, at: datetime | None = None) -> str:
    """What the app shows now."""
    counter = int((at or timezone.now()).timestamp()) // 30
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def emergency_codes(one: Person) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(one).get_unused_codes()
    return codes


def acts() -> list[tuple[str, str]]:
    """Who did what, by the audit log, oldest first."""
    rows = AuditEntry.objects.select_related("by").order_by("pk")
    return [(one.by.name or "", one.action) for one in rows]


def factors(one: Person) -> set[str]:
    return set(Authenticator.objects.filter(user=one).values_list("type", flat=True))


def counted_hashes(patch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one word for each hash of a password that is computed from now on."""
    hashes: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify

    def encoded(hasher: Argon2PasswordHasher, password: str, salt: str) -> str:
        hashes.append("encode")
        return str(encode(hasher, password, salt))

    def verified(hasher: Argon2PasswordHasher, password: str, stored: str) -> bool:
        hashes.append("verify")
        return bool(verify(hasher, password, stored))

    patch.setattr(Argon2PasswordHasher, "encode", encoded)
    patch.setattr(Argon2PasswordHasher, "verify", verified)
    return hashes


def link_in(body: str, start: str) -> str:
    """The path of the first link in an e-mail that begins so."""
    found = re.search(rf"https?://[^/\s]+({re.escape(start)}\S*)", body)
    assert found is not None, body
    return found.group(1)
