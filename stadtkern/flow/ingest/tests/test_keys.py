# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys of interfaces that read and write: who stands behind a header, and what that one may do."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.ingest import counters, keys, push
from stadtkern.flow.ingest.models import ApiKey
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.errors import KeyMissing, KeyRefused, NotPermitted

from .city import NOW, api_key

pytestmark = pytest.mark.django_db


def basic(user: str, password: str) -> str:
    """The header of RFC 7617."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def test_without_a_header_a_request_is_anybodys() -> None:
    assert keys.authenticate("", now=NOW) is ANYBODY
    assert not ANYBODY.may_observe


def test_a_key_says_who_calls_as_bearer_and_as_password(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    facts = keys.NewKey(name="gate", domain="bikes", may_command=True, internal=True)
    key, secret = keys.create("test", facts, now=NOW)
    caller = keys.authenticate(f"Bearer {secret}", now=NOW)
    with django_assert_num_queries(0):
        again = keys.authenticate(basic("anything", secret), now=NOW)
    assert again == caller
    assert (caller.name, caller.key_id, caller.domain, caller.source) == (
        "gate",
        key.pk,
        "bikes",
        "push-gate",
    )
    assert (caller.may_observe, caller.may_register, caller.may_command) == (True, False, True)
    assert caller.creates_internal
    assert not caller.source_only


def test_the_use_of_a_key_is_noted() -> None:
    keys.authenticate(basic("", api_key("gate")), now=NOW)
    counters.flush()
    assert ApiKey.objects.get(name="gate").last_used_at == NOW


def test_a_key_of_a_declared_source_reaches_only_that_source() -> None:
    caller = keys.authenticate(f"Bearer {api_key(source='counts')}", now=NOW)
    assert (caller.source, caller.source_only) == ("counts", True)


@pytest.mark.parametrize("header", ["Digest abc", "Bearer", "Basic !!!", "Basic " + "/w==", basic("key", "")])
def test_a_header_without_a_key_is_refused(header: str) -> None:
    with pytest.raises(KeyMissing):
        keys.authenticate(header, now=NOW)


def test_an_unknown_an_expired_and_a_revoked_key_are_refused() -> None:
    facts = keys.NewKey(name="short", domain="bikes", expires_at=NOW + timedelta(days=1))
    _, short = keys.create("test", facts, now=NOW)
    revoked = api_key("revoked")
    keys.authenticate(f"Bearer {revoked}", now=NOW)
    keys.revoke("test", "revoked", now=NOW)
    for secret, moment in [("sk_guess", NOW), (short, NOW + timedelta(days=2)), (revoked, NOW)]:
        with pytest.raises(KeyRefused):
            keys.authenticate(basic("", secret), now=moment)


def test_a_key_without_the_right_to_observe_pushes_nothing() -> None:
    _, secret = keys.create("test", keys.NewKey(name="reader", domain="bikes", may_observe=False), now=NOW)
    with pytest.raises(NotPermitted):
        push.push(b"[]", keys.holder(secret, now=NOW), name="", now=NOW)
