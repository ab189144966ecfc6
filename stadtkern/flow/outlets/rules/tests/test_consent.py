# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Setting up a device for messages is a consent; removing the last one ends it, and the other way round."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest

from stadtkern.flow.outlets.rules import subscriptions
from stadtkern.flow.outlets.rules.models import PushSubscription
from stadtkern.kernel import consents
from stadtkern.kernel.models import AuditEntry, Person

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def browser(name: str) -> bytes:
    keys = {"p256dh": urlsafe_b64encode(b"\x04" * 65).decode(), "auth": urlsafe_b64encode(b"a" * 16).decode()}
    return json.dumps({"endpoint": f"https://push.example/{name}", "keys": keys}).encode()


def test_the_first_device_is_the_consent_and_the_last_one_ends_it() -> None:
    person = Person.objects.create_user("erik")
    first = subscriptions.subscribe(person, browser("a"), name="Telefon", at=NOW)
    second = subscriptions.subscribe(person, browser("b"), name="Tablet", at=NOW)

    subscriptions.unsubscribe(person, first.pk, at=NOW)
    assert consents.given(person, subscriptions.PURPOSE) is not None
    subscriptions.unsubscribe(person, second.pk, at=NOW)

    assert consents.given(person, subscriptions.PURPOSE) is None
    actions = AuditEntry.objects.filter(action__startswith="consent").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["consent.give", "consent.withdraw"]


def test_taking_the_consent_back_forgets_every_device() -> None:
    person = Person.objects.create_user("erik")
    subscriptions.subscribe(person, browser("a"), name="Telefon", at=NOW)
    subscriptions.subscribe(person, browser("b"), name="Tablet", at=NOW)

    consents.withdraw(person, subscriptions.PURPOSE, at=NOW)

    assert not PushSubscription.objects.exists()


def test_nobody_reads_the_address_of_a_device_in_the_log() -> None:
    subscriptions.subscribe(Person.objects.create_user("erik"), browser("a"), name="Telefon", at=NOW)

    assert "push.example" not in repr(list(AuditEntry.objects.values()))
