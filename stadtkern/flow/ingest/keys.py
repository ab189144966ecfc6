# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who stands behind a key or token that came with a request: looked up once, then known for five seconds."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from stadtkern.flow.devices.models import Datastream
from stadtkern.kernel import registry, sharing
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import KeyMissing, KeyRefused

from . import counters
from .machines import memory, tokens
from .machines.issuing import NewKey, create, digest_of, end_former, revoke, rotate
from .machines.memory import CACHE_S, Bearer, forget
from .models import ApiKey
from .streams import Scope

__all__ = [
    "CACHE_S",
    "Bearer",
    "NewKey",
    "authenticate",
    "bearer",
    "create",
    "end_former",
    "forget",
    "holder",
    "revoke",
    "rotate",
    "scope_of",
]


def bearer(header: str, *, now: datetime) -> Bearer:
    """Who stands behind an ``Authorization`` header (RFC 6750 section 2.1).

    Raises:
        KeyMissing: no bearer token was sent.
        KeyRefused: the key is unknown, revoked or expired.
    """
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise KeyMissing
    return holder(secret.strip(), now=now)


def authenticate(header: str, *, now: datetime) -> Caller:
    """Who stands behind an ``Authorization`` header: Bearer, or Basic (RFC 7617) with the key as password.

    The user name of Basic may be anything. An empty header is anybody.

    Raises:
        KeyMissing: another scheme, or no key in it.
        KeyRefused: the key is unknown, revoked or expired.
    """
    if not header.strip():
        return ANYBODY
    scheme, _, given = header.strip().partition(" ")
    secret = given.strip()
    if scheme.lower() == "basic":
        secret = _password(secret)
    elif scheme.lower() != "bearer":
        secret = ""
    if not secret:
        raise KeyMissing
    found = holder(secret, now=now)
    counters.note_key_used(found.id, now)
    return found.caller


def holder(secret: str, *, now: datetime) -> Bearer:
    """Who holds this key or token.

    Raises:
        KeyRefused: it is unknown, revoked or expired, or a token that is not valid here.
        KeyUnchecked: a token, and its provider does not answer.
    """
    digest = digest_of(secret)
    known = memory.remembered(digest)
    if known is not None:
        found = known[0]
    elif tokens.looks_like_token(secret):
        found = _of_token(secret, now)
        memory.remember(digest, found)
    else:
        found = _of_digest(digest, now)
        memory.remember(digest, found)
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        raise KeyRefused
    return found


def scope_of(source_key: str) -> Scope | None:
    """Whose datastreams a source may fill; none for a source that only administrators import."""
    for domain, source in registry.sources():
        if source.key == source_key:
            return Scope(domain=domain.name, source=source_key, declared=True)
    row = ApiKey.objects.filter(source=source_key).order_by("-pk").first()
    return Scope(domain=row.domain, source=source_key, declared=False) if row else None


def _of_digest(digest: str, now: datetime) -> Bearer | None:
    """The holder of a secret: the present one of a key, or the one before it during the overlap."""
    rows = ApiKey.objects.usable(now)
    row = rows.filter(Q(digest=digest) | Q(former_digest=digest, former_until__gt=now)).first()
    if row is None:
        return None
    found = _bearer(row, now)
    if row.digest == digest or row.former_until is None:
        return found
    return replace(found, expires_at=min(row.former_until, row.expires_at or row.former_until))


def _of_token(token: str, now: datetime) -> Bearer | None:
    """The client behind a token: named with this subject, or without one when the token is its own."""
    proven = tokens.proven(token, now=now)
    subjects = [proven.subject, ""] if proven.own else [proven.subject]
    rows = ApiKey.objects.usable(now).filter(oauth_client=proven.client, oauth_subject__in=subjects)
    row = rows.order_by("-oauth_subject").first()
    if row is None:
        return None
    return replace(_bearer(row, now), expires_at=min(proven.expires_at, row.expires_at or proven.expires_at))


def _bearer(row: ApiKey, now: datetime) -> Bearer:
    declared = _is_declared(row.source)
    caller = _caller(row, declared, now)
    scope = Scope(
        domain=row.domain,
        source=row.source,
        declared=declared,
        only=caller.datastreams if caller.bound else None,
    )
    return Bearer(
        id=row.pk,
        name=row.name,
        scope=scope,
        may_register=row.may_register and not row.is_bound,
        expires_at=row.expires_at,
        caller=caller,
    )


def _caller(row: ApiKey, declared: bool, now: datetime) -> Caller:
    streams = dict(_streams_of(row)) if row.datastreams else {}
    return Caller(
        name=row.name,
        client=row.name if sharing.is_client(row.name, now) else "",
        key_id=row.pk,
        domain=row.domain,
        source=row.source,
        source_only=declared,
        sees_internal=row.sees_internal,
        bound=row.is_bound,
        datastreams=frozenset(streams),
        things=frozenset(streams.values()),
        collections=frozenset(str(one) for one in row.collections),
        may_observe=row.may_observe,
        may_register=row.may_register,
        may_command=row.may_command,
        may_monitor=row.may_monitor,
        creates_internal=row.internal,
        topics=tuple(str(one).replace("%u", row.name) for one in row.topics),
    )


def _streams_of(row: ApiKey) -> list[tuple[int, int]]:
    """Ids of the datastreams that a key names, with their things; only those that are of its subject now."""
    found = Datastream.objects.order_by().filter(code__in=row.datastreams, thing__domain=row.domain)
    return list(found.values_list("pk", "thing_id"))


def _password(given: str) -> str:
    """The password of Basic credentials; empty when they cannot be read."""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _is_declared(source_key: str) -> bool:
    return any(source.key == source_key for _, source in registry.sources())
